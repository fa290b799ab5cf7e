import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { cases, filled } from "../../cases/index.ts";
import { Http1Engine, ProtocolError } from "../../http1/index.ts";
import { isForbiddenTrailer } from "../../http1/trailer-names.ts";
import { FieldSection } from "../../semantics/index.ts";
import type { MessageRecord, OctetsAt, RecordedRefusal } from "../record.ts";
import { type Anatomy, type Part, requestAnatomy } from "./index.ts";

const examples = { authority: "a.example", host: "a.example", port: "80", path: "/", POST: "POST", post: "/" };

/** What the engine made of one request. */
interface EngineRequest {
  readonly start: number;
  end?: number;
  method?: string;
  requestTarget?: string;
  httpVersion?: string;
  fields?: readonly (readonly [string, string])[];
  content: string;
  trailers?: readonly (readonly [string, string])[];
  headEnd?: number;
  refusal?: RecordedRefusal;
}

/** Each request of a connection, as the engine saw it, in order. */
function engineRequests(sent: Uint8Array): EngineRequest[] {
  const engine = new Http1Engine();
  const requests: EngineRequest[] = [{ start: 0, content: "" }];
  try {
    engine.receive(sent);
    for (;;) {
      const request = requests.at(-1)!;
      const event = engine.nextEvent();
      if (typeof event === "string" || event.type === "ConnectionClosed") return requests;
      if (event.type === "RequestHead") {
        const { method, requestTarget, httpVersion, headerSection } = event;
        const fields = [...headerSection];
        Object.assign(request, { method, requestTarget, httpVersion, fields, headEnd: engine.readOctets });
      } else if (event.type === "Content") {
        request.content += Buffer.from(event.octets).toString("latin1");
      } else {
        request.trailers = [...event.trailerSection];
        request.end = engine.readOctets;
        requests.push({ start: request.end, content: "" });
        engine.sendResponse(
          event.exchange,
          { statusCode: 404, headerSection: FieldSection.empty, date: undefined },
          "",
        );
        if (engine.isFinished) return requests.slice(0, -1);
      }
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    requests.at(-1)!.refusal = { rule: error.rule, message: error.message, at: error.offset };
  }
  return requests;
}

function messageOf(kept: readonly OctetsAt[], start: number, end?: number): MessageRecord {
  return { start, end, kept, masked: [], reads: [] };
}

/** The text of all spans of these parts, joined. */
function textOf(anatomy: Anatomy, sent: string, ...wanted: Part[]): string {
  const named = anatomy.spans.filter(({ part }) => wanted.includes(part));
  return named.map(({ start, end }) => sent.slice(start, end)).join("");
}

function linesOf(anatomy: Anatomy, sent: string, section: "field" | "trailer"): [string, string][] {
  const lines: [string, string][] = [];
  for (const { start, end, part } of anatomy.spans) {
    if (part === `${section}-name`) lines.push([sent.slice(start, end), ""]);
    if (part === `${section}-value`) lines.at(-1)![1] += sent.slice(start, end);
  }
  return lines;
}

const targetParts: Part[] = [
  "target-scheme",
  "target-authority",
  "target-path",
  "target-delimiter",
  "target-query",
  "target-asterisk",
];

/** The anatomy says of each request what the engine said of it. */
function checkAgreement(sent: string): void {
  for (const request of engineRequests(Buffer.from(sent, "latin1"))) {
    const kept = [{ at: request.start, octets: sent.slice(request.start, request.end) }];
    const anatomy = requestAnatomy(messageOf(kept, request.start, request.end), request.refusal);
    assertCovers(anatomy, request.start, request.end ?? sent.length);
    if (request.method !== undefined) assertHead(anatomy, request, sent);
    if (request.refusal !== undefined) assertRefused(anatomy, request.refusal.at!, sent.length);
    else assert.equal(textOf(anatomy, sent, "refused", "unread", "unplaced"), "", JSON.stringify(sent));
  }
}

function assertHead(anatomy: Anatomy, request: EngineRequest, sent: string): void {
  assert.equal(textOf(anatomy, sent, "method"), request.method);
  assert.equal(textOf(anatomy, sent, ...targetParts), request.requestTarget);
  assert.deepEqual(linesOf(anatomy, sent, "field"), request.fields);
  assert.equal(anatomy.headEnd, request.headEnd);
  assert.equal(textOf(anatomy, sent, "content", "chunk-data"), request.content);
  if (request.trailers === undefined) return;
  const trailers = linesOf(anatomy, sent, "trailer").filter(([name]) => !isForbiddenTrailer(name));
  assert.deepEqual(trailers, request.trailers);
}

/** Up to the octet where the engine stopped all is named; then that octet and what follows. */
function assertRefused(anatomy: Anatomy, at: number, end: number): void {
  for (const { start, end: spanEnd, part } of anatomy.spans) {
    if (spanEnd <= at) assert.ok(part !== "refused" && part !== "unread" && part !== "unplaced", part);
    else assert.ok(start >= at && (part === "unread" || (part === "refused" && start === at)), part);
  }
  const { fault } = anatomy;
  assert.ok(fault !== undefined && fault.at <= at, "the fault lies where the engine stopped, or before");
  const octetCount = anatomy.spans.filter(({ part }) => part === "refused").length;
  const isAtOctet = at < end && fault.at === at && fault.octets.length > 0;
  assert.equal(octetCount, isAtOctet ? 1 : 0);
}

function assertCovers(anatomy: Anatomy, start: number, end: number): void {
  let at = start;
  for (const span of anatomy.spans) {
    assert.equal(span.start, at);
    assert.ok(span.end > span.start);
    at = span.end;
  }
  assert.equal(at, end);
}

function sentOf(send: readonly unknown[]): string {
  return filled(send.filter((step) => typeof step === "string" && !isWord(step)).join(""), examples);
}

function isWord(step: unknown): boolean {
  return step === "half-close" || step === "reset" || step === "await-response";
}

describe("request anatomy", () => {
  test("request anatomy: it says what the engine says when any case of src/cases/ was sent", () => {
    for (const each of cases) checkAgreement(sentOf(each.send));
  });

  const anyOctets = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 20,
  });
  const nearlyRight = fc
    .tuple(fc.constantFrom(...cases), fc.nat(), anyOctets, fc.nat({ max: 3 }))
    .map(([each, place, octets, removed]) => {
      const text = sentOf(each.send).slice(0, 700);
      const at = place % (text.length + 1);
      return `${text.slice(0, at)}${octets.slice(0, 2)}${text.slice(at + removed)}GET / HTTP/1.1\r\nHost: a\r\n\r\n`;
    });

  test("request anatomy: it says what the engine says when octets of a case are changed", () => {
    fc.assert(fc.property(nearlyRight, checkAgreement), { numRuns: 1500 });
  });

  test("request anatomy: it covers all that was kept, in order, when pieces, refusal and octets are any at all", () => {
    const pieces = fc.array(
      fc.record({ at: fc.nat({ max: 60 }), octets: fc.oneof(anyOctets, fc.constantFrom(...heads)) }),
    );
    const refusal = fc.option(
      fc.record({ rule: fc.constantFrom("RFC9112-2.2/BARE-LF", "RFC9112-6.3/TE+CL", "x"), at: fc.nat({ max: 70 }) }),
      { nil: undefined },
    );
    const end = fc.option(fc.nat({ max: 90 }), { nil: undefined });
    fc.assert(
      fc.property(pieces, fc.nat({ max: 20 }), end, refusal, (kept, start, said, refused) => {
        const anatomy = requestAnatomy(messageOf(kept, start, said), refused);
        assertCovers(anatomy, anatomy.start, anatomy.end);
      }),
      { numRuns: 1500 },
    );
  });

  test("request anatomy: what came so far is named when the head is not complete", () => {
    const sent = "POST /a?b HTTP/1.1\r\nHost: a\r\nAccept: text/html ";
    for (let length = 0; length <= sent.length; length++) {
      const octets = sent.slice(0, length);
      const anatomy = requestAnatomy(messageOf([{ at: 0, octets }], 0));
      assertCovers(anatomy, 0, length);
      assert.equal(textOf(anatomy, octets, "unread", "unplaced"), "", octets);
      assert.equal(anatomy.method, length >= "POST /a?b HTTP/1.1\r\n".length ? "POST" : undefined);
    }
  });
});

