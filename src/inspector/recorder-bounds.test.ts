import assert from "node:assert/strict";
import { test } from "node:test";
import { SecretNames } from "../trace/index.ts";
import type { EndedExchange } from "./recorded-exchange.ts";
import { FIRST_OCTETS_KEPT_MAX } from "./recorded-message.ts";
import { Recorder } from "./recorder.ts";
import { EXCHANGES_KEPT_MAX, Recording } from "./recording.ts";
import { sampleLimits } from "./testing/sample-limits.ts";

const ended: Omit<EndedExchange, "connection" | "exchange"> = {
  statusCode: 200,
  contentOctets: 0,
  reason: undefined,
  rule: undefined,
  isCut: false,
  cause: undefined,
  decisions: undefined,
};

const octetsOf = (text: string) => Buffer.from(text, "latin1");
const response = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/** A recorder that is told what a test says. */
function told(names: readonly string[] = []) {
  const recording = new Recording({ version: "0", limits: sampleLimits, url: () => "http://localhost:5000/" });
  const recorder = new Recorder(recording, new SecretNames(names));
  const open = (id: number) => {
    recorder.opened(id, `127.0.0.1:${id}`, "127.0.0.1:80", () => undefined);
    let received = 0;
    let sent = 0;
    const connection = {
      began(exchange: number, path: string, receivedAt: number, hasContent = false) {
        const head = { method: "GET", requestTarget: path, path, httpVersion: "HTTP/1.1", hasContent };
        recorder.began(id, exchange, { ...head, lengthOctets: undefined }, receivedAt);
      },
      answered(exchange: number, octets = response) {
        recorder.responseBegan(id, exchange, 200, sent);
        recorder.responseEnded(id, exchange, sent + octets.length);
        recorder.sent(id, octets);
        sent += octets.length;
        recorder.exchangeEnded({ ...ended, connection: id, exchange });
        recorder.handedOver(id, sent);
      },
      /** A whole exchange. */
      exchanged(exchange: number, path = "/") {
        const request = `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
        recorder.received(id, octetsOf(request));
        received += request.length;
        connection.began(exchange, path, received);
        connection.answered(exchange);
      },
      received(text: string) {
        recorder.received(id, octetsOf(text));
        received += text.length;
      },
    };
    return connection;
  };
  return { recording, recorder, open };
}

test("recorder: an exchange whose request ends after its response is its connection's no more when it is used again", () => {
  const { recording, recorder, open } = told();
  const early = open(1);
  early.received("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
  early.began(1, "/early", 47, true);
  early.answered(1);
  early.received("cd");
  recorder.requestEnded(1, 1, 51);
  const other = open(2);
  for (let exchange = 1; exchange <= EXCHANGES_KEPT_MAX; exchange++) other.exchanged(exchange);
  // The record of the first exchange has just become that of an exchange that has not been answered yet.
  const next = open(3);
  next.received("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
  next.began(1, "/waits", 32);
  early.exchanged(2, "/second");
  next.answered(1, "HTTP/1.1 200 OK\r\nX-Of: waits\r\nContent-Length: 0\r\n\r\n");
  const second = recording.exchange(1, 2);
  assert.equal(second?.response.kept[0]?.octets, response);
  assert.match(recording.exchange(3, 1)!.response.kept[0]!.octets, /X-Of: waits/);
});

test("recorder: octets of an exchange that newer ones took the place of are its connection's all the same", () => {
  const { recording, recorder, open } = told();
  const long = open(1);
  long.received("GET /long HTTP/1.1\r\nHost: a\r\n\r\n");
  long.began(1, "/long", 31);
  recorder.responseBegan(1, 1, 200, 0);
  recorder.sent(1, "x".repeat(1000));
  const other = open(2);
  for (let exchange = 1; exchange <= EXCHANGES_KEPT_MAX; exchange++) other.exchanged(exchange);
  recorder.sent(1, "x".repeat(1000));
  assert.equal(recording.connections()[0]!.sentOctets, 2000);
});

test("recorder: of each of many requests that came in one read it is told where its secrets are", () => {
  const { recording, open } = told();
  const connection = open(1);
  const request = "GET / HTTP/1.1\r\nHost: a\r\nCookie: abcdef\r\n\r\n";
  const count = Math.floor(FIRST_OCTETS_KEPT_MAX / request.length);
  connection.received(request.repeat(count));
  for (let exchange = 1; exchange <= count; exchange++) {
    connection.began(exchange, "/", exchange * request.length);
    connection.answered(exchange);
  }
  const at = request.indexOf("abcdef");
  for (let exchange = 1; exchange <= count; exchange++) {
    const { kept, masked, start } = recording.exchange(1, exchange)!.request;
    assert.equal(kept[0]!.octets, request.replace("abcdef", "******"));
    assert.deepEqual(masked, [[start + at, start + at + 6]]);
  }
});
