import type { ConnectionSummary, ExchangeSummary, RecordingFacts, RecordingTotals } from "./record.ts";

/** One message of the window's event stream: the `data` of a server-sent event, as JSON. */
export type FeedMessage = FeedBegin | FeedChanges;

/** The first message of a stream, and the first after everything was forgotten: what was told before is void. */
export interface FeedBegin {
  readonly type: "begin";
  readonly facts: RecordingFacts;
  readonly totals: RecordingTotals;
}

/** What is older is not kept any more. */
export interface OldestKept {
  /** Connections that ended before this. */
  readonly connectionEndedUs: number;
  /** Exchanges whose first octet came before this. */
  readonly exchangeUs: number;
}

/** What is new, whole: each summary takes the place of the one before. */
export interface FeedChanges {
  readonly type: "changes";
  readonly nowUs: number;
  readonly totals: RecordingTotals;
  readonly connections: readonly ConnectionSummary[];
  readonly exchanges: readonly ExchangeSummary[];
  /** Exchanges that were too many at once to be told of one by one. */
  readonly untoldExchanges: number;
  readonly oldest: OldestKept;
}
