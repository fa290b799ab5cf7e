import type { FieldSection } from "./field-section.ts";
import type { IncomingRequest } from "./request.ts";
import type { OutgoingResponse } from "./response.ts";

/**
 * Everything that answers is one of these: a file, a route map, a whole site, a fetch handler.
 * It answers a value and never writes. It may answer a promise, and should not where it need not: an exchange
 * answered at once costs no promise, timer or closure.
 */
export type Resource = (request: IncomingRequest, exchange: Exchange) => OutgoingResponse | Promise<OutgoingResponse>;

/** Whether an answer is still to come. */
export function isPromise<Value>(answer: Value | Promise<Value>): answer is Promise<Value> {
  return typeof (answer as Partial<Promise<Value>> | null | undefined)?.then === "function";
}

/** One request and its response (RFC 9110 §3.4), as far as it concerns who answers. */
export interface Exchange {
  readonly connection: ConnectionInfo;
  /** Fires when the client is gone before the response was handed over, never on success. Made when first read. */
  readonly signal: AbortSignal;
  /** Settles once: true when the whole response was handed to the transport, false when it was cut. */
  readonly completed: Promise<boolean>;
  /** Sends an interim response (RFC 9110 §15.2), 102 to 199 but for 101. Not sent to HTTP/1.0, or once the response has begun. */
  sendInterim(statusCode: number, headerSection: FieldSection): void;
  /** Keeps the server's shutdown waiting for this, within its grace. A rejection is logged. */
  waitUntil(promise: Promise<unknown>): void;
  /** Takes notes of the decisions on the way; `undefined` when nobody will read them. */
  readonly decisions: DecisionNotes | undefined;
}

/** Where the decision record of one exchange is written. */
export interface DecisionNotes {
  /**
   * Notes one decision.
   * @param subject what was decided about: "route", "file", "precondition", "query", "content" …
   * @param outcome what came of it, in a few words, plain text
   * @param rows what was looked at on the way to it, in order; made only where there is someone to read them
   */
  note(subject: string, outcome: string, rows?: readonly NotedRow[]): void;
}

/** One thing that was looked at: "gzip", "q=0.5, 2.1 kB", and whether it is the one that was taken. */
export type NotedRow = readonly [what: string, found: string, isChosen?: boolean];

/** How many rows a note has; past that it says how many there were more. */
export const NOTED_ROWS_MAX = 50;

/** The first rows of a list, and how many follow: a site may have thousands of routes. */
export function boundedRows(rows: readonly NotedRow[]): readonly NotedRow[] {
  if (rows.length <= NOTED_ROWS_MAX) return rows;
  return [...rows.slice(0, NOTED_ROWS_MAX), ["…", `and ${rows.length - NOTED_ROWS_MAX} more`]];
}

export interface ConnectionInfo {
  /** Counts from 1 within one server. */
  readonly id: number;
  readonly remote: Address;
  readonly local: Address;
  readonly isEncrypted: boolean;
}

/** An IP address as text, without brackets, and a port number. */
export interface Address {
  readonly host: string;
  readonly port: number;
}
