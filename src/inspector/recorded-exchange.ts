import type { Decision, DecisionRow } from "../trace/index.ts";
import { maskedText, type TracedHead, type TracedRefusal } from "../trace/index.ts";
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
import type { RecordedMessage } from "./recorded-message.ts";

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

/** Turns `performance.now()` into the recording's time. */
export type MicrosecondsOf = (ms: number) => number;

/** Records one exchange, from its first octet on. */
export class RecordedExchange {
  readonly connection: number;
  readonly number: number;
  readonly acceptedUs: number;
  readonly firstOctetUs: number;
  /** Nothing is kept of the window's own exchanges. */
  isKept = true;
  /** When it last changed, by the recorder's count. */
  revision = 0;
  phase: ExchangePhase = "receiving";
  readonly request: RecordedMessage;
  response: RecordedMessage | undefined;
  /** Where the final response begins and ends; -1 as long as it has not. */
  responseStart = -1;
  responseEnd = -1;
  headCompleteUs = -1;
  requestEndedUs = -1;
  responseHeadUs = -1;
  responseEndedUs = -1;
  handedOverUs = -1;
  refusal: TracedRefusal | undefined;
  #head: TracedHead | undefined;
  #requestTarget: string | undefined;
  #hasSecretTarget = false;
  #decisions: readonly Decision[] | undefined;
  #statusCode: number | undefined;
  #ended: EndedExchange | undefined;
  #failure: string | undefined;

  /** @param connection has counted it already */
  constructor(
    connection: { readonly id: number; readonly lastExchange: number; readonly openedUs: number },
    request: RecordedMessage,
    firstOctetUs: number,
  ) {
    this.connection = connection.id;
    this.number = connection.lastExchange;
    this.acceptedUs = connection.openedUs;
    this.request = request;
    this.firstOctetUs = firstOctetUs;
  }

  get hasHead(): boolean {
    return this.#head !== undefined;
  }

  /** Whether its whole response is among the octets that were sent. */
  isSentBy(sentOctets: number): boolean {
    return this.responseEnd !== -1 && this.responseEnd <= sentOctets;
  }

  begin(head: TracedHead, decisions: readonly Decision[] | undefined, nowUs: number): void {
    this.#head = head;
    this.#decisions = decisions;
    const requestTarget = maskedText(head.requestTarget.slice(0, TEXT_KEPT_MAX));
    this.#requestTarget = requestTarget;
    this.#hasSecretTarget = !head.requestTarget.startsWith(requestTarget);
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
    this.#ended = { ...ended, cause: undefined, decisions: undefined };
    this.#decisions = ended.decisions?.slice(0, DECISIONS_KEPT_MAX);
    this.#failure = ended.cause === undefined ? undefined : this.#text(failureText(ended.cause));
    this.phase = "ended";
  }

  /** Ends it where the server has nothing to say: its octets were never read. */
  endUnread(): void {
    this.phase = "ended";
  }

  summary(): ExchangeSummary {
    const head = this.#head;
    const ended = this.#ended;
    return {
      connection: this.connection,
      exchange: this.number,
      phase: this.phase,
      method: head?.method,
      requestTarget: this.#requestTarget,
      httpVersion: head?.httpVersion,
      statusCode: ended?.statusCode ?? this.#statusCode,
      reason: ended?.reason === undefined ? undefined : this.#text(ended.reason),
      rule: this.refusal?.rule ?? ended?.rule,
      isCut: ended?.isCut ?? false,
      requestOctets: this.request.octets,
      responseOctets: this.response?.octets ?? 0,
      contentOctets: ended?.contentOctets,
      timeline: this.#timeline(),
    };
  }

  record(ring: OctetRing, microseconds: MicrosecondsOf): ExchangeRecord {
    return {
      ...this.summary(),
      timeline: { ...this.#timeline(), ...this.#decisionTimes(microseconds) },
      request: this.request.record(ring),
      response: this.#responseRecord(ring),
      decisions: (this.#decisions ?? []).slice(0, DECISIONS_KEPT_MAX).map((each) => this.#decision(each, microseconds)),
      refusal: this.#refusal(),
      failure: this.#failure,
    };
  }

  #responseRecord(ring: OctetRing): MessageRecord {
    const finalStart = this.responseStart === -1 ? undefined : this.responseStart;
    const end = known(this.responseEnd);
    if (this.response !== undefined) return { ...this.response.record(ring), end, finalStart };
    return { start: finalStart ?? 0, kept: [], masked: [], reads: [] };
  }

  #refusal(): RecordedRefusal | undefined {
    if (this.refusal === undefined) return undefined;
    const { rule, message, refusedAt } = this.refusal;
    return { rule, message: message === undefined ? undefined : this.#text(message), at: refusedAt };
  }

  #timeline(): Timeline {
    return {
      acceptedUs: this.acceptedUs,
      firstOctetUs: this.firstOctetUs,
      headCompleteUs: known(this.headCompleteUs),
      requestEndedUs: known(this.requestEndedUs),
      responseHeadUs: known(this.responseHeadUs),
      responseEndedUs: known(this.responseEndedUs),
      handedOverUs: known(this.handedOverUs),
    };
  }

  #decisionTimes(microseconds: MicrosecondsOf): Pick<Timeline, "matchedUs" | "handlerBeganUs"> {
    const decisions = this.#decisions ?? [];
    const timeOf = (decision: Decision | undefined) =>
      decision?.atMs === undefined ? undefined : microseconds(decision.atMs);
    return {
      matchedUs: timeOf(decisions.findLast(({ subject }) => subject === "route") ?? decisions[0]),
      handlerBeganUs: timeOf(decisions.find(({ subject }) => subject === "handler")),
    };
  }

  #decision({ subject, outcome, rows, atMs }: Decision, microseconds: MicrosecondsOf): RecordedDecision {
    return {
      subject,
      outcome: this.#text(outcome),
      rows: rows?.map(([what, found]): DecisionRow => [this.#text(what), this.#text(found)]),
      atUs: atMs === undefined ? undefined : microseconds(atMs),
    };
  }

  /** A text that may repeat the request target: without the secrets in it. */
  #text(text: string): string {
    const short = text.length > TEXT_KEPT_MAX ? text.slice(0, TEXT_KEPT_MAX) : text;
    return this.#hasSecretTarget ? maskedText(short) : short;
  }
}

function known(us: number): number | undefined {
  return us === -1 ? undefined : us;
}

function failureText(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const text = cause.stack ?? `${cause.name}: ${cause.message}`;
  return cause.cause === undefined ? text : `${text}\ncaused by: ${failureText(cause.cause)}`;
}
