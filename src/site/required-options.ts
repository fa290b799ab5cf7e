import { ConfigError, nearestWord, shown } from "../config/index.ts";
import type { CacheRule, FilesOptions } from "../files/index.ts";

/**
 * Refuses options of files that cannot be meant.
 * @param maker "files", for the message
 * @param names of those that may be said here; by default all
 * @throws ConfigError naming the option
 */
export function requireFilesOptions(
  maker: string,
  options: FilesOptions,
  names: readonly (keyof FilesOptions)[] = filesOptionNames,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new ConfigError(`${maker}: ${shown(options)} is no object of options`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!(names as readonly string[]).includes(name)) throw unknownOption(maker, name, names);
    requireOption(maker, name, value, filesOptionChecks[name as keyof FilesOptions]);
  }
}

/** A kind of value: whether a value is of it, and it in words. */
export type OptionCheck = readonly [is: (value: unknown) => boolean, expected: string];

/**
 * Refuses the value of an option that is of another kind; `undefined` is none and may always stand there.
 * @throws ConfigError naming the option
 */
export function requireOption(maker: string, name: string, value: unknown, [is, expected]: OptionCheck): void {
  if (value === undefined || is(value)) return;
  throw new ConfigError(`${maker}: ${name} is ${shown(value)}`, { hint: `It is ${expected}.` });
}

/** An option that there is not, with the one that was probably meant. */
export function unknownOption(maker: string, name: string, names: readonly string[]): ConfigError {
  const meant = nearestWord(name, names);
  const hint = meant === undefined ? `Options here: ${names.join(", ")}.` : `Did you mean "${meant}"?`;
  return new ConfigError(`${maker}: "${name}" is no option`, { hint });
}

/** The longest time that may be told: a cache that counts in 31 bits tells it from no other (RFC 9111 §1.2.2). */
export const CACHE_SECONDS_MAX = 2 ** 31;

export const cacheRules = ["no-cache", "hashed", "no-store"] as const;
export const trailingSlashes = ["auto", "always", "never"] as const;

const pathChoice: OptionCheck = [
  (value) => typeof value === "boolean" || typeof value === "function",
  "true, false, or a function that answers one of them for a path",
];

export const filesOptionChecks: Readonly<Record<keyof FilesOptions, OptionCheck>> = {
  list: pathChoice,
  unlisted: [(value) => typeof value === "function", "a function that answers true for what a list leaves out"],
  cleanUrls: pathChoice,
  trailingSlash: [(value) => isOneOf(trailingSlashes, value), '"auto", "always" or "never"'],
  spa: [
    (value) => typeof value === "boolean" || (typeof value === "string" && value !== ""),
    "true for index.html, the path of another file, or false",
  ],
  cache: [isCacheRule, '"no-cache", "hashed", "no-store", or a whole number of seconds'],
  compress: [(value) => typeof value === "boolean", "true or false"],
};

export const filesOptionNames = Object.keys(filesOptionChecks) as readonly (keyof FilesOptions)[];

/** Whether this is what caches can be told. */
export function isCacheRule(value: unknown): value is CacheRule {
  if (typeof value !== "number") return isOneOf(cacheRules, value);
  return Number.isInteger(value) && value >= 0 && value <= CACHE_SECONDS_MAX;
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  return typeof value === "string" && words.includes(value);
}
