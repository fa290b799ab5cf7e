/** A path of the target URI taken apart (RFC 3986 §3.3). */
export interface PathSegments {
  /** Each decoded once, in order, none empty, none a dot segment. No segment for "/". */
  readonly segments: readonly string[];
  /** Whether the path ends in "/": a directory is meant. True for "/". */
  readonly endsWithSlash: boolean;
}

/** Why no file can be had by a path. */
export interface PathRefusal {
  /** 400 where no file can be meant, 404 where one is not to be had by that name. */
  readonly statusCode: 400 | 404;
  /** In a few words: "dot segment", "dotfile", "device name". */
  readonly reason: string;
}

export function isPathRefusal(value: PathSegments | PathRefusal): value is PathRefusal {
  return "reason" in value;
}

/** The families of file systems whose readings of a name differ. */
export type PathPlatform = "posix" | "darwin" | "win32";

export interface FileNameRules {
  readonly platform: PathPlatform;
  /** Whether names that begin with "." are to be had. */
  readonly dotfiles: boolean;
}

/**
 * Takes a path apart and decodes each segment once. Dot segments are refused however they are spelled: user agents
 * remove them before they send (RFC 3986 §5.2.4), so that one that arrives was meant to escape something.
 * @param path begins with "/", not decoded
 */
export function parsePathSegments(path: string): PathSegments | PathRefusal {
  if (!path.startsWith("/")) return malformed("the path does not begin with a slash");
  const endsWithSlash = path.endsWith("/");
  if (path === "/") return { segments: [], endsWithSlash };
  const segments = path.slice(1, endsWithSlash ? -1 : undefined).split("/");
  for (let at = 0; at < segments.length; at++) {
    const segment = decodeSegment(segments[at]!);
    if (segment === undefined) return malformed("the path is not percent-encoded UTF-8");
    if (isDotSegment(segment)) return malformed("dot segment");
    if (segment === "") return unavailable("empty segment");
    segments[at] = segment;
  }
  return { segments, endsWithSlash };
}

/** Whether a decoded segment is "." or ".." (RFC 3986 §3.3). */
export function isDotSegment(segment: string): boolean {
  return segment === "." || segment === "..";
}

/** A segment percent-decoded once, as UTF-8 (RFC 3986 §2.1, §2.5); `undefined` where it is malformed. */
export function decodeSegment(segment: string): string | undefined {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/**
 * A segment as it stands in a path: all but `pchar` is percent-encoded.
 * @throws URIError where half a surrogate pair stands in it
 */
export function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/%(?:24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent);
}

/**
 * Why these decoded segments name no file that may be had; `undefined` where they do. Asked before any disk is.
 * @param segments below the root that is served
 */
