import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";

/** What decodes to more than this is no answer to any case. */
const DECODED_OCTETS_MAX = 16 * 1024 * 1024;

/** The octets that these are with gzip, both as characters; `undefined` where they are none of it. */
export function gunzipped(octets: string): string | undefined {
  try {
    return gunzipSync(Buffer.from(octets, "latin1"), { maxOutputLength: DECODED_OCTETS_MAX }).toString("latin1");
  } catch {
    return undefined;
  }
}
