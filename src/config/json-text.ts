import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";

/** How deep arrays and objects stand in each other in JSON text; counts no further than one past `depthMax`. */
export function jsonDepth(text: string, depthMax: number): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        deepest = Math.max(deepest, ++depth);
        if (deepest > depthMax) return deepest;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--;
    }
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The index of the quotation mark that ends the string, or the text's length. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

export interface TextPosition {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
}

export function textPosition(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** What first breaks the grammar of JSON, with line and column: "a value is expected at line 1, column 9". */
export function firstJsonFault(text: string): string {
  const fault = jsonFaults(text)[0];
  if (fault === undefined) return "it is not JSON";
  const { line, column } = textPosition(text, fault.offset);
  return `${jsonFaultWords(fault)} at line ${line}, column ${column}`;
}

/** What breaks the grammar of JSON, in order; none where the text is JSON. */
export function jsonFaults(text: string): readonly ParseError[] {
  const faults: ParseError[] = [];
  parse(text, faults, { disallowComments: true, allowTrailingComma: false });
  return faults;
}

/** A fault in words: "a comma is expected". */
export function jsonFaultWords(fault: ParseError): string {
  return words.get(printParseErrorCode(fault.error)) ?? "it is not JSON";
}

const words: ReadonlyMap<string, string> = new Map([
  ["InvalidSymbol", "something that is no JSON value stands"],
  ["InvalidNumberFormat", "a number is malformed"],
  ["PropertyNameExpected", "a key in double quotation marks is expected"],
  ["ValueExpected", "a value is expected"],
  ["ColonExpected", "a colon is expected"],
  ["CommaExpected", "a comma is expected"],
  ["CloseBraceExpected", 'a "}" is expected'],
  ["CloseBracketExpected", 'a "]" is expected'],
  ["EndOfFileExpected", "the end is expected"],
  ["InvalidCommentToken", "a comment, which JSON has not, stands"],
  ["UnexpectedEndOfComment", "a comment, which JSON has not, stands"],
  ["UnexpectedEndOfString", "a string has no end"],
  ["UnexpectedEndOfNumber", "a number has no end"],
  ["InvalidUnicode", "a \\u escape is malformed"],
  ["InvalidEscapeCharacter", "an escape in a string is malformed"],
  ["InvalidCharacter", "a control character stands in a string"],
]);
