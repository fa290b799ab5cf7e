import { FieldSection } from "../../semantics/index.ts";
import { type EngineEvent, Http1Engine } from "../index.ts";

/** An engine that was sent this, and whose events have been pulled. */
export function received(request: string): Http1Engine {
  const engine = new Http1Engine();
  pull(engine, request);
  return engine;
}

/** Puts text in, each character one octet, and pulls all events there are. */
export function pull(engine: Http1Engine, sent: string): (EngineEvent | string)[] {
  engine.receive(octets(sent));
  const events: (EngineEvent | string)[] = [];
  for (;;) {
    const event = engine.nextEvent();
    events.push(event);
    if (typeof event === "string") return events;
  }
}

export function typeOf(event: EngineEvent | string): string {
  return typeof event === "string" ? event : event.type;
}

/** The head of a response. */
export function status(statusCode: number, section: Record<string, string | string[]> = {}) {
  return { statusCode, headerSection: FieldSection.of(section), date: undefined };
}

export function octets(of: string): Uint8Array {
  return Buffer.from(of, "latin1");
}

/** Takes the output, as text of octets. */
export function text(engine: Http1Engine): string {
  const output = engine.takeOutput() ?? "";
  const pieces = typeof output === "string" ? [output] : output;
  return pieces.map((piece) => (typeof piece === "string" ? piece : Buffer.from(piece).toString("latin1"))).join("");
}
