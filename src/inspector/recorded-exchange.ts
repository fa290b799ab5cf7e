import {
  causeText,
  type Decision,
  type DecisionRow,
  maskedText,
  type SecretNames,
  type TracedHead,
  type TracedRefusal,
} from "../trace/index.ts";
import type { OctetRing } from "./octet-ring.node.ts";
import type {
  ExchangePhase,
  ExchangeRecord,
  ExchangeSummary,
  MessageRecord,
  RecordedDecision,
  RecordedRefusal,
  Timeline,
} from "./record.ts";
import { RecordedMessage } from "./recorded-message.ts";

/** What the server says of an exchange that is over: what the log is told. */
export interface EndedExchange {
  readonly connection: number;
  readonly exchange: number;
  readonly statusCode: number;
  readonly contentOctets: number;
  readonly reason: string | undefined;
  readonly rule: string | undefined;
  readonly isCut: boolean;
  readonly cause: unknown;
  readonly decisions: readonly Decision[] | undefined;
}

/** Characters of a request target, a decision or a stack that are kept. */
const TEXT_KEPT_MAX = 16_384;
const DECISIONS_KEPT_MAX = 256;
const SP = 0x20;

/** What an exchange has of the connection that it takes place on. */
export interface ExchangeConnection {
  readonly id: number;
  readonly openedUs: number;
  readonly end: object | undefined;
  readonly names: SecretNames;
  /** How many of its exchanges are kept; 0 counts for nothing where it is not kept itself. */
  keptExchanges: number;
  readonly isKept: boolean;
}

/** Turns `performance.now()` into the recording's time. */
export type MicrosecondsOf = (ms: number) => number;

/**
 * Records one exchange, from its first octet on. When nobody asks for it any more it is used again for another: what
 * lives as long as thousands of exchanges do is dear to collect.
 */
export class RecordedExchange {
  connection: ExchangeConnection;
  number = 0;
  /** Whether it is among those that are shown: newer ones may have taken its place. */
  isKept = true;
  /** Whether it is one of the window's own, or was none: nothing is kept of it, nor counted. */
  isOwn = false;
  /** When it last changed, by the recorder's count. */
  revision = 0;
  phase: ExchangePhase = "receiving";
  readonly request = new RecordedMessage();
  readonly response = new RecordedMessage();
  /** Where the final response begins and ends; -1 as long as it has not. */
  responseStart = -1;
  responseEnd = -1;
  firstOctetUs = 0;
  headCompleteUs = -1;
  requestEndedUs = -1;
  responseHeadUs = -1;
  responseEndedUs = -1;
  handedOverUs = -1;
  refusal: TracedRefusal | undefined;
  #method: string | undefined;
  #requestTarget: string | undefined;
  #httpVersion: string | undefined;
  #hasSecretTarget = false;
  #decisions: readonly Decision[] | undefined;
  #statusCode: number | undefined;
  #contentOctets: number | undefined;
  #reason: string | undefined;
  #rule: string | undefined;
  #isCut = false;
  #failure: string | undefined;

  constructor(connection: ExchangeConnection) {
    this.connection = connection;
  }

  /**
   * Begins an exchange, in place of the one before.
   * @param receivedAt where its first octet is, or would be
   */
  restart(connection: ExchangeConnection, number: number, receivedAt: number, sentAt: number, nowUs: number): void {
    this.connection = connection;
    this.number = number;
    this.isKept = true;
    this.isOwn = false;
    this.phase = "receiving";
    this.request.restart(receivedAt);
    this.response.restart(sentAt);
    this.responseStart = this.responseEnd = -1;
    this.firstOctetUs = nowUs;
    this.headCompleteUs = this.requestEndedUs = this.responseHeadUs = -1;
    this.responseEndedUs = this.handedOverUs = -1;
    this.refusal = undefined;
    this.#method = this.#requestTarget = this.#httpVersion = undefined;
    this.#hasSecretTarget = false;
    this.#decisions = undefined;
    this.#statusCode = this.#contentOctets = undefined;
    this.#reason = this.#rule = this.#failure = undefined;
    this.#isCut = false;
  }

  /** Whether its connection is done with it: both messages have ended, and all is told of them. */
  get isOver(): boolean {
    if (this.connection.end !== undefined) return true;
    return this.phase === "ended" && this.handedOverUs !== -1 && this.requestEndedUs !== -1;
  }

  /** Whether its whole response is among the octets that were sent. */
  isSentBy(sentOctets: number): boolean {
    return this.responseEnd !== -1 && this.responseEnd <= sentOctets;
  }

  /** @param ring has the head, with its secrets masked */
  begin(head: TracedHead, decisions: readonly Decision[] | undefined, nowUs: number, ring: OctetRing): void {
    this.#method = head.method;
    this.#httpVersion = head.httpVersion;
    this.#decisions = decisions;
    this.#requestTarget = this.#keptTarget(head, ring);
    this.#hasSecretTarget = !head.requestTarget.startsWith(this.#requestTarget);
    this.phase = "answering";
    this.headCompleteUs = nowUs;
  }

  beginResponse(statusCode: number, sentAt: number, nowUs: number): void {
    this.#statusCode = statusCode;
    this.responseStart = sentAt;
    this.responseHeadUs = nowUs;
    this.phase = "sending";
  }

