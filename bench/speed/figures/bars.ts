// What Porthole has to reach, and whether a run did.
import type { BarRecord, RunRecord, ScenarioRecord } from "./records.ts";
import { type Spread, spreadOf } from "./statistics.ts";

type Results = Pick<RunRecord, "scenarios" | "figures">;

/** One thing to reach. */
export interface Bar {
  /** The scenario, or the figures, that it judges. */
  readonly scenario: string;
  /** The other server of its pair, where it is about a pair. */
  readonly other?: string;
  readonly title: string;
  readonly wanted: string;
  readonly sense: "at least" | "at most";
  readonly bound: number;
  /** `undefined` where the run does not have it. */
  measured(results: Results): Spread | undefined;
}

const porthole = "Porthole";
const handler = "Porthole, fetch handler";
const onBun = "Porthole on Bun";

/** In the order in which they are shown. */
export const bars: readonly Bar[] = [
  ...["text", "text-browser"].flatMap((id) => {
    const title = id === "text" ? "13 octets" : "13 octets, a browser's header section";
    return [
      beside(id, title, "node:http", 1.7),
      beside(id, title, "nginx", 0.95),
      beside(id, title, "bare node:net", 0.95),
    ];
  }),
  ...["file-1k", "file-16k"].flatMap((id) => {
    const title = id === "file-1k" ? "A file of 1 KiB" : "A file of 16 KiB";
    return [
      ...[beside(id, title, "nginx", 1.1), beside(id, title, "serve", 5)],
      ...[beside(id, title, "http-server", 5), beside(id, title, "sirv", 2)],
    ];
  }),
  beside("file-100k", "A file of 100 KiB", "nginx", 1),
  beside("file-10m", "A file of 10 MiB", "nginx", 1),
  beside("pipelined", "16 pipelined", "nginx", 4),
  beside("pipelined", "16 pipelined", "node:http", 8),
  {
    scenario: "routes",
    title: "1 → 10,000 routes",
    wanted: "≥ 0.90 × the rate with 1",
    sense: "at least",
    bound: 0.9,
    measured: (results) => kept(results, "routes", porthole, 10_000),
  },
  {
    scenario: "connections",
    title: "64 → 8,000 connections, what is lost beyond nginx's loss",
    wanted: "≤ 0.10 of the rate with 64",
    sense: "at most",
    bound: 0.1,
    measured: (results) =>
      together(
        kept(results, "connections", porthole, 8000),
        kept(results, "connections", "nginx", 8000),
        (own, nginx) => nginx - own,
      ),
  },
  {
    scenario: "memory",
    title: "Memory for an idle connection",
    wanted: "≤ 7 kB",
    sense: "at most",
    bound: 7,
    measured: (results) => figure(results, "memory", porthole),
  },
  beside("hono", "A Hono app", "Hono node-server", 1.5),
  beside("hono", "A Hono app", "srvx", 2),
  ...["text", "json"].flatMap((id) => {
    const title = id === "text" ? "A typed route, text" : "A typed route, JSON";
    return [beside(id, title, "Fastify", 1.5), beside(id, title, "Express", 4)];
  }),
  beside("handler", "A fetch handler", "node:http", 1, handler),
  ...["porthole <folder>", "porthole site.ts"].map((name) => startUpBar(name)),
  {
    scenario: "engine",
    title: "A browser's header section parsed",
    wanted: "≤ 0.20 × an echo of one octet",
    sense: "at most",
    bound: 0.2,
    measured: (results) =>
      together(
        figure(results, "engine", "a browser's header section, parsed"),
        figure(results, "engine", "one octet echoed"),
        (parsed, echo) => parsed / echo,
      ),
  },
  {
    scenario: "engine",
    title: "One octet at a time, twice as many",
    wanted: "≤ 2.5 × the time",
    sense: "at most",
    bound: 2.5,
    measured: (results) =>
      together(
        figure(results, "engine", "8 KiB, one octet at a time"),
        figure(results, "engine", "4 KiB, one octet at a time"),
        (long, short) => long / short,
      ),
  },
  beside("bun-text", "On Bun: 13 octets", "Bun.serve", 1, onBun),
  beside("bun-file", "On Bun: a file of 1 KiB", "Bun.serve", 1, onBun),
];

/** The bars of those scenarios that a run was to measure. */
export function judge(results: Results, ids: readonly string[], wanted: readonly Bar[] = bars): readonly BarRecord[] {
  return wanted
    .filter(({ scenario }) => ids.includes(scenario))
    .map((bar): BarRecord => {
      const measured = bar.measured(results);
      const { scenario, title } = bar;
      if (measured === undefined) return { scenario, title, wanted: bar.wanted, verdict: "not measured" };
      const isMet = bar.sense === "at least" ? measured.median >= bar.bound : measured.median <= bar.bound;
      return { scenario, title, wanted: bar.wanted, measured, verdict: isMet ? "met" : "unmet" };
    });
}

function beside(scenario: string, title: string, other: string, bound: number, one = porthole): Bar {
  return {
    scenario,
    other,
    title,
    wanted: `≥ ${bound < 2 ? bound.toFixed(2) : bound} × ${other}`,
    sense: "at least",
    bound,
    measured: (results) =>
      scenarioOf(results, scenario)?.pairs.find((pair) => pair.one === one && pair.other === other)?.rate,
  };
}

function startUpBar(name: string): Bar {
  return {
    scenario: "start-up",
    title: `Start-up of \`${name}\``,
    wanted: "≤ 1.00 × (1.5 × node -e 0 + 60 ms)",
    sense: "at most",
    bound: 1,
    measured: (results) =>
      together(
        figure(results, "start-up", name),
        figure(results, "start-up", "node -e 0"),
        (own, bare) => own / (1.5 * bare + 60),
      ),
  };
}

/** What a server keeps of its own rate when something has grown to a size. */
function kept(results: Results, id: string, name: string, size: number): Spread | undefined {
  const pairs = scenarioOf(results, id)?.pairs;
  return pairs?.find(({ one, other, oneAt }) => one === name && other === name && oneAt === size)?.rate;
}

function figure(results: Results, id: string, name: string): Spread | undefined {
  return results.figures.find((each) => each.id === id)?.figures.find((each) => each.name === name)?.value;
}

function scenarioOf(results: Results, id: string): ScenarioRecord | undefined {
  return results.scenarios.find((each) => each.id === id);
}

/** What two figures of the same rounds make, round by round. */
function together(
  one: Spread | undefined,
  other: Spread | undefined,
  combine: (one: number, other: number) => number,
): Spread | undefined {
  if (one === undefined || other === undefined) return undefined;
  const rounds = Math.min(one.values.length, other.values.length);
  return spreadOf(Array.from({ length: rounds }, (_, round) => combine(one.values[round]!, other.values[round]!)));
}
