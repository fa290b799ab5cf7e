/** What an octet of a message is, by the grammar of RFC 9112; the last five are about what no grammar names. */
export const parts = [
  "empty-line-before",
  "method",
  "sp",
  "target-scheme",
  "target-authority",
  "target-path",
  "target-delimiter",
  "target-query",
  "target-asterisk",
  "http-version",
  "status-code",
  "reason-phrase",
  "crlf",
  "field-name",
  "colon",
  "ows",
  "field-value",
  "section-end",
  "content",
  "chunk-size",
  "chunk-extension",
  "chunk-data",
  "chunk-data-end",
  "last-chunk",
  "trailer-name",
  "trailer-value",
  // An octet was refused here, and what follows it was never looked at.
  "refused",
  "unread",
  // Octets were not kept; of those after them it may not be known what they are.
  "not-kept",
  "unplaced",
  // After 101 (Switching Protocols) the connection speaks something else.
  "other-protocol",
] as const;

export type Part = (typeof parts)[number];

/** Octets of a connection's direction, from `start` up to `end`, that are one part of a message. */
export interface PartSpan {
  readonly start: number;
  readonly end: number;
  readonly part: Part;
  /** The name of the field that it belongs to, as it was sent. */
  readonly field?: string | undefined;
  /** Of a chunk's parts: which chunk, from 1. */
  readonly chunk?: number | undefined;
  /** Of octets that were not kept: what they were part of. */
  readonly within?: Part | undefined;
}

/** What the octets of one message are. */
export interface Anatomy {
  /** In order, without overlap; they cover all that is known to have come. */
  readonly spans: readonly PartSpan[];
  readonly start: number;
  readonly end: number;
  /** The position after the empty line that ends the header section; of a response, the final one's. */
  readonly headEnd?: number | undefined;
  /** Of a request, once its request line is complete. */
  readonly method?: string | undefined;
  /** Of the final response, once its status line has come so far. */
  readonly statusCode?: number | undefined;
  /** What was wrong with it, where it was refused. */
  readonly fault?: Fault | undefined;
}

/** What a refusal is about. */
export interface Fault {
  readonly rule: string;
  /** Where to look: the octet where reading stopped, or the first of those that are wrong. */
  readonly at: number;
  /** The octets that are wrong; none where something is missing. */
  readonly octets: readonly (readonly [start: number, end: number])[];
}
