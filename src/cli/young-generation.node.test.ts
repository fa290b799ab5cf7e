import assert from "node:assert/strict";
import { test } from "node:test";
import { getHeapSpaceStatistics } from "node:v8";
import { keepYoungGeneration, mayKeepYoungGeneration } from "./young-generation.node.ts";

const skip = !mayKeepYoungGeneration() && "the sizes of the young generation are chosen by whoever started this test";

/** What it grows beyond only as more and more survives: it begins with two halves of a mebibyte or less. */
const SMALL_OCTETS = 8 << 20;

test("young generation: grows only when it is not kept, though as much survives", { skip }, () => {
  keepYoungGeneration(true);
  const whenKept = youngOctetsAfterSurvivors();
  keepYoungGeneration(false);
  const whenNotKept = youngOctetsAfterSurvivors();
  assert.ok(whenKept <= SMALL_OCTETS, `it has ${whenKept} octets when it is kept`);
  assert.ok(whenNotKept > SMALL_OCTETS, `it has ${whenNotKept} octets when it is not kept`);
});

test("young generation: is not ours to keep when whoever started the process has chosen its sizes", () => {
  assert.equal(mayKeepYoungGeneration("--max-semi-space-size=64 --enable-source-maps"), false);
  assert.equal(mayKeepYoungGeneration("--max_semi_space_size=64"), false);
  assert.equal(mayKeepYoungGeneration("--enable-source-maps"), true);
});

/** Makes so much that survives that the young generation grows where it may. */
function youngOctetsAfterSurvivors(): number {
  for (let round = 0; round < 3; round++) {
    const survivors: object[] = [];
    for (let count = 0; count < 400_000; count++) survivors.push({ count });
    assert.equal(survivors.length, 400_000);
  }
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")!.space_size;
}
