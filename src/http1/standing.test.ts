import assert from "node:assert/strict";
import { test } from "node:test";
import { cases } from "../cases/index.ts";
import { type EngineStanding, Http1Engine, type LimitName, ProtocolError } from "./index.ts";
import { octets, pull, received, status } from "./testing/driven-engine.ts";

const line = "GET /cats?a=1 HTTP/1.1\r\n";
const post = "POST / HTTP/1.1\r\nHost: a\r\n";
const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n`;

/** Where an engine stands that was sent this. */
function after(sent: string): EngineStanding {
  return received(sent).standing;
}

function count(standing: EngineStanding, limit: LimitName): string | undefined {
  const counted = standing.counts.find((each) => each.limit === limit);
  return counted && `${counted.count} of ${counted.max}`;
}

const requestLine: readonly [sent: string, element: string][] = [
  ["", "between-requests"],
  ["\r", "empty-line"],
  ["\r\n", "between-requests"],
  ["G", "method"],
  ["\r\nGET", "method"],
  ["GET ", "request-target"],
  ["GET /cats", "request-target"],
  ["GET /cats ", "HTTP-version"],
  ["GET /cats HTTP/1.", "HTTP-version"],
  ["GET /cats HTTP/1.1", "request-line-end"],
  ["GET /cats HTTP/1.1\r", "request-line-end"],
];

for (const [sent, element] of requestLine) {
  test(`standing: ${element} is read after ${JSON.stringify(sent)} (RFC9112§3)`, () => {
    const { reading, recipient, sender, position } = after(sent);
    assert.deepEqual(
      { reading, recipient, sender, position },
      {
        reading: { element },
        recipient: "head",
        sender: "idle",
        position: sent.length,
      },
    );
  });
}

const fieldLines: readonly [sent: string, element: string, line: number][] = [
  ["", "field-line", 1],
  ["H", "field-name", 1],
  ["Host", "field-name", 1],
  ["Host:", "OWS", 1],
  ["Host: \t", "OWS", 1],
  ["Host: a", "field-value", 1],
  ["Host: a ", "field-value", 1],
  ["Host: a\r", "field-line-end", 1],
  ["Host:\r", "field-line-end", 1],
  ["Host: a\r\n", "field-line", 2],
  ["Host: a\r\nX", "field-name", 2],
  ["Host: a\r\n\r", "section-end", 2],
];

for (const [sent, element, number] of fieldLines) {
  test(`standing: ${element} ${number} is read after ${JSON.stringify(sent)} in either section (RFC9112§5)`, () => {
    assert.deepEqual(after(line + sent).reading, { element, section: "header", line: number });
    assert.deepEqual(after(`${chunked}0\r\n${sent}`).reading, { element, section: "trailer", line: number });
  });
}

const chunks: readonly [sent: string, reading: object][] = [
  ["", { element: "chunk-size" }],
  ["5", { element: "chunk-size" }],
  ["5;", { element: "chunk-ext" }],
  ['5;a="', { element: "chunk-ext" }],
  ["5\r", { element: "chunk-line-end" }],
  ["5;a\r", { element: "chunk-line-end" }],
  ["5\r\n", { element: "chunk-data", octetsLeft: 5 }],
  ["5\r\nhe", { element: "chunk-data", octetsLeft: 3 }],
  ["5\r\nhello", { element: "chunk-data-end" }],
  ["5\r\nhello\r", { element: "chunk-data-end" }],
  ["5\r\nhello\r\n", { element: "chunk-size" }],
  ["0\r\n\r\n", { element: "nothing" }],
];

for (const [sent, reading] of chunks) {
  test(`standing: ${JSON.stringify(reading)} after ${JSON.stringify(sent)} in chunked content (RFC9112§7.1)`, () => {
    assert.deepEqual(after(chunked + sent).reading, reading);
  });
}

test("standing: content is read with its octets left when Content-Length delimits it (RFC9112§6.2)", () => {
  const announced = `${post}Content-Length: 5\r\n\r\n`;
  assert.deepEqual(after(announced).reading, { element: "content", octetsLeft: 5 });
  assert.deepEqual(after(`${announced}hel`).reading, { element: "content", octetsLeft: 2 });
  assert.deepEqual(after(`${announced}hello`).reading, { element: "nothing" });
});

test("standing: the states are told from the first octet of a request to the next request", () => {
  const engine = new Http1Engine();
  const states = () => `${engine.standing.recipient} ${engine.standing.sender}`;
  assert.equal(states(), "head idle");
  pull(engine, `${post}Content-Length: 2\r\n\r\n`);
  assert.equal(states(), "content awaiting");
  pull(engine, "ab");
  assert.equal(states(), "complete awaiting");
  engine.sendResponseHead(1, status(200), 3);
  assert.equal(states(), "complete content");
  engine.sendContent(1, "abc");
  engine.endResponse(1);
  assert.equal(states(), "head idle");
});

test("standing: nothing is read when a rule was broken, or the connection is over", () => {
  const engine = new Http1Engine();
  assert.throws(() => pull(engine, "GET  / HTTP/1.1\r\n"), ProtocolError);
  assert.deepEqual([engine.standing.recipient, engine.standing.reading], ["faulty", { element: "nothing" }]);
  engine.sendLastResponse(status(400), undefined);
  const { recipient, sender, reading } = engine.standing;
  assert.deepEqual(
    { recipient, sender, reading },
    {
      recipient: "closed",
      sender: "finished",
      reading: { element: "nothing" },
    },
  );
});

test("standing: the counts are those that the limits bound (RFC9112§3)", () => {
  assert.equal(count(after("\r\n"), "emptyLinesMax"), "1 of 1");
  assert.equal(count(after("GET"), "methodOctetsMax"), "3 of 64");
  assert.equal(count(after("GET /c"), "methodOctetsMax"), "3 of 64");
  assert.equal(count(after("GET /c"), "requestLineOctetsMax"), "6 of 8192");
  const headBegun = after(`${line}Host: a\r\nX: b\r\nY`);
  assert.equal(count(headBegun, "requestLineOctetsMax"), `${line.length - 2} of 8192`);
  assert.equal(count(headBegun, "headerSectionOctetsMax"), `${"Host: a\r\nX: b\r\nY".length} of 16384`);
  assert.equal(count(headBegun, "headerLinesMax"), "2 of 100");
  assert.equal(count(after(`${line}Host: a\r\n\r`), "headerSectionOctetsMax"), `${"Host: a\r\n".length} of 16384`);
  assert.equal(count(after(`${line.slice(0, -1)}`), "requestLineOctetsMax"), `${line.length - 2} of 8192`);
  assert.equal(count(after(`${chunked}1a;b=`), "chunkExtensionsOctetsMax"), "3 of 4096");
  assert.equal(count(after(`${chunked}1a;b=`), "chunkSizeDigitsMax"), "2 of 13");
  const trailer = after(`${chunked}0\r\nX: b\r\nY:`);
  assert.equal(count(trailer, "trailerSectionOctetsMax"), "8 of 4096");
  assert.equal(count(trailer, "trailerLinesMax"), "1 of 100");
});

test("standing: it is the same however the octets were cut, and asking for it changes nothing", () => {
  const sent = cases.filter((each) => each.engine.length > 0).map((each) => each.send.filter(isText).join(""));
  assert.ok(sent.length > 100);
  for (const text of sent) {
    const bit = new Http1Engine();
    const each = octets(text);
    for (let at = 0; at < Math.min(each.length, 400); at++) {
      const whole = new Http1Engine();
      const hasBroken = [pulls(bit, each.subarray(at, at + 1)), pulls(whole, each.subarray(0, at + 1))];
      assert.equal(hasBroken[0], hasBroken[1], JSON.stringify(text));
      if (hasBroken[0] || whole.standing.recipient === "complete") break;
      assert.deepEqual(bit.standing, whole.standing, JSON.stringify(text.slice(0, at + 1)));
    }
  }
});

function isText(step: unknown): step is string {
  return typeof step === "string";
}

/** Whether a rule was broken. */
function pulls(engine: Http1Engine, sent: Uint8Array): boolean {
  try {
    engine.receive(sent);
    while (typeof engine.nextEvent() !== "string");
    return false;
  } catch (error) {
    if (error instanceof ProtocolError) return true;
    throw error;
  }
}
