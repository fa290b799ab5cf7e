import assert from "node:assert/strict";
import fc from "fast-check";
import { Http1Engine, ProtocolError } from "../../src/http1/index.ts";
import { FieldSection } from "../../src/semantics/index.ts";
import { cutPlaces, pieces, sentText } from "./octets.ts";
import type { Property } from "./property.ts";

/** What the engine may still hold when it has been asked for all events: no more than its limits let it wait for. */
const HELD_OCTETS_MAX = 8192 + 16384 + 1024;

/** The engine's invariant: events or a ProtocolError, the same ones however the octets are cut, and nothing else. */
export const engineProperties: readonly Property[] = [
  {
    title: "engine: the same events or the same refusal come in any cutting when any octets are received (RFC9112§2.2)",
    runs: 1500,
    property: fc.property(sentText, cutPlaces, cutPlaces, fc.boolean(), (text, some, others, ends) => {
      const whole = outcome(pieces(text, []), ends);
      assert.deepEqual(outcome(pieces(text, some), ends), whole);
      assert.deepEqual(outcome(pieces(text, others), ends), whole);
    }),
  },
  {
    title: "engine: nothing is left to be said when it has refused (RFC9112§9.6)",
    runs: 300,
    property: fc.property(sentText, cutPlaces, (text, places) => {
      const engine = new Http1Engine();
      const events: string[] = [];
      let isRefused = false;
      for (const piece of pieces(text, places)) {
        engine.receive(piece);
        const before = events.length;
        isRefused = pull(engine, events) || isRefused;
        if (isRefused && before > 0) assert.equal(engine.nextEvent(), "paused");
        assert.ok(engine.outputOctets < 200_000);
      }
    }),
  },
];

/** What came of it: one line an event, contiguous content joined; and what the engine is then. */
function outcome(sent: readonly Uint8Array[], ends: boolean): string[] {
  const engine = new Http1Engine();
  const events: string[] = [];
  let isRefused = false;
  let receivedOctets = 0;
  for (const piece of sent) {
    receivedOctets += piece.length;
    engine.receive(piece);
    isRefused = pull(engine, events);
    piece.fill(0x58);
    if (isRefused) break;
  }
  if (ends && !isRefused) {
    engine.peerClosed();
    isRefused = pull(engine, events);
  }
  const state = [`finished: ${engine.isFinished}`, `idle: ${engine.isIdle}`, `head: ${engine.isReceivingHead}`];
  if (engine.isReceivingHead) assert.ok(engine.takeRemainder().length <= Math.min(receivedOctets, HELD_OCTETS_MAX));
  return [...events, ...state];
}

/** @returns whether the engine has refused */
function pull(engine: Http1Engine, events: string[]): boolean {
  try {
    for (;;) {
      const event = engine.nextEvent();
      if (typeof event === "string") return false;
      if (event.type === "Content") {
        assert.ok(event.octets.length > 0, "content of no octets");
        const content = Buffer.from(event.octets).toString("latin1");
        if (events.at(-1)?.startsWith("Content ")) events.push(events.pop() + content);
        else events.push(`Content ${content}`);
        continue;
      }
      events.push(
        JSON.stringify(event, (_, each: unknown) => (each instanceof FieldSection ? [...each] : (each ?? null))),
      );
      if (event.type !== "EndOfMessage") continue;
      engine.sendResponse(event.exchange, { statusCode: 404, headerSection: FieldSection.empty, date: undefined }, "");
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    events.push(`${error.statusCode} ${error.rule} after ${error.offset}`);
    assert.ok(error.statusCode >= 400 && error.statusCode < 600);
    return true;
  }
}
