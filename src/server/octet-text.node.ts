import { Buffer } from "node:buffer";
import type { OctetText } from "../http1/index.ts";

/** Octets to text and back, by Node's own means: one call for a whole header section. */
export const nodeOctetText: OctetText = {
  latin1: (octets, start, end) => Buffer.prototype.latin1Slice.call(octets, start, end),
  utf8LengthOctets(text) {
    // The same text is often sent again: looking whether it is that costs a tenth of counting.
    if (text !== lastText) {
      const lengthOctets = Buffer.byteLength(text, "utf8");
      if (text.length > REMEMBERED_CHARACTERS_MAX) return lengthOctets;
      lastText = text;
      lastLengthOctets = lengthOctets;
    }
    return lastLengthOctets;
  },
  utf8: (text) => Buffer.from(text, "utf8"),
};

let lastText = "";
let lastLengthOctets = 0;

/** A longer text is not kept in memory for this. */
const REMEMBERED_CHARACTERS_MAX = 4096;
