/**
 * How octets become text and back. The server hands in one that is faster on its platform; this one runs anywhere.
 * `TextDecoder` is no help here: its "latin1" is windows-1252.
 */
export interface OctetText {
  /** Text whose characters are the octets from `start` up to `end`. */
  latin1(octets: Uint8Array, start: number, end: number): string;
  /** How many octets the text takes as UTF-8. */
  utf8LengthOctets(text: string): number;
  /** The text as UTF-8. A lone surrogate becomes U+FFFD. */
  utf8(text: string): Uint8Array;
}

/** How many octets one call of `String.fromCharCode` takes: more could overflow the stack. */
const PIECE_OCTETS = 4096;

const encoder = new TextEncoder();

export const portableOctetText: OctetText = {
  latin1(octets, start, end) {
    let text = "";
    for (let at = start; at < end; at += PIECE_OCTETS) {
      const piece = octets.subarray(at, Math.min(end, at + PIECE_OCTETS));
      // Spreading would walk an iterator; apply takes the octets as they lie. It takes any array-like, whatever its type says.
      text += String.fromCharCode.apply(null, piece as unknown as number[]);
    }
    return text;
  },

  utf8LengthOctets(text) {
    let lengthOctets = text.length;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 0x80) continue;
      lengthOctets += code < 0x800 ? 1 : 2;
      if (isHighSurrogate(code) && isLowSurrogate(text.charCodeAt(at + 1))) at++;
    }
    return lengthOctets;
  },

  utf8(text) {
    return encoder.encode(text);
  },
};

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
