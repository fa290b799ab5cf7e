import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type LineEnds, PAUSE_MARK, parseOctets, writeOctets, writePieces } from "./octet-escapes.ts";

const bothEnds: readonly LineEnds[] = ["crlf", "spelled"];
const allOctets = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join("");

for (const lineEnds of bothEnds) {
  test(`octet escapes: all 256 octets come back when line ends are ${lineEnds}`, () => {
    assert.deepEqual(parseOctets(writeOctets(allOctets, lineEnds), lineEnds), { pieces: [allOctets] });
  });

  test(`octet escapes: any octets in any pieces come back when line ends are ${lineEnds}`, () => {
    const octet = fc.oneof(
      fc.constantFrom("\r", "\n", "\\", "x", "0", " "),
      fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    );
    const piece = fc.array(octet, { maxLength: 30 }).map((octets) => octets.join(""));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
        assert.deepEqual(parseOctets(writePieces(pieces, lineEnds), lineEnds), { pieces });
      }),
      { numRuns: 300 },
    );
  });

  test(`octet escapes: what is written is printable ASCII and line breaks when line ends are ${lineEnds}`, () => {
    assert.match(writeOctets(allOctets, lineEnds), /^[\n -~]*$/);
  });
}

test("octet escapes: a line break is CR LF, or nothing, as it was chosen", () => {
  assert.deepEqual(parseOctets("GET / HTTP/1.1\n\n", "crlf").pieces, ["GET / HTTP/1.1\r\n\r\n"]);
  assert.deepEqual(parseOctets("GET / HTTP/1.1\\r\\n\n\\r\\n\n", "spelled").pieces, ["GET / HTTP/1.1\r\n\r\n"]);
});

test("octet escapes: a line of text is a line of octets when they are written", () => {
  const octets = "A\r\nB\nC\rD\tE\\F\0\x7f\xe9\r\n\r\n";
  assert.equal(writeOctets(octets, "crlf"), "A\nB\\nC\\rD\\tE\\\\F\\0\\x7F\\xE9\n\n");
  assert.equal(writeOctets(octets, "spelled"), "A\\r\\n\nB\\n\nC\\rD\\tE\\\\F\\0\\x7F\\xE9\\r\\n\n\\r\\n\n");
});

test("octet escapes: text that is no ASCII stands for its octets in UTF-8", () => {
  assert.deepEqual(parseOctets("é😀", "crlf").pieces, ["\xc3\xa9\xf0\x9f\x98\x80"]);
});

test("octet escapes: a mark parts two pieces", () => {
  assert.deepEqual(parseOctets(`GE${PAUSE_MARK}T${PAUSE_MARK}`, "crlf").pieces, ["GE", "T", ""]);
});

for (const [text, at] of [
  ["a\nb\\q", 3],
  ["\\x4", 0],
  ["\\x4g", 0],
  ["a\\", 1],
] as const) {
  test(`octet escapes: ${JSON.stringify(text)} is a fault with its place`, () => {
    const { fault } = parseOctets(text, "crlf");
    assert.equal(fault?.at, at);
    assert.match(fault.message, text.includes("\n") ? /^Line 2: "\\q" is no escape/ : /^Line 1: "\\.*" is no escape/);
  });
}
