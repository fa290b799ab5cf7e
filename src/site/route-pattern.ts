import { ConfigError } from "../config/index.ts";
import { decodeSegment, encodeSegment, isDotSegment } from "../semantics/index.ts";

/** The parameters that a route pattern names, each a decoded string: `{ name: string }` for "GET /kittens/:name". */
export type RouteParams<Pattern extends string> = string extends Pattern
  ? Readonly<Record<string, string>>
  : { readonly [Name in ParamNames<PathOf<Pattern>>]: string };

type PathOf<Pattern extends string> = Pattern extends `${string} ${infer Path}` ? Path : Pattern;

type ParamNames<Path extends string> = Path extends `${infer Segment}/${infer Rest}`
  ? ParamName<Segment> | ParamNames<Rest>
  : ParamName<Path>;

type ParamName<Segment extends string> = Segment extends `:${infer Name}` ? Name : Segment extends "*" ? "*" : never;

/** One route pattern, parsed. */
export interface RoutePattern {
  /** As it was written. */
  readonly text: string;
  readonly method: string;
  readonly segments: readonly PatternSegment[];
  /** The names of the params in the order of their segments; "*" for the wildcard. */
  readonly paramNames: readonly string[];
}

export type PatternSegment =
  | { readonly kind: "literal" /** Decoded. */; readonly text: string }
  | { readonly kind: "param"; readonly name: string }
  | { readonly kind: "wildcard" };

/**
 * Parses `[METHOD ]/path`. Without a method it is GET. A segment is a literal (percent-encoded or plain), `:name`, or,
 * as the last one, `*`. A literal that begins with ":" or is "*" is written %3A… or %2A.
 * @throws ConfigError naming the pattern
 */
export function parseRoutePattern(text: string): RoutePattern {
  const space = text.indexOf(" ");
  const method = space === -1 ? "GET" : text.slice(0, space);
  const path = text.slice(space + 1);
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) {
    throw wrong(text, `"${method}" is no method`, 'Write it as "/path" or "POST /path", with one space.');
  }
  if (method !== method.toUpperCase()) {
    throw wrong(text, "methods are case-sensitive", `Write ${method.toUpperCase()}.`);
  }
  if (unroutable.has(method)) throw wrong(text, `${method} requests never reach a route`);
  if (!path.startsWith("/")) throw wrong(text, 'a path begins with "/"', `Write "/${path}".`);
  if (/[?#\s]/u.test(path)) {
    throw wrong(text, 'a path has no "?", "#" or space', "The query is no part of the pattern: read it with query.…");
  }
  const texts = path.slice(1).split("/");
  const segments = texts.map((segment, index) => parseSegment(text, segment, index === texts.length - 1));
  const paramNames: string[] = [];
  for (const segment of segments) {
    if (segment.kind === "literal") continue;
    const name = segment.kind === "param" ? segment.name : "*";
    if (paramNames.includes(name)) throw wrong(text, `":${name}" is there twice`);
    paramNames.push(name);
  }
  return { text, method, segments, paramNames };
}

const unroutable: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

function parseSegment(pattern: string, text: string, isLast: boolean): PatternSegment {
  if (text === "*") {
    if (isLast) return { kind: "wildcard" };
    throw wrong(pattern, '"*" may only be the last segment', `Name a single segment: ${withNames(pattern)}`);
  }
  if (text.startsWith(":")) {
    const name = text.slice(1);
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== "__proto__") return { kind: "param", name };
    throw wrong(pattern, `":${name}" is no name`, "A name is letters, digits and _, and takes its whole segment.");
  }
  if (text.includes("*")) {
    throw wrong(pattern, `"${text}": a wildcard takes its whole segment`, 'Write a literal "*" as %2A.');
  }
  const literal = decodeSegment(text);
  if (literal === undefined) throw wrong(pattern, `"${text}" is not percent-encoded UTF-8`, 'Write "%" as %25.');
  if (isDotSegment(literal)) throw wrong(pattern, `"${text}" is a dot segment, which no request has`);
  if (literal.includes("\0")) throw wrong(pattern, "NUL is in no path");
  return { kind: "literal", text: literal };
}

/** The pattern with a name in place of each "*" but the last segment's. */
function withNames(pattern: string): string {
  const segments = pattern.split("/");
  const names = ["name", "other", "third"].map((name) => `:${name}`).filter((name) => !segments.includes(name));
  return segments
    .map((segment, index) => (segment === "*" && index < segments.length - 1 ? (names.shift() ?? ":…") : segment))
    .join("/");
}

/** The path of a literal pattern as most senders spell it: what is no `pchar` is percent-encoded (RFC 3986 §3.3). */
export function encodePath(segments: readonly string[]): string {
  let path = "";
  for (const segment of segments) path += `/${encodeSegment(segment)}`;
  return path;
}

function wrong(pattern: string, what: string, hint?: string): ConfigError {
  return new ConfigError(`route "${pattern}": ${what}`, { key: pattern, hint });
}
