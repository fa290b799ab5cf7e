import { looksHashed, looksSurelyHashed } from "./content-hash-name.ts";
import type { CacheRule } from "./files-options.ts";

/** A year: as long as anyone is told to keep anything (RFC 9111 §1.2.2 lets a cache cap it). */
const FOREVER_SECONDS = 31_536_000;

/**
 * The Cache-Control field value (RFC 9111 §5.2.2; `immutable`: RFC 8246) of a file.
 * @param name of the file, without its directory
 */
export function cacheControl(rule: CacheRule, name: string): string {
  if (typeof rule === "number") return rule === 0 ? "no-cache" : `public, max-age=${rule}`;
  if (rule === "hashed") return hasContentHash(name) ? `public, max-age=${FOREVER_SECONDS}, immutable` : "no-cache";
  return rule;
}

/**
 * Whether a name carries a hash of its file's content, as bundlers write it: `index-BvX3kQ2a.js`,
 * `main.3f2a9c1b.chunk.css`. It is a guess, and a name in doubt has none: what is called immutable by mistake stays in
 * caches for a year. Pages, documents and films never have one: people name them, and link to them.
 */
export function hasContentHash(name: string): boolean {
  if (name.length > NAME_UNITS_MAX) return false;
  const [, stem, extension] = NAME.exec(name) ?? [];
  if (stem === undefined || UUID.test(stem)) return false;
  const kind = extension!.toLowerCase();
  const isHash = CODE.has(kind) ? looksHashed : PICTURES_AND_FONTS.has(kind) ? looksSurelyHashed : undefined;
  if (isHash === undefined) return false;
  const last = Math.max(stem.lastIndexOf("-"), stem.lastIndexOf("."));
  // base64url has dashes of its own: the last eight characters may hold one.
  return (last > 0 && isHash(stem.slice(last + 1))) || (/^.[-.]/.test(stem.slice(-10)) && isHash(stem.slice(-8)));
}

const NAME_UNITS_MAX = 255;
/** What a name begins with, and its extension; "main.js.map" and "main.chunk.js" are taken as "main.js". */
const NAME = /^(.+?)(?:\.(?:chunk|min)){0,2}\.([A-Za-z0-9]+)(?:\.map)?$/;
/** It tells one thing from another, whatever is in it. */
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What comes out of bundlers, as a rule. */
const CODE: ReadonlySet<string> = new Set(["js", "mjs", "css", "map", "wasm", "woff2"]);
/** What comes out of cameras and archives as well. */
const PICTURES_AND_FONTS: ReadonlySet<string> = new Set([
  "svg",
  "png",
  "jpg",
  "jpeg",
  "gif",
  "webp",
  "avif",
  "ico",
  "woff",
  "ttf",
  "otf",
]);
