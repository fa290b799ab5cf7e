import { type HttpVersion, parseList } from "../semantics/index.ts";
import { isDigit } from "./grammar.ts";
import type { EngineLimits } from "./limits.ts";
import { refuse } from "./protocol-error.ts";

/** What delimits a request's message body. */
export type Framing =
  | { readonly kind: "none" }
  | { readonly kind: "content-length"; readonly lengthOctets: number }
  | { readonly kind: "chunked" };

/** What of a head decides about its framing; the values of several lines of a name joined with commas. */
export interface FramedHead {
  readonly httpVersion: HttpVersion;
  readonly transferEncoding: string | undefined;
  readonly contentLength: string | undefined;
}

/**
 * RFC 9112 §6.3: what delimits a request's message body. Steps 1, 2 and 8 concern responses.
 * @throws ProtocolError the length cannot be told reliably; the connection must close
 */
export function requestFraming(head: FramedHead, limits: EngineLimits): Framing {
  const { httpVersion, transferEncoding, contentLength } = head;
  if (transferEncoding === undefined) {
    if (contentLength === undefined) return noFraming; // step 7
    return { kind: "content-length", lengthOctets: parseContentLength(contentLength, limits) }; // steps 5 and 6
  }
  if (contentLength !== undefined) throw refuse("RFC9112-6.3/TE+CL"); // step 3
  if (httpVersion === "HTTP/1.0") throw refuse("RFC9112-6.1/TE-IN-1.0");
  const codings = parseList(transferEncoding).map((coding) => coding.toLowerCase());
  if (codings.at(-1) !== "chunked") throw refuse("RFC9112-6.3/CHUNKED-NOT-LAST"); // step 4
  if (codings.indexOf("chunked") < codings.length - 1) throw refuse("RFC9112-6.1/CHUNKED-TWICE");
  if (codings.length > 1) throw refuse("RFC9112-6.1/UNKNOWN-CODING");
  return chunkedFraming;
}

/**
 * `Content-Length = 1*DIGIT` (RFC 9110 §8.6). A number that is repeated, on one line or on several, is refused even
 * where all are the same: §8.6 leaves the choice, and a sender that repeats itself was put together from two.
 */
function parseContentLength(value: string, limits: EngineLimits): number {
  if (value.includes(",")) throw refuse("RFC9110-8.6/CONTENT-LENGTH-REPEATED");
  let lengthOctets = 0;
  let digits = 0;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (!isDigit(code)) throw refuseContentLength();
    // Leading zeros are no digits of the number: the header section bounds them.
    if (lengthOctets > 0 || code !== ZERO) digits++;
    if (digits > limits.contentLengthDigitsMax) {
      throw refuse("RFC9110-8.6/CONTENT-LENGTH-SIZE", limits.contentLengthDigitsMax);
    }
    lengthOctets = lengthOctets * 10 + (code - ZERO);
  }
  if (value === "") throw refuseContentLength();
  return lengthOctets;
}

const ZERO = 0x30;

function refuseContentLength() {
  return refuse("RFC9112-6.3/CONTENT-LENGTH");
}

const noFraming: Framing = { kind: "none" };
const chunkedFraming: Framing = { kind: "chunked" };
