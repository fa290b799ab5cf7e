import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cases } from "./index.ts";

const rfcFolder = process.env["PORTHOLE_RFC"];
const skip = rfcFolder === undefined ? "the RFCs are not at hand: PORTHOLE_RFC names no folder of rfcNNNN.txt" : false;

test("cases: each quote is a sentence or a rule of an RFC, word for word", { skip }, () => {
  const texts = readdirSync(rfcFolder!)
    .filter((name) => /^rfc\d+\.txt$/.test(name))
    .map((name) => asOneLine(readFileSync(join(rfcFolder!, name), "utf8")));
  for (const quote of new Set(cases.map((each) => each.quote))) {
    assert.ok(
      texts.some((text) => text.includes(asOneLine(quote))),
      `no RFC says: ${quote}`,
    );
  }
});

test("cases: there are at least two hundred, each with something to send and something to expect", () => {
  assert.ok(cases.length >= 200, `${cases.length} cases`);
  for (const each of cases) {
    assert.match(each.rule, /^RFC\d{4}-\d+(\.\d+)*\/[A-Z0-9+.-]+$/);
    assert.ok(each.send.length > 0 && each.engine.length > 0 && each.pass.length > 0, each.rule);
    assert.match(each.why, /^\S.*\.$/s, `${each.rule} says why in a sentence`);
  }
});

test("cases: no two send the same octets", () => {
  const seen = new Map<string, string>();
  for (const each of cases) {
    const octets = JSON.stringify(each.send);
    assert.equal(seen.get(octets), undefined, `${each.rule}: ${each.why} sends what ${seen.get(octets)} sends`);
    seen.set(octets, `${each.rule}: ${each.why}`);
  }
});

test("cases: every octet that is sent is one character", () => {
  for (const each of cases) for (const step of each.send) assert.match(JSON.stringify(step), /^[\0-\xff]*$/, each.rule);
});

function asOneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
