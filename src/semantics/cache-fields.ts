const cacheFields: ReadonlySet<string> = new Set(["cache-control", "expires", "pragma"]);

/** Whether a field tells caches what they may keep, and for how long (RFC 9111 §5). @param name in lower case */
export function isCacheField(name: string): boolean {
  return cacheFields.has(name) || isTargetedCacheField(name);
}

/**
 * Whether a field tells that to some shared caches alone, which then look at no Cache-Control (RFC 9213 §2):
 * CDN-Cache-Control, and those of one vendor. @param name in lower case
 */
export function isTargetedCacheField(name: string): boolean {
  return name.endsWith("cdn-cache-control") || name === "surrogate-control";
}
