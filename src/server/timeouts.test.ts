import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "./clock.ts";
import { DeadlineSweep, RATE_FREE_MS, RATE_OCTETS_PER_SECOND_MIN, RateCredit, waitAtMost } from "./timeouts.ts";

test("rate credit: is spent after the free time when nothing comes", () => {
  const credit = new RateCredit(30_000, 1_000);
  assert.equal(credit.isSpent(1_000 + RATE_FREE_MS, 0), false);
  assert.equal(credit.isSpent(1_001 + RATE_FREE_MS, 0), true);
});

test("rate credit: lasts no longer than the idle time when that is the shorter", () => {
  const credit = new RateCredit(100, 0);
  assert.equal(credit.isSpent(100, 0), false);
  assert.equal(credit.isSpent(101, 0), true);
});

test("rate credit: is never spent when octets come at the minimum rate", () => {
  const credit = new RateCredit(30_000, 0);
  for (let second = 1; second <= 600; second++) {
    assert.equal(credit.isSpent(second * 1000, RATE_OCTETS_PER_SECOND_MIN), false, `after ${second} s`);
  }
});

test("rate credit: is spent when octets come at half the minimum rate, however long", () => {
  const credit = new RateCredit(30_000, 0);
  let second = 0;
  do {
    second += 1;
  } while (!credit.isSpent(second * 1000, RATE_OCTETS_PER_SECOND_MIN / 2) && second < 1000);
  assert.equal(second, 11);
});

test("rate credit: saves up no more than the idle time when much came at once", () => {
  const credit = new RateCredit(30_000, 0);
  credit.isSpent(0, 1_000_000_000);
  assert.equal(credit.isSpent(30_000, 0), false);
  assert.equal(credit.isSpent(30_001, 0), true);
});

test("rate credit: does not count time in which nobody waits", () => {
  const credit = new RateCredit(1_000, 0);
  credit.pause();
  assert.equal(credit.isSpent(1_000_000, 0), false);
  assert.equal(credit.isSpent(1_001_001, 0), true);
});

test("deadline sweep: looks at what is watched, and says so, until nothing is watched any more", async () => {
  let sweeps = 0;
  const sweep = new DeadlineSweep(new Clock(), 20, () => {
    sweeps += 1;
  });
  const seen: number[] = [];
  await new Promise<void>((resolve) => {
    const watched = {
      checkDeadlines(nowMs: number): void {
        seen.push(nowMs);
        if (seen.length < 3) return;
        sweep.remove(watched);
        resolve();
      },
    };
    sweep.add(watched);
    setTimeout(() => undefined, 1_000).unref();
    const alive = setInterval(() => seen.length >= 3 && clearInterval(alive), 5);
  });
  assert.ok(seen[0]! < seen[1]! && seen[1]! < seen[2]!);
  assert.equal(sweeps, 3);
});

test("wait at most: ends with what is waited for, also when that rejects", async () => {
  await waitAtMost(60_000, Promise.resolve());
  await waitAtMost(60_000, Promise.reject(new Error("no")));
});

test("wait at most: ends when the time is over", async () => {
  await waitAtMost(5, new Promise(() => undefined));
});
