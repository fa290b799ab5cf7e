import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSpeltOctets, spellOctets } from "./parser-replay-text.ts";

test("spelt octets: escapes stand for an octet each, and line breaks for none", () => {
  assert.deepEqual(parseSpeltOctets("a\\r\\n\nb\\t\\0\\\\\\x7F\r\n"), { octets: "a\r\nb\t\0\\\x7f" });
});

test("spelt octets: a character beyond ASCII is its octets in UTF-8", () => {
  assert.deepEqual(parseSpeltOctets("é😀"), { octets: "\xc3\xa9\xf0\x9f\x98\x80" });
});

test("spelt octets: the place is told when an escape is none", () => {
  for (const [text, at] of [
    ["ab\\q", 2],
    ["\\", 0],
    ["\\x4", 0],
    ["a\\xg0", 1],
  ] as const) {
    const spelt = parseSpeltOctets(text);
    assert.equal("at" in spelt && spelt.at, at, text);
  }
});

test("spelt octets: all octets are spelt so that they read back", () => {
  const octets = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join("");
  assert.deepEqual(parseSpeltOctets(spellOctets(octets)), { octets });
  assert.equal(spellOctets("GET /\r\n\\\xe9"), "GET /\\r\\n\n\\\\\\xe9");
  assert.equal(spellOctets("a\n\n"), "a\\n\n\\n");
  assert.match(spellOctets(octets), /^[\n -~]*$/);
});
