import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";

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
