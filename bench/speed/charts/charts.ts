// The pictures of docs/performance.md, drawn from what a run kept.
import type { RunRecord, ScenarioRecord } from "../figures/records.ts";
import { ratio, size } from "../report/numbers.ts";
import { type GrowthLine, type GrowthPanel, growthChart } from "./growth-chart.ts";
import { ratioChart } from "./ratio-chart.ts";

/** Those that are shown at a glance; all are in the tables. */
const shown = ["text", "file-1k", "text-browser", "file-16k", "pipelined", "file-100k", "hono", "json"];

/** Pictures by the name of their file in docs/. */
export function drawCharts(run: RunRecord): Readonly<Record<string, string>> {
  return {
    "performance.svg": overview(run),
    "performance-growth.svg": growth(run),
  };
}

function overview({ scenarios, machine }: RunRecord): string {
  const sections = shown
    .flatMap((id) => scenarios.find((scenario) => scenario.id === id) ?? [])
    .map(({ title, pairs }) => ({
      title,
      bars: pairs
        .map(({ other, rate }) => ({ name: other, median: rate.median, lowest: rate.lowest, highest: rate.highest }))
        .toSorted((one, another) => one.median - another.median),
    }))
    .filter(({ bars }) => bars.length > 0);
  return ratioChart({
    title: "Porthole beside other servers",
    note: `How many times the other’s requests (or octets) a second Porthole answers, on one core · Node ${machine.versions["Node"]} · ${machine.date}`,
    sections,
  });
}

function growth({ scenarios, machine }: RunRecord): string {
  const panels = ["routes", "connections", "fields", "sizes"].flatMap((id): GrowthPanel[] => {
    const scenario = scenarios.find((each) => each.id === id);
    if (scenario === undefined || scenario.contestants.length === 0) return [];
    return [id === "sizes" ? besideNginx(scenario) : rates(scenario)];
  });
  const note = `Rates of one run, comparable with each other alone · Node ${machine.versions["Node"]} · ${machine.date}`;
  return growthChart("When something grows", note, panels);
}

function rates({ title, contestants }: ScenarioRecord): GrowthPanel {
  return {
    title,
    unit: "thousand requests a second",
    lines: linesOf(contestants.map(({ name, at, requestsPerSecond }) => [name, at!, requestsPerSecond.median / 1000])),
    sizeText: (value) => (value >= 1000 ? `${value / 1000}k` : String(value)),
    valueText: (value) => String(Math.round(value * 10) / 10),
  };
}

function besideNginx({ title, pairs }: ScenarioRecord): GrowthPanel {
  return {
    title,
    unit: "octets a second, × nginx’s",
    lines: linesOf(pairs.map(({ one, oneAt, rate }) => [one, oneAt!, rate.median])),
    sizeText: (value) =>
      value >= 1e6 ? `${Math.round(value / 1e6)}M` : value >= 1000 ? `${value / 1000}k` : size(value),
    valueText: ratio,
    across: 1,
  };
}

function linesOf(points: readonly (readonly [name: string, size: number, value: number])[]): readonly GrowthLine[] {
  const names = [...new Set(points.map(([name]) => name))];
  return names.map((name) => ({
    name,
    points: points
      .filter(([each]) => each === name)
      .map(([, size, value]) => [size, value] as const)
      .toSorted(([one], [other]) => one - other),
  }));
}
