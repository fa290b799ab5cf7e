import type { ConnectionInfo } from "../semantics/index.ts";
import type {
  ConnectionTrace,
  Decision,
  EndedBy,
  ExchangeTrace,
  RunningDeadline,
  SentPieces,
  TracedRefusal,
} from "../trace/index.ts";
import type { ProtocolEngine, RequestHeadEvent } from "./protocol-engine.ts";

/** What is watched of a connection. */
export interface WatchedConnection {
  readonly info: ConnectionInfo;
  readonly engine: ProtocolEngine;
  readonly deadline: RunningDeadline | undefined;
}

/** Why a connection ended, in a few words, and who did it. */
export interface ConnectionEnding {
  readonly reason: string;
  readonly by: EndedBy;
}

export const clientClosed: ConnectionEnding = { reason: "the client closed", by: "client" };

/** Why a connection is gone. Where the client had closed its side, that the wire fails afterwards is its doing. */
export function endingOf(error: Error | undefined, peerHasClosed: boolean): ConnectionEnding {
  return error === undefined || peerHasClosed ? clientClosed : { reason: error.message, by: "network" };
}

/** Who watches: of octets, of exchanges, or of both. */
export interface Watchers {
  readonly trace: ConnectionTrace | undefined;
  readonly exchangeTrace: ExchangeTrace | undefined;
}

/** Tells those who watch what happens on one connection, and where in its octets. Made only where somebody watches. */
export class ConnectionWatch {
  readonly #watched: WatchedConnection;
  readonly #id: number;
  readonly #octets: ConnectionTrace | undefined;
  readonly #exchanges: ExchangeTrace | undefined;
  #writtenOctets = 0;

  /** @returns `undefined` where nobody watches */
  static of({ trace, exchangeTrace }: Watchers, watched: WatchedConnection): ConnectionWatch | undefined {
    if (trace === undefined && exchangeTrace === undefined) return undefined;
    return new ConnectionWatch(watched, trace, exchangeTrace);
  }

  constructor(watched: WatchedConnection, octets: ConnectionTrace | undefined, exchanges: ExchangeTrace | undefined) {
    this.#watched = watched;
    this.#id = watched.info.id;
    this.#octets = octets;
    this.#exchanges = exchanges;
    const { remote, local } = watched.info;
    const deadline = () => watched.deadline;
    octets?.opened(this.#id, `${remote.host}:${remote.port}`, `${local.host}:${local.port}`, deadline);
  }

  received(octets: Uint8Array): void {
    this.#octets?.received(this.#id, octets);
  }

  /** @param writtenOctets octets that have left the engine since the connection opened, with these */
  sent(octets: SentPieces, writtenOctets: number): void {
    this.#writtenOctets = writtenOctets;
    this.#octets?.sent(this.#id, octets);
  }

  /** @param sentOctets octets of the connection that are with the operating system */
  handedOver(sentOctets: number): void {
    this.#exchanges?.handedOver(this.#id, sentOctets);
  }

  peerClosed(): void {
    this.#exchanges?.peerClosed(this.#id);
  }

  closed({ reason, by }: ConnectionEnding): void {
    this.#octets?.closed(this.#id, reason, by);
  }

  began(head: RequestHeadEvent, decisions: readonly Decision[] | undefined): void {
    this.#exchanges?.began(this.#id, head.exchange, head, this.#watched.engine.readOctets, decisions);
  }

  requestEnded(exchange: number): void {
    this.#exchanges?.requestEnded(this.#id, exchange, this.#watched.engine.readOctets);
  }

  responseBegan(exchange: number, statusCode: number): void {
    this.#exchanges?.responseBegan(this.#id, exchange, statusCode, this.#sentAt);
  }

  responseEnded(exchange: number): void {
    this.#exchanges?.responseEnded(this.#id, exchange, this.#sentAt);
  }

  refused(exchange: number, refusal: TracedRefusal): void {
    this.#exchanges?.refused(this.#id, exchange, refusal);
  }

  /** Where the octet stands that the engine writes next. */
  get #sentAt(): number {
    return this.#writtenOctets + this.#watched.engine.outputOctets;
  }
}
