import type { FeedBegin, FeedChanges } from "../feed-message.ts";
import type { ConnectionSummary, ExchangeSummary, RecordingFacts } from "../record.ts";
import { nextState, type WindowState } from "../view/window-state.ts";
import { sampleLimits } from "./sample-limits.ts";

/** For tests: what a recording is of, which began at the time 0 of 1970. */
export const sampleFacts: RecordingFacts = {
  version: "0.1.0",
  url: "http://localhost:5000/",
  beganMs: 0,
  nowUs: 1000,
  limits: sampleLimits,
};

const totals = { connections: 0, openConnections: 0, exchanges: 0, refused: 0 };

/** For tests: an open connection. */
export function sampleConnection(id: number, more: Partial<ConnectionSummary> = {}): ConnectionSummary {
  return {
    id,
    remote: { host: "127.0.0.1", port: 50_000 + id },
    local: { host: "127.0.0.1", port: 5000 },
    openedUs: 0,
    receivedOctets: 0,
    sentOctets: 0,
    exchanges: 0,
    forgottenExchanges: 0,
    ...more,
  };
}

/** For tests: an exchange that was answered with 200, of which the head, the answer and the rest each took a quarter, a half and a quarter. */
export function sampleTold(
  connection: number,
  exchange: number,
  fromUs: number,
  tookUs: number,
  more: Partial<ExchangeSummary> = {},
): ExchangeSummary {
  return {
    connection,
    exchange,
    phase: "ended",
    method: "GET",
    requestTarget: "/",
    httpVersion: "HTTP/1.1",
    statusCode: 200,
    isCut: false,
    requestOctets: 40,
    responseOctets: 100,
    contentOctets: 10,
    timeline: {
      acceptedUs: 0,
      firstOctetUs: fromUs,
      headCompleteUs: fromUs + tookUs / 4,
      responseHeadUs: fromUs + (tookUs * 3) / 4,
      responseEndedUs: fromUs + tookUs,
    },
    ...more,
  };
}

export const sampleBegin: FeedBegin = { type: "begin", facts: sampleFacts, totals };

/** For tests: a message of changes. */
export function sampleChanges(more: Partial<FeedChanges>): FeedChanges {
  return {
    type: "changes",
    nowUs: 2000,
    totals,
    connections: [],
    exchanges: [],
    untoldExchanges: 0,
    oldest: { connectionEndedUs: 0, exchangeUs: 0 },
    ...more,
  };
}

/** For tests: the state after a stream's beginning and these changes. */
export function sampleState(more: Partial<FeedChanges>): WindowState {
  const state = nextState(nextState(undefined, sampleBegin), sampleChanges(more));
  if (state === undefined) throw new Error("a stream that has begun has a state");
  return state;
}
