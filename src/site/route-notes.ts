import { boundedRows, NOTED_ROWS_MAX, type NotedRow } from "../semantics/index.ts";
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

/** The rows of a path that no pattern matches: the nearest first. */
export function missedRows(patterns: readonly RoutePattern[], nearest: readonly RouteNote[]): readonly NotedRow[] {
  const rows: NotedRow[] = nearest.map(({ pattern, outcome }) => [pattern, outcome]);
  if (patterns.length > rows.length) rows.push(["…", `and ${patterns.length - rows.length} more, less like it`]);
  return rows;
}

/** The rows of a path that patterns match whose methods it was not sent with (RFC 9110 §15.5.6). */
export function otherMethodRows(patterns: readonly RoutePattern[], path: string, method: string): readonly NotedRow[] {
  const segments = path.slice(1).split("/").map(decodedForSight);
  const rows: NotedRow[] = [];
  for (const pattern of patterns) {
    const { at } = partingOf(pattern, segments);
    if (!isWhole(pattern, segments, at)) continue;
    const taken = pattern.method === "GET" ? "GET and HEAD" : pattern.method;
    rows.push([pattern.text, `matches the path, but takes ${taken}, not ${method}`]);
  }
  return boundedRows(rows);
}

/**
 * The routes of a site in the order in which they are tried: where two differ first, a literal comes before a `:param`
 * before `*`; else as the site has them.
 */
export class TriedRoutes {
  readonly #inOrder: readonly RoutePattern[];
  readonly #exact = new Map<RoutePattern, readonly NotedRow[]>();
  /** Of paths that were asked for last, by method and path: to make them costs as much as half of an exchange. */
  readonly #known = new Map<string, readonly NotedRow[]>();

  constructor(patterns: readonly RoutePattern[]) {
    const keyed = patterns.map((pattern) => ({ pattern, key: pattern.segments.map(rankOf).join("") }));
    this.#inOrder = keyed
      .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
      .map(({ pattern }) => pattern);
  }

  /** The rows of a path that is spelled as a pattern: made once, for no other pattern is looked at. */
  exactRows(matched: RoutePattern): readonly NotedRow[] {
    let rows = this.#exact.get(matched);
    if (rows === undefined) {
      const others = this.#inOrder.length - 1;
      const rest: NotedRow = [others === 1 ? "1 other" : `${others} others`, "not tried: this is the path itself"];
      rows = [[matched.text, "is this very path", true], ...(others === 0 ? [] : [rest])];
      this.#exact.set(matched, rows);
    }
    return rows;
  }

  /** The patterns that were tried before the one that matched, each with where it parted from the path, and that one. */
  rows(matched: RoutePattern, path: string, method: string, found: string): readonly NotedRow[] {
    const key = `${method} ${path}`;
    let rows = this.#known.get(key);
    if (rows === undefined) {
      rows = this.#rows(matched, path, method, found);
      if (this.#known.size === KNOWN_MAX) this.#known.clear();
      if (key.length <= KNOWN_UNITS_MAX) this.#known.set(key, rows);
    }
    return rows;
  }

  #rows(matched: RoutePattern, path: string, method: string, found: string): readonly NotedRow[] {
    const segments = path.slice(1).split("/").map(decodedForSight);
    const at = this.#inOrder.indexOf(matched);
    const told = Math.min(at, NOTED_ROWS_MAX - 2);
    const rows: NotedRow[] = [];
    for (const pattern of this.#inOrder.slice(0, told)) rows.push([pattern.text, whyNot(pattern, segments, method)]);
    if (told < at) rows.push(["…", `and ${at - told} more, none of which matches`]);
    rows.push([matched.text, found, true]);
    const after = this.#inOrder.length - at - 1;
    if (after > 0) rows.push([after === 1 ? "1 more" : `${after} more`, "not tried: less exact than the match"]);
    return rows;
  }
}

/** How many paths have their rows remembered, and how long one may be. */
const KNOWN_MAX = 64;
const KNOWN_UNITS_MAX = 500;

/** In the order of letters: what is compared first decides, and a path that ends comes before one that goes on. */
function rankOf({ kind }: RoutePattern["segments"][number]): string {
  return kind === "literal" ? "a" : kind === "param" ? "b" : "c";
}

function whyNot(pattern: RoutePattern, segments: readonly string[], method: string): string {
  const { at } = partingOf(pattern, segments);
  if (!isWhole(pattern, segments, at)) return outcomeOf(pattern, segments, at);
  return pattern.method === method ? "matches the path" : `takes ${pattern.method}, not ${method}`;
}

/** Whether a path that leaves a pattern there has gone all the way with it. */
function isWhole(pattern: RoutePattern, segments: readonly string[], at: number): boolean {
  const expected = pattern.segments[at];
  if (expected === undefined) return segments.length === pattern.segments.length;
  return expected.kind === "wildcard" && segments[at] !== undefined;
}

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
