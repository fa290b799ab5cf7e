import assert from "node:assert/strict";
import { test } from "node:test";
import { Turnstile } from "./turnstile.ts";

test("turnstile: no more are at work than there are places, in the order they came, whether or not they fail", async () => {
  const turnstile = new Turnstile(3);
  const began: number[] = [];
  let working = 0;
  let most = 0;
  const pass = (at: number) =>
    turnstile.pass(async () => {
      began.push(at);
      most = Math.max(most, ++working);
      await new Promise(setImmediate);
      working--;
      if (at % 2 === 0) throw new Error(String(at));
      return at;
    });
  const passed = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => pass(at)));
  assert.equal(most, 3);
  assert.deepEqual(
    began,
    [...began].sort((one, other) => one - other),
  );
  assert.equal(passed.filter(({ status }) => status === "rejected").length, 10);
  assert.equal(await pass(21), 21);
});

test("turnstile: a place is free again when work throws before its promise", async () => {
  const turnstile = new Turnstile(1);
  const failing = () => {
    throw new Error("at once");
  };
  for (let times = 0; times < 3; times++) await assert.rejects(turnstile.pass(failing), /at once/);
  assert.equal(await turnstile.pass(async () => 1), 1);
});
