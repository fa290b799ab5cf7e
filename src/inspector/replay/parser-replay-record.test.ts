import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExchangeRecord, MessageRecord, RecordedRefusal, RecordingFacts } from "../record.ts";
import { replayOfRequest } from "./parser-replay-record.ts";

const facts: RecordingFacts = {
  version: "0.0.0",
  url: "http://localhost:5000/",
  beganMs: 0,
  nowUs: 0,
  limits: {
    requestLineOctetsMax: 8192,
    headerSectionOctetsMax: 16384,
    headerLinesMax: 100,
    trailerLinesMax: 100,
    headersTimeoutMs: 0,
    idleTimeoutMs: 0,
    receiveTimeoutMs: 0,
    sendTimeoutMs: 0,
  },
};

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const nul = "GET / HTTP/1.1\r\nHost: a\r\nCookie: a\0b\r\n\r\n";
const start = 100;

/** An exchange whose request came in one read, at position 100 of its connection. */
function exchangeOf(octets: string, request: Partial<MessageRecord> = {}, refusal?: RecordedRefusal): ExchangeRecord {
  const message: MessageRecord = {
    start,
    end: start + octets.length,
    kept: [{ at: start, octets }],
    masked: [],
    reads: [{ at: start, octets: octets.length, atUs: 5 }],
    ...request,
  };
  return {
    connection: 1,
    exchange: 2,
    phase: "ended",
    isCut: false,
    requestOctets: octets.length,
    responseOctets: 0,
    timeline: { acceptedUs: 0, firstOctetUs: 5 },
    request: message,
    response: { start: 0, kept: [], masked: [], reads: [] },
    decisions: [],
    refusal,
  };
}

function noticesOf(octets: string, request?: Partial<MessageRecord>, refusal?: RecordedRefusal): readonly string[] {
  return replayOfRequest(exchangeOf(octets, request, refusal), facts).notices;
}

test("recorded replay: there is nothing to notice when all was kept and both find the same", () => {
  const { replay, notices, start: at, readEnds } = replayOfRequest(exchangeOf(get), facts);
  assert.deepEqual(notices, []);
  assert.deepEqual([replay.octets, at, readEnds], [get, start, [get.length]]);
  assert.deepEqual(noticesOf(nul, {}, { rule: "RFC9110-5.5/VALUE-OCTET", at: start + nul.indexOf("\0") }), []);
});

test("recorded replay: the recording's limits count", () => {
  const limits = { ...facts.limits, requestLineOctetsMax: 20 };
  const long = `GET /${"a".repeat(20)} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const { replay } = replayOfRequest(exchangeOf(long), { ...facts, limits });
  assert.equal(replay.refusal?.rule, "RFC9112-3/REQUEST-LINE-LENGTH");
});

test("recorded replay: it ends before a gap, and says so", () => {
  const kept = [
    { at: start, octets: get.slice(0, 20) },
    { at: start + 22, octets: get.slice(22) },
  ];
  const { replay, notices, readEnds } = replayOfRequest(exchangeOf(get, { kept }), facts);
  assert.equal(replay.octets, get.slice(0, 20));
  assert.match(notices.join(), /7 octets after these were not all kept/);
  assert.deepEqual(readEnds, []);
});

test("recorded replay: pieces that follow one another are one", () => {
  const kept = [
    { at: start, octets: get.slice(0, 9) },
    { at: start + 9, octets: get.slice(9) },
  ];
  const reads = [
    { at: start, octets: 9, atUs: 1 },
    { at: start + 9, octets: get.length - 9, atUs: 2 },
  ];
  const { replay, notices, readEnds } = replayOfRequest(exchangeOf(get, { kept, reads }), facts);
  assert.equal(replay.octets, get);
  assert.deepEqual(readEnds, [9, get.length]);
  assert.deepEqual(notices, []);
});

test("recorded replay: there is no replay when the beginning was not kept", () => {
  const { replay, notices } = replayOfRequest(exchangeOf(get, { kept: [{ at: start + 4, octets: "abc" }] }), facts);
  assert.equal(replay.octets, "");
  assert.match(notices.join(), /cannot begin in the middle/);
});

test("recorded replay: a refusal that masking hides is told of, for the replay must not lie", () => {
  const at = nul.indexOf("\0");
  const hidden = nul.replace("a\0b", "***");
  const masked = [[start + at - 1, start + at + 2]] as const;
  const exchange = exchangeOf(hidden, { masked }, { rule: "RFC9110-5.5/VALUE-OCTET", at: start + at });
  const { notices, firstStep } = replayOfRequest(exchange, facts);
  assert.equal(firstStep, at + 1);
  assert.match(notices[0]!, /^3 octets of secrets are masked/);
  assert.match(
    notices[1]!,
    new RegExp(
      `refused this request by RFC9110-5.5/VALUE-OCTET at octet ${start + at + 1}; the replay does not: .*masked`,
    ),
  );
});

test("recorded replay: a refusal that is not the parser's is told of", () => {
  const notices = noticesOf(get.slice(0, 20), {}, { rule: "PORTHOLE/HEAD-DEADLINE" });
  assert.match(notices.join(), /not a rule of the parser, which found nothing wrong/);
});

test("recorded replay: another rule, another octet, or a refusal of the replay alone is told of", () => {
  const at = start + nul.indexOf("\0");
  assert.match(
    noticesOf(nul, {}, { rule: "RFC9112-2.2/BARE-CR", at }).join(),
    /the replay does by RFC9110-5.5\/VALUE-OCTET/,
  );
  assert.match(
    noticesOf(nul, {}, { rule: "RFC9110-5.5/VALUE-OCTET", at: at + 1 }).join(),
    /trust what the server found/,
  );
  assert.match(noticesOf(nul).join(), /The server took these octets, and the replay refuses them/);
});

test("recorded replay: the client's closing is a step when the request ended too early (RFC9112§8)", () => {
  const refusal = { rule: "RFC9112-8/INCOMPLETE-HEAD", at: start + 20 };
  const { replay, notices } = replayOfRequest(exchangeOf(get.slice(0, 20), {}, refusal), facts);
  assert.equal(replay.lastStep, 21);
  assert.equal(replay.refusal?.rule, refusal.rule);
  assert.deepEqual(notices, []);
});
