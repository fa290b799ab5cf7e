import { type CacheRule, ConfigError, type FilesOptions } from "../files/index.ts";
import { FieldSection, type FieldSectionInit } from "../semantics/index.ts";
import { nearestWord } from "./nearest-word.ts";
import { shown } from "./shown-value.ts";

/** `true` for every origin, or the origins whose pages may read the responses: "https://app.example.com". */
export type CorsOption = boolean | string | readonly string[];

/** Who may ask for what, by path: "/admin/*" for all below it, "/*" for everything, "/notes.html" for that path alone. */
export type AuthOption = Readonly<Record<string, AuthRule>>;

export interface AuthRule {
  /** What the browser calls it when it asks for the password. */
  readonly realm?: string | undefined;
  /** Hashes of passwords, as `porthole password` prints them, by the names of their users. */
  readonly users: Readonly<Record<string, string>>;
}

/**
 * How a site serves: what the site itself, a flag and `serve` may each say. Its options of files hold for each
 * `files(…)` whose own say nothing.
 */
export interface SiteSettings extends FilesOptions {
  /** Origins whose pages may read the responses. Default false. */
  readonly cors?: CorsOption | undefined;
  /** Fields that every response carries, in the place of its own of that name. */
  readonly headers?: FieldSectionInit | undefined;
  /** Who may ask for what, with HTTP Basic. */
  readonly auth?: AuthOption | undefined;
}

/**
 * What a site says, with what was given over it: each option that is given wins. Of `headers` it wins name by name, and
 * of `auth` path by path, so that no path that the site guards is left open.
 */
export function settingsOver(site: SiteSettings, given: SiteSettings): SiteSettings {
  const merged: Record<string, unknown> = {};
  for (const name of settingNames) {
    const value = given[name] ?? site[name];
    if (value !== undefined) merged[name] = value;
  }
  if (site.headers !== undefined && given.headers !== undefined) {
    const lines = [...FieldSection.of(given.headers)];
    const names = new Set(lines.map(([name]) => name.toLowerCase()));
    const kept = [...FieldSection.of(site.headers)].filter(([name]) => !names.has(name.toLowerCase()));
    merged["headers"] = [...kept, ...lines];
  }
  if (site.auth !== undefined && given.auth !== undefined) merged["auth"] = { ...site.auth, ...given.auth };
  return merged;
}

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
  if (!isRecord(options)) throw new ConfigError(`${maker}: ${shown(options)} is no object of options`);
  for (const [name, value] of Object.entries(options)) {
    if (!(names as readonly string[]).includes(name)) throw unknownOption(maker, name, names);
    if (value !== undefined) requireOption(maker, name, value, fileChecks[name as keyof FilesOptions]);
  }
}

/**
 * Refuses settings that cannot be meant. Names that are not among them are left to whoever knows them.
 * @param maker "site", for the message
 * @throws ConfigError naming the setting
 */
export function requireSettings(maker: string, settings: SiteSettings): void {
  for (const name of settingNames) {
    const value: unknown = settings[name];
    if (value !== undefined) requireOption(maker, name, value, settingChecks[name]);
  }
}

/** An option that there is not, with the one that was probably meant. */
export function unknownOption(maker: string, name: string, names: readonly string[]): ConfigError {
  const meant = nearestWord(name, names);
  const hint = meant === undefined ? `Options here: ${names.join(", ")}.` : `Did you mean "${meant}"?`;
  return new ConfigError(`${maker}: "${name}" is no option`, { hint });
}

/** A kind of value, in words, and whether a value is of it. */
type Check = readonly [is: (value: unknown) => boolean, expected: string];

function requireOption(maker: string, name: string, value: unknown, [is, expected]: Check): void {
  if (is(value)) return;
  throw new ConfigError(`${maker}: ${name} is ${shown(value)}`, { hint: `It is ${expected}.` });
}

/** RFC 9111 §1.2.2: what a cache that counts in 31 bits takes for more time than it can tell. */
export const CACHE_SECONDS_MAX = 2 ** 31;

export const cacheRules = ["no-cache", "hashed", "no-store"] as const;
export const trailingSlashes = ["auto", "always", "never"] as const;

const pathChoice: Check = [
  (value) => typeof value === "boolean" || typeof value === "function",
  "true, false, or a function that answers one of them for a path",
];

const fileChecks: Readonly<Record<keyof FilesOptions, Check>> = {
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

/** Origins, fields and rules of access are read by `cors.ts`, `response-fields.ts` and `basic-auth.ts`: here only their kind is looked at. */
const settingChecks: Readonly<Record<keyof SiteSettings, Check>> = {
  ...fileChecks,
  cors: [
    (value) => typeof value === "boolean" || typeof value === "string" || isListOfText(value),
    'true, or origins such as "https://app.example.com"',
  ],
  headers: [
    (value) => typeof value === "object" && value !== null,
    'an object of names and values: { "X-Robots-Tag": "none" }',
  ],
  auth: [isRecord, 'an object of paths: { "/admin/*": { users: { anna: "$scrypt$…" } } }'],
};

const filesOptionNames = Object.keys(fileChecks) as readonly (keyof FilesOptions)[];

/** The names of all settings. */
export const settingNames = Object.keys(settingChecks) as readonly (keyof SiteSettings)[];

/** Whether this is what caches can be told. */
export function isCacheRule(value: unknown): value is CacheRule {
  if (typeof value !== "number") return isOneOf(cacheRules, value);
  return Number.isInteger(value) && value >= 0 && value <= CACHE_SECONDS_MAX;
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  return typeof value === "string" && words.includes(value);
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
