import { LastOnes } from "./last-ones.ts";
import { OctetRing } from "./octet-ring.node.ts";
import type {
  ConnectionSummary,
  ExchangeRecord,
  ExchangeSummary,
  RecordedLimits,
  RecordingFacts,
  RecordingTotals,
} from "./record.ts";
import type { RecordedConnection } from "./recorded-connection.ts";
import { RecordedExchange } from "./recorded-exchange.ts";
import { KeptRate } from "./recorded-message.ts";
import type { RecordedChanges, RecordingSource } from "./recording-source.ts";

/** Octets of all messages that are kept. */
export const OCTETS_KEPT_MAX = 33_554_432;
/** Exchanges that are kept, the last ones … */
export const EXCHANGES_KEPT_MAX = 4_096;
/** … and of the connections that have ended, those that ended last. All that are open are known. */
export const ENDED_CONNECTIONS_KEPT_MAX = 2_048;

export interface RecordingOptions {
  readonly version: string;
  readonly limits: RecordedLimits;
  /** "http://localhost:5000/", once it is known. */
  readonly url: () => string;
  readonly ends?: RecordedEnds | undefined;
  readonly octetsMax?: number | undefined;
  readonly keptRate?: KeptRate | undefined;
}

/** Who is told of ends. */
export interface RecordedEnds {
  exchangeEnded(exchange: ExchangeSummary, record: () => ExchangeRecord, connection: () => ConnectionSummary): void;
  connectionEnded(connection: () => ConnectionSummary): void;
}

/**
 * What is kept of a server's connections and exchanges: bounded, and without secrets. Of the window's own exchanges there
 * is nothing.
 */
export class Recording implements RecordingSource {
  /** Where the octets are. */
  readonly ring: OctetRing;
  readonly keptRate: KeptRate;
  readonly #options: RecordingOptions;
  readonly #connections = new Map<number, RecordedConnection>();
  readonly #exchanges = new LastOnes<RecordedExchange>(EXCHANGES_KEPT_MAX);
  readonly #ended = new LastOnes<RecordedConnection>(ENDED_CONNECTIONS_KEPT_MAX);
  readonly #zeroMs = performance.now();
  readonly #beganMs = Date.now();
  readonly #microseconds = (ms: number) => Math.max(0, Math.round((ms - this.#zeroMs) * 1000));
  #listeners: (() => void)[] = [];
  #revision = 0;
  #epoch = 1;
  #openedCount = 0;
  #exchangeCount = 0;
  #refusedCount = 0;
  #oldestEndUs = 0;
  #oldestExchangeUs = 0;

  constructor(options: RecordingOptions) {
    this.#options = options;
    this.ring = new OctetRing(options.octetsMax ?? OCTETS_KEPT_MAX);
    this.keptRate = options.keptRate ?? new KeptRate();
  }

  // For the recorder.

  /** The recording's time. */
  nowUs(): number {
    return this.#microseconds(performance.now());
  }

  connection(id: number): RecordedConnection | undefined {
    return this.#connections.get(id);
  }

  addConnection(connection: RecordedConnection): void {
    this.#connections.set(connection.id, connection);
    this.#openedCount += 1;
    this.touch(connection);
  }

  /** Octets come that belong to no exchange yet: whether they become one is to be seen. */
  addExchange(connection: RecordedConnection, receivedAt: number, nowUs: number): RecordedExchange {
    const oldest = this.#exchanges.next;
    const exchange = oldest === undefined || !oldest.isOver ? new RecordedExchange(connection) : oldest;
    if (oldest?.isKept) {
      this.#oldestExchangeUs = oldest.firstOctetUs + 1;
      this.#forget(oldest);
    }
    connection.lastExchange += 1;
    exchange.restart(connection, connection.lastExchange, receivedAt, connection.sentOctets, nowUs);
    this.#exchanges.add(exchange);
    connection.receiving = exchange;
    connection.open.push(exchange);
    connection.exchangesBegun += 1;
    connection.keptExchanges += 1;
    this.#exchangeCount += 1;
    return exchange;
  }

  /** It is one of the window's own, or was none: nothing is known of it any more. */
  disown(connection: RecordedConnection, exchange: RecordedExchange): void {
    if (exchange.isOwn) return;
    exchange.isOwn = true;
    this.#forget(exchange);
    connection.exchangesBegun -= 1;
    this.#exchangeCount -= 1;
    this.touch(connection);
  }

  countRefused(): void {
    this.#refusedCount += 1;
  }

