import type { Address } from "../semantics/index.ts";
import {
  type ConnectionTrace,
  type Decision,
  type EndedBy,
  type ExchangeTrace,
  type RunningDeadline,
  SecretMasker,
  type SentPieces,
  type TracedHead,
  type TracedRefusal,
} from "../trace/index.ts";
import { LastOnes } from "./last-ones.ts";
import { OctetRing } from "./octet-ring.node.ts";
import { isOwnPath } from "./paths.ts";
import type {
  ConnectionSummary,
  ExchangeRecord,
  ExchangeSummary,
  RecordedLimits,
  RecordingFacts,
  RecordingTotals,
} from "./record.ts";
import { RecordedConnection } from "./recorded-connection.ts";
import { type EndedExchange, RecordedExchange } from "./recorded-exchange.ts";
import { maskSpans, RecordedMessage } from "./recorded-message.ts";
import type { RecordedChanges, RecordingSource } from "./recording-source.ts";

/** Octets of all messages that are kept. */
export const OCTETS_KEPT_MAX = 33_554_432;
/** Exchanges that are kept, the last ones … */
export const EXCHANGES_KEPT_MAX = 4_096;
/** … and of the connections that have ended, those that ended last. All that are open are known. */
export const ENDED_CONNECTIONS_KEPT_MAX = 2_048;

export interface RecorderOptions {
  readonly version: string;
  readonly limits: RecordedLimits;
  /** "http://localhost:5000/", once it is known. */
  readonly url: () => string;
  readonly ends?: RecordedEnds | undefined;
  readonly octetsMax?: number | undefined;
}

/** Who is told of ends. */
export interface RecordedEnds {
  exchangeEnded(exchange: ExchangeSummary, record: () => ExchangeRecord, connection: () => ConnectionSummary): void;
  connectionEnded(connection: () => ConnectionSummary): void;
}

/**
 * Records what happens on a server's connections, as it is told by the server: bounded, and without secrets. Of the
 * window's own exchanges nothing is kept, also where they share a connection with others.
 */
