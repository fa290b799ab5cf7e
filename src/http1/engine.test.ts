import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FieldSection } from "../semantics/index.ts";
import { engineLimits, Http1Engine, ProtocolError, UsageError } from "./index.ts";
import { octets, pull, received, status, text, typeOf } from "./testing/driven-engine.ts";

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const get10 = "GET / HTTP/1.0\r\n\r\n";
const keepAlive10 = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
const post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
const expecting = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

describe("engine: interim responses", () => {
  test("engine: 103 goes before the final response (RFC9110§15.2)", () => {
    const engine = received(get);
    engine.sendInterim(1, 103, FieldSection.of({ Link: "</a.css>; rel=preload" }));
    engine.sendResponse(1, status(204), undefined);
    assert.equal(
      text(engine),
      "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    );
  });

  test("engine: nothing is sent to HTTP/1.0, once the response has begun, or to an exchange that is over", () => {
    const old = received(get10);
    old.sendInterim(1, 103, FieldSection.empty);
    assert.equal(old.takeOutput(), undefined);
    const engine = received(get);
    engine.sendResponseHead(1, status(200), undefined);
    engine.takeOutput();
    engine.sendInterim(1, 103, FieldSection.empty);
    engine.endResponse(1);
    engine.takeOutput();
    engine.sendInterim(1, 103, FieldSection.empty);
    assert.equal(engine.takeOutput(), undefined);
  });

  test("engine: an interim response of another class, 101, or with framing fields is refused", () => {
    const engine = received(get);
    for (const statusCode of [99, 101, 200, 103.5]) {
      assert.throws(() => engine.sendInterim(1, statusCode, FieldSection.empty), UsageError);
    }
    for (const name of ["Content-Length", "Transfer-Encoding", "Connection"]) {
      const value = name === "Content-Length" ? "0" : "chunked";
      assert.throws(() => engine.sendInterim(1, 103, FieldSection.of({ [name]: value })), UsageError);
    }
    assert.throws(() => engine.sendInterim(1, 103, FieldSection.of({ X: "a\r\nb" })), UsageError);
    assert.equal(engine.takeOutput(), undefined);
  });

  test("engine: 100 is sent once, when the content is wanted (RFC9110§10.1.1)", () => {
    const engine = received(expecting);
    assert.equal(engine.takeOutput(), undefined);
    engine.wantContent(1);
    engine.wantContent(1);
    assert.equal(text(engine), "HTTP/1.1 100 Continue\r\n\r\n");
    assert.deepEqual(pull(engine, "hello").map(typeOf), ["Content", "EndOfMessage", "paused"]);
    engine.sendResponse(1, status(204), undefined);
    assert.equal(text(engine), "HTTP/1.1 204 No Content\r\n\r\n");
    assert.equal(engine.isFinished, false);
  });

  test("engine: 100 is not sent when content has come already", () => {
    const engine = new Http1Engine();
    engine.receive(octets(`${expecting}he`));
    assert.equal(typeOf(engine.nextEvent()), "RequestHead");
    engine.wantContent(1);
    assert.equal(engine.takeOutput(), undefined);
    assert.deepEqual([engine.nextEvent(), engine.nextEvent()].map(typeOf), ["Content", "need-octets"]);
    engine.wantContent(1);
    assert.equal(engine.takeOutput(), undefined);
  });

  test("engine: a final response instead of 100 closes, for nobody knows what the client sends next", () => {
    const engine = received(expecting);
    engine.sendResponse(1, status(413), undefined);
    assert.equal(text(engine), "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assert.equal(engine.isFinished, true);
  });
});

describe("engine: the connection's end", () => {
  test("engine: it says close, and is finished, after the response to a request that asked for it (RFC9112§9.6)", () => {
    const engine = received("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    engine.sendResponse(1, status(204), undefined);
    assert.equal(text(engine), "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    assert.equal(engine.isFinished, true);
    engine.receive(octets(get));
    assert.equal(engine.nextEvent(), "paused");
  });

  test("engine: keep-alive is said to HTTP/1.0 that asked for it alone (RFC9112§9.3)", () => {
    const engine = received(keepAlive10);
    engine.sendResponse(1, status(204), undefined);
    assert.equal(text(engine), "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n");
    assert.equal(engine.isFinished, false);
    const modern = received("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    modern.sendResponse(1, status(204), undefined);
    assert.equal(text(modern), "HTTP/1.1 204 No Content\r\n\r\n");
  });

  test("engine: the site may close, and may add options of its own", () => {
    const engine = received(get);
    engine.sendResponse(1, status(204, { Connection: "Close" }), undefined);
    assert.equal(text(engine), "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    assert.equal(engine.isFinished, true);
    const upgrade = received(get);
    upgrade.sendResponse(1, status(426, { Connection: "keep-alive, Upgrade", Upgrade: "x" }), undefined);
    assert.equal(
      text(upgrade),
      "HTTP/1.1 426 Upgrade Required\r\nUpgrade: x\r\nContent-Length: 0\r\nConnection: upgrade\r\n\r\n",
    );
    assert.equal(upgrade.isFinished, false);
  });

  test("engine: closeAfterExchange makes the open response the last, or the next one", () => {
    const open = received(get);
    open.closeAfterExchange();
    open.sendResponse(1, status(204), undefined);
    assert.match(text(open), /Connection: close/);
    assert.equal(open.isFinished, true);
    const begun = received(get);
    begun.sendResponseHead(1, status(200), 0);
    begun.closeAfterExchange();
    assert.equal(begun.isFinished, false);
    begun.endResponse(1);
    assert.equal(begun.isFinished, true);
    const idle = new Http1Engine();
    idle.closeAfterExchange();
    assert.equal(idle.isFinished, false);
    pull(idle, get);
    idle.sendResponse(1, status(204), undefined);
    assert.equal(idle.isFinished, true);
  });

  test("engine: content goes on coming after an early response, until the server closes", () => {
    const engine = received(post);
    engine.sendResponse(1, status(204), undefined);
    assert.equal(engine.isIdle, false);
    assert.deepEqual(pull(engine, "hel").map(typeOf), ["Content", "need-octets"]);
    assert.deepEqual(pull(engine, `lo${get}`).map(typeOf), [
      "Content",
      "EndOfMessage",
      "RequestHead",
      "EndOfMessage",
      "paused",
    ]);
    const impatient = received(post);
    impatient.sendResponse(1, status(204), undefined);
    impatient.closeAfterExchange();
    assert.equal(impatient.isFinished, true);
  });

  test("engine: a request waits for the end of the exchange before it (RFC9112§9.3.2)", () => {
    const engine = received(get + get);
    assert.equal(engine.nextEvent(), "paused");
    engine.receive(octets(get));
    assert.equal(engine.nextEvent(), "paused");
    engine.sendResponse(1, status(204), undefined);
    assert.equal(typeOf(engine.nextEvent()), "RequestHead");
  });

  test("engine: the peer's end between messages is said once, and finishes (RFC9112§9.6)", () => {
    const engine = received(get);
    engine.peerClosed();
    assert.equal(engine.nextEvent(), "paused");
    engine.sendResponse(1, status(204), undefined);
    assert.equal(typeOf(engine.nextEvent()), "ConnectionClosed");
    assert.equal(engine.nextEvent(), "paused");
    assert.equal(engine.isFinished, true);
  });

  test("engine: it is idle between exchanges, and receives a head from its first octet to its last", () => {
    const engine = new Http1Engine();
    const seen = () => [engine.isIdle, engine.isReceivingHead];
    assert.deepEqual(seen(), [true, false]);
    pull(engine, "\r\n");
    assert.deepEqual(seen(), [true, false]);
    pull(engine, "G");
    assert.deepEqual(seen(), [false, true]);
    pull(engine, get.slice(1));
    assert.deepEqual(seen(), [false, false]);
    engine.sendResponse(1, status(204), undefined);
    assert.deepEqual(seen(), [true, false]);
  });
});

describe("engine: the last response", () => {
  test("engine: it answers what was no request, says close, and finishes", () => {
    const engine = new Http1Engine();
    assert.throws(
      () => pull(engine, `${get.slice(0, 16)}Bad Line\r\n\r\n`),
      (error) => error instanceof ProtocolError && error.offset === 19 && error.statusCode === 400,
    );
    assert.equal(engine.isFinished, false);
    assert.equal(engine.sendLastResponse(status(400), "no"), true);
    assert.equal(text(engine), "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
    assert.equal(engine.isFinished, true);
    assert.equal(engine.sendLastResponse(status(400), "no"), false);
  });

  test("engine: it answers where no request was complete", () => {
    for (const request of ["", "GET / H"]) {
      const engine = new Http1Engine();
      pull(engine, request);
      assert.equal(engine.sendLastResponse(status(408), undefined), true);
      assert.match(text(engine), /^HTTP\/1.1 408 .*Connection: close\r\n\r\n$/s);
    }
  });

  test("engine: it answers a request whose content was broken, without content to HEAD", () => {
    const engine = new Http1Engine();
    const request = "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx";
    assert.throws(() => pull(engine, request), ProtocolError);
    assert.equal(engine.sendLastResponse(status(400), "no"), true);
    assert.match(text(engine), /^HTTP\/1.1 400 .*Content-Length: 2\r\nConnection: close\r\n\r\n$/s);
  });

  test("engine: it is not sent once a response has begun", () => {
    const engine = received(get);
    engine.sendResponseHead(1, status(200), 5);
    assert.equal(engine.sendLastResponse(status(500), undefined), false);
    assert.equal(engine.isFinished, true);
    assert.doesNotMatch(text(engine), /500/);
  });

  test("engine: a response that has begun goes on when the request's content breaks, and is the last", () => {
    const engine = received("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    engine.sendResponseHead(1, status(200), 2);
    assert.throws(() => pull(engine, "x"), ProtocolError);
    engine.sendContent(1, "ok");
    engine.endResponse(1);
    assert.equal(engine.isFinished, true);
  });

  test("engine: a broken content after the response finishes at once", () => {
    const engine = received("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    engine.sendResponse(1, status(204), undefined);
    assert.throws(() => pull(engine, "x"), ProtocolError);
    assert.equal(engine.isFinished, true);
    assert.equal(engine.sendLastResponse(status(400), undefined), false);
  });
});

describe("engine: the place where an Upgrade leaves", () => {
  const upgrading = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n";

  test("engine: 101 is sent, and what was not consumed is given over (RFC9110§7.8)", () => {
    const engine = received(`${upgrading}\x81\x02hi`);
    engine.switchProtocols(1, FieldSection.of({ Upgrade: "chat", "Sec-Chat": "1" }));
    assert.equal(
      text(engine),
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: chat\r\nSec-Chat: 1\r\n\r\n",
    );
    assert.equal(Buffer.from(engine.takeRemainder()).toString("latin1"), "\x81\x02hi");
    assert.equal(engine.takeRemainder().length, 0);
    assert.equal(engine.nextEvent(), "paused");
    assert.equal(engine.isFinished, false);
    assert.equal(engine.isIdle, false);
    assert.throws(() => engine.sendResponse(1, status(200), ""), UsageError);
  });

  test("engine: 100 goes before 101 where both were asked for (RFC9110§7.8)", () => {
    const both = upgrading.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    const engine = received(`${both}hi`);
    engine.switchProtocols(1, FieldSection.of({ Upgrade: "chat" }));
    assert.equal(
      text(engine),
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\n",
    );
  });

  test("engine: 101 is refused when nobody asked, when the request goes on, or without Upgrade", () => {
    const section = FieldSection.of({ Upgrade: "chat" });
    assert.throws(() => received(get).switchProtocols(1, section), UsageError);
    const going = received(upgrading.replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\nhel"));
    assert.throws(() => going.switchProtocols(1, section), UsageError);
    const engine = received(upgrading);
    assert.throws(() => engine.switchProtocols(1, FieldSection.empty), UsageError);
    assert.equal(engine.takeOutput(), undefined);
    engine.sendResponse(1, status(204), undefined);
    assert.equal(engine.isFinished, false);
  });
});

test("engine: a limit that is set otherwise counts", () => {
  const engine = new Http1Engine({ limits: engineLimits({ headerLinesMax: 1, requestLineOctetsMax: undefined }) });
  assert.throws(() => pull(engine, "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n"), /at most 1$/);
});

test("engine: https in a request target is taken where the connection is secured (RFC9110§7.4)", () => {
  const engine = new Http1Engine({ scheme: "https" });
  assert.deepEqual(pull(engine, "GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n").map(typeOf)[0], "RequestHead");
});

test("engine: the head's octets become text once", () => {
  const lengths: number[] = [];
  const engine = new Http1Engine({
    octetText: {
      latin1: (from, start, end) => {
        lengths.push(end - start);
        return Buffer.from(from.subarray(start, end)).toString("latin1");
      },
      utf8LengthOctets: (of) => Buffer.byteLength(of),
      utf8: (of) => Buffer.from(of),
    },
  });
  for (const octet of octets(get)) pull(engine, String.fromCharCode(octet));
  assert.deepEqual(lengths, [get.length]);
});

test("engine: heads that come in pieces by turns on many connections do not touch one another", () => {
  const request = (name: string) => `GET /${name} HTTP/1.1\r\nHost: ${name}.example\r\nX-Name: ${name}\r\n\r\n`;
  const names = ["a", "bb", "ccc"];
  for (let cut = 1; cut < request("a").length; cut++) {
    const engines = names.map((name) => ({ name, engine: new Http1Engine() }));
    for (const { name, engine } of engines) {
      engine.receive(Buffer.from(request(name).slice(0, cut)));
      assert.equal(engine.nextEvent(), "need-octets");
    }
    for (const { name, engine } of engines.reverse()) {
      engine.receive(Buffer.from(request(name).slice(cut)));
      const event = engine.nextEvent();
      assert.ok(typeof event !== "string" && event.type === "RequestHead");
      assert.equal(event.path, `/${name}`);
      assert.equal(event.authority, `${name}.example`);
      assert.deepEqual(event.headerSection.getAll("x-name"), [name]);
    }
  }
});