const heads = [
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "POST /?a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nabcde\r\n0\r\nX: y\r\n\r\n",
  "5\r\nabcde\r\n0\r\n\r\n",
];

describe("request anatomy of one that was not wholly kept", () => {
  const head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n";

  test("request anatomy: content goes on behind a gap when its length was announced (RFC9112§6.2)", () => {
    const end = head.length + 1000;
    const kept = [
      { at: 0, octets: `${head}abc` },
      { at: end - 3, octets: "xyz" },
    ];
    assert.deepEqual(requestAnatomy(messageOf(kept, 0, end)).spans.slice(-3), [
      { start: head.length, end: head.length + 3, part: "content" },
      { start: head.length + 3, end: end - 3, part: "not-kept", within: "content" },
      { start: end - 3, end, part: "content" },
    ]);
  });

  const chunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  test("request anatomy: chunks are told apart behind a gap when it lies within one (RFC9112§7.1)", () => {
    const whole = `${chunkedHead}a\r\n0123456789\r\n0\r\n\r\n`;
    const from = whole.indexOf("345");
    const kept = [
      { at: 0, octets: whole.slice(0, from) },
      { at: from + 4, octets: whole.slice(from + 4) },
    ];
    const anatomy = requestAnatomy(messageOf(kept, 0, whole.length));
    assert.deepEqual(
      anatomy.spans.slice(-8).map(({ part }) => part),
      "chunk-size crlf chunk-data not-kept chunk-data chunk-data-end last-chunk crlf section-end".split(" ").slice(-8),
    );
  });

  test("request anatomy: only the last chunk is told behind a gap when chunks lie in it (RFC9112§7.1)", () => {
    const whole = `${chunkedHead}3\r\nabc\r\n3\r\ndef\r\n3\r\nghi\r\n00;x\r\nDigest: y\r\n\r\n`;
    const from = whole.indexOf("bc\r\n");
    const kept = [
      { at: 0, octets: whole.slice(0, from) },
      { at: whole.indexOf("f\r\n"), octets: whole.slice(whole.indexOf("f\r\n")) },
    ];
    const anatomy = requestAnatomy(messageOf(kept, 0, whole.length));
    assert.equal(textOf(anatomy, whole, "unplaced"), "f\r\n3\r\nghi\r\n");
    assert.equal(textOf(anatomy, whole, "last-chunk", "chunk-extension"), "00;x");
    assert.deepEqual(linesOf(anatomy, whole, "trailer"), [["Digest", "y"]]);
  });

  test("request anatomy: nothing is told of what is left when its beginning was not kept", () => {
    const kept = [{ at: 10, octets: "abc" }];
    assert.deepEqual(requestAnatomy(messageOf(kept, 0, 13)).spans, [
      { start: 0, end: 10, part: "not-kept", within: "unplaced" },
      { start: 10, end: 13, part: "unplaced" },
    ]);
  });

  test("request anatomy: octets that came and were not kept are a gap when the request has not ended", () => {
    const head = "POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\n";
    const reads = [{ at: 0, octets: head.length + 30, atUs: 0 }];
    const { spans, end } = requestAnatomy({ ...messageOf([{ at: 0, octets: `${head}abc` }], 0), reads });
    assert.equal(end, head.length + 30);
    assert.deepEqual(spans.slice(-2), [
      { start: head.length, end: head.length + 3, part: "content" },
      { start: head.length + 3, end: head.length + 30, part: "not-kept", within: "content" },
    ]);
  });

  test("request anatomy: eight times as much takes nowhere near sixty-four times as long when it comes octet by octet", () => {
    const linesSent = (count: number) => `GET / HTTP/1.1\r\n${"x-a: b\r\n".repeat(count)}`;
    const takenMs = (count: number) => {
      const kept = [...linesSent(count)].map((octets, at) => ({ at, octets }));
      const began = performance.now();
      requestAnatomy(messageOf(kept, 0));
      return performance.now() - began;
    };
    const ratios: number[] = [];
    do ratios.push(takenMs(40_000) / takenMs(5_000));
    while (ratios.at(-1)! > 24 && ratios.length < 6);
    assert.ok(ratios.at(-1)! <= 24, ratios.join());
  });
});
