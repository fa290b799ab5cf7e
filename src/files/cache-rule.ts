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
 * `main.3f2a9c1b.css`. Only names that cannot well be anything else count: what is called immutable by mistake stays
 * in caches for a year. Pages never count, for their names are typed and linked to.
 */
export function hasContentHash(name: string): boolean {
  if (name.length > NAME_UNITS_MAX || PAGE.test(name)) return false;
  const stem = name.replace(EXTENSIONS, "");
  if (stem === name) return false;
  const last = Math.max(stem.lastIndexOf("-"), stem.lastIndexOf("."));
  // base64url has dashes of its own: the last eight characters may hold one.
  return (last > 0 && isHash(stem.slice(last + 1))) || (/[-.]/.test(stem.at(-9) ?? "") && isHash(stem.slice(-8)));
}

const NAME_UNITS_MAX = 255;
const PAGE = /\.x?html?$/i;
/** ".js.map" counts as one extension. */
const EXTENSIONS = /\.[A-Za-z][A-Za-z0-9]{0,9}(?:\.map)?$/;

function isHash(word: string): boolean {
  if (HEX.test(word)) return /[0-9]/.test(word) && /[a-f]/i.test(word);
  if (BASE32.test(word)) return /[0-9]/.test(word) && /[A-Z]/.test(word);
  return BASE64URL.test(word) && isMixed(word);
}

const HEX = /^(?:[0-9a-f]{8,64}|[0-9A-F]{8,64})$/;
/** esbuild's alphabet, in its one length. */
const BASE32 = /^[A-Z2-7]{8}$/;

/** Of eight characters (Vite, Rollup), or of a long digest. */
const BASE64URL = /^(?:[A-Za-z0-9_-]{8}|[A-Za-z0-9_-]{20,64})$/;

/** Both cases, and no words in camel case. */
function isMixed(word: string): boolean {
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && !CAMEL_CASE.test(word);
}

const CAMEL_CASE = /^[A-Z]?[a-z]+(?:[A-Z][a-z]+)*[0-9]*$/;
