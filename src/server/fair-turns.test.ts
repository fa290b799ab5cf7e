import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { FairTurns } from "./fair-turns.ts";

test("fair turns: whoever was read waits for the next turn, and all begin it", async () => {
  const turns = new FairTurns();
  const said: string[] = [];
  const taker = (name: string) => ({
    hold: () => void said.push(`${name} ends`),
    release: () => void said.push(`${name} begins`),
  });
  turns.take(taker("one"));
  turns.take(taker("two"));
  assert.deepEqual(said.splice(0), ["one ends", "two ends"]);
  await turn();
  assert.deepEqual(said.splice(0), ["one begins", "two begins"]);
  turns.take(taker("three"));
  await turn();
  assert.deepEqual(said, ["three ends", "three begins"]);
});
