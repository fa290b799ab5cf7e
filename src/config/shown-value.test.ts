import assert from "node:assert/strict";
import { test } from "node:test";
import { shown } from "./shown-value.ts";

class Area {}
const cases: readonly (readonly [value: unknown, text: string])[] = [
  ["a\n", '"a\\n"'],
  ["a".repeat(99), `"${"a".repeat(60)}…"`],
  [undefined, "undefined"],
  [null, "null"],
  [5n, "5"],
  [Symbol("s"), "Symbol(s)"],
  [() => 1, "a function"],
  [[1], "a list"],
  [{}, "an object"],
  [Object.create(null), "an object"],
  [new Area(), "an Area"],
  [new Map(), "a Map"],
];

for (const [value, text] of cases) {
  test(`shown value: it is ${JSON.stringify(text)} when that is what it is`, () => assert.equal(shown(value), text));
}
