import type { Reading } from "../../http1/index.ts";
import type { ParserReplay } from "./parser-replay.ts";

/** What one goes forward and back by. */
export type StepUnit =
  | "octet"
  | "element" // to where something else is being read
  | "event" // to where something was told, or refused
  | "read"; // to where a read from the connection was used up

/** The steps that a unit stops at, in order, with the first and the last there are; `undefined` where each is one. */
export function stopsOf(replay: ParserReplay, unit: StepUnit, readEnds: readonly number[]): number[] | undefined {
  if (unit === "octet") return undefined;
  const stops = new Set([0, ...stopsWithin(replay, unit, readEnds), replay.lastStep]);
  return [...stops].filter((step) => step <= replay.lastStep).sort((one, other) => one - other);
}

/** The next stop after a step; the last one where there is none. */
export function nextStep(replay: ParserReplay, stops: readonly number[] | undefined, step: number): number {
  if (stops === undefined) return Math.min(step + 1, replay.lastStep);
  return stops.find((stop) => stop > step) ?? replay.lastStep;
}

/** The stop before a step; the first one where there is none. */
export function previousStep(stops: readonly number[] | undefined, step: number): number {
  if (stops === undefined) return Math.max(step - 1, 0);
  return stops.findLast((stop) => stop < step) ?? 0;
}

function stopsWithin(replay: ParserReplay, unit: StepUnit, readEnds: readonly number[]): readonly number[] {
  if (unit === "read") return readEnds;
  if (unit === "element") return replay.elements.map((element) => element.step);
  return [...replay.events.map((event) => event.to), ...(replay.refusal === undefined ? [] : [replay.refusal.step])];
}

/** A part of the octets that is one to the eye, between two steps. */
export interface ReplayRegion {
  readonly name: RegionName;
  readonly from: number;
  readonly to: number;
}

export type RegionName = "request line" | "header section" | "content" | "trailer section" | "not read";

/** The parts that the octets fall into, in order, up to the last octet: what was never read is a part too. */
export function regionsOf(replay: ParserReplay): ReplayRegion[] {
  const regions: ReplayRegion[] = [];
  const add = (name: RegionName, from: number, to: number) => {
    const last = regions.at(-1);
    if (last?.name === name) regions[regions.length - 1] = { ...last, to };
    else if (to > from) regions.push({ name, from, to });
  };
  replay.elements.forEach(({ step, reading }, index) => {
    const next = replay.elements[index + 1];
    const to = Math.min(next?.step ?? replay.lastStep, replay.octets.length);
    // Where a request has come wholly, the octet after it begins the next one, or is not read any more.
    add(regionOf(reading) ?? (next === undefined ? "not read" : "request line"), step, to);
  });
  add("not read", replay.lastStep, replay.octets.length);
  return regions;
}

function regionOf(reading: Reading): RegionName | undefined {
  if ("line" in reading) return reading.section === "header" ? "header section" : "trailer section";
  if (reading.element === "nothing") return undefined;
  return requestLine.has(reading.element) ? "request line" : "content";
}

const requestLine: ReadonlySet<Reading["element"]> = new Set([
  "between-requests",
  "empty-line",
  "method",
  "request-target",
  "HTTP-version",
  "request-line-end",
] as const);
