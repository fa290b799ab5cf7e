import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordedDecision, Timeline } from "../record.ts";
import {
  drawnSegments,
  microsecondsText,
  SHARE_MIN,
  type TimedExchange,
  timelinePoints,
  timelineSentence,
} from "./timeline-points.ts";

const run = (atUs: number, outcome = 'run the handler of "/x"'): RecordedDecision => ({
  subject: "handler",
  outcome,
  atUs,
});

function timed(timeline: Partial<Timeline>, parts: Partial<TimedExchange> = {}): TimedExchange {
  return {
    timeline: { acceptedUs: 1000, firstOctetUs: 2000, ...timeline },
    decisions: [],
    exchange: 1,
    phase: "ended",
    isCut: false,
    request: { start: 0, kept: [], masked: [], reads: [{ at: 0, octets: 9, atUs: 2000 }] },
    ...parts,
  };
}

const whole = timed(
  {
    headCompleteUs: 2100,
    matchedUs: 2150,
    handlerBeganUs: 2200,
    requestEndedUs: 2100,
    responseHeadUs: 5250,
    responseEndedUs: 5300,
    handedOverUs: 5900,
  },
  { decisions: [run(2200), { subject: "handler", outcome: "the handler answered text(…)", atUs: 5200 }] },
);

test("timeline-points: every moment stands in the order of time with what went on before it", () => {
  const told = timelinePoints(whole).map(
    ({ key, fromFirstUs, before }) => `${key} ${fromFirstUs} ${before?.us ?? ""} ${before?.words ?? ""}`,
  );
  assert.deepEqual(told, [
    "accepted -1000  ",
    "firstOctet 0 1000 waiting for the first octet",
    "headComplete 100 100 reading the head",
    "requestEnded 100 0 choosing",
    "matched 150 50 choosing",
    "handlerBegan 200 50 making ready to ask it",
    "handlerEnded 3200 3000 the handler",
    "responseHead 3250 50 making the response",
    "responseEnded 3300 50 sending",
    "handedOver 3900 600 waiting for the kernel to take it",
  ]);
});

test("timeline-points: what is not known is left out when nothing more was seen", () => {
  assert.deepEqual(
    timelinePoints(timed({ headCompleteUs: 2100 })).map(({ key }) => key),
    ["accepted", "firstOctet", "headComplete"],
  );
});

test("timeline-points: content is what is waited for when it comes in while the handler runs", () => {
  const reads = [2000, 4000, 5000].map((atUs, at) => ({ at, octets: 1, atUs }));
  const request = { ...whole.request, reads };
  const moments = { ...whole.timeline, requestEndedUs: 5010 };
  const slow = timed(moments, { request, decisions: whole.decisions });
  const until = (exchange: TimedExchange) =>
    timelinePoints(exchange).find(({ key }) => key === "requestEnded")!.before!.words;
  assert.equal(until(slow), "waiting for the rest of the content");
  assert.equal(until(timed(moments, { decisions: whole.decisions })), "the handler");
  const open = timed(
    { headCompleteUs: 2100, matchedUs: 2150, handlerBeganUs: 2200 },
    { phase: "answering", decisions: [run(2200)], request },
  );
  assert.equal(
    timelineSentence(open, timelinePoints(open)),
    "It is not over yet: waiting for the rest of the content.",
  );
});

test("timeline-points: the client is waited for when the head came in several reads, or not wholly", () => {
  const reads = [2000, 2500].map((atUs, at) => ({ at, octets: 1, atUs }));
  const whatWentOn = (timeline: Partial<Timeline>, count: number, rule?: string) => {
    const request = { ...whole.request, reads: reads.slice(0, count) };
    return timelinePoints(timed(timeline, { request, rule }))[2]!.before!.words;
  };
  assert.equal(whatWentOn({ headCompleteUs: 2600 }, 2), "waiting for the rest of the head");
  assert.equal(whatWentOn({ headCompleteUs: 2400 }, 2), "reading the head", "what came later is content");
  assert.equal(whatWentOn({ responseHeadUs: 2400 }, 1, "RFC9112-3.2/HOST-MISSING"), "reading the head");
  for (const rule of ["PORTHOLE/HEAD-DEADLINE", "RFC9112-8/INCOMPLETE-HEAD"]) {
    assert.equal(whatWentOn({ responseHeadUs: 9400 }, 1, rule), "waiting for the rest of the head");
  }
});

test("timeline-points: a template is called one, and the time before a later exchange is not its own", () => {
  const decisions = [run(2200, "run the template x.html"), { subject: "handler", outcome: "made", atUs: 2300 }];
  const points = timelinePoints(timed({ handlerBeganUs: 2200, responseHeadUs: 2400 }, { decisions, exchange: 3 }));
  assert.deepEqual(
    points.map(({ words, before }) => `${words}: ${before?.words}`),
    [
      "connection accepted: undefined",
      "first octet came: earlier exchanges, or idle",
      "template began: reading the head",
      "template filled: the template",
      "head written: making the response",
    ],
  );
});

test("timeline-points: a file is got, and any other response made, when no handler was asked", () => {
  const timeline = { headCompleteUs: 2100, matchedUs: 2200, responseHeadUs: 2300 };
  const wordsOf = (decisions: RecordedDecision[]) =>
    timelinePoints(timed(timeline, { decisions })).at(-1)!.before!.words;
  assert.equal(wordsOf([{ subject: "file", outcome: "a.css, 3 octets" }]), "getting the file");
  assert.equal(wordsOf([]), "making the response");
});

test("timeline-points: one sentence says how long it took, and what most of it was", () => {
  const sentence = (exchange: TimedExchange) => timelineSentence(exchange, timelinePoints(exchange));
  assert.equal(
    sentence(whole),
    "3,900 µs from the first octet until the kernel had all of the response. Most of it, 3,000 µs, was the handler.",
  );
  assert.match(sentence({ ...whole, isCut: true }), / Then it was cut: /);
  assert.equal(sentence(timed({})), "Nothing is known of the time after its first octet.");
  assert.equal(
    sentence(
      timed(
        { headCompleteUs: 2100, requestEndedUs: 2100, handlerBeganUs: 2200 },
        { phase: "answering", decisions: [run(2200)] },
      ),
    ),
    "It is not over yet: the handler.",
  );
});

test("timeline-points: segments are as wide as their times, and those too short to be seen are widened", () => {
  const segments = drawnSegments(timelinePoints(whole), true);
  const sum = segments.reduce((all, { share }) => all + share, 0);
  assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
  for (const { share } of segments) assert.ok(share >= SHARE_MIN - 1e-9);
  assert.deepEqual(
    segments.filter(({ isToScale }) => isToScale).map(({ words }) => words),
    ["waiting for the first octet", "the handler", "waiting for the kernel to take it"],
  );
  const [first, handler] = segments.filter(({ isToScale }) => isToScale);
  assert.ok(Math.abs(handler!.share / first!.share - 3) < 1e-9, "the others keep their proportion");
});

test("timeline-points: what came before the first octet is not drawn when earlier exchanges were then", () => {
  const [first] = drawnSegments(timelinePoints({ ...whole, exchange: 2 }), false);
  assert.equal(first!.until, "headComplete");
  assert.deepEqual(drawnSegments(timelinePoints(timed({})), false), []);
});

test("timeline-points: times are microseconds, and seconds when there are many", () => {
  assert.deepEqual([0, 999, 1840.4, 999_999, 1_000_000, -475].map(microsecondsText), [
    "0 µs",
    "999 µs",
    "1,840 µs",
    "999,999 µs",
    "1.000 s",
    "−475 µs",
  ]);
});
