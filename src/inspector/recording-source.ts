import type { FeedChanges } from "./feed-message.ts";
import type { ConnectionSummary, ExchangeRecord, ExchangeSummary, RecordingFacts, RecordingTotals } from "./record.ts";

/** What the window shows: asked anew each time, so that a reader who is slow holds nothing up. */
export interface RecordingSource {
  readonly facts: RecordingFacts;
  readonly totals: RecordingTotals;
  /**
   * What has changed since a mark.
   * @param mark what an earlier answer had; 0: all that is kept
   * @param exchangesMax at most so many exchanges are told: of more, the newest
   */
  changesSince(mark: number, exchangesMax: number): RecordedChanges;
  /** Has a callback called once, at the next change. */
  onNextChange(callback: () => void): void;
  /** One exchange with its octets, as long as it is kept. */
  exchange(connection: number, exchange: number): ExchangeRecord | undefined;
  /** All connections that are kept, by their number. */
  connections(): readonly ConnectionSummary[];
  /** The connection and the number of each exchange that is kept, in the order in which they began. */
  exchangeKeys(): Iterable<readonly [connection: number, exchange: number]>;
  /** Forgets all that is kept of what has ended. */
  clear(): void;
}

export interface RecordedChanges {
  /** Handed to the next call. */
  readonly mark: number;
  /** Another one whenever everything was cleared: what was told before is void then. */
  readonly epoch: number;
  readonly connections: readonly ConnectionSummary[];
  /** Oldest first. */
  readonly exchanges: readonly ExchangeSummary[];
  readonly untoldExchanges: number;
  readonly oldest: FeedChanges["oldest"];
}
