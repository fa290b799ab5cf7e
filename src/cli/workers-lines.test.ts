import assert from "node:assert/strict";
import { test } from "node:test";
import { WholeLines } from "./workers-lines.ts";

function collected() {
  const written: string[] = [];
  return { written, lines: new WholeLines((text) => written.push(text)) };
}

const text = "one\n\nzwölf ✔\nthe last\n";

test("workers lines: the same lines come out, each whole, wherever their octets were split", () => {
  const octets = new TextEncoder().encode(text);
  for (let first = 0; first <= octets.length; first++) {
    for (let second = first; second <= octets.length; second++) {
      const { written, lines } = collected();
      for (const piece of [octets.slice(0, first), octets.slice(first, second), octets.slice(second)]) lines.add(piece);
      assert.equal(written.map((each) => `${each}\n`).join(""), text);
      lines.end();
      assert.equal(written.map((each) => `${each}\n`).join(""), text);
    }
  }
});

test("workers lines: what has no line end is kept, and passed on when its writer has ended", () => {
  const { written, lines } = collected();
  lines.add(new TextEncoder().encode("one\ntw"));
  assert.deepEqual(written, ["one"]);
  lines.add(new TextEncoder().encode("o"));
  lines.end();
  assert.deepEqual(written, ["one", "two"]);
});

test("workers lines: a line is passed on in pieces when it is longer than may be kept", () => {
  const { written, lines } = collected();
  const mebibyte = new Uint8Array(1_048_576).fill(0x61);
  lines.add(mebibyte);
  assert.deepEqual(written, []);
  lines.add(new TextEncoder().encode("b"));
  assert.deepEqual(
    written.map(({ length }) => length),
    [1_048_577],
  );
});
