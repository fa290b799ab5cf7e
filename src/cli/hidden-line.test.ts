import assert from "node:assert/strict";
import { test } from "node:test";
import { HiddenLine, type HiddenLineState } from "./hidden-line.ts";

const lines: readonly (readonly [
  what: string,
  typed: readonly string[],
  text: string,
  state: HiddenLineState,
  rest?: string,
])[] = [
  ["characters", ["a", "b", "c"], "abc", "open"],
  ["Enter", ["abc\r"], "abc", "entered"],
  ["a line feed", ["abc\n"], "abc", "entered"],
  ["two lines pasted", ["abc\rdef\r"], "abc", "entered", "def\r"],
  ["Backspace", ["abc\u007f\b"], "a", "open"],
  ["Backspace in an empty line", ["\u007f\u007fa"], "a", "open"],
  ["Backspace after an emoji of several code points", ["a👩‍👩‍👧‍👦\u007f"], "a", "open"],
  ["Backspace after a combining accent", ["ae\u0301\u007f"], "a", "open"],
  ["Ctrl-U", ["abc\u0015d"], "d", "open"],
  ["Ctrl-C", ["abc\u0003def"], "abc", "cancelled", "def"],
  ["Ctrl-D", ["\u0004"], "", "cancelled"],
  ["arrows", ["a\u001b[Db\u001bOAc"], "abc", "open"],
  ["a key with parameters, in pieces", ["a\u001b", "[1;", "5", "Cb"], "ab", "open"],
  ["Alt and a letter", ["a\u001bxb"], "ab", "open"],
  ["a bracketed paste", ["\u001b[200~abc\u001b[201~"], "abc", "open"],
  ["Tab and other controls", ["a\t\u0000\u001ab\u0085"], "ab", "open"],
];

for (const [what, typed, text, state, rest = ""] of lines) {
  test(`hidden line: it is ${JSON.stringify(text)}, ${state}, when ${what} is typed`, () => {
    const line = new HiddenLine();
    const left = typed.map((each) => line.receive(each)).join("");
    assert.deepEqual([line.text, line.state, left], [text, state, rest]);
  });
}
