import assert from "node:assert/strict";
import { test } from "node:test";
import { textExcerpt } from "./text-excerpt.ts";

test("text excerpt: the line, the one before it and a caret below the column are shown", () => {
  assert.deepEqual(textExcerpt(["a", "bb", "ccc"], 3, 2), ["  2 │ bb", "› 3 │ ccc", "    │  ^"]);
  assert.deepEqual(textExcerpt(["a"], 1, 1), ["› 1 │ a", "    │ ^"]);
  assert.deepEqual(textExcerpt(["a"], 1, undefined), ["› 1 │ a"]);
  const ten = [..."12345678", "\tx", "\ty"];
  assert.deepEqual(textExcerpt(ten, 10, 2), ["   9 │   x", "› 10 │   y", "     │   ^"]);
});

test("text excerpt: the caret stands below its character when the line is too long to be shown", () => {
  const column = 1000;
  const text = `${"a".repeat(column - 1)}X${"b".repeat(column)}`;
  const [line = "", caret = ""] = textExcerpt([text], 1, column);
  assert.ok(line.length < 200, `${line.length}`);
  assert.equal(line[caret.indexOf("^")], "X");
  assert.match(line, /│ …a+Xb+$/);
});

test("text excerpt: the caret stands below its character when what is before it is made visible", () => {
  const visible = (text: string) => text.replaceAll("\0", "\\x00");
  const dim = (text: string) => `(${text})`;
  const style = { visible, dim, mark: (text: string) => text };
  assert.deepEqual(textExcerpt(["-", "\0X"], 2, 2, style), ["  (1 (│) -)", "› 2 (│) \\x00X", "    (│)     ^"]);
});

test("text excerpt: there is none when the text has no such line", () => {
  assert.deepEqual(textExcerpt(["a"], 2, 1), []);
});
