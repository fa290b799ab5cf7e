import type { LimitName } from "./limits.ts";
import type { RecipientState, SenderState } from "./state.ts";

/** Where an engine stands, as a plain value. It is made when someone asks for it; nothing is counted for it alone. */
export interface EngineStanding extends PartStanding {
  readonly recipient: RecipientState;
  readonly sender: SenderState;
  /** How many octets of the connection have been looked at. */
  readonly position: number;
}

/** What is being read, and how far the counts have come that have a limit there. */
export interface PartStanding {
  readonly reading: Reading;
  readonly counts: readonly CountedLimit[];
}

/** What the next octet will be taken for a part of, or the end of. */
export type Reading =
  | { readonly element: "nothing" } // the request was wholly received, or nothing is received any more
  | { readonly element: RequestLineElement | ChunkElement }
  | { readonly element: FieldLineElement; readonly section: SectionName /** From 1. */; readonly line: number }
  | { readonly element: "chunk-data" | "content"; readonly octetsLeft: number };

export type RequestLineElement =
  | "between-requests" // no octet of a request line has come
  | "empty-line" // CR has come where a request line may begin
  | "method"
  | "request-target"
  | "HTTP-version"
  | "request-line-end"; // its CRLF

export type FieldLineElement =
  | "field-line" // its first octet, or the CR that ends the section
  | "field-name"
  | "OWS" // the colon has come, the value has not begun
  | "field-value" // or the white space after it
  | "field-line-end" // its LF
  | "section-end"; // the LF of the empty line after the last field line

export type ChunkElement =
  | "chunk-size"
  | "chunk-ext"
  | "chunk-line-end" // the LF after a chunk's size and extensions
  | "chunk-data-end"; // the CRLF after a chunk's data

export type SectionName = "header" | "trailer";

/** A count that a limit bounds. */
export interface CountedLimit {
  readonly limit: LimitName;
  readonly count: number;
  readonly max: number;
}

export const readsNothing: PartStanding = { reading: { element: "nothing" }, counts: [] };
