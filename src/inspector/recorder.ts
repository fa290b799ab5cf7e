import type { Address } from "../semantics/index.ts";
import type {
  ConnectionTrace,
  Decision,
  EndedBy,
  ExchangeTrace,
  RunningDeadline,
  SecretNames,
  SentPieces,
  TracedHead,
  TracedRefusal,
} from "../trace/index.ts";
import { isOwnPath } from "./paths.ts";
import { RecordedConnection } from "./recorded-connection.ts";
import type { EndedExchange, RecordedExchange } from "./recorded-exchange.ts";
import { maskSpans } from "./recorded-message.ts";
import type { Recording } from "./recording.ts";

/** What is no more than this outside of an exchange is no beginning of one: an empty line (RFC 9112 §2.2). */
const EMPTY_LINE_OCTETS = 2;

/**
 * Records what happens on a server's connections, as the server tells it. Secrets are masked before anything is kept; of
 * the window's own exchanges nothing is, also where they share a connection with others.
 */
export class Recorder implements ConnectionTrace, ExchangeTrace {
  readonly #recording: Recording;
  readonly #names: SecretNames;

  /** @param names what is a secret by its name */
  constructor(recording: Recording, names: SecretNames) {
    this.#recording = recording;
    this.#names = names;
  }

  opened(id: number, remote: string, local: string, deadline: () => RunningDeadline | undefined): void {
    const ends = { remote: addressOf(remote), local: addressOf(local) };
    const connection = new RecordedConnection(id, ends, this.#recording.nowUs(), deadline, this.#names);
    this.#recording.addConnection(connection);
  }

  received(id: number, octets: Uint8Array): void {
    const connection = this.#recording.connection(id);
    if (connection === undefined) return;
    const nowUs = this.#recording.nowUs();
    const at = connection.receivedOctets;
    connection.receivedOctets += octets.length;
    const exchange = connection.receiving ?? this.#recording.addExchange(connection, at, nowUs);
    const spans = connection.receivedMasker.secretSpans(octets);
    const { request } = exchange;
    const keptOctets = request.roomFor(octets.length);
    const place = this.#recording.ring.put(octets, 0, keptOctets);
    if (spans.length > 0) {
      maskSpans(this.#recording.ring.view(place, keptOctets)!, spans);
      request.addMasked(at, spans);
    }
    request.add(at, octets.length, nowUs, keptOctets, place);
    if (keptOctets < octets.length) {
      const rest = octets.slice(keptOctets);
      maskSpans(rest, shifted(spans, keptOctets));
      request.keepLast(rest, at + keptOctets);
    }
    this.#recording.touch(connection, exchange);
  }

  began(id: number, _number: number, head: TracedHead, receivedAt: number, decisions?: readonly Decision[]): void {
    const connection = this.#recording.connection(id);
    if (connection === undefined) return;
    const nowUs = this.#recording.nowUs();
    const exchange = connection.receiving ?? this.#recording.addExchange(connection, receivedAt, nowUs);
    exchange.begin(head, decisions, nowUs, this.#recording.ring);
    if (isOwnPath(head.path)) this.#recording.disown(connection, exchange);
    if (!head.hasContent) this.#endRequest(connection, exchange, receivedAt, nowUs);
    this.#recording.touch(connection, exchange);
  }

  requestEnded(id: number, number: number, receivedAt: number): void {
    const connection = this.#recording.connection(id);
    const exchange = connection?.receiving;
    if (connection === undefined || exchange?.number !== number) return;
    this.#endRequest(connection, exchange, receivedAt, this.#recording.nowUs());
    this.#recording.touch(connection, exchange);
  }

  responseBegan(id: number, number: number, statusCode: number, sentAt: number): void {
    const connection = this.#recording.connection(id);
    const exchange = connection?.openExchange(number);
    if (connection === undefined || exchange === undefined) return;
    exchange.beginResponse(statusCode, sentAt, this.#recording.nowUs());
    this.#recording.touch(connection, exchange);
  }

  responseEnded(id: number, number: number, sentAt: number): void {
    const connection = this.#recording.connection(id);
    const exchange = connection?.openExchange(number);
    if (connection === undefined || exchange === undefined) return;
    exchange.responseEnd = sentAt;
    exchange.responseEndedUs = this.#recording.nowUs();
    this.#recording.touch(connection, exchange);
  }

  sent(id: number, octets: SentPieces): void {
    const connection = this.#recording.connection(id);
    if (connection === undefined) return;
    const nowUs = this.#recording.nowUs();
    if (typeof octets === "string" || octets instanceof Uint8Array) this.#sent(connection, octets, nowUs);
    else for (const piece of octets) this.#sent(connection, piece, nowUs);
  }

  handedOver(id: number, sentOctets: number): void {
    const connection = this.#recording.connection(id);
    if (connection === undefined) return;
    let hasChanged = false;
    for (const exchange of connection.open) {
      if (!exchange.isSentBy(sentOctets) || exchange.handedOverUs !== -1) continue;
      exchange.handedOverUs = this.#recording.nowUs();
      this.#recording.touch(connection, exchange);
      hasChanged = true;
    }
    if (hasChanged) connection.forgetOver();
  }

  refused(id: number, number: number, refusal: TracedRefusal): void {
    const connection = this.#recording.connection(id);
    if (connection === undefined) return;
    const exchange =
      connection.openExchange(number) ??
      connection.receiving ??
      this.#recording.addExchange(connection, connection.receivedOctets, this.#recording.nowUs());
    exchange.refusal ??= refusal;
    if (exchange.isKept) this.#recording.countRefused();
    this.#recording.touch(connection, exchange);
  }

  peerClosed(id: number): void {
    const connection = this.#recording.connection(id);
    if (connection === undefined) return;
    connection.peerClosedUs ??= this.#recording.nowUs();
    this.#recording.touch(connection);
  }

  closed(id: number, reason: string, by: EndedBy): void {
    const connection = this.#recording.connection(id);
    if (connection === undefined) return;
    connection.end = { atUs: this.#recording.nowUs(), by, reason };
    for (const exchange of connection.open) {
      if (exchange.phase === "ended") continue;
      if (exchange.request.octets > EMPTY_LINE_OCTETS) exchange.phase = "ended";
      else this.#recording.disown(connection, exchange);
      this.#recording.touch(connection, exchange);
    }
    connection.receiving = undefined;
    connection.open.length = 0;
    this.#recording.connectionEnded(connection);
  }

  /** An exchange is over, and this is what the log is told of it. */
  exchangeEnded(ended: EndedExchange): void {
    const connection = this.#recording.connection(ended.connection);
    const exchange = connection?.openExchange(ended.exchange);
    if (connection === undefined || exchange === undefined) return;
    exchange.end(ended);
    connection.forgetOver();
    if (exchange.isKept) this.#recording.exchangeEnded(connection, exchange);
  }

  #sent(connection: RecordedConnection, piece: string | Uint8Array, nowUs: number): void {
    let from = 0;
    while (from < piece.length) {
      const at = connection.sentOctets;
      const exchange =
        connection.exchangeSending(at) ?? this.#recording.addExchange(connection, connection.receivedOctets, nowUs);
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
    const { response } = exchange;
    if (response.octets === 0) response.restart(at);
    const keptOctets = response.roomFor(end - from);
    if (keptOctets > 0) connection.lookAtSent();
    if (keptOctets < end - from) connection.passOverSent();
    const place = this.#recording.ring.put(piece, from, from + keptOctets);
    if (keptOctets > 0) {
      const view = this.#recording.ring.view(place, keptOctets)!;
      const spans = connection.sentMasker.secretSpans(view);
      maskSpans(view, spans);
      response.addMasked(at, spans);
    }
    response.add(at, end - from, nowUs, keptOctets, place);
    this.#recording.touch(connection, exchange);
  }

  #endRequest(connection: RecordedConnection, exchange: RecordedExchange, receivedAt: number, nowUs: number): void {
    const { request } = exchange;
    exchange.requestEndedUs = nowUs;
    request.end = receivedAt;
    connection.receiving = undefined;
    if (request.start + request.octets > receivedAt) {
      const next = this.#recording.addExchange(connection, receivedAt, request.reads.at(-1)?.atUs ?? nowUs);
      request.splitAt(receivedAt, next.request);
      this.#recording.touch(connection, next);
    }
    if (!exchange.isKept) connection.ownReceivedOctets += request.octets;
  }
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
