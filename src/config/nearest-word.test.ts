import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestWord } from "./nearest-word.ts";

const words = ["cleanUrls", "cache", "list", "headers"];
const cases: readonly (readonly [given: string, meant: string | undefined])[] = [
  ["cleanUrl", "cleanUrls"],
  ["cleanurls", "cleanUrls"],
  ["clenaUrls", "cleanUrls"],
  ["cach", "cache"],
  ["hedaer", "headers"],
  ["lsit", "list"],
  ["x", undefined],
  ["", undefined],
  ["colour", undefined],
  ["a".repeat(100_000), undefined],
];

for (const [given, meant] of cases) {
  const shown = given.length > 20 ? "very long" : JSON.stringify(given);
  test(`nearest word: it is ${meant ?? "none"} when what is given is ${shown}`, () => {
    assert.equal(nearestWord(given, words), meant);
  });
}

test("nearest word: of several the first of the nearest is meant", () => {
  assert.equal(nearestWord("bat", ["cart", "cat", "hat"]), "cat");
});
