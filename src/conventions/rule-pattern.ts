import { ConfigError } from "../config/index.ts";
import { encodeSegment, isDotSegment } from "../semantics/index.ts";
import { decodeRuleText, ENCODED_SLASH, type RulePath } from "./rule-path.ts";

/** What placeholders stand for in one path, by name: percent-encoded, as it was sent. */
export type Captures = ReadonlyMap<string, string>;

/** The paths that a rule is for. */
export interface RuleSource {
  /** The one {@link RulePath.text} that it matches; `undefined` where there are more. */
  readonly exact: string | undefined;
  /** The first segment of every path that it matches, decoded; `undefined` where it differs. */
  readonly firstSegment: string | undefined;
  /** The names of its placeholders. */
  readonly names: readonly string[];
  /** In time linear in the path's length. */
  match(path: RulePath): Captures | undefined;
}

export const noCaptures: Captures = new Map();

/**
 * Parses a pattern of paths: literal text, percent-encoded or plain; `:name` for what lies between the texts around it
 * within one segment; and at most one `*`, which takes slashes too, for anything. `/a/*` matches `/a` as well. A slash
 * at the end is overlooked, in the pattern and in the path.
 * @param splat the name under which what `*` stands for is captured
 * @throws ConfigError without a place
 */
export function parseRulePattern(text: string, splat: string): RuleSource {
  requirePath(text);
  const segments = text === "/" ? [] : text.slice(1, text.endsWith("/") ? -1 : undefined).split("/");
  const patterns = segments.map((segment) => parseSegment(segment, splat));
  const names = patterns.flatMap((pattern) => namesOf(pattern, splat));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === splat) {
    throw new ConfigError(`"${text}" has two "*"`, { hint: "Name what is one segment: /:name/*" });
  }
  if (twice !== undefined) throw new ConfigError(`":${twice}" is there twice in "${text}"`);
  return patterns.every(isLiteral) ? new ExactPath(patterns) : new RulePattern(patterns, names, splat);
}

function requirePath(text: string): void {
  if (!text.startsWith("/")) throw new ConfigError(`"${text}" is no path`, { hint: 'A path begins with "/".' });
  if (/[\0-\x20\x7f\ud800-\udfff]/u.test(text)) {
    throw new ConfigError(`the path ${JSON.stringify(text)} has a character that is in no path`);
  }
  if (text.includes("?")) {
    throw new ConfigError(`the path "${text}" has a query`, {
      hint: "Write the parameters after the path, with spaces: /store id=:id /blog/:id",
    });
  }
  if (text.includes("#")) {
    throw new ConfigError(`the path "${text}" has a fragment, which no browser sends`, { hint: "Drop it." });
  }
}

type SegmentPattern =
  /** Decoded. */
  | { readonly kind: "literal"; readonly text: string }
  /** One more text than names: what stands before, between and after them. Decoded. */
  | { readonly kind: "placeholders"; readonly texts: readonly string[]; readonly names: readonly string[] }
  /** Decoded. */
  | { readonly kind: "splat"; readonly before: string; readonly after: string };

type SplatPattern = Extract<SegmentPattern, { readonly kind: "splat" }>;

function isLiteral(pattern: SegmentPattern): pattern is Extract<SegmentPattern, { readonly kind: "literal" }> {
  return pattern.kind === "literal";
}

function namesOf(pattern: SegmentPattern, splat: string): readonly string[] {
  if (pattern.kind === "splat") return [splat];
  return pattern.kind === "placeholders" ? pattern.names : [];
}

/** A letter or digit before the colon: `Category:Cats` may be meant as text, or as a placeholder. */
const doubtfulColon = /[A-Za-z0-9]:[A-Za-z]/;

function parseSegment(text: string, splat: string): SegmentPattern {
  if (doubtfulColon.test(text)) {
    throw new ConfigError(`"${text}" may be text or have a placeholder in it`, {
      hint: "Write %3A for a colon that is text.",
    });
  }
  const pieces = text.split(/:([A-Za-z][A-Za-z0-9_]*)/);
  const names = pieces.filter((_, index) => index % 2 === 1);
  const texts = pieces.filter((_, index) => index % 2 === 0);
  if (names.includes(splat)) throw new ConfigError(`":${splat}" stands for "*", and is no name here`);
  const star = text.indexOf("*");
  if (star === -1) {
    const decoded = texts.map(decodeLiteral);
    if (names.length === 0) return { kind: "literal", text: requireNoDots(decoded[0]!) };
    if (decoded.slice(1, -1).includes("")) {
      throw new ConfigError(`nothing parts the placeholders of "${text}"`);
    }
    return { kind: "placeholders", texts: decoded, names };
  }
  if (text.includes("*", star + 1)) throw new ConfigError(`"${text}" has two "*"`);
  if (names.length > 0) {
    throw new ConfigError(`"${text}" has a placeholder and "*" in one segment`);
  }
  return { kind: "splat", before: decodeLiteral(text.slice(0, star)), after: decodeLiteral(text.slice(star + 1)) };
}

