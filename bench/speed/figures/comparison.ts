// What a run changed beside the one that was kept: only what moved beyond both their spreads.
import type { FiguresRecord, PairRecord, RunRecord } from "./records.ts";
import type { Spread } from "./statistics.ts";

export interface Change {
  readonly title: string;
  readonly before: Spread;
  readonly after: Spread;
}

/** What is in both runs and moved; the largest first. */
export function changes(before: RunRecord, after: RunRecord): readonly Change[] {
  const kept = comparable(before);
  const moved = Array.from(comparable(after)).flatMap(([title, now]): Change[] => {
    const then = kept.get(title);
    return then === undefined || overlap(then, now) ? [] : [{ title, before: then, after: now }];
  });
  return moved.toSorted((one, other) => sizeOf(other) - sizeOf(one));
}

/** How many ratios and figures of a run another one has too. */
export function inCommon(before: RunRecord, after: RunRecord): number {
  const kept = comparable(before);
  return [...comparable(after).keys()].filter((title) => kept.has(title)).length;
}

function comparable(run: RunRecord): ReadonlyMap<string, Spread> {
  return new Map([
    ...run.scenarios.flatMap(({ title, pairs }) =>
      pairs.map((pair) => [`${title}: ${besideEachOther(pair)}`, pair.rate] as const),
    ),
    ...run.figures.flatMap((record) => figuresOf(record)),
  ]);
}

/** Absolute times drift from run to run as the machine does; beside each other those of one run do not. */
function figuresOf({ title, unit, figures }: FiguresRecord): readonly (readonly [string, Spread])[] {
  const [first, ...others] = figures;
  if (unit === "kB") return figures.map(({ name, value }) => [`${title}: ${name}, ${unit}`, value]);
  if (first === undefined) return [];
  return others.map(({ name, value }) => [`${title}: ${first.name} ÷ ${name}`, quotient(first.value, value)]);
}

function quotient(one: Spread, other: Spread): Spread {
  const divide = (value: number) => value / other.median;
  return {
    median: divide(one.median),
    lowerQuartile: divide(one.lowerQuartile),
    upperQuartile: divide(one.upperQuartile),
    lowest: divide(one.lowest),
    highest: divide(one.highest),
    values: one.values.map(divide),
  };
}

export function besideEachOther({ one, oneAt, other, otherAt }: PairRecord): string {
  return `${named(one, oneAt)} ÷ ${named(other, otherAt)}`;
}

function named(name: string, at: number | undefined): string {
  return at === undefined ? name : `${name} at ${at.toLocaleString("en")}`;
}

/** Fewer rounds have no spread to speak of. */
const roundsMin = 3;

function overlap(one: Spread, other: Spread): boolean {
  if (one.values.length < roundsMin || other.values.length < roundsMin) return true;
  return one.lowest <= other.highest && other.lowest <= one.highest;
}

function sizeOf({ before, after }: Change): number {
  return Math.abs(Math.log(after.median / before.median));
}
