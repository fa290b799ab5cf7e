// What the engine costs a request, without transport and server.
import { Http1Engine, type OctetText } from "../../../src/http1/index.ts";
import { FieldSection } from "../../../src/semantics/index.ts";
import { nodeOctetText } from "../../../src/server/octet-text.node.ts";
import { browserFieldLines } from "../scenarios/requests.ts";

export const browserHead = [
  "GET /kittens?number=10&type=cute&size=200 HTTP/1.1",
  "Host: localhost:5000",
  ...browserFieldLines,
  "Cookie: session=9f86d081884c7d659a2feaa0c55ad015; theme=dark",
  "\r\n",
].join("\r\n");

export const shortHead = "GET / HTTP/1.1\r\nHost: localhost:5000\r\n\r\n";

const head = { statusCode: 200, headerSection: FieldSection.of({ "Content-Type": "text/plain" }), date: "now" };

export interface EngineWork {
  readonly text: string;
  /** Requests that come in one read. */
  readonly perRead: number;
  /** Whether they are answered on one connection; else each is read on a connection of its own. */
  readonly answers: boolean;
  readonly octetText: OctetText;
}

export function nanosecondsPerRequest({ text, perRead, answers, octetText }: EngineWork, requests: number): number {
  const octets = Buffer.from(text.repeat(perRead), "latin1");
  let engine = new Http1Engine({ octetText });
  let answered = 0;
  const start = process.hrtime.bigint();
  while (answered < requests) {
    engine.receive(octets);
    for (;;) {
      const event = engine.nextEvent();
      if (typeof event === "string") break;
      if (event.type !== "RequestHead") continue;
      answered++;
      if (answers) engine.sendResponse(event.exchange, head, "Hello, World!");
      else break;
    }
    if (answers) engine.takeOutput();
    else engine = new Http1Engine({ octetText });
  }
  return Number(process.hrtime.bigint() - start) / answered;
}

const connections = 500;

/** Parsing alone: heads that come to engines which have had others before; what answers them is not timed. */
export function nanosecondsPerHead(text: string, heads: number): number {
  const octets = Buffer.from(text, "latin1");
  const engines = Array.from({ length: connections }, () => new Http1Engine({ octetText: nodeOctetText }));
  let spent = 0n;
  let parsed = 0;
  while (parsed < heads) {
    const events: unknown[] = [];
    const start = process.hrtime.bigint();
    for (const engine of engines) {
      engine.receive(octets);
      events.push(engine.nextEvent());
    }
    spent += process.hrtime.bigint() - start;
    for (const [at, engine] of engines.entries()) answer(engine, events[at] as ReturnType<Http1Engine["nextEvent"]>);
    parsed += engines.length;
  }
  return Number(spent) / parsed;
}

function answer(engine: Http1Engine, event: ReturnType<Http1Engine["nextEvent"]>): void {
  if (typeof event === "string" || event.type !== "RequestHead") throw new Error("no head of a whole request");
  engine.sendResponse(event.exchange, head, "Hello, World!");
  while (typeof engine.nextEvent() !== "string");
  engine.takeOutput();
}

/** How long a header section takes of which each octet comes by itself. */
export function nanosecondsOctetByOctet(text: string, requests: number): number {
  const octets = Buffer.from(text, "latin1");
  const start = process.hrtime.bigint();
  for (let request = 0; request < requests; request++) {
    const engine = new Http1Engine({ octetText: nodeOctetText });
    let heads = 0;
    for (let at = 0; at < octets.length; at++) {
      engine.receive(octets.subarray(at, at + 1));
      const event = engine.nextEvent();
      if (typeof event !== "string" && event.type === "RequestHead") heads++;
    }
    if (heads !== 1) throw new Error(`${heads} heads of one request`);
  }
  return Number(process.hrtime.bigint() - start) / requests;
}
