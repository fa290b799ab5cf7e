import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FieldSection } from "../semantics/index.ts";
import { Http1Engine, UsageError } from "./index.ts";
import { octets, pull, received, status, text, typeOf } from "./testing/driven-engine.ts";

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const get10 = "GET / HTTP/1.0\r\n\r\n";
const keepAlive10 = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
const head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";

describe("engine: a whole response", () => {
  test("engine: status line, fields, Date, Content-Length and content leave in one piece (RFC9112§4)", () => {
    const engine = received(get);
    engine.sendResponse(
      1,
      { ...status(200, { "Content-Type": "text/plain", "X-A": ["1", "2"] }), date: "now" },
      "hello",
    );
    const expected =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-A: 1\r\nX-A: 2\r\nDate: now\r\nContent-Length: 5\r\n\r\nhello";
    assert.equal(engine.outputOctets, expected.length);
    assert.equal(engine.takeOutput(), expected);
    assert.equal(engine.takeOutput(), undefined);
    assert.equal(engine.outputOctets, 0);
  });

  test("engine: the responses to all that one read brought leave in one piece", () => {
    const engine = new Http1Engine();
    engine.receive(octets(get.repeat(3)));
    for (let exchange = 1; exchange <= 3; exchange++) {
      assert.equal(typeOf(engine.nextEvent()), "RequestHead");
      engine.sendResponse(exchange, status(204), undefined);
      assert.equal(typeOf(engine.nextEvent()), "EndOfMessage");
    }
    assert.equal(engine.takeOutput(), "HTTP/1.1 204 No Content\r\n\r\n".repeat(3));
  });

  test("engine: a string is sent as UTF-8, and its octets are counted", () => {
    const engine = received(get);
    engine.sendResponse(1, status(200), "h\u00e9\u{1f408}\ud800");
    const content = Buffer.from("h\u00e9\u{1f408}\ufffd").toString("latin1");
    assert.equal(text(engine), `HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n${content}`);
  });

  test("engine: octets are sent as they are, few or many", () => {
    for (const length of [0, 1, 4096, 4097, 100_000]) {
      const content = Uint8Array.from({ length }, (_, index) => index & 0xff);
      const engine = received(get);
      engine.sendResponse(1, status(200), content);
      const sent = text(engine);
      assert.ok(sent.startsWith(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`));
      assert.equal(sent.slice(sent.indexOf("\r\n\r\n") + 4), Buffer.from(content).toString("latin1"));
    }
  });

  test("engine: a section that was sent before is sent again octet for octet", () => {
    const engine = new Http1Engine();
    const response = status(200, { "Content-Type": "text/plain" });
    const sent = [1, 2].map((exchange) => {
      pull(engine, get);
      engine.sendResponse(exchange, response, "x");
      return engine.takeOutput();
    });
    assert.equal(sent[0], sent[1]);
  });

  test("engine: a Date of the site's wins over the clock's", () => {
    const engine = received(get);
    engine.sendResponse(1, { ...status(200, { date: "then" }), date: "now" }, undefined);
    assert.equal(text(engine), "HTTP/1.1 200 OK\r\ndate: then\r\nContent-Length: 0\r\n\r\n");
  });
});

describe("engine: content that may not be sent", () => {
  test("engine: HEAD gets the fields of GET, and no content (RFC9110§9.3.2)", () => {
    const engine = received(head);
    engine.sendResponse(1, status(200), "hello");
    assert.equal(text(engine), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  });

  test("engine: HEAD of unknown content gets no Content-Length, or the site's (RFC9110§8.6)", () => {
    const plain = received(head);
    plain.sendResponse(1, status(200), undefined);
    assert.equal(text(plain), "HTTP/1.1 200 OK\r\n\r\n");
    const given = received(head);
    given.sendResponse(1, status(200, { "Content-Length": "7" }), undefined);
    assert.equal(text(given), "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
  });

  test("engine: a streamed response to HEAD has ended with its head", () => {
    for (const length of [undefined, 5]) {
      const engine = received(head);
      assert.equal(engine.sendResponseHead(1, status(200), length), false);
      assert.equal(text(engine), `HTTP/1.1 200 OK\r\n${length === undefined ? "" : "Content-Length: 5\r\n"}\r\n`);
      assert.throws(() => engine.sendContent(1, "x"), UsageError);
      assert.equal(engine.isIdle, true);
    }
  });

  test("engine: 304 says the length that 200 would have had, and sends nothing (RFC9110§15.4.5)", () => {
    const engine = received(get);
    engine.sendResponse(1, status(304), "hello");
    assert.equal(text(engine), "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
    const unknown = received(get);
    unknown.sendResponse(1, status(304), undefined);
    assert.equal(text(unknown), "HTTP/1.1 304 Not Modified\r\n\r\n");
  });

  test("engine: 204 has neither content nor a length (RFC9110§8.6)", () => {
    const engine = received(get);
    engine.sendResponse(1, status(204, { "Content-Length": "0" }), "hello");
    assert.equal(text(engine), "HTTP/1.1 204 No Content\r\n\r\n");
    const streamed = received(get);
    assert.equal(streamed.sendResponseHead(1, status(204), undefined), false);
    assert.equal(text(streamed), "HTTP/1.1 204 No Content\r\n\r\n");
  });

  test("engine: 205 says that its content is empty (RFC9110§15.3.6)", () => {
    const engine = received(get);
    engine.sendResponse(1, status(205), "hello");
    assert.equal(text(engine), "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n");
  });
});

describe("engine: streamed content", () => {
  test("engine: content of unknown length is chunked for HTTP/1.1 (RFC9112§7.1)", () => {
    const engine = received(get);
    assert.equal(engine.sendResponseHead(1, status(200), undefined), true);
    engine.sendContent(1, "hello");
    engine.sendContent(1, "");
    engine.sendContent(1, octets("x".repeat(17)));
    engine.sendContent(1, "\u00e9");
    engine.endResponse(1);
    assert.equal(
      text(engine),
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n11\r\n${"x".repeat(17)}\r\n2\r\n\xc3\xa9\r\n0\r\n\r\n`,
    );
    assert.equal(engine.isFinished, false);
  });

  test("engine: trailers follow the last chunk (RFC9112§7.1.2)", () => {
    const engine = received(get);
    engine.sendResponseHead(1, status(200, { Trailer: "X-Digest" }), undefined);
    engine.sendContent(1, "x");
    engine.endResponse(1, FieldSection.of({ "X-Digest": "1" }));
    assert.ok(text(engine).endsWith("1\r\nx\r\n0\r\nX-Digest: 1\r\n\r\n"));
  });

  test("engine: a trailer field that may not be one is refused, and the response stays open (RFC9110§6.5.1)", () => {
    const engine = received(get);
    engine.sendResponseHead(1, status(200), undefined);
    for (const name of ["Content-Length", "transfer-encoding", "Host", "Set-Cookie", "bad name"]) {
      assert.throws(() => engine.endResponse(1, FieldSection.of([[name, "1"]])), UsageError);
    }
    engine.endResponse(1);
    assert.equal(text(engine), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  });

  test("engine: trailers are left out where the framing has no place for them", () => {
    const engine = received(get);
    engine.sendResponseHead(1, status(200), 1);
    engine.sendContent(1, "x");
    engine.endResponse(1, FieldSection.of({ "X-Digest": "1" }));
    assert.equal(text(engine), "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
  });

  test("engine: content of unknown length ends with the connection for HTTP/1.0 (RFC9112§6.3)", () => {
    for (const request of [get10, keepAlive10]) {
      const engine = received(request);
      engine.sendResponseHead(1, status(200), undefined);
      engine.sendContent(1, "hello");
      engine.endResponse(1);
      assert.equal(text(engine), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
      assert.equal(engine.isFinished, true);
    }
  });

  test("engine: content of known length must be just as long", () => {
    const engine = received(get);
    engine.sendResponseHead(1, status(200), 5);
    engine.sendContent(1, "hel");
    assert.throws(() => engine.sendContent(1, "lo!"), UsageError);
    assert.throws(() => engine.endResponse(1), UsageError);
    engine.sendContent(1, "lo");
    engine.endResponse(1);
    assert.equal(text(engine), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  });

  test("engine: a Content-Length of the site's makes the length a known one", () => {
    const engine = received(get);
    engine.sendResponseHead(1, status(200, { "content-length": "2" }), undefined);
    engine.sendContent(1, "ok");
    engine.endResponse(1);
    assert.equal(text(engine), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
});

describe("engine: what is refused of the site", () => {
  const wrong: readonly [why: string, section: Record<string, string | string[]>][] = [
    ["a name that is no token", { "bad name": "x" }],
    ["an empty name", { "": "x" }],
    ["a line end in a name", { "a\r\nb": "x" }],
    ["a line end in a value (RFC9112§11.1)", { Location: "/\r\nSet-Cookie: a=b" }],
    ["LF in a value", { X: "a\nb" }],
    ["NUL in a value", { X: "a\0b" }],
    ["a character that is no octet", { X: "\u{1f408}" }],
    ["a Content-Length that is none", { "Content-Length": "5x" }],
    ["a Content-Length of other content", { "Content-Length": "4" }],
    ["two lengths", { "Content-Length": ["5", "6"] }],
    ["a transfer coding that is not spoken here", { "Transfer-Encoding": "gzip, chunked" }],
  ];
  for (const [why, section] of wrong) {
    test(`engine: nothing is written when a response has ${why}`, () => {
      const engine = received(get);
      assert.throws(() => engine.sendResponse(1, status(200, section), "hello"), UsageError);
      assert.throws(() => engine.sendResponseHead(1, status(200, section), 5), UsageError);
      assert.equal(engine.takeOutput(), undefined);
      engine.sendResponse(1, status(500), "hello");
      assert.ok(text(engine).startsWith("HTTP/1.1 500 "));
    });
  }

  for (const statusCode of [0, 99, 100, 101, 199, 600, 200.5, Number.NaN]) {
    test(`engine: nothing is written when the final status code is ${statusCode}`, () => {
      const engine = received(get);
      assert.throws(() => engine.sendResponse(1, status(statusCode), ""), UsageError);
      assert.equal(engine.takeOutput(), undefined);
    });
  }

  test("engine: CONNECT is not answered with 2xx, which would make a tunnel (RFC9110§9.3.6)", () => {
    const engine = received("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
    assert.throws(() => engine.sendResponse(1, status(200), ""), UsageError);
    engine.sendResponse(1, status(405), "");
  });

  test("engine: 204 and 205 with a Content-Length of content are refused", () => {
    for (const statusCode of [204, 205]) {
      const engine = received(get);
      assert.throws(() => engine.sendResponse(1, status(statusCode, { "Content-Length": "5" }), undefined), UsageError);
    }
  });

  test("engine: a chunked that came along with a response is dropped, and the framing decided anew", () => {
    const engine = received(get);
    engine.sendResponse(1, status(200, { "Transfer-Encoding": "Chunked" }), "ok");
    assert.equal(text(engine), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });

  test("engine: responses are sent once, in order, and to an exchange there is", () => {
    const engine = new Http1Engine();
    assert.throws(() => engine.sendResponse(1, status(200), ""), UsageError);
    pull(engine, get);
    assert.throws(() => engine.sendResponse(2, status(200), ""), UsageError);
    assert.throws(() => engine.sendContent(1, "x"), UsageError);
    assert.throws(() => engine.endResponse(1), UsageError);
    engine.sendResponse(1, status(200), "");
    assert.throws(() => engine.sendResponse(1, status(200), ""), UsageError);
    pull(engine, get);
    assert.throws(() => engine.sendResponse(1, status(200), ""), UsageError);
    engine.sendResponseHead(2, status(200), 1);
    assert.throws(() => engine.sendResponse(2, status(200), ""), UsageError);
    assert.throws(() => engine.sendResponseHead(2, status(200), 1), UsageError);
  });
});
