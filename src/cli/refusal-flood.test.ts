import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ExchangeEntry, NoticeEntry } from "../server/index.ts";
import { withoutRefusalFlood } from "./refusal-flood.ts";

function logged(entries: readonly (readonly [rule: string | undefined, timeMs: number])[]) {
  const exchanges: ExchangeEntry[] = [];
  const notices: NoticeEntry[] = [];
  const log = withoutRefusalFlood({
    exchange: (entry) => exchanges.push(entry),
    notice: (entry) => notices.push(entry),
  });
  for (const [rule, timeMs] of entries) log.exchange({ rule, timeMs } as ExchangeEntry);
  return { exchanges, notices };
}

const many = (rule: string | undefined, count: number, timeMs = 5000) =>
  Array.from({ length: count }, (): [string | undefined, number] => [rule, timeMs]);

describe("refusal flood", () => {
  test("refusal flood: every line is shown when there are ten of a rule within a second", () => {
    const { exchanges, notices } = logged([...many("A", 10), ...many("B", 10)]);
    assert.deepEqual([exchanges.length, notices.length], [20, 0]);
  });

  test("refusal flood: ten lines and one notice are shown when there are more of a rule within a second", () => {
    const { exchanges, notices } = logged([...many("A", 11), ...many("A", 500, 5999), ...many("B", 1)]);
    assert.equal(exchanges.length, 11);
    assert.deepEqual(
      notices.map(({ message }) => message),
      ["A refuses more than 10 a second: the others of this second are counted, not shown"],
    );
  });

  test("refusal flood: lines are shown again when the second is over, or the clock was put back", () => {
    for (const laterMs of [6000, 4000]) {
      const { exchanges } = logged([...many("A", 20), ...many("A", 3, laterMs)]);
      assert.equal(exchanges.length, 13);
    }
  });

  test("refusal flood: every line is shown when requests are answered", () => {
    assert.equal(logged(many(undefined, 50)).exchanges.length, 50);
  });
});