  /** An exchange is over. */
  exchangeEnded(connection: RecordedConnection, exchange: RecordedExchange): void {
    this.touch(connection, exchange);
    const { ends } = this.#options;
    if (ends === undefined) return;
    const record = () => exchange.record(this.ring, this.#microseconds);
    ends.exchangeEnded(exchange.summary(), record, () => connection.summary(this.#microseconds));
  }

  /** A connection has ended: the one that ended first makes room for it. */
  connectionEnded(connection: RecordedConnection): void {
    if (connection.isOwn) {
      this.#connections.delete(connection.id);
      this.#openedCount -= 1;
    } else this.#keepEnded(connection);
    this.touch(connection);
    this.#options.ends?.connectionEnded(() => connection.summary(this.#microseconds));
  }

  /** Something has changed: whoever waits for it is told. */
  touch(connection: RecordedConnection, exchange?: RecordedExchange): void {
    if (exchange?.isKept === false) return;
    this.#revision += 1;
    connection.revision = this.#revision;
    if (exchange !== undefined) exchange.revision = this.#revision;
    if (this.#listeners.length > 0) this.#tellListeners();
  }

  // For the window.

  get facts(): RecordingFacts {
    const { version, limits, url } = this.#options;
    return { version, url: url(), beganMs: this.#beganMs, nowUs: this.nowUs(), limits };
  }

  get totals(): RecordingTotals {
    let openConnections = 0;
    let ownConnections = 0;
    for (const connection of this.#connections.values()) {
      if (connection.isOwn) ownConnections += 1;
      else if (connection.end === undefined) openConnections += 1;
    }
    const connections = this.#openedCount - ownConnections;
    return { connections, openConnections, exchanges: this.#exchangeCount, refused: this.#refusedCount };
  }

  changesSince(mark: number, exchangesMax: number): RecordedChanges {
    const connections: ConnectionSummary[] = [];
    for (const connection of this.#connections.values()) {
      if (connection.revision <= mark || (mark === 0 && connection.isOwn)) continue;
      connections.push(connection.summary(this.#microseconds));
    }
    const changed = this.#keptExchanges().filter(({ revision }) => revision > mark);
    const told = changed.slice(-exchangesMax);
    return {
      mark: this.#revision,
      epoch: this.#epoch,
      connections,
      exchanges: told.map((exchange) => exchange.summary()),
      untoldExchanges: changed.length - told.length,
      oldest: { connectionEndedUs: this.#oldestEndUs, exchangeUs: this.#oldestExchangeUs },
    };
  }

  onNextChange(callback: () => void): void {
    this.#listeners.push(callback);
  }

  exchange(connection: number, exchange: number): ExchangeRecord | undefined {
    const found = this.#exchanges.find(
      (each) => each.number === exchange && each.connection.id === connection && isShown(each),
    );
    return found?.record(this.ring, this.#microseconds);
  }

  connections(): readonly ConnectionSummary[] {
    const shown = [...this.#connections.values()].filter((connection) => !connection.isOwn);
    return shown.map((connection) => connection.summary(this.#microseconds));
  }

  *exchangeKeys(): Iterable<readonly [connection: number, exchange: number]> {
    for (const { connection, number } of this.#keptExchanges()) yield [connection.id, number];
  }

  clear(): void {
    this.#epoch += 1;
    const open = this.#keptExchanges().filter(({ phase }) => phase !== "ended");
    for (const exchange of this.#exchanges.inOrder()) if (!open.includes(exchange)) this.#forget(exchange);
    this.#exchanges.clear();
    this.#ended.clear();
    for (const exchange of open) this.#exchanges.add(exchange);
    for (const { id, end } of [...this.#connections.values()]) if (end !== undefined) this.#connections.delete(id);
    this.#revision += 1;
    this.#tellListeners();
  }

  // Within.

  #forget(exchange: RecordedExchange): void {
    if (!exchange.isKept) return;
    exchange.isKept = false;
    exchange.connection.keptExchanges -= 1;
  }

  #keepEnded(connection: RecordedConnection): void {
    const oldest = this.#ended.add(connection);
    if (oldest?.end === undefined) return;
    this.#oldestEndUs = oldest.end.atUs + 1;
    this.#connections.delete(oldest.id);
    oldest.isKept = false;
  }

  /** The exchanges that are kept, in the order in which they began. */
  #keptExchanges(): RecordedExchange[] {
    return this.#exchanges.inOrder().filter(isShown);
  }

  #tellListeners(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const tell of listeners) tell();
  }
}

function isShown({ isKept, connection }: RecordedExchange): boolean {
  return isKept && connection.isKept;
}
