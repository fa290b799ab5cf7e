import assert from "node:assert/strict";
import { test } from "node:test";
import { type FieldLine, FieldSection } from "./field-section.ts";
import { withVary } from "./vary.ts";

const rows: readonly [
  what: string,
  before: readonly FieldLine[],
  names: readonly string[],
  after: readonly FieldLine[],
][] = [
  [
    "there was none",
    [["A", "1"]],
    ["Accept"],
    [
      ["A", "1"],
      ["Vary", "Accept"],
    ],
  ],
  [
    "there was one",
    [
      ["Vary", "Accept"],
      ["A", "1"],
    ],
    ["Accept-Encoding"],
    [
      ["Vary", "Accept, Accept-Encoding"],
      ["A", "1"],
    ],
  ],
  ["it is named already", [["vary", "accept"]], ["Accept"], [["vary", "accept"]]],
  [
    "there were two lines",
    [
      ["A", "1"],
      ["Vary", "Accept"],
      ["B", "2"],
      ["VARY", "Origin"],
    ],
    ["Cookie"],
    [
      ["A", "1"],
      ["Vary", "Accept, Origin, Cookie"],
      ["B", "2"],
    ],
  ],
  ["anything may decide", [["Vary", "*"]], ["Accept"], [["Vary", "*"]]],
];

for (const [what, before, names, after] of rows) {
  test(`vary: one line names all when ${what} (RFC9110§12.5.5)`, () => {
    assert.deepEqual([...withVary(FieldSection.of(before), ...names)], after);
  });
}
