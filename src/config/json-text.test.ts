import assert from "node:assert/strict";
import { test } from "node:test";
import { firstJsonFault, jsonDepth, textPosition } from "./json-text.ts";

test("json text: the depth is that of arrays and objects, and of nothing in strings", () => {
  assert.equal(jsonDepth("1", 9), 0);
  assert.equal(jsonDepth('[{"a":[]},[]]', 9), 3);
  assert.equal(jsonDepth('["[[[[", "\\"[[[", "\\\\"]', 9), 1);
  assert.equal(jsonDepth('"[[[', 9), 0);
});

test("json text: the depth is counted no further than one past what is allowed", () => {
  assert.equal(jsonDepth("[".repeat(1_000_000), 5), 6);
});

const faults: readonly (readonly [text: string, fault: string])[] = [
  ['{"a": }', "a value is expected at line 1, column 7"],
  ['{\n  "a": 1\n  "b": 2}', "a comma is expected at line 3, column 3"],
  ["{a: 1}", "something that is no JSON value stands at line 1, column 2"],
  ['{"a": 1,}', "a key in double quotation marks is expected at line 1, column 9"],
  ["[1", 'a "]" is expected at line 1, column 3'],
  ["[] []", "the end is expected at line 1, column 4"],
  ["// no\n1", "a comment, which JSON has not, stands at line 1, column 1"],
  ['"a', "a string has no end at line 1, column 1"],
  ["", "a value is expected at line 1, column 1"],
];
for (const [text, fault] of faults) {
  test(`json text: the first fault is told with its place when it is ${JSON.stringify(text)}`, async () => {
    assert.equal(await firstJsonFault(text), fault);
  });
}

test("json text: a position is a line and a column, from 1", () => {
  assert.deepEqual(textPosition("a\nbc", 0), { line: 1, column: 1 });
  assert.deepEqual(textPosition("a\nbc", 3), { line: 2, column: 2 });
});
