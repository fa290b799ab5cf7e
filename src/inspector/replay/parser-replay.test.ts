import assert from "node:assert/strict";
import { test } from "node:test";
import { cases } from "../../cases/index.ts";
import { engineLimits, type LimitName } from "../../http1/index.ts";
import { ParserReplay, type ReplayStep } from "./parser-replay.ts";

const head = "POST /cats?a=1 HTTP/1.1\r\nHost: a\r\n";
const post = `${head}Content-Length: 5\r\n\r\n`;
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

function replayOf(octets: string): ParserReplay {
  return new ParserReplay({ octets });
}

function states({ standing }: ReplayStep): string {
  return `${standing.recipient} ${standing.sender}`;
}

function told({ events }: ReplayStep): string[] {
  return events.map(({ name, words, from, to }) => `${from}-${to} ${name}: ${words}`);
}

function count(step: ReplayStep, limit: LimitName): number | undefined {
  return step.counts.find((each) => each.limit === limit)?.count;
}

test("parser replay: a step says where the parser stands after so many octets", () => {
  const replay = replayOf(post);
  assert.equal(replay.lastStep, post.length);
  assert.deepEqual(replay.stepAt(0).standing.reading, { element: "between-requests" });
  assert.deepEqual(replay.stepAt(4).standing.reading, { element: "method" });
  assert.deepEqual(replay.stepAt(5).standing.reading, { element: "request-target" });
  assert.deepEqual(replay.stepAt(post.length).standing.reading, { element: "content", octetsLeft: 5 });
  assert.equal(states(replay.stepAt(post.length - 1)), "head idle");
  assert.equal(states(replay.stepAt(post.length)), "content awaiting");
});

test("parser replay: a step before the first and one after the last are the nearest there are", () => {
  const replay = replayOf(get);
  assert.equal(replay.stepAt(-3).step, 0);
  assert.equal(replay.stepAt(1e9).step, get.length);
  assert.equal(replayOf("").stepAt(1).step, 0);
});

test("parser replay: events come with the octet that completed each, content as far as it came", () => {
  const replay = replayOf(`${post}hello`);
  const at = post.length;
  const headLine = `${at}-${at} RequestHead: POST /cats?a=1, 2 field lines`;
  assert.deepEqual(told(replay.stepAt(at - 1)), []);
  assert.deepEqual(told(replay.stepAt(at)), [headLine]);
  assert.deepEqual(told(replay.stepAt(at + 2)), [headLine, `${at + 1}-${at + 2} Content: 2 octets so far`]);
  assert.deepEqual(told(replay.stepAt(at + 5)), [
    headLine,
    `${at + 1}-${at + 5} Content: 5 octets`,
    `${at + 5}-${at + 5} EndOfMessage: no trailer fields`,
  ]);
  assert.deepEqual(
    [0, 2, 5].map((octets) => replay.stepAt(at + octets).contentOctets),
    [0, 2, 5],
  );
});

test("parser replay: each chunk is told of by itself, and the trailer at the end (RFC9112§7.1)", () => {
  const replay = replayOf(`${chunked}2\r\nab\r\n1\r\nc\r\n0\r\nX: y\r\n\r\n`);
  const [, ...rest] = replay.events.map(({ name, words }) => `${name}: ${words}`);
  assert.deepEqual(rest, ["Content: 2 octets", "Content: 1 octet", "EndOfMessage: trailer: 1 field line"]);
  assert.equal(replay.stepAt(replay.lastStep).contentOctets, 3);
});

test("parser replay: elements begin where another is being read", () => {
  const replay = replayOf("GET / HTTP/1.1\r\nA: b\r\n\r\n");
  const starts = replay.elements.map(({ step, reading }) => `${step} ${reading.element}`);
  assert.deepEqual(starts.slice(0, 9), [
    "0 between-requests",
    "1 method",
    "4 request-target",
    "6 HTTP-version",
    "14 request-line-end",
    "16 field-line",
    "17 field-name",
    "18 OWS",
    "20 field-value",
  ]);
});

