import assert from "node:assert/strict";
import { test } from "node:test";
import { bars, judge } from "../bench/speed/figures/bars.ts";
import { changes, inCommon } from "../bench/speed/figures/comparison.ts";
import type { FiguresRecord, PairRecord, RunRecord, ScenarioRecord } from "../bench/speed/figures/records.ts";
import { median, spreadOf } from "../bench/speed/figures/statistics.ts";
import { readFlags } from "../bench/speed/flags.ts";

function pair(one: string, other: string, values: readonly number[], at?: readonly [number, number]): PairRecord {
  const sizes = at === undefined ? {} : { oneAt: at[0], otherAt: at[1] };
  return { one, other, ...sizes, rate: spreadOf(values) };
}

function scenario(id: string, pairs: readonly PairRecord[]): ScenarioRecord {
  return { id, title: id, told: "", counts: "requests", contestants: [], pairs, leftOut: [] };
}

function figures(id: string, unit: string, values: Readonly<Record<string, readonly number[]>>): FiguresRecord {
  const all = Object.entries(values).map(([name, each]) => ({ name, version: "", setup: "", value: spreadOf(each) }));
  return { id, title: id, told: "", unit, figures: all, leftOut: [] };
}

function run(scenarios: readonly ScenarioRecord[], others: readonly FiguresRecord[] = []): RunRecord {
  const machine = { date: "", processor: "", cores: 2, memoryOctets: 0, system: "", versions: {}, missing: [] };
  return { machine, rounds: 3, seconds: 1, bars: [], scenarios, figures: others };
}

test("statistics: the middle and the quartiles fall between values when their number is even", () => {
  const spread = spreadOf([4, 1, 3, 2]);
  assert.deepEqual(
    [spread.lowest, spread.lowerQuartile, spread.median, spread.upperQuartile, spread.highest],
    [1, 1.75, 2.5, 3.25, 4],
  );
  assert.deepEqual(spread.values, [4, 1, 3, 2]);
  assert.equal(median([9]), 9);
  assert.equal(median([10, 9, 100]), 10);
});

test("statistics: there is no spread when there are no values or one is no number", () => {
  assert.throws(() => spreadOf([]), RangeError);
  assert.throws(() => spreadOf([1, Number.NaN]), RangeError);
  assert.throws(() => spreadOf([1, Number.POSITIVE_INFINITY]), RangeError);
});

test("bars: the median decides when a bar is judged, on either side of it", () => {
  const verdictOf = (values: readonly number[]) => {
    const results = run([scenario("pipelined", [pair("Porthole", "nginx", values)])]);
    return judge(results, ["pipelined"]).find(({ wanted }) => wanted === "≥ 4 × nginx")!.verdict;
  };
  assert.equal(verdictOf([3.9, 4, 9]), "met");
  assert.equal(verdictOf([3.9, 3.99, 9]), "unmet");
});

test("bars: one is not measured when its scenario was to run and has no such pair", () => {
  const judged = judge(run([]), ["pipelined"]);
  assert.deepEqual(
    judged.map(({ wanted, verdict }) => [wanted, verdict]),
    [
      ["≥ 4 × nginx", "not measured"],
      ["≥ 8 × node:http", "not measured"],
    ],
  );
  assert.deepEqual(judge(run([]), []), []);
});

test("bars: what connections cost is compared with nginx's loss round by round when both have grown", () => {
  const kept = (own: readonly number[], nginx: readonly number[]) => {
    const pairs = [pair("Porthole", "Porthole", own, [8000, 64]), pair("nginx", "nginx", nginx, [8000, 64])];
    return judge(run([scenario("connections", pairs)]), ["connections"])[0]!;
  };
  assert.equal(kept([0.5, 0.6, 0.7], [0.6, 0.7, 0.8]).verdict, "met");
  const lost = kept([0.5, 0.5, 0.5], [0.8, 0.7, 0.9]);
  assert.equal(lost.verdict, "unmet");
  assert.ok(Math.abs(lost.measured!.median - 0.3) < 1e-9);
});