export class Recorder implements ConnectionTrace, ExchangeTrace, RecordingSource {
  readonly #options: RecorderOptions;
  readonly #ring: OctetRing;
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

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#ring = new OctetRing(options.octetsMax ?? OCTETS_KEPT_MAX);
  }

  // From the server.

  opened(id: number, remote: string, local: string, deadline: () => RunningDeadline | undefined): void {
    const ends = { remote: addressOf(remote), local: addressOf(local) };
    const connection = new RecordedConnection(id, ends, this.#nowUs(), deadline, newMasker);
    this.#connections.set(id, connection);
    this.#openedCount += 1;
    this.#touch(connection);
  }

  received(id: number, octets: Uint8Array): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    const nowUs = this.#nowUs();
    const at = connection.receivedOctets;
    connection.receivedOctets += octets.length;
    const exchange = connection.receiving ?? this.#addReceiving(connection, new RecordedMessage(at), nowUs);
    const spans = connection.receivedMasker.secretSpans(octets);
    const { request } = exchange;
    const keptOctets = request.roomFor(octets.length);
    const place = this.#ring.put(octets, 0, keptOctets);
    if (spans.length > 0) {
      maskSpans(this.#ring.view(place, keptOctets)!, spans);
      request.addMasked(at, spans);
    }
    request.add({ at, octets: octets.length, atUs: nowUs, keptOctets, place });
    if (keptOctets < octets.length) {
      const rest = octets.slice(keptOctets);
      maskSpans(rest, shifted(spans, keptOctets));
      request.keepLast(rest, at + keptOctets);
    }
    this.#touch(connection, exchange);
  }

  began(id: number, _number: number, head: TracedHead, receivedAt: number, decisions?: readonly Decision[]): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    const nowUs = this.#nowUs();
    const exchange = connection.receiving ?? this.#addReceiving(connection, new RecordedMessage(receivedAt), nowUs);
    exchange.begin(head, decisions, nowUs);
    if (isOwnPath(head.path)) this.#disown(connection, exchange);
    if (!head.hasContent) this.#endRequest(connection, exchange, receivedAt, nowUs);
    this.#touch(connection, exchange);
  }

  requestEnded(id: number, number: number, receivedAt: number): void {
    const connection = this.#connections.get(id);
    const exchange = connection?.receiving;
    if (connection === undefined || exchange?.number !== number) return;
    this.#endRequest(connection, exchange, receivedAt, this.#nowUs());
    this.#touch(connection, exchange);
  }

  responseBegan(id: number, number: number, statusCode: number, sentAt: number): void {
    const connection = this.#connections.get(id);
    const exchange = connection?.unsent.find((each) => each.number === number);
    if (connection === undefined || exchange === undefined) return;
    exchange.beginResponse(statusCode, sentAt, this.#nowUs());
    this.#touch(connection, exchange);
  }

  responseEnded(id: number, number: number, sentAt: number): void {
    const connection = this.#connections.get(id);
    const exchange = connection?.unsent.find((each) => each.number === number);
    if (connection === undefined || exchange === undefined) return;
    exchange.responseEnd = sentAt;
    exchange.responseEndedUs = this.#nowUs();
    this.#touch(connection, exchange);
  }

  sent(id: number, octets: SentPieces): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    const nowUs = this.#nowUs();
    if (typeof octets === "string" || octets instanceof Uint8Array) this.#sent(connection, octets, nowUs);
    else for (const piece of octets) this.#sent(connection, piece, nowUs);
  }

  handedOver(id: number, sentOctets: number): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    const { unsent } = connection;
    for (let next = unsent[0]; next?.isSentBy(sentOctets); next = unsent[0]) {
      unsent.shift();
      next.handedOverUs = this.#nowUs();
      this.#touch(connection, next);
    }
  }

  refused(id: number, number: number, refusal: TracedRefusal): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    const exchange =
      connection.unsent.find((each) => each.number === number) ??
      connection.exchanges.get(number) ??
      connection.receiving ??
      this.#addReceiving(connection, new RecordedMessage(connection.receivedOctets), this.#nowUs());
    exchange.refusal ??= refusal;
    if (exchange.isKept) this.#refusedCount += 1;
    this.#touch(connection, exchange);
  }

  peerClosed(id: number): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.peerClosedUs ??= this.#nowUs();
    this.#touch(connection);
  }

  closed(id: number, reason: string, by: EndedBy): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.end = { atUs: this.#nowUs(), by, reason };
    for (const exchange of connection.exchanges.values()) {
      if (exchange.phase === "ended") continue;
      if (exchange.request.octets > 2) exchange.endUnread();
      else this.#disown(connection, exchange);
      exchange.revision = this.#revision + 1;
    }
    connection.receiving = undefined;
    connection.unsent.length = 0;
    if (connection.isOwn) this.#connections.delete(id);
    else this.#keepEnded(connection);
    this.#touch(connection);
    this.#options.ends?.connectionEnded(() => connection.summary(this.#microseconds));
  }

  /** An exchange is over, and this is what the log is told of it. */
  exchangeEnded(ended: EndedExchange): void {
    const connection = this.#connections.get(ended.connection);
    const exchange = connection?.exchanges.get(ended.exchange);
    if (connection === undefined || exchange === undefined) return;
    exchange.end(ended);
    this.#touch(connection, exchange);
    const { ends } = this.#options;
    if (ends === undefined) return;
    const record = () => exchange.record(this.#ring, this.#microseconds);
    ends.exchangeEnded(exchange.summary(), record, () => connection.summary(this.#microseconds));
  }

  // For the window.

  get facts(): RecordingFacts {
    const { version, limits, url } = this.#options;
    return { version, url: url(), beganMs: this.#beganMs, nowUs: this.#nowUs(), limits };
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
    return this.#connections.get(connection)?.exchanges.get(exchange)?.record(this.#ring, this.#microseconds);
  }

  connections(): readonly ConnectionSummary[] {
    const shown = [...this.#connections.values()].filter((connection) => !connection.isOwn);
    return shown.map((connection) => connection.summary(this.#microseconds));
  }

  *exchangeKeys(): Iterable<readonly [connection: number, exchange: number]> {
    for (const { connection, number } of this.#keptExchanges()) yield [connection, number];
  }

  clear(): void {
    this.#epoch += 1;
    this.#exchanges.clear();
    this.#ended.clear();
    for (const connection of this.#connections.values()) {
      if (connection.end !== undefined) this.#connections.delete(connection.id);
      for (const exchange of connection.exchanges.values()) {
        if (exchange.phase === "ended") connection.exchanges.delete(exchange.number);
        else this.#exchanges.add(exchange);
      }
    }
    this.#revision += 1;
    this.#tellListeners();
  }

  // Within.

  #nowUs(): number {
    return this.#microseconds(performance.now());
  }

  #sent(connection: RecordedConnection, piece: string | Uint8Array, nowUs: number): void {
    let from = 0;
    while (from < piece.length) {
      const at = connection.sentOctets;
      const exchange =
        connection.unsent.find((each) => !each.isSentBy(at)) ??
        this.#addReceiving(connection, new RecordedMessage(connection.receivedOctets), nowUs);
      const left = exchange.responseEnd === -1 ? piece.length : exchange.responseEnd - at;
      const end = Math.min(piece.length, from + left);
      connection.sentOctets += end - from;
      if (exchange.isKept) this.#keepSent(connection, exchange, piece, from, end, at, nowUs);
      else connection.ownSentOctets += end - from;
      from = end;
    }
  }

  #keepSent(
    connection: RecordedConnection,
    exchange: RecordedExchange,
    piece: string | Uint8Array,
    from: number,
    end: number,
    at: number,
    nowUs: number,
  ): void {
    exchange.response ??= new RecordedMessage(at);
    const { response } = exchange;
    if (at === exchange.responseStart) connection.sentMasker = newMasker();
    const keptOctets = response.roomFor(end - from);
    const place = this.#ring.put(piece, from, from + keptOctets);
    if (keptOctets > 0) {
      const view = this.#ring.view(place, keptOctets)!;
      const spans = connection.sentMasker.secretSpans(view);
      maskSpans(view, spans);
      response.addMasked(at, spans);
    }
    response.add({ at, octets: end - from, atUs: nowUs, keptOctets, place });
    this.#touch(connection, exchange);
  }

  /** Octets come that belong to no exchange yet: whether they become one is to be seen. */
  #addReceiving(connection: RecordedConnection, request: RecordedMessage, nowUs: number): RecordedExchange {
    connection.lastExchange += 1;
    const exchange = new RecordedExchange(connection, request, nowUs);
    connection.receiving = exchange;
    connection.unsent.push(exchange);
    connection.exchangesBegun += 1;
    connection.exchanges.set(exchange.number, exchange);
    this.#exchangeCount += 1;
    const oldest = this.#exchanges.add(exchange);
    if (oldest?.isKept) {
      this.#oldestExchangeUs = oldest.firstOctetUs + 1;
      this.#connections.get(oldest.connection)?.exchanges.delete(oldest.number);
    }
    return exchange;
  }

  /** It is one of the window's own, or was none: nothing is known of it any more. */
  #disown(connection: RecordedConnection, exchange: RecordedExchange): void {
    exchange.isKept = false;
    connection.exchanges.delete(exchange.number);
    connection.exchangesBegun -= 1;
    this.#exchangeCount -= 1;
  }

  #endRequest(connection: RecordedConnection, exchange: RecordedExchange, receivedAt: number, nowUs: number): void {
    const next = exchange.request.splitAt(receivedAt);
    exchange.requestEndedUs = nowUs;
    connection.receiving = undefined;
    if (!exchange.isKept) connection.ownReceivedOctets += exchange.request.octets;
    if (next !== undefined) this.#touch(connection, this.#addReceiving(connection, next, next.reads[0]?.atUs ?? nowUs));
  }

  #keepEnded(connection: RecordedConnection): void {
    const oldest = this.#ended.add(connection);
    if (oldest?.end === undefined) return;
    this.#oldestEndUs = oldest.end.atUs + 1;
    this.#connections.delete(oldest.id);
    for (const exchange of oldest.exchanges.values()) exchange.isKept = false;
  }

  /** The exchanges that are kept, in the order in which they began. */
  #keptExchanges(): RecordedExchange[] {
    return this.#exchanges.inOrder().filter(({ isKept }) => isKept);
  }

  #touch(connection: RecordedConnection, exchange?: RecordedExchange): void {
    if (exchange?.isKept === false && !connection.isOwn) return;
    this.#revision += 1;
    connection.revision = this.#revision;
    if (exchange !== undefined) exchange.revision = this.#revision;
    if (this.#listeners.length > 0) this.#tellListeners();
  }

  #tellListeners(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const tell of listeners) tell();
  }
}

function newMasker(): SecretMasker {
  return new SecretMasker();
}

function shifted(spans: readonly { readonly start: number; readonly end: number }[], by: number) {
  return spans
    .filter(({ end }) => end > by)
    .map(({ start, end }) => ({ start: Math.max(0, start - by), end: end - by }));
}

function addressOf(text: string): Address {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
