import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cases, filled } from "../cases/index.ts";
import { FieldSection } from "../semantics/index.ts";
import { FieldLines } from "./field-lines.ts";
import { Http1Engine, ProtocolError } from "./index.ts";
import { ReceiveBuffer } from "./receive-buffer.ts";

/** Pieces that requests are made of, right and wrong, so that chance reaches deep. */
const pieces = fc.oneof(
  fc.constantFrom(
    ..."GET / HTTP/1.1\r\n|POST /x?y%20 HTTP/1.1\r\n|HEAD http://a/ HTTP/1.0\r\n|OPTIONS * HTTP/1.1\r\n".split("|"),
    ..."Host: a\r\n|Host: [::1]:80\r\n|Content-Length: 3\r\n|Transfer-Encoding: chunked\r\n|Expect: 100-continue\r\n".split(
      "|",
    ),
    ..."Connection: close\r\n|Connection: keep-alive\r\n|Connection: upgrade\r\nUpgrade: x\r\n|X: y\r\n".split("|"),
    ..."\r\n|\r\n\r\n|\r|\n| |:|\t|0|3|abc|3\r\nabc\r\n|0\r\n\r\n|0\r\nX: y\r\n\r\n|;a=b|\0|\xff|%|HTTP/2.0|PRI".split(
      "|",
    ),
  ),
  fc.constantFrom(...cases.flatMap((each) => each.send.filter((step) => typeof step === "string"))),
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 12 }),
);

const octets = fc.array(pieces, { maxLength: 12 }).map((texts) => Buffer.from(texts.join(""), "latin1"));
/** A case's octets with one octet of them replaced, or with one more, and a request after them. */
const nearlyRight = fc
  .tuple(fc.constantFrom(...cases), fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean())
  .map(([each, place, octet, replaces]) => {
    const sent = each.send.filter((step) => typeof step === "string" && step !== "half-close").join("");
    const text = filled(sent.slice(0, 500), { path: "/", authority: "a", POST: "POST", post: "/" });
    const at = place % (text.length + 1);
    const changed = text.slice(0, at) + String.fromCharCode(octet) + text.slice(replaces ? at + 1 : at);
    return Buffer.from(`${changed}GET / HTTP/1.1\r\nHost: a\r\n\r\n`, "latin1");
  });

const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 12 });

test("engine: any octets in any chunking yield events or a ProtocolError, and the same ones", () => {
  fc.assert(
    fc.property(fc.oneof(octets, nearlyRight), cuts, cuts, fc.boolean(), (sent, someCuts, otherCuts, ends) => {
      const one = outcome(sent, someCuts, ends);
      assert.deepEqual(outcome(sent, otherCuts, ends), one);
      assert.deepEqual(outcome(sent, [], ends), one);
    }),
    { numRuns: 1500 },
  );
});

test("field lines: each octet is looked at a fixed number of times however they come", () => {
  const section = Buffer.from(`${"Name: some value \r\n".repeat(90)}\r\n`);
  assert.ok(looksAt(section, section.length) <= 3 * section.length, "whole");
  assert.ok(looksAt(section, 1) <= 5 * section.length, "octet by octet");
});

test("receive buffer: what is held is copied a fixed number of times however it comes", () => {
  const buffer = new ReceiveBuffer();
  let allocations = 0;
  let before: Uint8Array | undefined;
  for (let sent = 0; sent < 20_000; sent++) {
    buffer.receive(Uint8Array.of(sent & 0xff));
    buffer.keep();
    if (buffer.octets !== before) allocations++;
    before = buffer.octets;
  }
  assert.equal(buffer.end - buffer.start, 20_000);
  assert.ok(allocations <= 8, `${allocations} allocations`);
});

/** How often an octet was read while a section was received in pieces. */
function looksAt(section: Uint8Array, pieceOctets: number): number {
  let looks = 0;
  const octets = new Proxy(section, {
    get(target, key) {
      looks++;
      return Reflect.get(target, key);
    },
  });
  const buffer = new ReceiveBuffer();
  const lines = new FieldLines({
    section: "header",
    octetsMax: 10_000,
    linesMax: 100,
    tooLarge: () => new ProtocolError("RFC9110-5.4/HEADER-SECTION-SIZE"),
    tooManyLines: () => new ProtocolError("RFC9110-5.4/HEADER-LINES"),
  });
  lines.restart(0);
  buffer.receive(section);
  buffer.octets = octets;
  for (let end = pieceOctets; end <= section.length; end += pieceOctets) {
    buffer.end = end;
    assert.equal(lines.read(buffer), end === section.length);
  }
  return looks;
}

/** What came of it, with the octets' places of errors: one line an event. */
function outcome(sent: Uint8Array, cutPlaces: readonly number[], ends: boolean): string[] {
  const engine = new Http1Engine();
  const events: string[] = [];
  let start = 0;
  try {
    for (const end of [...cutPlaces.filter((place) => place < sent.length).sort((a, b) => a - b), sent.length]) {
      const lent = Uint8Array.from(sent.subarray(start, end));
      engine.receive(lent);
      pull(engine, events);
      lent.fill(0x58);
      start = end;
    }
    if (ends) {
      engine.peerClosed();
      pull(engine, events);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    events.push(`${error.rule} after ${error.offset}`);
  }
  return [...events, `finished: ${engine.isFinished}`, `idle: ${engine.isIdle}`, `head: ${engine.isReceivingHead}`];
}

function pull(engine: Http1Engine, events: string[]): void {
  for (;;) {
    const event = engine.nextEvent();
    if (typeof event === "string") return;
    if (event.type === "Content") {
      const content = Buffer.from(event.octets).toString("latin1");
      if (events.at(-1)?.startsWith("Content ")) events.push(events.pop() + content);
      else events.push(`Content ${content}`);
      continue;
    }
    events.push(
      JSON.stringify(event, (_, value: unknown) => (value instanceof FieldSection ? [...value] : (value ?? null))),
    );
    if (event.type !== "EndOfMessage") continue;
    engine.sendResponse(event.exchange, { statusCode: 404, headerSection: FieldSection.empty, date: undefined }, "");
  }
}
