import { decodeSegment, isDotSegment } from "../semantics/index.ts";

/** A request's path as rules look at it: `/café` and `/caf%C3%A9` are the same, and so are `/a` and `/a/`. */
export interface RulePath {
  /** Its segments as they were sent. No segment for "/". */
  readonly sent: readonly string[];
  /** The same, each decoded once; {@link ENCODED_SLASH} stands for a slash that was sent encoded. */
  readonly segments: readonly string[];
  readonly endsWithSlash: boolean;
  /** The decoded segments, each after a "/": what rules without placeholders are found by. */
  readonly text: string;
}

/**
 * In decoded text, a slash that was percent-encoded and so divides no segments (RFC 3986 §2.2). Half a surrogate pair:
 * nothing else decodes to it.
 */
export const ENCODED_SLASH = "\udc2f";

/**
 * @param path of a request, not decoded
 * @returns `undefined` where it is no path, not percent-encoded UTF-8, or has dot segments: no rule is meant for those
 */
export function parseRulePath(path: string): RulePath | undefined {
  if (!path.startsWith("/")) return undefined;
  if (path === "/") return root;
  const endsWithSlash = path.endsWith("/");
  const inner = path.slice(1, endsWithSlash ? -1 : undefined);
  const sent = inner.split("/");
  const isPlain = !inner.includes("%");
  const segments = isPlain ? sent : sent.map(decodeRuleText);
  for (const segment of segments) if (segment === undefined || isDotSegment(segment)) return undefined;
  return {
    sent,
    segments: segments as string[],
    endsWithSlash,
    text: isPlain ? `/${inner}` : `/${segments.join("/")}`,
  };
}

const root: RulePath = { sent: [], segments: [], endsWithSlash: true, text: "" };

/**
 * Text between slashes, percent-decoded once.
 * @returns `undefined` where it is not percent-encoded UTF-8
 */
export function decodeRuleText(text: string): string | undefined {
  return decodeSegment(text)?.includes("/") === true
    ? text.split(/%2f/i).map(decodeSegment).join(ENCODED_SLASH)
    : decodeSegment(text);
}
