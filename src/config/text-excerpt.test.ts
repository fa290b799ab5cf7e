import assert from "node:assert/strict";
import { test } from "node:test";
import { textExcerpt } from "./text-excerpt.ts";

test("text excerpt: the line, the one before it and a caret below the column are shown", () => {
  assert.equal(textExcerpt("a\r\nbb\rccc\n", 3, 2), "  2 │ bb\n› 3 │ ccc\n    │  ^");
  assert.equal(textExcerpt("a", 1, 1), "› 1 │ a\n    │ ^");
  assert.equal(textExcerpt("1\n2\n3\n4\n5\n6\n7\n8\n\tx\n\ty", 10, 2), "   9 │   x\n› 10 │   y\n     │   ^");
});

test("text excerpt: the caret stands below its character when the line is too long to be shown", () => {
  const column = 1000;
  const text = `${"a".repeat(column - 1)}X${"b".repeat(column)}`;
  const [line = "", caret = ""] = textExcerpt(text, 1, column).split("\n");
  assert.ok(line.length < 200, `${line.length}`);
  assert.equal(line[caret.indexOf("^")], "X");
  assert.match(line, /│ …a+Xb+$/);
});

test("text excerpt: the caret stands alone when the place is past the end", () => {
  assert.equal(textExcerpt("a", 2, 1), "  1 │ a\n    │ ^");
});
