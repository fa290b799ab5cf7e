import assert from "node:assert/strict";
import { test } from "node:test";
import { portableOctetText } from "./index.ts";

test("octet text: each octet becomes the character of its number, however many there are", () => {
  for (const length of [0, 1, 256, 4096, 4097, 200_000]) {
    const octets = Uint8Array.from({ length: length + 2 }, (_, index) => index & 0xff);
    const text = portableOctetText.latin1(octets, 1, length + 1);
    assert.equal(text, Buffer.from(octets.subarray(1, length + 1)).toString("latin1"));
  }
});

test("octet text: the UTF-8 length is that of the UTF-8 octets", () => {
  for (const text of [
    "",
    "abc",
    "caf\u00e9",
    "\u0800",
    "\u{1f408}\u{1f408}",
    "\ud800",
    "\udc00a",
    "a\ud800b",
    "\ud800\ud800\udc00",
  ]) {
    assert.equal(portableOctetText.utf8LengthOctets(text), Buffer.byteLength(text), JSON.stringify(text));
    assert.deepEqual(Buffer.from(portableOctetText.utf8(text)), Buffer.from(text), JSON.stringify(text));
  }
});
