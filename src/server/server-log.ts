import type { Address, FieldSection } from "../semantics/index.ts";
import type { Decision } from "../trace/index.ts";

/** Where the server says what happened. Neither call may throw; the server goes on if one does. */
export interface ServerLog {
  /** Whether it is told only of exchanges for which something was thrown; these are not timed. Absent: of all. */
  readonly takesFailuresAlone?: boolean;
  exchange(entry: ExchangeEntry): void;
  notice(entry: NoticeEntry): void;
}

/** One exchange that has ended, or octets that never became one. */
export interface ExchangeEntry {
  /** When the request's head was complete, in milliseconds since 1970. */
  readonly timeMs: number;
  /** The connection's number, and which exchange on it this was, both from 1. */
  readonly connection: number;
  readonly exchange: number;
  /** The client: behind a trusted proxy, the one that the proxy names. */
  readonly remote: Address;
  readonly local: Address;
  /** All four `undefined` where no request head was understood. */
  readonly method: string | undefined;
  readonly requestTarget: string | undefined;
  readonly httpVersion: string | undefined;
  readonly requestHeaderSection: FieldSection | undefined;
  readonly scheme: "http" | "https";
  readonly authority: string | undefined;
  readonly statusCode: number;
  /** Octets of content sent, without the head and the transfer coding. */
  readonly contentOctets: number;
  /** NaN where it was not timed: for a log that takes failures alone. */
  readonly durationMs: number;
  /** The few words for the arrow: "template kittens.html", "no route". */
  readonly reason: string | undefined;
  /** The rule that a refused request broke. */
  readonly rule: string | undefined;
  /** How many requests this rule has refused so far, where there is one. */
  readonly ruleCount?: number | undefined;
  /** Whether the response was cut: the client went away, was too slow, or the content failed. */
  readonly isCut: boolean;
  /** What was thrown, with everything; for a 500 always. */
  readonly cause: unknown;
  /** The decision record, where it was asked for. */
  readonly decisions: readonly Decision[] | undefined;
}

/** Something to know that is no exchange: the connection cap was reached, accepting failed, a promise was rejected. */
export interface NoticeEntry {
  readonly timeMs: number;
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly cause?: unknown;
}
