import type { Address } from "../semantics/index.ts";
import type { DeadlineKind, DecisionRow, EndedBy } from "../trace/index.ts";

/*
 * What the window shows, as it crosses from the server to the page, and as a session file holds it: plain JSON. Times
 * are microseconds since the recording began ("Us"). Positions count the octets of one direction of a connection, from
 * 0. Secrets are masked in all of it.
 */

/** One connection. */
export interface ConnectionSummary {
  readonly id: number;
  readonly remote: Address;
  readonly local: Address;
  readonly openedUs: number;
  /** When the client closed its side. */
  readonly peerClosedUs?: number | undefined;
  readonly end?: ConnectionEnd | undefined;
  /** Without those of the window's own exchanges. */
  readonly receivedOctets: number;
  readonly sentOctets: number;
  /** The deadline that ran when this was told. */
  readonly deadline?: RunningDeadlineUs | undefined;
  /** Exchanges that took place on it, and how many of them are not kept any more. */
  readonly exchanges: number;
  readonly forgottenExchanges: number;
  /** Whether all that came over it was the window's own: it is not to be shown (any more). */
  readonly isOwn?: true | undefined;
}

export interface ConnectionEnd {
  readonly atUs: number;
  readonly by: EndedBy;
  /** In a few words: "the exchange was the last". */
  readonly reason: string;
}

export interface RunningDeadlineUs {
  readonly kind: DeadlineKind;
  /** When it will be over if nothing comes. */
  readonly endsUs: number;
}

/**
 * - `"receiving"`: octets have come, the head is not complete
 * - `"answering"`: the site was asked, no response has begun
 * - `"sending"`: the response has begun
 * - `"ended"`: it is over, well or not
 */
export type ExchangePhase = "receiving" | "answering" | "sending" | "ended";

/** When things happened in an exchange; absent where they have not. */
export interface Timeline {
  /** When the connection was accepted. */
  readonly acceptedUs: number;
  /** When the read came that has the request's first octet. */
  readonly firstOctetUs: number;
  readonly headCompleteUs?: number | undefined;
  /** When it was decided which route answers. */
  readonly matchedUs?: number | undefined;
  readonly handlerBeganUs?: number | undefined;
  readonly requestEndedUs?: number | undefined;
  readonly responseHeadUs?: number | undefined;
  /** When the last octet of the response was written. */
  readonly responseEndedUs?: number | undefined;
  /** When the last octet of it was with the operating system. */
  readonly handedOverUs?: number | undefined;
}

/** One exchange, or octets that never became one. */
export interface ExchangeSummary {
  /** The connection's number, and which exchange on it this is, both from 1. */
  readonly connection: number;
  readonly exchange: number;
  readonly phase: ExchangePhase;
  /** All three absent where no head was understood. */
  readonly method?: string | undefined;
  readonly requestTarget?: string | undefined;
  readonly httpVersion?: string | undefined;
  /** Of the final response, once it has begun; 0 where there was none. */
  readonly statusCode?: number | undefined;
  /** The few words for the arrow: "template kittens.html", "no route". */
  readonly reason?: string | undefined;
  /** The rule that a refused request broke. */
  readonly rule?: string | undefined;
  readonly isCut: boolean;
  /** Octets of the request and of the response so far, heads and framing among them. */
  readonly requestOctets: number;
  readonly responseOctets: number;
  /** Octets of the response's content, without head and framing, once it has ended. */
  readonly contentOctets?: number | undefined;
  readonly timeline: Timeline;
}

/** One exchange with its octets and its reasons. */
export interface ExchangeRecord extends ExchangeSummary {
  readonly request: MessageRecord;
  readonly response: MessageRecord;
  readonly decisions: readonly RecordedDecision[];
  readonly refusal?: RecordedRefusal | undefined;
  /** What was thrown, as its stack tells it. */
  readonly failure?: string | undefined;
}

/** The octets of one message, both heads and content. */
export interface MessageRecord {
  /** Where it begins; of a response, interim responses before it are part of it. */
  readonly start: number;
  /** Where it ends; absent as long as that is not known. */
  readonly end?: number | undefined;
  /** Of a response: where the final response's status line begins. */
  readonly finalStart?: number | undefined;
  /** What was kept of it, in order; what lies between was not. */
  readonly kept: readonly OctetsAt[];
  /** The spans of secrets, masked with "*" in what was kept. */
  readonly masked: readonly (readonly [start: number, end: number])[];
  /** The reads, or writes, that brought it: the first ones, and those that followed as one. */
  readonly reads: readonly ReadAt[];
  /** How many reads the last of `reads` stands for, where it is more than one. */
  readonly joinedReads?: number | undefined;
}

export interface OctetsAt {
  readonly at: number;
  /** Each character one octet, 0 to 255. */
  readonly octets: string;
}

/** One read from the connection, or one write to it, as far as it concerns this message. */
export interface ReadAt {
  readonly at: number;
  readonly octets: number;
  readonly atUs: number;
}

export interface RecordedDecision {
  readonly subject: string;
  readonly outcome: string;
  readonly rows?: readonly DecisionRow[] | undefined;
  readonly atUs?: number | undefined;
}

export interface RecordedRefusal {
  readonly rule: string;
  readonly message?: string | undefined;
  /** The position of the octet where the fault was seen; absent where it is not about an octet. */
  readonly at?: number | undefined;
}

/** What a recording is of. */
export interface RecordingFacts {
  readonly version: string;
  /** "http://localhost:5000/" */
  readonly url: string;
  /** When the recording began, in milliseconds since 1970. */
  readonly beganMs: number;
  /** How long it had been going on when this was told. */
  readonly nowUs: number;
  readonly limits: RecordedLimits;
}

/** The limits that the parser counts against, and the deadlines. */
export interface RecordedLimits {
  readonly requestLineOctetsMax: number;
  readonly headerSectionOctetsMax: number;
  readonly headerLinesMax: number;
  readonly trailerLinesMax: number;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly receiveTimeoutMs: number;
  readonly sendTimeoutMs: number;
}

export interface RecordingTotals {
  readonly connections: number;
  readonly openConnections: number;
  readonly exchanges: number;
  readonly refused: number;
}

/** All that is kept, at one moment: what is exported, imported, and written by the flight recorder. */
export interface Session {
  readonly porthole: "session";
  readonly format: 1;
  readonly facts: RecordingFacts;
  readonly totals: RecordingTotals;
  /** By their number. */
  readonly connections: readonly ConnectionSummary[];
  /** In the order in which they began. */
  readonly exchanges: readonly ExchangeRecord[];
}