test("parser replay: the refusal has its rule, its octet, and what was being read", () => {
  const replay = replayOf("GET /\tx HTTP/1.1\r\n\r\n");
  const { refusal } = replay.stepAt(6);
  assert.equal(replay.stepAt(5).refusal, undefined);
  assert.equal(refusal?.rule, "RFC9112-3.2/TARGET-OCTET");
  assert.deepEqual([refusal.at, refusal.step, refusal.statusCode], [5, 6, 400]);
  assert.deepEqual(refusal.reading, { element: "request-target" });
  assert.equal(states(replay.stepAt(6)), "faulty idle");
  assert.equal(states(replay.stepAt(replay.lastStep)), "faulty idle");
});

test("parser replay: a head that is complete and wrong is refused behind its last octet (RFC9112§3.2)", () => {
  const octets = "GET / HTTP/1.1\r\n\r\n";
  const { refusal } = replayOf(octets).stepAt(octets.length);
  assert.deepEqual([refusal?.rule, refusal?.at], ["RFC9112-3.2/HOST-MISSING", octets.length]);
});

test("parser replay: the end of what the client sends is a step of its own when it closes (RFC9112§8)", () => {
  const octets = post.slice(0, 30);
  const replay = new ParserReplay({ octets, clientCloses: true });
  assert.equal(replay.lastStep, 31);
  assert.equal(replay.stepAt(30).refusal, undefined);
  assert.equal(replay.stepAt(31).refusal?.rule, "RFC9112-8/INCOMPLETE-HEAD");
  const closed = new ParserReplay({ octets: "", clientCloses: true }).stepAt(1);
  assert.deepEqual(told(closed), ["1-1 ConnectionClosed: the client has closed its side"]);
  assert.equal(states(closed), "closed finished");
});

test("parser replay: counts of the head stay when it is complete, and all when a rule was broken", () => {
  const replay = replayOf(`${chunked}5;a=b\r\nhello\r\n0\r\n\r\n`);
  const content = replay.stepAt(chunked.length + 5);
  assert.equal(count(content, "requestLineOctetsMax"), "POST /cats?a=1 HTTP/1.1".length);
  assert.equal(count(content, "headerLinesMax"), 2);
  assert.equal(count(content, "chunkExtensionsOctetsMax"), 4);
  const limits = engineLimits({ headerLinesMax: 1 });
  const refused = new ParserReplay({ octets: post, limits });
  const last = refused.stepAt(refused.lastStep);
  assert.equal(last.refusal?.rule, "RFC9110-5.4/HEADER-LINES");
  assert.deepEqual(
    last.counts.find((each) => each.limit === "headerLinesMax"),
    { limit: "headerLinesMax", count: 1, max: 1 },
  );
});

test("parser replay: octets of a next request are read when the replay has answered the one before (RFC9112§9.3.2)", () => {
  const replay = replayOf(get + get);
  assert.equal(states(replay.stepAt(get.length)), "complete awaiting");
  assert.equal(states(replay.stepAt(get.length + 1)), "head idle");
  assert.deepEqual(
    replay.events.map(({ name, from }) => `${from} ${name}`),
    [
      `${get.length} RequestHead`,
      `${get.length} EndOfMessage`,
      `${get.length + 1} answer`,
      `${2 * get.length} RequestHead`,
      `${2 * get.length} EndOfMessage`,
    ],
  );
  assert.equal(count(replay.stepAt(get.length + 3), "headerLinesMax"), undefined);
  assert.equal(count(replay.stepAt(get.length), "headerLinesMax"), 1);
});

test("parser replay: nothing more is read when the answer was the last (RFC9112§9.6)", () => {
  const closing = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  const replay = replayOf(closing + get);
  assert.equal(states(replay.stepAt(replay.lastStep)), "closed finished");
  assert.equal(replay.events.at(-1)?.name, "answer");
});

test("parser replay: a step tells what the survey of all octets found there, in every case of the parser", () => {
  const sent = cases
    .filter((each) => each.engine.length > 0)
    .map((each) => each.send.filter((step) => typeof step === "string").join(""))
    .filter((octets) => octets.length < 600);
  assert.ok(sent.length > 100);
  for (const octets of sent) {
    const replay = replayOf(octets);
    for (let step = 0; step <= replay.lastStep; step++) {
      const { standing, refusal } = replay.stepAt(step);
      const found = replay.elements.findLast((element) => element.step <= step)!.reading;
      assert.equal(standing.reading.element, found.element, JSON.stringify(octets.slice(0, step)));
      if ("line" in found) assert.deepEqual(standing.reading, found);
      assert.equal(refusal !== undefined, replay.refusal !== undefined && step >= replay.refusal.step);
    }
  }
});
