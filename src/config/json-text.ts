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
export async function firstJsonFault(text: string): Promise<string> {
  // The parser that tells is loaded when there is something to tell.
  const { jsonFaults, jsonFaultWords } = await import("./json-faults.ts");
  const fault = jsonFaults(text)[0];
  if (fault === undefined) return "it is not JSON";
  const { line, column } = textPosition(text, fault.offset);
  return `${jsonFaultWords(fault)} at line ${line}, column ${column}`;
}
