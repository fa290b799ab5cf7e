/*
 * Octets as people write them: printable ASCII stands for itself, `\r \n \t \0 \\ \xNN` for single octets, and "‖" for a
 * pause. How lines end is one of two ways, and either can write all 256 octets.
 */

/**
 * - `"crlf"`: a line break stands for CR LF
 * - `"spelled"`: CR and LF are written as `\r\n`, and a line break stands for nothing
 */
export type LineEnds = "crlf" | "spelled";

/** Where a sender waits before it goes on. */
export const PAUSE_MARK = "‖";

export interface ParsedOctets {
  /** What stands between the pause marks, each character one octet: one piece where there is no mark. */
  readonly pieces: readonly string[];
  /** The first thing that cannot be read; `pieces` ends before it. */
  readonly fault?: { readonly at: number; readonly message: string } | undefined;
}

const escapes: Readonly<Record<string, string>> = { r: "\r", n: "\n", t: "\t", "0": "\0", "\\": "\\" };

/** Reads octets from text. What is no ASCII stands for its octets in UTF-8. */
export function parseOctets(text: string, lineEnds: LineEnds): ParsedOctets {
  const pieces = [""];
  const lineBreak = lineEnds === "crlf" ? "\r\n" : "";
  const add = (octets: string) => {
    pieces[pieces.length - 1] += octets;
  };
  for (const { index, 0: token } of text.matchAll(
    /\r?\n|\r|\\x[\dA-Fa-f]{2}|\\[rnt0\\]|\\|‖|[\x20-\x5b\x5d-\x7e]+|./gsu,
  )) {
    if (token === PAUSE_MARK) pieces.push("");
    else if (token === "\n" || token.startsWith("\r")) add(lineBreak);
    else if (token === "\\") return { pieces, fault: { at: index, message: faultMessage(text, index) } };
    else if (token.startsWith("\\x")) add(String.fromCharCode(Number.parseInt(token.slice(2), 16)));
    else if (token.startsWith("\\")) add(escapes[token[1]!]!);
    else add(utf8Octets(token));
  }
  return { pieces };
}

function faultMessage(text: string, at: number): string {
  const line = text.slice(0, at).split("\n").length;
  const next = text.slice(at, at + 4).split(/\s/)[0]!;
  return `Line ${line}: "${next}" is no escape. There are \\r \\n \\t \\0 \\xNN with two hexadecimal digits, and \\\\ for a backslash.`;
}

function utf8Octets(token: string): string {
  if (/^[\0-\x7f]*$/.test(token)) return token;
  return String.fromCharCode(...new TextEncoder().encode(token));
}

/** The text that {@link parseOctets} reads as these octets. */
export function writeOctets(octets: string, lineEnds: LineEnds): string {
  const tokens = lineEnds === "crlf" ? /\r\n|[^\x20-\x5b\x5d-\x7e]/g : /\r?\n|[^\x20-\x5b\x5d-\x7e]/g;
  return octets.replace(tokens, (token) => {
    if (token === "\r\n") return lineEnds === "crlf" ? "\n" : "\\r\\n\n";
    // A line of the text ends where a line of the octets does.
    if (token === "\n") return lineEnds === "crlf" ? "\\n" : "\\n\n";
    return escapedOctet(token);
  });
}

/** The same for octets in pieces, with a mark between them. */
export function writePieces(pieces: readonly string[], lineEnds: LineEnds): string {
  return pieces.map((piece) => writeOctets(piece, lineEnds)).join(PAUSE_MARK);
}

function escapedOctet(octet: string): string {
  switch (octet) {
    case "\r":
      return "\\r";
    case "\n":
      return "\\n";
    case "\t":
      return "\\t";
    case "\0":
      return "\\0";
    case "\\":
      return "\\\\";
    default:
      return `\\x${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  }
}
