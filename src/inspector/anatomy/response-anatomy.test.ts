import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Http1Engine } from "../../http1/index.ts";
import { FieldSection } from "../../semantics/index.ts";
import type { MessageRecord } from "../record.ts";
import { type Anatomy, type Part, responseAnatomy } from "./index.ts";

function responseTo(request: string, answer: (engine: Http1Engine) => void): string {
  const engine = new Http1Engine();
  engine.receive(Buffer.from(request, "latin1"));
  while (typeof engine.nextEvent() !== "string");
  answer(engine);
  const output = engine.takeOutput() ?? "";
  if (typeof output === "string") return output;
  return output.map((piece) => (typeof piece === "string" ? piece : Buffer.from(piece).toString("latin1"))).join("");
}

function head(statusCode: number, ...fields: [string, string][]) {
  return { statusCode, headerSection: FieldSection.of(fields), date: undefined };
}

function anatomyOf(octets: string, method?: string, end = octets.length): Anatomy {
  return responseAnatomy(messageOf(octets, end), method);
}

function messageOf(octets: string, end?: number): MessageRecord {
  return { start: 0, end, kept: [{ at: 0, octets }], masked: [], reads: [] };
}

function textOf({ spans }: Anatomy, octets: string, ...wanted: Part[]): string {
  return spans
    .filter(({ part }) => wanted.includes(part))
    .map(({ start, end }) => octets.slice(start, end))
    .join("");
}

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

describe("response anatomy", () => {
  test("response anatomy: start line, fields and content are told apart when the length is known (RFC9112§6.3)", () => {
    const octets = responseTo(get, (engine) => engine.sendResponse(1, head(200, ["X-A", "b"]), "hello"));
    const anatomy = anatomyOf(octets, "GET");
    assert.equal(textOf(anatomy, octets, "http-version"), "HTTP/1.1");
    assert.equal(textOf(anatomy, octets, "status-code"), "200");
    assert.equal(textOf(anatomy, octets, "reason-phrase"), "OK");
    assert.match(textOf(anatomy, octets, "field-name"), /X-A/);
    assert.equal(textOf(anatomy, octets, "content"), "hello");
    assert.equal(anatomy.headEnd, octets.length - 5);
    assert.equal(anatomy.statusCode, 200);
    assert.equal(textOf(anatomy, octets, "unread", "unplaced"), "");
  });

  test("response anatomy: chunks and trailers are told apart when the length is not known (RFC9112§7.1)", () => {
    const octets = responseTo(get, (engine) => {
      engine.sendResponseHead(1, head(200), undefined);
      engine.sendContent(1, "hello, ");
      engine.sendContent(1, "world");
      engine.endResponse(1, FieldSection.of([["Digest", "x"]]));
    });
    const anatomy = anatomyOf(octets, "GET");
    assert.equal(textOf(anatomy, octets, "chunk-data"), "hello, world");
    assert.equal(textOf(anatomy, octets, "last-chunk"), "0");
    assert.equal(textOf(anatomy, octets, "trailer-name", "trailer-value"), "Digestx");
    assert.equal(textOf(anatomy, octets, "unread", "unplaced"), "");
  });

  test("response anatomy: interim responses come first when some were sent (RFC9110§15.2)", () => {
    const octets = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 \r\n\r\n`;
    const anatomy = anatomyOf(octets, "POST");
    assert.equal(textOf(anatomy, octets, "status-code"), "100103204");
    assert.equal(anatomy.statusCode, 204);
    assert.equal(anatomy.headEnd, octets.length);
    assert.equal(textOf(anatomy, octets, "unread"), "");
  });

  for (const [why, method, statusCode] of [
    ["the request was HEAD", "HEAD", 200],
    ["the status code is 304", "GET", 304],
  ] as const) {
    test(`response anatomy: there is no content when ${why}, whatever its length fields say (RFC9112§6.3)`, () => {
      const request = `${method} / HTTP/1.1\r\nHost: a\r\n\r\n`;
      const octets = responseTo(request, (engine) =>
        engine.sendResponse(1, head(statusCode, ["Content-Length", "5"]), statusCode === 304 ? undefined : "hello"),
      );
      const anatomy = anatomyOf(octets, method);
      assert.equal(anatomy.headEnd, octets.length);
      assert.equal(textOf(anatomy, octets, "content"), "");
    });
  }

  test("response anatomy: what follows is another protocol when it says 101 (RFC9110§7.8)", () => {
    const octets = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nabc";
    assert.equal(textOf(anatomyOf(octets, "GET"), octets, "other-protocol"), "abc");
  });

  test("response anatomy: content goes to the connection's end when nothing else delimits it (RFC9112§6.3)", () => {
    const octets = "HTTP/1.1 200 OK\r\n\r\nabc";
    assert.equal(textOf(anatomyOf(octets, "GET"), octets, "content"), "abc");
  });

  test("response anatomy: every beginning of a response is named when no more of it has been sent", () => {
    const octets =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (let length = 0; length <= octets.length; length++) {
      const anatomy = responseAnatomy(messageOf(octets.slice(0, length)), "GET");
      assert.equal(anatomy.spans.at(-1)?.end ?? 0, length);
      assert.equal(textOf(anatomy, octets, "unread", "unplaced"), "");
    }
  });

  test("response anatomy: it never throws, and covers what was kept, when the octets are any at all", () => {
    const pieces = fc.array(
      fc.record({
        at: fc.nat({ max: 60 }),
        octets: fc.oneof(
          fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) }),
          fc.constantFrom(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "5\r\nabcde\r\n0\r\n\r\n",
            "0\r\n\r\n",
          ),
        ),
      }),
    );
    fc.assert(
      fc.property(
        pieces,
        fc.nat({ max: 20 }),
        fc.option(fc.nat({ max: 90 }), { nil: undefined }),
        (kept, start, end) => {
          const anatomy = responseAnatomy({ start, end, kept, masked: [], reads: [] }, "GET");
          let at = anatomy.start;
          for (const span of anatomy.spans) {
            assert.equal(span.start, at);
            at = span.end;
          }
          assert.equal(at, anatomy.end);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
