import { octetArray } from "../message-octets.ts";

/**
 * How an octet is written where each is to be seen: SP as a dot, a control by its name (few fonts have the control
 * pictures of Unicode, and nobody can read them), from 0x80 on in two digits.
 */
export function octetPicture(octet: number): string {
  if (octet === 0x20) return "·";
  return octet < 0x80 ? octetName(octet) : hexPair(octet);
}

/** "c3" */
export function hexPair(octet: number): string {
  return octet.toString(16).padStart(2, "0");
}

/** An octet in words, for a sentence and for a screen reader: "CR", "SP", "g", "0xc3". */
export function octetName(octet: number): string {
  if (octet <= 0x20) return controlNames[octet]!;
  if (octet === 0x7f) return "DEL";
  return octet < 0x80 ? String.fromCharCode(octet) : `0x${hexPair(octet)}`;
}

/**
 * How many octets from `at` on are one character in UTF-8 that can be shown without harm: 0 where they are none, or one
 * that nobody would see, or that would turn the text around it.
 */
export function characterOctets(octets: string, at: number): number {
  const lead = octets.charCodeAt(at);
  const count = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (count === 0 || at + count > octets.length) return 0;
  const character = utf8Text(octets.slice(at, at + count));
  return character !== undefined && visible.test(character) ? count : 0;
}

/** The character in UTF-8 that an octet is a part of; `undefined` where it is of none, or is one itself. */
export function characterAround(
  octets: string,
  at: number,
): { readonly text: string; readonly octets: string } | undefined {
  for (let start = at; start >= 0 && start > at - UTF8_OCTETS_MAX; start--) {
    const count = characterOctets(octets, start);
    if (count === 0 || start + count <= at) continue;
    const own = octets.slice(start, start + count);
    return { text: pastedText(own), octets: own };
  }
  return undefined;
}

/** The text that the octets are in UTF-8; `undefined` where they are none. */
export function utf8Text(octets: string): string | undefined {
  try {
    return decoder.decode(octetArray(octets));
  } catch {
    return undefined;
  }
}

/** The octets as text that can be pasted elsewhere: UTF-8 where they are, else each as the character of its number. */
export function pastedText(octets: string): string {
  return utf8Text(octets) ?? octets;
}

const controlNames =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US SP".split(
    " ",
  );

const UTF8_OCTETS_MAX = 4;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const visible = /^[\p{L}\p{N}\p{P}\p{S}]$/u;
