import { Buffer } from "node:buffer";
import type { OctetText } from "../http1/index.ts";

/** Octets to text and back, by Node's own means: one call for a whole header section. */
export const nodeOctetText: OctetText = {
  latin1: (octets, start, end) => Buffer.prototype.latin1Slice.call(octets, start, end),
  utf8LengthOctets: (text) => Buffer.byteLength(text, "utf8"),
  utf8: (text) => Buffer.from(text, "utf8"),
};