export function fileNameRefusal(segments: readonly string[], rules: FileNameRules): PathRefusal | undefined {
  for (let at = 0; at < segments.length; at++) {
    const name = segments[at]!;
    // Most names are nothing but these, and need no other look.
    if (PLAIN_NAME.test(name) && rules.platform !== "win32") continue;
    const refusal = nameRefusal(name, at, rules);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const PLAIN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;
const CONTROL = /[\0-\x1f\x7f]/;

function nameRefusal(name: string, at: number, rules: FileNameRules): PathRefusal | undefined {
  if (name === "" || isDotSegment(name)) return malformed("dot segment");
  if (CONTROL.test(name)) return malformed("control character in the path");
  if (name.includes("/")) return malformed("encoded slash");
  if (name.includes("\\")) return malformed("backslash");
  if (!rules.dotfiles && isDotfile(name, rules.platform) && !(at === 0 && name === ".well-known")) {
    return unavailable("dotfile");
  }
  return rules.platform === "win32" ? windowsRefusal(name) : undefined;
}

// HFS+ leaves these out when it compares names, so that one before the dot still names the dotfile.
const HFS_IGNORABLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

function isDotfile(name: string, platform: PathPlatform): boolean {
  return (platform === "darwin" ? name.replace(HFS_IGNORABLE, "") : name).startsWith(".");
}

const WINDOWS_RESERVED = /[<>:"|?*]/;
const WINDOWS_SHORT_NAME = /~\d/;
// COM and LPT with a superscript digit are devices too; an extension or spaces do not make a device a file.
const WINDOWS_DEVICE = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3]) *(?:\.|$)/i;

function windowsRefusal(name: string): PathRefusal | undefined {
  if (name.includes(":")) return unavailable("drive or stream (a colon)");
  if (WINDOWS_RESERVED.test(name)) return unavailable("reserved character");
  if (name.endsWith(".") || name.endsWith(" ")) return unavailable("trailing dot or space");
  if (WINDOWS_DEVICE.test(name)) return unavailable("device name");
  if (WINDOWS_SHORT_NAME.test(name)) return unavailable("short name (a tilde and a digit)");
  return undefined;
}

/** A name as it may be kept on a disk: as it is, composed (NFC), decomposed (NFD); each spelling once. */
export function fileNameSpellings(name: string): readonly string[] {
  if (ASCII.test(name)) return [name];
  return [...new Set([name, name.normalize("NFC"), name.normalize("NFD")])];
}

const ASCII = /^[\0-\x7f]*$/;

/**
 * How the name that was asked for and the one on the disk differ: not at all (normal forms count as the same), in
 * case alone, which a disk may overlook and a URI never does (RFC 3986 §6.2.2.1), or altogether.
 */
export function fileNameDifference(asked: readonly string[], kept: readonly string[]): "none" | "case" | "other" {
  if (asked.length !== kept.length) return "other";
  let difference: "none" | "case" = "none";
  for (let at = 0; at < asked.length; at++) {
    if (asked[at] === kept[at]) continue;
    const one = asked[at]!.normalize("NFC");
    const other = kept[at]!.normalize("NFC");
    if (one === other) continue;
    if (one.toLowerCase() !== other.toLowerCase() && one.toUpperCase() !== other.toUpperCase()) return "other";
    difference = "case";
  }
  return difference;
}

/**
 * Whether a location is a root or below it. Both are absolute and real: without dot segments and symbolic links.
 * @param separator "/" or "\\"
 */
export function isBelow(root: string, location: string, separator: string): boolean {
  if (location === root) return true;
  return location.startsWith(root.endsWith(separator) ? root : root + separator);
}

/**
 * A base name out of a name that a client claims for a file it sends: what follows the last slash or backslash,
 * without what any platform reads in another way. For display and for suggestions, never a place by itself.
 * @returns 1 to 100 characters; "file" where nothing is left
 */
export function safeBaseName(claimed: string): string {
  const base = claimed.slice(Math.max(claimed.lastIndexOf("/"), claimed.lastIndexOf("\\")) + 1);
  const cleaned = base
    .slice(-CLAIMED_UNITS_MAX)
    .replace(UNSAFE_IN_NAMES, "")
    .normalize("NFC")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  const shortened = shortenName(cleaned);
  if (shortened === "") return "file";
  return WINDOWS_DEVICE.test(shortened) ? `_${shortened}`.slice(0, NAME_CHARACTERS_MAX) : shortened;
}

const NAME_CHARACTERS_MAX = 100;
const CLAIMED_UNITS_MAX = 1000;
// Controls, what Windows reserves, and what changes the direction of text or cannot be seen.
const UNSAFE_IN_NAMES =
  /[\0-\x1f\x7f-\x9f<>:"|?*\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function shortenName(name: string): string {
  const characters = [...name];
  if (characters.length <= NAME_CHARACTERS_MAX) return name;
  const dot = characters.lastIndexOf(".");
  const extension = dot > 0 && characters.length - dot <= 16 ? characters.slice(dot) : [];
  return [...characters.slice(0, NAME_CHARACTERS_MAX - extension.length), ...extension].join("").trim();
}

function malformed(reason: string): PathRefusal {
  return { statusCode: 400, reason };
}

function unavailable(reason: string): PathRefusal {
  return { statusCode: 404, reason };
}
