import type { Address } from "../semantics/index.ts";
import { type RunningDeadline, SecretMasker, type SecretNames } from "../trace/index.ts";
import type { ConnectionEnd, ConnectionSummary } from "./record.ts";
import type { MicrosecondsOf, RecordedExchange } from "./recorded-exchange.ts";

/** Records one connection. */
export class RecordedConnection {
  readonly id: number;
  readonly remote: Address;
  readonly local: Address;
  readonly openedUs: number;
  readonly #deadline: () => RunningDeadline | undefined;
  readonly names: SecretNames;
  receivedMasker: SecretMasker;
  sentMasker: SecretMasker;
  #hasPassedOverSent = false;
  revision = 0;
  isKept = true;
  /** Octets of either direction so far, and those of them that belong to the window's own exchanges. */
  receivedOctets = 0;
  sentOctets = 0;
  ownReceivedOctets = 0;
  ownSentOctets = 0;
  /** The exchange that octets which come belong to; `undefined` between two. */
  receiving: RecordedExchange | undefined;
  /** Those that are not over, in order. */
  readonly open: RecordedExchange[] = [];
  exchangesBegun = 0;
  /** How many of them are kept. */
  keptExchanges = 0;
  /** The highest number of an exchange so far, the window's own among them. */
  lastExchange = 0;
  peerClosedUs: number | undefined;
  end: ConnectionEnd | undefined;

  constructor(
    id: number,
    ends: { readonly remote: Address; readonly local: Address },
    openedUs: number,
    deadline: () => RunningDeadline | undefined,
    names: SecretNames,
  ) {
    this.id = id;
    this.remote = ends.remote;
    this.local = ends.local;
    this.openedUs = openedUs;
    this.#deadline = deadline;
    this.receivedMasker = new SecretMasker({ direction: "request", names });
    this.names = names;
    this.sentMasker = new SecretMasker({ direction: "response", names });
  }

  /** One of those that are not over. */
  openExchange(number: number): RecordedExchange | undefined {
    for (const exchange of this.open) if (exchange.number === number) return exchange;
    return undefined;
  }

  /** The one whose response the octet at a position belongs to. */
  exchangeSending(sentAt: number): RecordedExchange | undefined {
    for (const exchange of this.open) if (!exchange.isSentBy(sentAt)) return exchange;
    return undefined;
  }

  /** Octets that are sent were not looked at: a secret may go on in what follows of this message. */
  passOverSent(): void {
    this.#hasPassedOverSent = true;
  }

  /** A response begins, whatever was passed over before. */
  startSent(): void {
    if (!this.#hasPassedOverSent) return;
    this.#hasPassedOverSent = false;
    this.sentMasker = new SecretMasker({ direction: "response", names: this.names });
  }

  /** A request begins behind one of which octets were passed over. */
  startReceived(): void {
    this.receivedMasker = new SecretMasker({ direction: "request", names: this.names });
  }

  /** Lets go of those that are over. */
  forgetOver(): void {
    const { open } = this;
    for (let at = open.length - 1; at >= 0; at--) if (open[at]!.isOver) open.splice(at, 1);
  }

  /** Whether all that came over it was the window's own. */
  get isOwn(): boolean {
    return this.lastExchange > 0 && this.exchangesBegun === 0;
  }

  summary(microseconds: MicrosecondsOf): ConnectionSummary {
    const deadline = this.end === undefined ? this.#deadline() : undefined;
    return {
      id: this.id,
      remote: this.remote,
      local: this.local,
      openedUs: this.openedUs,
      peerClosedUs: this.peerClosedUs,
      end: this.end,
      receivedOctets: this.receivedOctets - this.ownReceivedOctets,
      sentOctets: this.sentOctets - this.ownSentOctets,
      deadline: deadline && { kind: deadline.kind, endsUs: microseconds(deadline.endsMs) },
      exchanges: this.exchangesBegun,
      isOwn: this.isOwn ? true : undefined,
      forgottenExchanges: this.exchangesBegun - this.keptExchanges,
    };
  }
}