test("bars: start-up, memory and the engine are judged by what else the same run found when figures are there", () => {
  const results = run(
    [],
    [
      figures("start-up", "ms", { "porthole <folder>": [120], "porthole site.ts": [121], "node -e 0": [40] }),
      figures("memory", "kB", { Porthole: [7] }),
      figures("engine", "µs", {
        "a browser's header section, parsed": [1.5],
        "one octet echoed": [7],
        "4 KiB, one octet at a time": [100],
        "8 KiB, one octet at a time": [400],
      }),
    ],
  );
  const verdicts = judge(results, ["start-up", "memory", "engine"]).map(({ title, verdict }) => [title, verdict]);
  assert.deepEqual(Object.fromEntries(verdicts), {
    "Memory for an idle connection": "met",
    "Start-up of `porthole <folder>`": "met",
    "Start-up of `porthole site.ts`": "unmet",
    "A browser's header section parsed": "unmet",
    "One octet at a time, twice as many": "unmet",
  });
});

test("bars: each says its bound in words when it is shown", () => {
  assert.ok(bars.length >= 30);
  for (const { wanted, sense, bound } of bars) {
    assert.ok(wanted.startsWith(sense === "at least" ? "≥ " : "≤ "), wanted);
    assert.equal(Number(/[0-9.]+/.exec(wanted)![0]), bound, wanted);
  }
});

test("comparison: a ratio is told when it moved beyond the spread of both runs, the largest first", () => {
  const before = run([
    scenario("text", [
      pair("Porthole", "nginx", [0.9, 1, 1.1]),
      pair("Porthole", "node:http", [2, 2.1, 2.2]),
      pair("Porthole", "Bun.serve", [1, 1.1, 1.2]),
    ]),
  ]);
  const after = run([
    scenario("text", [
      pair("Porthole", "nginx", [1.2, 1.3, 1.4]),
      pair("Porthole", "node:http", [2.15, 2.3, 2.4]),
      pair("Porthole", "Bun.serve", [2, 2.1, 2.2]),
      pair("Porthole", "Caddy", [5]),
    ]),
  ]);
  assert.deepEqual(
    changes(before, after).map(({ title }) => title),
    ["text: Porthole ÷ Bun.serve", "text: Porthole ÷ nginx"],
  );
  assert.equal(inCommon(before, after), 3);
  const once = run([scenario("text", [pair("Porthole", "nginx", [9, 9])])]);
  assert.deepEqual(changes(before, once), [], "two rounds have no spread");
});

test("comparison: times that a machine doubles for all alike are no change when figures are compared", () => {
  const before = run(
    [],
    [figures("start-up", "ms", { "porthole <folder>": [99, 100, 101], "node -e 0": [39, 40, 41] })],
  );
  const slower = run(
    [],
    [figures("start-up", "ms", { "porthole <folder>": [199, 200, 201], "node -e 0": [79, 80, 81] })],
  );
  assert.deepEqual(changes(before, slower), []);
  const worse = run(
    [],
    [figures("start-up", "ms", { "porthole <folder>": [199, 200, 201], "node -e 0": [39, 40, 41] })],
  );
  assert.equal(changes(before, worse).length, 1);
});

test("flags: a part of the run is not written when scenarios, servers or a short run are asked for", () => {
  assert.equal(readFlags([]).write, true);
  assert.equal(readFlags(["--no-write"]).write, false);
  assert.equal(readFlags(["--only", "text,close"]).write, false);
  assert.deepEqual(readFlags(["--only", "text,close", "--only", "form"]).only, ["text", "close", "form"]);
  assert.equal(readFlags(["--peers", "nginx"]).write, false);
  assert.deepEqual([readFlags(["--quick"]).write, readFlags(["--quick"]).rounds], [false, 3]);
  assert.equal(readFlags(["--quick", "--rounds", "9"]).rounds, 9);
  assert.equal(readFlags(["--only", "text", "--output", "somewhere"]).write, true);
  assert.throws(() => readFlags(["--rounds", "0"]), /whole number/);
  assert.throws(() => readFlags(["--round", "1"]), TypeError);
});
