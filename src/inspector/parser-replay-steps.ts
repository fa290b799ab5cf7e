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
