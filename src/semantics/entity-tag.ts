import { octetTable } from "./field-syntax.ts";

/** An entity tag (RFC 9110 §8.8.3). */
export interface EntityTag {
  readonly isWeak: boolean;
  /** What stands between the quotes. */
  readonly opaque: string;
}

/** `etagc`: visible characters but the double quote, and obs-text. A backslash is one like any other. */
const isEtagc = octetTable([0x21, 0x21], [0x23, 0x7e], [0x80, 0xff]);

/**
 * Parses one entity tag, strictly (RFC 9110 §8.8.3): no white space around it, `W/` in upper case.
 * @returns `undefined` where the text is none
 */
export function parseEntityTag(text: string): EntityTag | undefined {
  const quote = openingQuote(text, 0);
  const end = quote === -1 ? -1 : closingQuote(text, quote);
  return end !== -1 && end === text.length - 1 ? tagBetween(text, quote, end) : undefined;
}

/**
 * Parses what If-Match and If-None-Match hold: `"*" / #entity-tag` (RFC 9110 §13.1.1, §13.1.2). Elements may be empty
 * (§5.6.1.2), and so may the list.
 * @returns `undefined` where anything in it is neither a tag nor empty; an asterisk among tags is malformed
 */
export function parseEntityTags(fieldValue: string): "*" | readonly EntityTag[] | undefined {
  if (fieldValue === "*") return "*";
  const tags: EntityTag[] = [];
  let at = 0;
  while (true) {
    at = pastOws(fieldValue, at);
    if (at === fieldValue.length) return tags;
    if (fieldValue.charCodeAt(at) !== COMMA) {
      const quote = openingQuote(fieldValue, at);
      const end = quote === -1 ? -1 : closingQuote(fieldValue, quote);
      if (end === -1) return undefined;
      tags.push(tagBetween(fieldValue, quote, end));
      at = pastOws(fieldValue, end + 1);
      if (at === fieldValue.length) return tags;
      if (fieldValue.charCodeAt(at) !== COMMA) return undefined;
    }
    at++;
  }
}

/** The tag as a field value: `"xyzzy"`, `W/"xyzzy"`. What is opaque in it is taken as it is. */
export function writeEntityTag(tag: EntityTag): string {
  return tag.isWeak ? `W/"${tag.opaque}"` : `"${tag.opaque}"`;
}

/** Strong comparison: neither is weak, and both say the same (RFC 9110 §8.8.3.2). */
export function isStrongMatch(one: EntityTag, other: EntityTag): boolean {
  return !one.isWeak && !other.isWeak && one.opaque === other.opaque;
}

/** Weak comparison: both say the same, however weak (RFC 9110 §8.8.3.2). */
export function isWeakMatch(one: EntityTag, other: EntityTag): boolean {
  return one.opaque === other.opaque;
}

const COMMA = 0x2c;
const DQUOTE = 0x22;

/** Where the quote of a tag that begins at `at` stands, or -1: there or behind `W/` (case-sensitive). */
function openingQuote(text: string, at: number): number {
  const quote = text.startsWith("W/", at) ? at + 2 : at;
  return text.charCodeAt(quote) === DQUOTE ? quote : -1;
}

function closingQuote(text: string, quote: number): number {
  let at = quote + 1;
  while (isEtagc[text.charCodeAt(at)] === 1) at++;
  return text.charCodeAt(at) === DQUOTE ? at : -1;
}

function tagBetween(text: string, quote: number, end: number): EntityTag {
  return { isWeak: quote > 0 && text[quote - 1] === "/", opaque: text.substring(quote + 1, end) };
}

function pastOws(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}
