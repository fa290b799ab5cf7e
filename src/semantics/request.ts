import type { FieldSection } from "./field-section.ts";

/** The HTTP version that the exchange speaks: the lower of what the sender said and what the engine knows (RFC 9110 §2.5). */
export type HttpVersion = "HTTP/1.0" | "HTTP/1.1" | "HTTP/2";

/** A request as the site sees it: plain values, resolved against RFC 9110 §7.1, nothing decoded. */
export interface IncomingRequest {
  /** The method token, case-sensitive (RFC 9110 §9.1). */
  readonly method: string;
  /** The request target as it was sent (RFC 9112 §3.2), or its equivalent in another HTTP version. */
  readonly requestTarget: string;
  readonly scheme: "http" | "https";
  /** `host[:port]` of the target URI; the listening address where the request named none. Never empty. */
  readonly authority: string;
  /** The path of the target URI, not decoded: "/" at the least; "*" for asterisk-form, "" for authority-form. */
  readonly path: string;
  /** What follows the first "?" of the target URI, not decoded; `undefined` without a "?". */
  readonly query: string | undefined;
  readonly httpVersion: HttpVersion;
  readonly headerSection: FieldSection;
  /** The request's content; `undefined` where the message has none. */
  readonly content: RequestContent | undefined;
}

/**
 * The content of a request (RFC 9110 §6.4), taken once, in pieces or whole. Asking for it is what sends
 * 100 (Continue) where the sender expects that (§10.1.1).
 *
 * Iterating yields pieces that are valid until the next one is asked for. Both ways reject with
 * {@link ResponseError} 413 past the limit, 408 when the sender was too slow, 400 when it broke off or broke the
 * message's framing.
 */
export interface RequestContent extends AsyncIterable<Uint8Array> {
  /** Octets announced by the sender; `undefined` where only the end will tell. */
  readonly lengthOctets: number | undefined;
  /** Octets that are taken at the most. May be set until the content is first asked for. */
  limitOctets: number;
  /** Whether someone has begun to take it. */
  readonly isTaken: boolean;
  /** All octets, or rejects as said above. A second call rejects with a TypeError. */
  octets(): Promise<Uint8Array>;
  /** The trailer section; known once the content has been taken to its end, until then empty. */
  readonly trailerSection: FieldSection;
}
