/** Marks the octets of a class with 1 in a table of 256, so that a scanner asks with one look. */
export function octetTable(...ranges: readonly (string | readonly [first: number, last: number])[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const range of ranges) {
    if (typeof range === "string") for (const character of range) table[character.charCodeAt(0)] = 1;
    else table.fill(1, range[0], range[1] + 1);
  }
  return table;
}

const DIGIT = [0x30, 0x39] as const;
const UPPER_ALPHA = [0x41, 0x5a] as const;
const LOWER_ALPHA = [0x61, 0x7a] as const;

/** `tchar` (RFC 9110 §5.6.2). */
export const isTchar: Uint8Array = octetTable("!#$%&'*+-.^_`|~", DIGIT, UPPER_ALPHA, LOWER_ALPHA);

/** The octets of a `field-value`: `field-vchar`, SP and HTAB (RFC 9110 §5.5). */
export const isFieldContent: Uint8Array = octetTable("\t ", [0x21, 0x7e], [0x80, 0xff]);

/** `qdtext` (RFC 9110 §5.6.4): what a quoted string holds without a backslash. */
export const isQdtext: Uint8Array = octetTable("\t !", [0x23, 0x5b], [0x5d, 0x7e], [0x80, 0xff]);

/** `HEXDIG` (RFC 5234 appendix B.1): the digit's value plus one, 0 for what is none. */
export const hexDigitPlusOne: Uint8Array = (() => {
  const table = new Uint8Array(256);
  for (let digit = 0; digit < 16; digit++) {
    const text = digit.toString(16);
    table[text.charCodeAt(0)] = digit + 1;
    table[text.toUpperCase().charCodeAt(0)] = digit + 1;
  }
  return table;
})();

const tokenPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const fieldValuePattern = /^[\t\x20-\x7e\x80-\xff]*$/;

/** `token = 1*tchar` (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Whether text, each character one octet, may stand as a field value (RFC 9110 §5.5): no CR, LF or NUL, for one. */
export function isFieldValue(text: string): boolean {
  return fieldValuePattern.test(text);
}

/** Without the SP and HTAB around it (`OWS`, RFC 9110 §5.6.3); `String.prototype.trim` takes far more. */
export function trimOws(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isOws(text.charCodeAt(start))) start++;
  while (end > start && isOws(text.charCodeAt(end - 1))) end--;
  return text.substring(start, end);
}

/**
 * The elements of a list (`#element`, RFC 9110 §5.6.1), without the white space around them. Commas within quoted
 * strings do not divide; empty elements are left out (§5.6.1.2). Nothing of an element's own grammar is checked.
 */
export function parseList(value: string): string[] {
  const elements: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at <= value.length; at++) {
    const code = at === value.length ? COMMA : value.charCodeAt(at);
    if (isQuoted && at < value.length) {
      if (code === BACKSLASH && at + 1 < value.length) at++;
      else if (code === DQUOTE) isQuoted = false;
    } else if (code === DQUOTE) {
      isQuoted = true;
    } else if (code === COMMA) {
      const element = trimOws(value.substring(start, at));
      if (element !== "") elements.push(element);
      start = at + 1;
    }
  }
  return elements;
}

function isOws(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

const COMMA = 0x2c;
const DQUOTE = 0x22;
const BACKSLASH = 0x5c;
