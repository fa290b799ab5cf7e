import assert from "node:assert/strict";
import { test } from "node:test";
import { BackOff } from "./workers-back-off.ts";

test("workers back-off: a worker is started at once, then after a time that doubles up to half a minute", () => {
  const backOff = new BackOff();
  const delaysMs = Array.from({ length: 12 }, () => backOff.delayMs(0));
  assert.deepEqual(delaysMs, [0, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
});

test("workers back-off: it begins anew when the worker that ended had served long, and not when it had not", () => {
  const backOff = new BackOff();
  for (let count = 0; count < 5; count++) backOff.delayMs(0);
  assert.equal(backOff.delayMs(9_999), 1600);
  assert.equal(backOff.delayMs(10_000), 0);
  assert.equal(backOff.delayMs(0), 100);
});
