import type { Address } from "../../semantics/index.ts";
import type { DeadlineKind, DecisionRow, EndedBy } from "../../trace/index.ts";
import type {
  ConnectionEnd,
  ConnectionSummary,
  ExchangePhase,
  ExchangeRecord,
  MessageRecord,
  OctetsAt,
  ReadAt,
  RecordedDecision,
  RecordedLimits,
  RecordedRefusal,
  RecordingFacts,
  RecordingTotals,
  RunningDeadlineUs,
  Session,
  Timeline,
} from "../record.ts";
import {
  count,
  flag,
  list,
  moment,
  octets,
  oneOf,
  optional,
  pair,
  type Reader,
  record,
  SessionShapeError,
  text,
  webUrl,
  yes,
} from "./session-readers.ts";

/** No session that is read has more connections. */
export const SESSION_CONNECTIONS_MAX = 100_000;
/** … nor more exchanges. */
export const SESSION_EXCHANGES_MAX = 100_000;
/** No message has more reads, pieces that were kept, or spans of secrets. */
export const SESSION_MESSAGE_PARTS_MAX = 10_000;
/** No exchange has more decisions, and none of them more rows. */
export const SESSION_DECISIONS_MAX = 10_000;

const address = record<Address>({ host: text, port: count });

const connection = record<ConnectionSummary>({
  id: count,
  remote: address,
  local: address,
  openedUs: moment,
  peerClosedUs: optional(moment),
  end: optional(
    record<ConnectionEnd>({
      atUs: moment,
      by: oneOf<EndedBy>({ client: true, server: true, network: true }),
      reason: text,
    }),
  ),
  receivedOctets: count,
  sentOctets: count,
  deadline: optional(
    record<RunningDeadlineUs>({
      kind: oneOf<DeadlineKind>({
        "first-octet": true,
        head: true,
        idle: true,
        content: true,
        send: true,
        drain: true,
        closing: true,
      }),
      endsUs: moment,
    }),
  ),
  exchanges: count,
  forgottenExchanges: count,
  isOwn: optional(yes),
});

const timeline = record<Timeline>({
  acceptedUs: moment,
  firstOctetUs: moment,
  headCompleteUs: optional(moment),
  matchedUs: optional(moment),
  handlerBeganUs: optional(moment),
  requestEndedUs: optional(moment),
  responseHeadUs: optional(moment),
  responseEndedUs: optional(moment),
  handedOverUs: optional(moment),
});

const message = record<MessageRecord>({
  start: count,
  end: optional(count),
  kept: list(record<OctetsAt>({ at: count, octets }), SESSION_MESSAGE_PARTS_MAX),
  masked: list(pair<number>(count), SESSION_MESSAGE_PARTS_MAX),
  reads: list(record<ReadAt>({ at: count, octets: count, atUs: moment }), SESSION_MESSAGE_PARTS_MAX),
  joinedReads: optional(count),
  finalStart: optional(count),
});

const twoTexts = pair<string>(text);
const decisionRow: Reader<DecisionRow> = (value) => {
  if (!Array.isArray(value) || value.length !== 3 || value[2] !== true) return twoTexts(value);
  const [what, found] = twoTexts(value.slice(0, 2));
  return [what, found, true];
};

const decision = record<RecordedDecision>({
  subject: text,
  outcome: text,
  rows: optional(list<DecisionRow>(decisionRow, SESSION_DECISIONS_MAX)),
  atUs: optional(moment),
});

const exchange = record<ExchangeRecord>({
  connection: count,
  exchange: count,
  phase: oneOf<ExchangePhase>({ receiving: true, answering: true, sending: true, ended: true }),
  method: optional(text),
  requestTarget: optional(text),
  httpVersion: optional(text),
  statusCode: optional(count),
  reason: optional(text),
  rule: optional(text),
  isCut: flag,
  requestOctets: count,
  responseOctets: count,
  contentOctets: optional(count),
  timeline,
  request: message,
  response: message,
  decisions: list(decision, SESSION_DECISIONS_MAX),
  refusal: optional(record<RecordedRefusal>({ rule: text, message: optional(text), at: optional(count) })),
  failure: optional(text),
});

const facts = record<RecordingFacts>({
  version: text,
  url: webUrl,
  beganMs: moment,
  nowUs: moment,
  limits: record<RecordedLimits>({
    requestLineOctetsMax: count,
    headerSectionOctetsMax: count,
    headerLinesMax: count,
    trailerLinesMax: count,
    headersTimeoutMs: moment,
    idleTimeoutMs: moment,
    receiveTimeoutMs: moment,
    sendTimeoutMs: moment,
  }),
});

/**
 * The shape of a session, each member of it. What a session has besides is left out: a later version may write more.
 */
export const sessionShape: Reader<Session> = record<Session>({
  porthole: oneOf<"session">({ session: true }),
  format: format1,
  facts,
  totals: record<RecordingTotals>({ connections: count, openConnections: count, exchanges: count, refused: count }),
  connections: list(connection, SESSION_CONNECTIONS_MAX),
  exchanges: list(exchange, SESSION_EXCHANGES_MAX),
});

function format1(value: unknown): 1 {
  if (value !== 1)
    throw new SessionShapeError("only format 1 can be read here: a later Porthole may have written this");
  return 1;
}
