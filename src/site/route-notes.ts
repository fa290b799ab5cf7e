import type { RoutePattern } from "./route-pattern.ts";

/** Why a pattern did not match, for the decision record and the 404 page in development. */
export interface RouteNote {
  readonly pattern: string;
  readonly outcome: string;
  /** Whether it may have been meant: half of a segment at least is as it should be. */
  readonly isNear: boolean;
}

/** Characters of a segment that are looked at and told: a path may be one long segment. */
const segmentShownMax = 60;

/**
 * The patterns that came nearest to matching a path, nearest first, and where each of them parted from it.
 * @param path not decoded
 * @param notesMax how many are told, however many patterns there are
 */
export function nearestRoutes(patterns: readonly RoutePattern[], path: string, notesMax: number): RouteNote[] {
  const segments = path.slice(1).split("/").map(decodedForSight);
  const nearest: Parting[] = [];
  for (const pattern of patterns) {
    const parting = partingOf(pattern, segments);
    if (nearest.length === notesMax && parting.nearness <= nearest.at(-1)!.nearness) continue;
    const after = nearest.findIndex(({ nearness }) => nearness < parting.nearness);
    nearest.splice(after === -1 ? nearest.length : after, 0, parting);
    if (nearest.length > notesMax) nearest.pop();
  }
  return nearest.map(({ pattern, at, nearness }) => ({
    pattern: pattern.text,
    outcome: outcomeOf(pattern, segments, at),
    isNear: nearness >= NEARNESS_MIN,
  }));
}

/** Of what is told as near. */
const NEARNESS_MIN = 0.5;

/** The path that differs from this one by its trailing slash alone; `undefined` for the root. */
export function otherSlashPath(path: string): string | undefined {
  if (path === "/") return undefined;
  return path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
}

/** Where a path leaves a pattern: at the segment of this index; at the pattern's end where all of them agree. */
interface Parting {
  readonly pattern: RoutePattern;
  readonly at: number;
  readonly nearness: number;
}

function partingOf(pattern: RoutePattern, segments: readonly string[]): Parting {
  const { length } = pattern.segments;
  for (let at = 0; at < length; at++) {
    const expected = pattern.segments[at]!;
    const found = segments[at];
    if (expected.kind === "wildcard") return { pattern, at, nearness: found === undefined ? at : at + 1 };
    if (found === undefined) return { pattern, at, nearness: at - 0.1 };
    if (expected.kind === "param") {
      if (found === "") return { pattern, at, nearness: at };
    } else if (found !== expected.text) {
      return { pattern, at, nearness: at + likeness(found, expected.text) };
    }
  }
  return { pattern, at: length, nearness: segments.length > length ? length - 0.2 : length + 1 };
}

function outcomeOf({ segments: expectedSegments }: RoutePattern, segments: readonly string[], at: number): string {
  const expected = expectedSegments[at];
  const found = segments[at];
  if (expected === undefined) return found === undefined ? "matches the path" : "the path goes on after it";
  if (expected.kind === "wildcard") return found === undefined ? 'a "/" should follow' : "matches the path";
  if (found === undefined) return "the path ends too early";
  if (expected.kind === "param") return `nothing stands where :${expected.name} should`;
  const told = found.length > segmentShownMax ? `${found.slice(0, segmentShownMax)}…` : found;
  return expected.text === "" ? `"${told}" stands where nothing should` : `"${told}" is not "${expected.text}"`;
}

/** From 0, nothing alike, to less than 1: the share of letters that two words begin and end with in common. */
function likeness(found: string, expected: string): number {
  const longest = Math.max(found.length, expected.length);
  const one = found.slice(0, segmentShownMax).toLowerCase();
  const other = expected.slice(0, segmentShownMax).toLowerCase();
  const shortest = Math.min(one.length, other.length);
  let alike = 0;
  while (alike < shortest && one[alike] === other[alike]) alike++;
  let tail = 0;
  while (tail < shortest - alike && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
  return (alike + tail) / (longest + 1);
}

function decodedForSight(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
