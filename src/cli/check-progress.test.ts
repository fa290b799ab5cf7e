import assert from "node:assert/strict";
import { test } from "node:test";
import { checkProgressLine } from "./check-progress.ts";
import { paintFor } from "./terminal.ts";

const progress = { done: 128, all: 400, failed: 3, family: "Chunked content" };

test("check progress: a bar, counts and the family are shown when there is room", () => {
  const line = checkProgressLine(progress, { paint: paintFor(false), columns: 80 });
  assert.equal(line, `  ${"━".repeat(8)}${" ".repeat(16)}  128/400 cases · 3 failed · Chunked content`);
});

test("check progress: it fits when the terminal is narrow, and says what is done before the first case", () => {
  for (const columns of [40, 59, 60, 66]) {
    const line = checkProgressLine(progress, { paint: paintFor(false), columns });
    assert.ok(line.length < columns && line.includes("128/400 cases"), `${columns}: ${line}`);
  }
  const first = checkProgressLine({ done: 0, all: 0, failed: 0, family: "" }, { paint: paintFor(false), columns: 40 });
  assert.equal(first, "  looking at what it offers");
});