function decodeLiteral(text: string): string {
  const decoded = decodeRuleText(text);
  if (decoded !== undefined) return decoded;
  throw new ConfigError(`"${text}" is not percent-encoded UTF-8`, { hint: 'Write "%" as %25.' });
}

function requireNoDots(literal: string): string {
  if (isDotSegment(literal)) throw new ConfigError(`"${literal}" is a dot segment, which no request has`);
  return literal;
}

class ExactPath implements RuleSource {
  readonly exact: string;
  readonly firstSegment: string | undefined;
  readonly names: readonly string[] = [];

  constructor(segments: readonly { readonly text: string }[]) {
    this.exact = segments.map(({ text }) => `/${text}`).join("");
    this.firstSegment = segments[0]?.text;
  }

  match(path: RulePath): Captures | undefined {
    return path.text === this.exact ? noCaptures : undefined;
  }
}

/** Segments before a splat are matched from the left, those after it from the right. */
class RulePattern implements RuleSource {
  readonly exact = undefined;
  readonly firstSegment: string | undefined;
  readonly names: readonly string[];
  readonly #splatName: string;
  readonly #before: readonly SegmentPattern[];
  readonly #splat: SplatPattern | undefined;
  readonly #after: readonly SegmentPattern[];

  constructor(segments: readonly SegmentPattern[], names: readonly string[], splatName: string) {
    this.firstSegment = segments[0] && isLiteral(segments[0]) ? segments[0].text : undefined;
    this.names = names;
    this.#splatName = splatName;
    const at = segments.findIndex(({ kind }) => kind === "splat");
    this.#before = at === -1 ? segments : segments.slice(0, at);
    this.#splat = at === -1 ? undefined : (segments[at] as SplatPattern);
    this.#after = at === -1 ? [] : segments.slice(at + 1);
  }

  match(path: RulePath): Captures | undefined {
    const count = path.segments.length;
    const spare = count - this.#before.length - this.#after.length;
    if (this.#splat === undefined ? spare !== 0 : spare < (this.#mayBeEmpty ? 0 : 1)) return undefined;
    const captures = new Map<string, string>();
    for (let at = 0; at < this.#before.length; at++) {
      if (!matchSegment(this.#before[at]!, path, at, captures)) return undefined;
    }
    for (let at = 0; at < this.#after.length; at++) {
      if (!matchSegment(this.#after[at]!, path, count - this.#after.length + at, captures)) return undefined;
    }
    if (this.#splat === undefined) return captures;
    const rest = splatValue(this.#splat, path, this.#before.length, count - this.#after.length);
    if (rest === undefined) return undefined;
    return captures.set(this.#splatName, rest);
  }

  /** Whether the pattern ends in a segment that is "*" alone. */
  get #mayBeEmpty(): boolean {
    return this.#after.length === 0 && this.#splat?.before === "" && this.#splat.after === "";
  }
}

function matchSegment(pattern: SegmentPattern, path: RulePath, at: number, captures: Map<string, string>): boolean {
  const segment = path.segments[at]!;
  if (pattern.kind === "literal") return segment === pattern.text;
  if (pattern.kind === "splat") return false;
  const { texts, names } = pattern;
  const first = texts[0]!;
  const last = texts.at(-1)!;
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false;
  let end = segment.length - last.length;
  for (let index = names.length - 1; index >= 0; index--) {
    const text = texts[index]!;
    // From the right, so that the first placeholder takes the most, as it would in a regular expression.
    const found = index === 0 ? 0 : segment.lastIndexOf(text, end - 1 - text.length);
    const start = found + text.length;
    if (found < 0 || start >= end) return false;
    captures.set(names[index]!, sentPart(path, at, start, end));
    end = found;
  }
  return true;
}

/** What the splat stands for between these segments; `undefined` where the texts around it do not match. */
function splatValue({ before, after }: SplatPattern, path: RulePath, from: number, to: number): string | undefined {
  if (from === to) return "";
  const first = path.segments[from]!;
  const last = path.segments[to - 1]!;
  if (!first.startsWith(before) || !last.endsWith(after)) return undefined;
  const slash = to === path.segments.length && path.endsWithSlash ? "/" : "";
  if (from === to - 1) {
    if (first.length < before.length + after.length) return undefined;
    return sentPart(path, from, before.length, first.length - after.length) + slash;
  }
  const parts = [sentPart(path, from, before.length, first.length), ...path.sent.slice(from + 1, to - 1)];
  return `${[...parts, sentPart(path, to - 1, 0, last.length - after.length)].join("/")}${slash}`;
}

/** A part of a decoded segment as it was sent; encoded anew where the segment was not sent plain. */
function sentPart(path: RulePath, at: number, start: number, end: number): string {
  const sent = path.sent[at]!;
  const decoded = path.segments[at]!;
  if (sent === decoded) return sent.slice(start, end);
  if (start === 0 && end === decoded.length) return sent;
  return decoded.slice(start, end).split(ENCODED_SLASH).map(encodeSegment).join("%2F");
}
