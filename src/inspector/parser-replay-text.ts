/** Octets spelt as text: what cannot be seen as an escape, the rest as it is. */

/** Text that spells octets, or why it does not. */
export type SpeltOctets =
  | { readonly octets: string }
  | { readonly fault: string /** The index in the text. */; readonly at: number };

/**
 * Reads what someone typed: `\r`, `\n`, `\t`, `\0`, `\\` and `\xNN` stand for an octet each, a character beyond ASCII for
 * those of its UTF-8. A line break that was typed is there for the eye, and spells nothing.
 */
export function parseSpeltOctets(text: string): SpeltOctets {
  let octets = "";
  for (let at = 0; at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at)!);
    if (character !== "\\") {
      if (character !== "\n" && character !== "\r") octets += utf8(character);
      at += character.length;
      continue;
    }
    const found = escapePattern.exec(text.slice(at, at + ESCAPE_CHARACTERS_MAX));
    if (found === null) return { fault: "after \\ stands r, n, t, 0, \\ or x and two hexadecimal digits", at };
    const [spelt, letter, digits] = found;
    octets += digits === undefined ? escapes[letter!]! : String.fromCharCode(Number.parseInt(digits, 16));
    at += spelt.length;
  }
  return { octets };
}

/** Spells octets, with a line break after each LF but the last, for the eye. */
export function spellOctets(octets: string): string {
  return octets.replace(unspelt, (octet, at: number) => {
    const letter = letters.get(octet);
    if (letter === undefined) return `\\x${octet.charCodeAt(0).toString(16).padStart(2, "0")}`;
    return octet === "\n" && at < octets.length - 1 ? "\\n\n" : `\\${letter}`;
  });
}

function utf8(character: string): string {
  if (character < "\u0080") return character;
  return String.fromCharCode(...new TextEncoder().encode(character));
}

const escapes: Readonly<Record<string, string>> = { r: "\r", n: "\n", t: "\t", "0": "\0", "\\": "\\" };
const letters = new Map(Object.entries(escapes).map(([letter, octet]) => [octet, letter]));
const escapePattern = /^\\(?:([rnt0\\])|x([0-9A-Fa-f]{2}))/;
const ESCAPE_CHARACTERS_MAX = 4;
/** Controls, the backslash, and what is not ASCII. */
const unspelt = /[^ -[\]-~]/g;
