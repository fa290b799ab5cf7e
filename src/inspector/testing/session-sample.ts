import type { ConnectionSummary, ExchangeRecord, MessageRecord, Session } from "../record.ts";
import { sampleLimits } from "./sample-limits.ts";

/** A message of one read, all of it kept. */
export function sampleMessage(octets: string, changes: Partial<MessageRecord> = {}): MessageRecord {
  return {
    start: 0,
    end: octets.length,
    kept: octets === "" ? [] : [{ at: 0, octets }],
    masked: [],
    reads: octets === "" ? [] : [{ at: 0, octets: octets.length, atUs: 1000 }],
    ...changes,
  };
}

/** An exchange that went well, with whatever a test changes of it. */
export function sampleExchange(changes: Partial<ExchangeRecord> = {}): ExchangeRecord {
  const request = sampleMessage("GET /kittens?size=300 HTTP/1.1\r\nHost: localhost:5000\r\n\r\n");
  const response = sampleMessage("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nmeow");
  return {
    connection: 1,
    exchange: 1,
    phase: "ended",
    method: "GET",
    requestTarget: "/kittens?size=300",
    httpVersion: "HTTP/1.1",
    statusCode: 200,
    reason: "template kittens.html",
    isCut: false,
    requestOctets: request.end!,
    responseOctets: response.end!,
    contentOctets: 4,
    timeline: {
      acceptedUs: 900,
      firstOctetUs: 1000,
      headCompleteUs: 1100,
      matchedUs: 1150,
      handlerBeganUs: 1200,
      requestEndedUs: 1100,
      responseHeadUs: 2500,
      responseEndedUs: 2600,
      handedOverUs: 3000,
    },
    request,
    response,
    decisions: [{ subject: "route", outcome: "/kittens", rows: [["/", "another path"]], atUs: 1150 }],
    ...changes,
  };
}

/** Octets that were refused before they became a request. */
export function sampleRefused(changes: Partial<ExchangeRecord> = {}): ExchangeRecord {
  const { method: _m, requestTarget: _t, httpVersion: _v, ...rest } = sampleExchange();
  return {
    ...rest,
    statusCode: 400,
    reason: "RFC9112-3.2/HOST-MISSING: no Host field line",
    rule: "RFC9112-3.2/HOST-MISSING",
    request: sampleMessage("GET / HTTP/1.1\r\n\r\n"),
    response: sampleMessage("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
    decisions: [],
    refusal: { rule: "RFC9112-3.2/HOST-MISSING", message: "no Host field line", at: 18 },
    ...changes,
  };
}

export function sampleConnection(changes: Partial<ConnectionSummary> = {}): ConnectionSummary {
  return {
    id: 1,
    remote: { host: "127.0.0.1", port: 40_000 },
    local: { host: "127.0.0.1", port: 5000 },
    openedUs: 900,
    end: { atUs: 9000, by: "client", reason: "the client closed it" },
    receivedOctets: 55,
    sentOctets: 70,
    exchanges: 1,
    forgottenExchanges: 0,
    ...changes,
  };
}

export function sampleSession(changes: Partial<Session> = {}): Session {
  return {
    porthole: "session",
    format: 1,
    facts: {
      version: "0.1.0",
      url: "http://localhost:5000/",
      beganMs: Date.UTC(2026, 10, 23, 6, 0),
      nowUs: 10_000,
      limits: sampleLimits,
    },
    totals: { connections: 1, openConnections: 0, exchanges: 1, refused: 0 },
    connections: [sampleConnection()],
    exchanges: [sampleExchange()],
    ...changes,
  };
}
