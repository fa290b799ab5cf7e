import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ResponseFault } from "../cases/index.ts";
import { announcesClose, readResponses, valuesOf } from "./response-reader.ts";

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

function read(text: string, methods: readonly string[] = ["GET"], hasEnded = true) {
  return readResponses(text, methods, hasEnded);
}

function faultsOf(text: string, methods: readonly string[] = ["GET"], hasEnded = true): readonly ResponseFault[] {
  return [...(read(text, methods, hasEnded).final[0]?.faults ?? [])];
}

describe("response reader", () => {
  test("response reader: responses follow each other, interim ones are told apart, when all is right", () => {
    const { interim, final } = read(`HTTP/1.1 100 Continue\r\n\r\n${ok}${ok.replace("200 OK", "404 Not Found")}`);
    assert.deepEqual(interim, [100]);
    assert.deepEqual(
      final.map(({ statusCode, reason, content, isComplete, faults }) => [
        statusCode,
        reason,
        content,
        isComplete,
        faults.size,
      ]),
      [
        [200, "OK", "ok", true, 0],
        [404, "Not Found", "ok", true, 0],
      ],
    );
  });

  test("response reader: content is that of its chunks when it is chunked, trailers or not (RFC9112§7.1)", () => {
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const trailers of ["", "X: y\r\n"]) {
      const { final } = read(`${head}2\r\nok\r\nA;x="y"\r\n0123456789\r\n0\r\n${trailers}\r\n${ok}`, ["GET"], false);
      assert.deepEqual(
        final.map(({ content }) => content),
        ["ok0123456789", "ok"],
      );
      assert.equal(final[0]!.faults.size, 0);
    }
  });

  test("response reader: HEAD, 204 and 304 have no content, whatever their fields say (RFC9112§6.3)", () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
    assert.deepEqual(
      read(head + ok, ["HEAD", "GET"], false).final.map(({ content }) => content),
      ["", "ok"],
    );
    const none = 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n';
    assert.deepEqual(
      read(none + ok, ["GET"], false).final.map(({ content }) => content),
      ["", "ok"],
    );
  });

  test("response reader: a response waits for its octets when they have not come", () => {
    for (let length = 1; length < ok.length; length++) {
      const { final } = read(ok.slice(0, length), ["GET"], false);
      assert.equal(final[0]?.isComplete ?? false, false, ok.slice(0, length));
    }
    assert.equal(read(`${ok}HTT`, ["GET"], false).final[0]!.faults.size, 0);
  });

  const faulty: readonly [name: string, text: string, faults: readonly ResponseFault[], methods?: readonly string[]][] =
    [
      ["there is no status line", "<h1>Hello</h1>", ["no-status-line"]],
      ["the reason's space is missing", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", ["status-line"]],
      ["the version is none of ours", "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n", ["version"]],
      ["lines end with LF", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", ["bare-lf"]],
      ["there is no empty line", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", ["head-unfinished"]],
      [
        "content follows the fields at once",
        "HTTP/1.1 200 OK\r\nA: b\r\n<p>hello</p>",
        ["head-unfinished", "field-line"],
      ],
      ["a name is followed by a space", "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n", ["field-line"]],
      ["a field is folded", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 0\r\n\r\n", ["obs-fold"]],
      ["a CR stands alone", "HTTP/1.1 200 OK\r\nA: b\rc\r\nContent-Length: 0\r\n\r\n", ["bare-cr"]],
      [
        "a control octet stands in a value",
        "HTTP/1.1 200 OK\r\nA: b\0\r\nContent-Length: 0\r\n\r\n",
        ["control-octet"],
      ],
      ["the length is no number", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok", ["content-length-syntax"]],
      [
        "the length stands twice",
        `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${ok.slice(17)}`,
        ["content-length-repeated"],
      ],
      [
        "both lengths are said",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ["both-lengths"],
      ],
      ["204 has a length", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", ["length-forbidden"]],
      ["100 has a length", `HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n${ok}`, ["length-forbidden"]],
      ["chunked is not the last coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok", ["transfer-coding"]],
      ["a chunk has no size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nok\r\n", ["chunk-syntax"]],
      [
        "a chunk's data is too long",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n",
        ["chunk-syntax"],
      ],
      ["the content is cut short", ok.slice(0, -1), ["content-short"]],
      ["there is more content than announced", `${ok}!`, ["content-excess"]],
      ["HEAD has content", ok, ["content-forbidden"], ["HEAD"]],
      ["304 has content", `HTTP/1.1 304 Not Modified\r\n\r\nok`, ["content-forbidden"]],
    ];
  for (const [name, text, faults, methods] of faulty) {
    test(`response reader: it says so and reads on when ${name}`, () =>
      assert.deepEqual(faultsOf(text, methods), faults));
  }

  test("response reader: a length that nobody says is a fault when the connection stays open", () => {
    assert.deepEqual(faultsOf("HTTP/1.1 200 OK\r\n\r\nok", ["GET"], false), ["length-missing"]);
    assert.deepEqual(faultsOf("HTTP/1.1 200 OK\r\n\r\nok", ["GET"], true), []);
  });

  test("response reader: octets between two responses are the first one's when they are none of its content", () => {
    const { final } = read(`${ok}stray${ok}`, ["GET"], false);
    assert.deepEqual(
      final.map(({ faults }) => [...faults]),
      [["content-excess"], []],
    );
  });

  test("response reader: values of a field are found by its name in lower case when its lines are several", () => {
    const [response] = read("HTTP/1.1 200 OK\r\nVary: a\r\nVARY:  b \r\nContent-Length: 0\r\n\r\n").final;
    assert.deepEqual(valuesOf(response!, "vary"), ["a", "b"]);
  });

  const closes: readonly [version: string, connection: string, closes: boolean][] = [
    ["1.1", "", false],
    ["1.1", "Connection: Close\r\n", true],
    ["1.1", "Connection: upgrade, close\r\n", true],
    ["1.1", "Connection: keep-alive\r\n", false],
    ["1.0", "", true],
    ["1.0", "Connection: keep-alive\r\n", false],
  ];
  for (const [version, connection, isClosing] of closes) {
    const says = isClosing ? "says that the connection ends" : "does not say that the connection ends";
    test(`response reader: HTTP/${version} ${says} when it has ${connection.trim() || "no Connection"} (RFC9112§9.3)`, () => {
      const [response] = read(`HTTP/${version} 200 OK\r\n${connection}Content-Length: 0\r\n\r\n`).final;
      assert.equal(announcesClose(response!), isClosing);
    });
  }

  test("response reader: content that only begins like a chunk size has the length that is said beside Transfer-Encoding", () => {
    const both = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n404 ";
    const [first, second] = read(both + ok, ["GET"], false).final;
    assert.deepEqual([first!.content, first!.isComplete, [...first!.faults]], ["404 ", true, ["both-lengths"]]);
    assert.equal(second!.statusCode, 200);
  });

  test("response reader: nothing more is waited for when a chunk cannot be read", () => {
    const [response] = read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx2\r\nok", ["GET"], false).final;
    assert.deepEqual([response!.isComplete, [...response!.faults]], [true, ["chunk-syntax"]]);
  });
});
