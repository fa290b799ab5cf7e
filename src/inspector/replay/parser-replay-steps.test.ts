import assert from "node:assert/strict";
import { test } from "node:test";
import { ParserReplay } from "./parser-replay.ts";
import { nextStep, previousStep, regionsOf, type StepUnit, stopsOf } from "./parser-replay-steps.ts";

const octets = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
const headEnd = octets.length - 5;
const replay = new ParserReplay({ octets });

/** All the steps one comes by, forward from the first and back from the last. */
function walked(unit: StepUnit, readEnds: readonly number[] = []): number[] {
  const stops = stopsOf(replay, unit, readEnds);
  const forward = [0];
  while (forward.at(-1)! < replay.lastStep) forward.push(nextStep(replay, stops, forward.at(-1)!));
  const back = [replay.lastStep];
  while (back.at(-1)! > 0) back.push(previousStep(stops, back.at(-1)!));
  assert.deepEqual(back.reverse(), forward);
  return forward;
}

test("replay steps: each octet is a stop by octets", () => {
  assert.deepEqual(
    walked("octet"),
    Array.from({ length: octets.length + 1 }, (_, step) => step),
  );
});

test("replay steps: by elements, one stops where another is being read", () => {
  assert.deepEqual(walked("element").slice(0, 5), [0, 1, 4, 6, 14]);
});

test("replay steps: by events, one stops at the head's end and at the content's", () => {
  assert.deepEqual(walked("event"), [0, headEnd, octets.length]);
});

test("replay steps: by reads, one stops where each was used up, and not behind the last step", () => {
  assert.deepEqual(walked("read", [10, headEnd, octets.length + 9]), [0, 10, headEnd, octets.length]);
});

test("replay steps: the ends are where there is no stop beyond them", () => {
  const stops = stopsOf(replay, "event", []);
  assert.equal(nextStep(replay, stops, octets.length), octets.length);
  assert.equal(previousStep(stops, 0), 0);
  assert.equal(nextStep(replay, undefined, octets.length), octets.length);
  assert.equal(previousStep(undefined, 0), 0);
});

test("replay steps: the refusal is the last of them (RFC9112§2.2)", () => {
  const refused = new ParserReplay({ octets: "GET / HTTP/1.1\nHost: a\r\n\r\n" });
  assert.deepEqual(stopsOf(refused, "event", []), [0, 15]);
});

test("replay steps: the octets fall into the parts of their message, one after the other", () => {
  const parts = (sent: string) =>
    regionsOf(new ParserReplay({ octets: sent })).map(({ name, from, to }) => `${name} ${from}-${to}`);
  const line = "PUT / HTTP/1.1\r\n";
  const fields = "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const headEnds = line.length + fields.length;
  assert.deepEqual(parts(`${line}${fields}1\r\nx\r\n0\r\nA: b\r\n\r\n`), [
    `request line 0-${line.length}`,
    `header section ${line.length}-${headEnds}`,
    `content ${headEnds}-${headEnds + 9}`,
    `trailer section ${headEnds + 9}-${headEnds + 17}`,
  ]);
  assert.deepEqual(parts("GET  / HTTP/1.1\r\n"), ["request line 0-5", "not read 5-17"]);
  const get = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  const length = get.length;
  const first = ["request line 0-16", `header section 16-${length}`];
  assert.deepEqual(parts(`${get}G`), [...first, `request line ${length}-${length + 1}`]);
  assert.deepEqual(parts("GET / HTTP/1.0\r\n\r\nGET"), ["request line 0-16", "header section 16-18", "not read 18-21"]);
  assert.deepEqual(parts(""), []);
});