  /** What is kept of it from here on is final: nothing is held that may grow or has secrets. */
  end(ended: EndedExchange): void {
    const { decisions, cause } = ended;
    this.#statusCode = ended.statusCode;
    this.#contentOctets = ended.contentOctets;
    this.#reason = ended.reason;
    this.#rule = ended.rule;
    this.#isCut = ended.isCut;
    this.#decisions =
      decisions !== undefined && decisions.length > DECISIONS_KEPT_MAX
        ? decisions.slice(0, DECISIONS_KEPT_MAX)
        : decisions;
    if (cause !== undefined) this.#failure = ownText(this.#masked(causeText(cause).slice(0, TEXT_KEPT_MAX)));
    this.phase = "ended";
  }

  summary(): ExchangeSummary {
    return {
      connection: this.connection.id,
      exchange: this.number,
      phase: this.phase,
      method: this.#method,
      requestTarget: this.#requestTarget,
      httpVersion: this.#httpVersion,
      statusCode: this.#statusCode,
      reason: this.#reason === undefined ? undefined : this.#text(this.#reason),
      rule: this.refusal?.rule ?? this.#rule,
      isCut: this.#isCut,
      requestOctets: this.request.octets,
      responseOctets: this.response.octets,
      contentOctets: this.#contentOctets,
      timeline: this.#timeline(),
    };
  }

  record(ring: OctetRing, microseconds: MicrosecondsOf): ExchangeRecord {
    const decisions = (this.#decisions ?? []).slice(0, DECISIONS_KEPT_MAX);
    return {
      ...this.summary(),
      timeline: this.#timeline(decisionTimes(decisions, microseconds)),
      request: this.request.record(ring),
      response: this.#responseRecord(ring),
      decisions: decisions.map((each) => this.#decision(each, microseconds)),
      refusal: this.#refusal(),
      failure: this.#failure,
    };
  }

  /**
   * A text of its own: a part of the head's text would keep all of it in memory, secrets and all. The ring's octets are
   * masked already; where the head came in pieces, the target is masked by itself.
   */
  #keptTarget({ method, requestTarget }: TracedHead, ring: OctetRing): string {
    const length = Math.min(requestTarget.length, TEXT_KEPT_MAX);
    const at = method.length + 1;
    const first = this.request.firstRead;
    if (first !== undefined && first.keptOctets >= at + length) {
      const isLineStart = ring.octetAt(first.place) === method.charCodeAt(0);
      if (isLineStart && ring.octetAt(first.place + method.length) === SP) return ring.text(first.place + at, length)!;
    }
    return ownText(this.#masked(requestTarget.slice(0, length)));
  }

  #responseRecord(ring: OctetRing): MessageRecord {
    const record = this.response.record(ring);
    return { ...record, end: known(this.responseEnd), finalStart: known(this.responseStart) };
  }

  #refusal(): RecordedRefusal | undefined {
    if (this.refusal === undefined) return undefined;
    const { rule, message, refusedAt } = this.refusal;
    return { rule, message: message === undefined ? undefined : this.#text(message), at: refusedAt };
  }

  #timeline({ matchedUs, handlerBeganUs }: DecisionTimes = {}): Timeline {
    return {
      acceptedUs: this.connection.openedUs,
      firstOctetUs: this.firstOctetUs,
      headCompleteUs: known(this.headCompleteUs),
      matchedUs,
      handlerBeganUs,
      requestEndedUs: known(this.requestEndedUs),
      responseHeadUs: known(this.responseHeadUs),
      responseEndedUs: known(this.responseEndedUs),
      handedOverUs: known(this.handedOverUs),
    };
  }

  #decision({ subject, outcome, rows, atMs }: Decision, microseconds: MicrosecondsOf): RecordedDecision {
    return {
      subject,
      outcome: this.#text(outcome),
      rows: rows?.map((row) => this.#row(row)),
      atUs: atMs === undefined ? undefined : microseconds(atMs),
    };
  }

  #row([what, found, isChosen]: DecisionRow): DecisionRow {
    return isChosen === true ? [this.#text(what), this.#text(found), true] : [this.#text(what), this.#text(found)];
  }

  /** A text that may repeat the request target: without the secrets in it. */
  #text(text: string): string {
    const short = text.length > TEXT_KEPT_MAX ? text.slice(0, TEXT_KEPT_MAX) : text;
    return this.#hasSecretTarget ? this.#masked(short) : short;
  }

  #masked(text: string): string {
    return maskedText(text, this.connection.names);
  }
}

type DecisionTimes = Pick<Timeline, "matchedUs" | "handlerBeganUs">;

function decisionTimes(decisions: readonly Decision[], microseconds: MicrosecondsOf): DecisionTimes {
  const timeOf = (decision: Decision | undefined) =>
    decision?.atMs === undefined ? undefined : microseconds(decision.atMs);
  return {
    matchedUs: timeOf(decisions.findLast(({ subject }) => subject === "route") ?? decisions[0]),
    handlerBeganUs: timeOf(decisions.find(({ subject }) => subject === "handler")),
  };
}

function known(us: number): number | undefined {
  return us === -1 ? undefined : us;
}

/** The same text, sharing memory with no longer one. */
function ownText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
