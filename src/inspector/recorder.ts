import type { Address } from "../semantics/index.ts";
import type {
  ConnectionTrace,
  Decision,
  EndedBy,
  ExchangeTrace,
  OctetSpan,
  RunningDeadline,
  SecretMasker,
  SecretNames,
  SentPieces,
  TracedHead,
  TracedRefusal,
} from "../trace/index.ts";
import { isOwnPath } from "./paths.ts";
import { RecordedConnection } from "./recorded-connection.ts";
import type { EndedExchange, RecordedExchange } from "./recorded-exchange.ts";
import type { Recording } from "./recording.ts";

/** What is no more than this outside of an exchange is no beginning of one: an empty line (RFC 9112 §2.2). */
const EMPTY_LINE_OCTETS = 2;
const ASTERISK = 0x2a;

/**
 * Records what happens on a server's connections, as the server tells it. Secrets are masked before anything is kept; of
 * the window's own exchanges nothing is, also where they share a connection with others.
 */
export class Recorder implements ConnectionTrace, ExchangeTrace {
  readonly #recording: Recording;
  readonly #names: SecretNames;
  readonly #isOwn: (path: string) => boolean;
  readonly #passedOver = new PassedOver();

  /**
   * @param names what is a secret by its name
   * @param isOwn whether a path is Porthole's own
   */
  constructor(recording: Recording, names: SecretNames, isOwn: (path: string) => boolean = isOwnPath) {
    this.#recording = recording;
    this.#names = names;
    this.#isOwn = isOwn;
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
    this.#keepReceived(connection, exchange, octets, at, nowUs);
    if (exchange.request.hasPassedOver) this.#passedOver.set(connection, octets, at);
    this.#recording.touch(connection, exchange);
  }

  began(id: number, _number: number, head: TracedHead, receivedAt: number, decisions?: readonly Decision[]): void {
    const connection = this.#recording.connection(id);
    if (connection === undefined) return;
    const nowUs = this.#recording.nowUs();
    const exchange = connection.receiving ?? this.#recording.addExchange(connection, receivedAt, nowUs);
    exchange.begin(head, decisions, nowUs, this.#recording.ring);
    if (this.#isOwn(head.path)) this.#recording.disown(connection, exchange);
    if (!head.hasContent) this.#endRequest(connection, exchange, receivedAt, nowUs);
    this.#recording.touch(connection, exchange);
  }

  requestEnded(id: number, number: number, receivedAt: number): void {
    const connection = this.#recording.connection(id);
    const exchange = connection?.receiving;
    if (connection === undefined || exchange?.number !== number) return;
    this.#endRequest(connection, exchange, receivedAt, this.#recording.nowUs());
    this.#recording.touch(connection, exchange);
    // Its response may have gone before: it may be used again for another from now on.
    connection.forgetOver();
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
    const around = refusal.received.flatMap(({ at, octets }) => (at === undefined ? [] : [{ at, octets }]));
    exchange.request.addAroundFault(around.filter(({ at }) => at >= exchange.request.start));
    if (!exchange.isOwn) this.#recording.countRefused();
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
      exchange.request.forgetManyMasked();
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
    if (!exchange.isOwn) this.#recording.exchangeEnded(connection, exchange);
  }

  #keepReceived(
    connection: RecordedConnection,
    { request }: RecordedExchange,
    octets: Uint8Array,
    at: number,
    nowUs: number,
  ): void {
    const { ring, keptRate } = this.#recording;
    const keptOctets = request.roomFor(octets.length, keptRate, nowUs);
    const place = ring.put(octets, 0, keptOctets);
    if (keptOctets > 0) request.addMasked(at, maskedIn(ring.view(place, keptOctets)!, connection.receivedMasker));
    request.add(at, octets.length, nowUs, keptOctets, place);
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
      else if (exchange.isOwn) connection.ownSentOctets += end - from;
      else this.#recording.touch(connection);
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
    if (response.octets === 0) {
      response.restart(at);
      connection.startSent();
    }
    const { ring, keptRate } = this.#recording;
    const keptOctets = response.roomFor(end - from, keptRate, nowUs);
    const place = ring.put(piece, from, from + keptOctets);
    if (keptOctets > 0) response.addMasked(at, maskedIn(ring.view(place, keptOctets)!, connection.sentMasker));
    if (keptOctets < end - from && !connection.sentMasker.isAtMessageStart) connection.passOverSent();
    response.add(at, end - from, nowUs, keptOctets, place);
    this.#recording.touch(connection, exchange);
  }

  #endRequest(connection: RecordedConnection, exchange: RecordedExchange, receivedAt: number, nowUs: number): void {
    const { request } = exchange;
    exchange.requestEndedUs = nowUs;
    request.end = receivedAt;
    connection.receiving = undefined;
    if (request.hasPassedOver) connection.startReceived();
    if (request.start + request.octets > receivedAt) {
      const atUs = request.reads.at(-1)?.atUs ?? nowUs;
      const next = this.#recording.addExchange(connection, receivedAt, atUs);
      const passedOver = request.hasPassedOver ? this.#passedOver.from(connection, receivedAt) : undefined;
      request.splitAt(receivedAt, next.request);
      if (passedOver !== undefined) {
        next.request.restart(receivedAt);
        this.#keepReceived(connection, next, passedOver, receivedAt, atUs);
      }
      this.#recording.touch(connection, next);
    }
    request.forgetManyMasked();
    if (exchange.isOwn) connection.ownReceivedOctets += request.octets;
  }
}

/**
 * The read that came last, where its octets were passed over: the next request may begin in it, which is known when the
 * engine has read it. Nothing of it is shown without having been masked.
 */
class PassedOver {
  #octets = new Uint8Array(0);
  #length = 0;
  #at = 0;
  #connection: RecordedConnection | undefined;

  set(connection: RecordedConnection, octets: Uint8Array, at: number): void {
    if (this.#octets.length < octets.length) this.#octets = new Uint8Array(octets.length);
    this.#octets.set(octets);
    this.#length = octets.length;
    this.#at = at;
    this.#connection = connection;
  }

  /** The octets from a position on; `undefined` where they did not come last. */
  from(connection: RecordedConnection, position: number): Uint8Array | undefined {
    if (connection !== this.#connection || position < this.#at) return undefined;
    if (this.#at + this.#length !== connection.receivedOctets) return undefined;
    return this.#octets.subarray(position - this.#at, this.#length);
  }
}

/** Masks secrets in place. @returns their spans */
function maskedIn(octets: Uint8Array, masker: SecretMasker): OctetSpan[] {
  const spans = masker.secretSpans(octets);
  for (const { start, end } of spans) octets.fill(ASTERISK, start, end);
  return spans;
}

function addressOf(text: string): Address {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
