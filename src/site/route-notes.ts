import type { RoutePattern } from "./route-pattern.ts";

/** Why a pattern did not match, for the decision record and the 404 page in development. */
export interface RouteNote {
  readonly pattern: string;
  readonly outcome: string;
}

/**
 * The patterns that came nearest to matching a path, nearest first, and where each of them parted from it.
 * @param path not decoded
 */
export function nearestRoutes(patterns: readonly RoutePattern[], path: string, notesMax: number): RouteNote[] {
  const segments = path.slice(1).split("/").map(decodedForSight);
  return patterns
    .map((pattern) => ({ pattern, ...parting(pattern, segments) }))
    .sort((one, other) => other.nearness - one.nearness)
    .slice(0, notesMax)
    .map(({ pattern, outcome }) => ({ pattern: pattern.text, outcome }));
}

/** The path that differs from this one by its trailing slash alone; `undefined` for the root. */
export function otherSlashPath(path: string): string | undefined {
  if (path === "/") return undefined;
  return path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
}

function parting(pattern: RoutePattern, segments: readonly string[]): { nearness: number; outcome: string } {
  for (let at = 0; at < pattern.segments.length; at++) {
    const expected = pattern.segments[at]!;
    const found = segments[at];
    if (expected.kind === "wildcard") {
      if (found !== undefined) return { nearness: at + 1, outcome: "matches the path" };
      return { nearness: at, outcome: 'a "/" should follow' };
    }
    if (found === undefined) return { nearness: at - 0.1, outcome: "the path ends too early" };
    if (expected.kind === "param") {
      if (found === "") return { nearness: at, outcome: `nothing stands where :${expected.name} should` };
    } else if (found !== expected.text) {
      const outcome =
        expected.text === "" ? `"${found}" stands where nothing should` : `"${found}" is not "${expected.text}"`;
      return { nearness: at + likeness(found, expected.text), outcome };
    }
  }
  const length = pattern.segments.length;
  if (segments.length > length) return { nearness: length - 0.2, outcome: "the path goes on after it" };
  return { nearness: length + 1, outcome: "matches the path" };
}

/** From 0, nothing alike, to less than 1: the share of letters that two words begin and end with in common. */
function likeness(one: string, other: string): number {
  const longest = Math.max(one.length, other.length);
  let alike = 0;
  while (alike < longest && one[alike] !== undefined && one[alike]?.toLowerCase() === other[alike]?.toLowerCase())
    alike++;
  let tail = 0;
  while (tail < longest - alike && one.at(-1 - tail)?.toLowerCase() === other.at(-1 - tail)?.toLowerCase()) tail++;
  return longest === 0 ? 0 : (alike + Math.min(tail, longest - alike)) / (longest + 1);
}

function decodedForSight(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
