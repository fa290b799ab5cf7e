import { boundedRows, type NotedRow } from "../semantics/index.ts";
import { keyOf } from "./cached-file.ts";
import type { Lookup } from "./file-store.ts";
import type { Look, Resolution } from "./path-resolution.ts";

/** What came of looking for a path's file, for the decision record. */
export function lookOutcome(resolution: Resolution): string {
  switch (resolution.kind) {
    case "file":
      return `${keyOf(resolution.file.segments)} is there`;
    case "redirect":
      return `it is asked for as ${resolution.path} (${resolution.why})`;
    case "list":
      return `${nameOf(resolution.segments)} is a folder without a page: its list`;
    case "missing":
      return `${nameOf(resolution.segments)}: ${resolution.reason}`;
    case "refused":
      return `refused: ${resolution.reason}`;
  }
}

/** Each name that was looked at, and what was there; the file that is meant is marked. */
export function lookRows(looks: readonly Look[], resolution: Resolution | undefined): readonly NotedRow[] {
  const meant = resolution?.kind === "file" ? resolution.file : undefined;
  return boundedRows(
    looks.map(({ segments, found }) =>
      meant !== undefined && found.kind === "file" && found.file.location === meant.location
        ? [nameOf(segments), foundText(found), true]
        : [nameOf(segments), foundText(found)],
    ),
  );
}

function foundText(found: Lookup): string {
  if (found.kind === "file") return `a file of ${found.file.sizeOctets} octets`;
  return found.kind === "directory" ? "a folder" : found.reason;
}

function nameOf(segments: readonly string[]): string {
  return keyOf(segments) || "the root";
}
