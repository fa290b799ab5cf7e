import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { paintFor } from "./terminal.ts";
import { WirePrinter } from "./wire-printer.ts";

const octetsOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

/** A printer without colours, and the lines it has printed since they were last taken. */
function plainPrinter(columns?: number, isColoured = false) {
  let printed: string[] = [];
  const printer = new WirePrinter({
    writeLines: (text) => printed.push(...text.split("\n")),
    paint: paintFor(isColoured),
    columns: () => columns,
  });
  const take = () => {
    const lines = printed;
    printed = [];
    return lines;
  };
  return { printer, take };
}

function openedPrinter(columns?: number, isColoured = false) {
  const { printer, take } = plainPrinter(columns, isColoured);
  printer.opened(1, "127.0.0.1:50000", "127.0.0.1:5000");
  take();
  return { printer, take };
}

describe("wire printer", () => {
  test("wire printer: an exchange is printed line by line, line ends shown and secrets counted, when one comes", () => {
    const { printer, take } = plainPrinter();
    printer.opened(1, "127.0.0.1:50000", "127.0.0.1:5000");
    printer.received(1, octetsOf("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: id=1\r\n\r\n"));
    printer.sent(1, ["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", octetsOf("a\tb\n")]);
    printer.closed(1, "by the client");
    assert.deepEqual(take(), [
      "",
      "    1 ●  opened by 127.0.0.1:50000, on 127.0.0.1:5000",
      "    1 →  GET / HTTP/1.1␍␊",
      "    1 →  Host: localhost␍␊",
      "    1 →  Cookie: ‹4 octets masked›␍␊",
      "    1 →  ␍␊",
      "    1 ←  HTTP/1.1 200 OK␍␊",
      "    1 ←  Content-Length: 4␍␊",
      "    1 ←  ␍␊",
      "    1 ←  a␉b␊",
      "    1 ○  closed: by the client",
    ]);
  });

  test("wire printer: a line is marked where reads broke it, and a secret stays masked, when octets come in pieces", () => {
    const { printer, take } = openedPrinter();
    for (const piece of ["GE", "T / HTTP/1.1\r", "\nCookie: se", "cret\r\n"]) printer.received(1, octetsOf(piece));
    assert.deepEqual(take(), [
      "    1 →  GE⋯",
      "    1 →  ⋯T / HTTP/1.1␍⋯",
      "    1 →  ⋯␊",
      "    1 →  Cookie: ‹2 octets masked›⋯",
      "    1 →  ⋯‹4 octets masked›␍␊",
    ]);
  });

  test("wire printer: content that is not text is abbreviated with its octet count", () => {
    const { printer, take } = openedPrinter();
    const image = new Uint8Array(100_000).fill(0xff);
    image.set(octetsOf("\u0089PNG\r\n\u001a\n\0\0"));
    printer.sent(1, ["HTTP/1.1 200 OK\r\n\r\n", image]);
    printer.sent(1, image);
    const lines = take();
    assert.equal(lines[2], "    1 ←  \\x89PNG␍␊");
    assert.match(lines[4]!, /^ {4}1 ← {2}␀␀(\\xFF){38}‹99,952 octets more›$/);
    assert.equal(lines[5], "    1 ←  ‹100,000 octets of content›");
    assert.equal(lines.length, 6);
  });

  test("wire printer: long text is abbreviated once for its message, and the next message is printed anew", () => {
    const { printer, take } = openedPrinter();
    const text = octetsOf(`${"a".repeat(99)}\n`.repeat(100));
    printer.sent(1, ["HTTP/1.1 200 OK\r\n\r\n", text]);
    assert.equal(take().at(-1), `    1 ←  ${"a".repeat(48)}‹7,952 octets more›`);
    printer.sent(1, text);
    assert.deepEqual(take(), ["    1 ←  ‹10,000 octets of content›"]);
    printer.sent(1, "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n");
    assert.deepEqual(take(), ["    1 ←  HTTP/1.1 204 No Content␍␊", "    1 ←  X: y␍␊", "    1 ←  ␍␊"]);
  });

  test("wire printer: each message has a line of its own for its start line when several leave together without LF", () => {
    const { printer, take } = openedPrinter();
    const post = "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
    printer.received(1, octetsOf(`${post}GET /b HTTP/1.1\r\n\r\n${post}`));
    const isHere = (part: string) => (line: string) => line.includes(part);
    const requests = take();
    assert.deepEqual(requests.filter(isHere("HTTP/1.1")).length, 3);
    assert.deepEqual(requests.filter(isHere("abc")), ["    1 →  abc", "    1 →  abc"]);
    const json = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    const toHead = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n";
    printer.sent(1, [json, toHead, json, json]);
    const responses = take();
    assert.equal(responses.filter(isHere("HTTP/1.1 200 OK␍␊")).length, 4);
    assert.equal(responses.filter((line) => line === "    1 ←  {}").length, 3);
  });

  test("wire printer: content of one message is not marked as broken when its octets come in pieces with their ends", () => {
    const { printer, take } = openedPrinter();
    printer.sent(1, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
    printer.sent(1, "def");
    assert.deepEqual(take().slice(3), ["    1 ←  abc⋯", "    1 ←  ⋯def"]);
  });

  test("wire printer: no octet of the network reaches the terminal raw when all 256 come, in a head and in content", () => {
    const all = Uint8Array.from({ length: 256 }, (_, octet) => octet);
    const { printer, take } = openedPrinter();
    printer.received(1, all);
    printer.received(1, octetsOf("\r\n\r\n"));
    printer.received(1, all);
    printer.closed(1, "because of \u001b[2J");
    for (const line of take()) assert.match(line, /^[^\u0000-\u001f\u007f-\u009f]*$/);
  });

  test("wire printer: lines are broken under their gutter when the terminal is narrow, escapes staying whole", () => {
    const { printer, take } = openedPrinter(40, true);
    printer.received(1, octetsOf(`GET /${"a".repeat(70)} HTTP/1.1\r\nX: ${"\u00e9".repeat(20)}\r\n`));
    const lines = take().map((line) => line.replace(/\u001b\[[0-9;]*m/g, ""));
    assert.ok(lines.length >= 5);
    for (const line of lines) {
      assert.ok(line.length <= 40 && line.startsWith("    1 →  "), line);
      assert.doesNotMatch(line, /\\x?$|\\xE$/);
    }
    assert.equal(
      lines
        .map((line) => line.slice(9))
        .join("")
        .match(/a/g)?.length,
      70,
    );
  });

  test("wire printer: octets of a connection that is not known are not printed", () => {
    const { printer, take } = plainPrinter();
    printer.received(9, octetsOf("x"));
    printer.sent(9, "x");
    assert.deepEqual(take(), []);
  });
});
