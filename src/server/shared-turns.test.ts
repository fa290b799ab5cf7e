import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { SharedTurns } from "./shared-turns.ts";

test("shared turns: as many go on in a turn as it has shares, in the order in which they came", async () => {
  const turns = new SharedTurns(40, 10);
  const wentOn: number[] = [];
  for (let number = 0; number < 9; number++) turns.onNext(() => wentOn.push(number));
  const counts: number[] = [];
  for (let count = 0; count < 4; count++) {
    await turn();
    counts.push(wentOn.length);
  }
  assert.deepEqual(counts, [4, 8, 9, 9]);
  assert.deepEqual(wentOn, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test("shared turns: a turn is over when all of it is spent, and the next begins with nothing spent", async () => {
  const turns = new SharedTurns(40, 10);
  turns.spent(39);
  assert.equal(turns.isOver, false);
  turns.spent(1);
  assert.equal(turns.isOver, true);
  await turn();
  assert.equal(turns.isOver, false);
});

test("shared turns: who waits again as it goes on has another turn, after those who wait already", async () => {
  const turns = new SharedTurns(2, 1);
  const said: string[] = [];
  turns.onNext(() => {
    said.push("one");
    turns.onNext(() => said.push("one again"));
  });
  for (const name of ["two", "three"]) turns.onNext(() => said.push(name));
  for (let count = 0; count < 3; count++) await turn();
  assert.deepEqual(said, ["one", "two", "three", "one again"]);
});

test("shared turns: nobody goes on while they are held, and all do in their order afterwards", async () => {
  const turns = new SharedTurns(4, 1);
  const said: string[] = [];
  turns.onNext(() => said.push("one"));
  turns.hold();
  assert.equal(turns.isOver, true);
  turns.onNext(() => said.push("two"));
  for (let count = 0; count < 3; count++) await turn();
  assert.deepEqual(said, []);
  turns.release();
  assert.equal(turns.isOver, false);
  await turn();
  assert.deepEqual(said, ["one", "two"]);
});
