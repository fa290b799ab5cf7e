import { decodeSegment, isDotSegment } from "../semantics/index.ts";

/** A path that protects itself and all below it, in a form in which its other spellings are equal. */
export interface ProtectedPath {
  readonly segments: readonly string[];
  /** Whether the path is a directory's page: asked for without its name too. */
  readonly isIndex: boolean;
}

/**
 * Parses what is to be protected: "/admin", "/admin/" and "/admin/*" are the same, for a path that seems to protect what
 * is below it should. Not decoded.
 * @returns why it is no such path, where it is none
 */
export function parseProtectedPath(text: string): ProtectedPath | string {
  if (!text.startsWith("/")) return "it does not begin with a slash";
  const path = text.replace(/\/\*$/, "/");
  if (path.includes("*")) return 'a "*" stands only at its end, after a slash';
  if (/[?#]/.test(path)) return "it has a query or a fragment";
  if (/[\ud800-\udfff]/u.test(path)) return "it has half a character";
  const segments = comparedSegments(path);
  if (segments === undefined) return "it has a dot segment, or is not percent-encoded UTF-8";
  return { segments, isIndex: segments.at(-1) === INDEX };
}

const INDEX = "index";

/**
 * The segments of a request's path as they are compared: whatever anybody behind might take for the same file or route
 * is equal here. It is better to ask for a password too often than to find, one day, a spelling that nobody thought of:
 * - slashes and backslashes divide, also encoded ones; empty segments do not count,
 * - case, normal form, invisible characters, and dots and spaces at the end do not count (disks of every platform),
 * - nor do .html (clean URLs) and the endings of files that are coded already.
 * @returns `undefined` where the path is malformed or has a dot segment: readers would differ about what it means
 */
export function comparedSegments(path: string): readonly string[] | undefined {
  const segments: string[] = [];
  for (const sent of path.split("/")) {
    if (sent === "") continue;
    if (PLAIN.test(sent)) {
      segments.push(sent);
      continue;
    }
    const decoded = decodeSegment(sent);
    if (decoded === undefined) return undefined;
    for (const segment of decoded.split(/[/\\]/)) {
      if (isDotSegment(segment)) return undefined;
      const compared = comparedSegment(segment);
      if (compared !== "") segments.push(compared);
    }
  }
  return segments;
}

/** What is compared as it is. */
const PLAIN = /^[a-z0-9_-]+$/;

function comparedSegment(segment: string): string {
  // Lower case of upper case: the long s and the Kelvin sign have their plain letter on one of the two ways alone.
  let name = segment.replace(INVISIBLE, "").toUpperCase().toLowerCase().normalize("NFC");
  for (;;) {
    const ending = ENDINGS.find((each) => name.endsWith(each));
    if (ending === undefined) return name;
    name = name.slice(0, -ending.length);
  }
}

// What a disk leaves out when it compares names (HFS+), and control characters, which a reader may drop.
const INVISIBLE = /[\0-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
/** Not a pattern: matched from the end of a long name, that would be tried at each of its dots. */
const ENDINGS: readonly string[] = [".", " ", ".html", ".htm", ".br", ".gz", ".zst"];

/** Whether a request's path is this one or below it. */
export function isProtected({ segments, isIndex }: ProtectedPath, asked: readonly string[]): boolean {
  if (isIndex && asked.length === segments.length - 1) return isPrefix(asked, segments);
  return isPrefix(segments, asked);
}

function isPrefix(prefix: readonly string[], segments: readonly string[]): boolean {
  return prefix.length <= segments.length && prefix.every((segment, at) => segment === segments[at]);
}
