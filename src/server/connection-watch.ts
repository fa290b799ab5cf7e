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
  /** Told when one of them threw. */
  tellFailure(message: string, cause: unknown): void;
}

/**
 * Tells those who watch what happens on one connection, and where in its octets. Made only where somebody watches. Whoever
 * throws watches this connection no more, and the connection goes on.
 */
export class ConnectionWatch {
  readonly #watched: WatchedConnection;
  readonly #failed: (error: unknown) => void;
  readonly #id: number;
  #octets: ConnectionTrace | undefined;
  #exchanges: ExchangeTrace | undefined;
  #writtenOctets = 0;

  /** @returns `undefined` where nobody watches */
  static of(watchers: Watchers, watched: WatchedConnection): ConnectionWatch | undefined {
    if (watchers.trace === undefined && watchers.exchangeTrace === undefined) return undefined;
    return new ConnectionWatch(watchers, watched);
  }

  constructor(watchers: Watchers, watched: WatchedConnection) {
    this.#watched = watched;
    this.#id = watched.info.id;
    this.#octets = watchers.trace;
    this.#exchanges = watchers.exchangeTrace;
    this.#failed = (error) => {
      this.#octets = this.#exchanges = undefined;
      watchers.tellFailure("who watches a connection failed, and watches it no more", error);
    };
    const { remote, local } = watched.info;
    const deadline = () => watched.deadline;
    try {
      this.#octets?.opened(this.#id, `${remote.host}:${remote.port}`, `${local.host}:${local.port}`, deadline);
    } catch (error) {
      this.#failed(error);
    }
  }

  received(octets: Uint8Array): void {
    try {
      this.#octets?.received(this.#id, octets);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param writtenOctets octets that have left the engine since the connection opened, with these */
  sent(octets: SentPieces, writtenOctets: number): void {
    this.#writtenOctets = writtenOctets;
    try {
      this.#octets?.sent(this.#id, octets);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param sentOctets octets of the connection that are with the operating system */
  handedOver(sentOctets: number): void {
    try {
      this.#exchanges?.handedOver(this.#id, sentOctets);
    } catch (error) {
      this.#failed(error);
    }
  }

  peerClosed(): void {
    try {
      this.#exchanges?.peerClosed(this.#id);
    } catch (error) {
      this.#failed(error);
    }
  }

  closed({ reason, by }: ConnectionEnding): void {
    try {
      this.#octets?.closed(this.#id, reason, by);
    } catch (error) {
      this.#failed(error);
    }
  }

  began(head: RequestHeadEvent, decisions: readonly Decision[] | undefined): void {
    try {
      this.#exchanges?.began(this.#id, head.exchange, head, this.#watched.engine.readOctets, decisions);
    } catch (error) {
      this.#failed(error);
    }
  }

  requestEnded(exchange: number): void {
    try {
      this.#exchanges?.requestEnded(this.#id, exchange, this.#watched.engine.readOctets);
    } catch (error) {
      this.#failed(error);
    }
  }

  responseBegan(exchange: number, statusCode: number): void {
    try {
      this.#exchanges?.responseBegan(this.#id, exchange, statusCode, this.#sentAt);
    } catch (error) {
      this.#failed(error);
    }
  }

  responseEnded(exchange: number): void {
    try {
      this.#exchanges?.responseEnded(this.#id, exchange, this.#sentAt);
    } catch (error) {
      this.#failed(error);
    }
  }

  refused(exchange: number, refusal: TracedRefusal): void {
    try {
      this.#exchanges?.refused(this.#id, exchange, refusal);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Where the octet stands that the engine writes next. */
  get #sentAt(): number {
    return this.#writtenOctets + this.#watched.engine.outputOctets;
  }
}
