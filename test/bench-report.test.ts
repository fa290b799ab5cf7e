import assert from "node:assert/strict";
import { test } from "node:test";
import { drawCharts } from "../bench/speed/charts/charts.ts";
import { growthChart } from "../bench/speed/charts/growth-chart.ts";
import { ratioChart } from "../bench/speed/charts/ratio-chart.ts";
import { element, escaped, text } from "../bench/speed/charts/svg.ts";
import type { RunRecord } from "../bench/speed/figures/records.ts";
import { spreadOf } from "../bench/speed/figures/statistics.ts";
import { octetsPerSecond, ratio, size } from "../bench/speed/report/numbers.ts";
import { writePage } from "../bench/speed/report/page.ts";
import { textTable } from "../bench/speed/report/text-table.ts";

/** The names of the elements of a picture, opened and closed as XML wants it. */
function elementsOf(svg: string): readonly string[] {
  const open: string[] = [];
  const names: string[] = [];
  const markup = /<(\/?)([a-z]+)((?: [a-zA-Z0-9:-]+="[^"<]*")*)(\/?)>|<|&(?!(?:amp|lt|gt|quot);)/g;
  for (const [all, end, name, , isEmpty] of svg.matchAll(markup)) {
    assert.ok(name !== undefined, `not well-formed at ${all}`);
    if (end === "/") assert.equal(open.pop(), name);
    else {
      names.push(name);
      if (isEmpty !== "/") open.push(name);
    }
  }
  assert.deepEqual(open, []);
  return names;
}

const hostile = `nginx <"&'>\u0000`;

const run: RunRecord = {
  machine: {
    date: "2026-01-02",
    processor: "Abacus 1",
    cores: 2,
    memoryOctets: 2 ** 34,
    system: "Linux 6",
    versions: { Node: "26.0.0" },
    missing: ["h2load is left out: not installed"],
  },
  rounds: 3,
  seconds: 1,
  bars: [
    {
      scenario: "text",
      title: "13 octets",
      wanted: "≥ 0.95 × nginx",
      measured: spreadOf([0.8, 0.9]),
      verdict: "unmet",
    },
    { scenario: "text", title: "13 octets", wanted: "≥ 1.70 × node:http", measured: spreadOf([2]), verdict: "met" },
    { scenario: "memory", title: "Memory", wanted: "≤ 7 kB", verdict: "not measured" },
  ],
  scenarios: [
    {
      id: "text",
      title: "13 octets",
      told: "A route.",
      counts: "requests",
      contestants: ["Porthole", hostile].map((name) => ({
        name,
        version: "1",
        setup: "a | b",
        requestsPerSecond: spreadOf([86_463.4]),
        processorMicroseconds: spreadOf([11.54]),
        octetsPerSecond: spreadOf([1e7]),
        latency99Ms: spreadOf([1.5]),
      })),
      pairs: [{ one: "Porthole", other: hostile, rate: spreadOf([0.4, 0.5, 0.6]), processorTime: spreadOf([2]) }],
      leftOut: [{ name: "Caddy", reason: "answered *404* rather than 200" }],
    },
    {
      id: "routes",
      title: "Routes",
      told: "Many.",
      counts: "requests",
      contestants: [1, 100].map((at) => ({
        name: "Porthole",
        version: "1",
        setup: "",
        at,
        requestsPerSecond: spreadOf([1000 / at]),
        octetsPerSecond: spreadOf([1]),
      })),
      pairs: [{ one: "Porthole", oneAt: 100, other: "Porthole", otherAt: 1, rate: spreadOf([0.01]) }],
      leftOut: [],
    },
  ],
  figures: [
    {
      id: "start-up",
      title: "Start-up",
      told: "Time.",
      unit: "ms",
      figures: [{ name: "porthole <folder>", version: "1", setup: "", value: spreadOf([100]) }],
      leftOut: [],
    },
  ],
};

test("svg: texts and attributes are escaped when they hold markup or what XML has no place for", () => {
  assert.equal(escaped(hostile), "nginx &lt;&quot;&amp;'&gt;\ufffd");
  assert.equal(text("a < b", { x: 1.26 }), '<text x="1.3">a &lt; b</text>');
  assert.equal(element("g", { class: '"' }), '<g class="&quot;"/>');
});

test("charts: every picture is well-formed when a name is hostile", () => {
  for (const svg of Object.values(drawCharts(run))) {
    const names = elementsOf(svg);
    assert.ok(names.includes("text"));
    assert.match(svg, /prefers-color-scheme: dark/);
    assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  }
});

test("charts: a bar is as long as its factor is far from 1 when it is drawn, to its side", () => {
  const bar = (name: string, median: number) => ({ name, median, lowest: median, highest: median });
  const svg = ratioChart({ title: "t", note: "n", sections: [{ title: "s", bars: [bar("a", 2), bar("b", 0.5)] }] });
  elementsOf(svg);
  const bars = [...svg.matchAll(/<rect class="(faster|slower)" x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)"/g)];
  const [faster, slower] = bars.map(([, side, x, width]) => ({ side, x: Number(x), width: Number(width) }));
  assert.deepEqual([faster!.side, slower!.side], ["faster", "slower"]);
  assert.ok(Math.abs(faster!.width - slower!.width) < 0.11, "twice is as far as half");
  assert.ok(Math.abs(slower!.x + slower!.width - faster!.x) < 0.11, "both end at 1");
});

test("charts: lines lie within their panel and names do not overlap when values are alike", () => {
  const line = (name: string, value: number) => ({
    name,
    points: [
      [1, value],
      [10, value],
      [100, 0],
    ] as const,
  });
  const panel = {
    title: "t",
    unit: "u",
    lines: [line("a", 10), line("b", 10), line("c", 9)],
    sizeText: String,
    valueText: String,
  };
  const svg = growthChart("title", "note", [panel]);
  elementsOf(svg);
  const height = Number(/viewBox="0 0 [0-9.]+ ([0-9.]+)"/.exec(svg)![1]);
  for (const [, y] of svg.matchAll(/ c?y="([0-9.]+)"/g)) assert.ok(Number(y) <= height);
  const names = [...svg.matchAll(/<text class="d[0-9]" x="[0-9.]+" y="([0-9.]+)"/g)].map(([, y]) => Number(y));
  const sorted = names.toSorted((one, other) => one - other);
  assert.equal(sorted.length, 3);
  for (let at = 1; at < sorted.length; at++) assert.ok(sorted[at]! - sorted[at - 1]! >= 15.9);
});

test("page: tables have as many cells in each row as in their title when it is written", () => {
  const page = writePage(run);
  const blocks = page
    .trimEnd()
    .split("\n\n")
    .filter((block) => block.startsWith("| "));
  assert.ok(blocks.length >= 6);
  for (const block of blocks) {
    const widths = block.split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
    assert.equal(new Set(widths).size, 1, block);
  }
});

test("page: what is not met, left out or missing is said plainly when it is written", () => {
  const page = writePage(run);
  assert.match(page, /\*\*✗ unmet\*\* \| 13 octets \| ≥ 0\.95 × nginx \| 0\.85 \(0\.80–0\.90\)/);
  assert.match(page, /– not measured \| Memory \| ≤ 7 kB \| –/);
  assert.match(page, /Of the 3 bars that were set before, 1 is met\./);
  assert.match(page, /- Caddy: answered \\\*404\\\* rather than 200/);
  assert.doesNotMatch(page, /Provisional/);
  assert.match(
    writePage({ ...run, remark: "Of two runs." }),
    /^# Performance\n\n> \*\*Provisional\.\*\* Of two runs\./,
  );
  assert.match(page, /h2load is left out: not installed/);
  assert.match(page, /\| 100 \| 10\.0 \| 0\.01 \(0\.01–0\.01\) \|/);
});

test("table: columns are aligned and colours take no room when lines are made", () => {
  const rows = [
    ["a", { text: "1", colour: "green" } as const],
    ["long", "100"],
  ];
  assert.deepEqual(textTable(["left", "right"], rows, false), ["a       1", "long  100"]);
  assert.deepEqual(textTable(["left", "right"], rows, true), ["a       \x1b[32m1\x1b[0m", "long  100"]);
});

test("numbers: three digits or so are shown when they are written", () => {
  assert.deepEqual([0.954, 12.34, 123.4].map(ratio), ["0.95", "12.3", "123"]);
  assert.deepEqual([1_234_000, 2_500_000_000, 10_000].map(octetsPerSecond), ["1.23 MB/s", "2.50 GB/s", "10 kB/s"]);
  assert.deepEqual([1, 8000, 100 * 2 ** 20].map(size), ["1", "8,000", "100 MiB"]);
});
