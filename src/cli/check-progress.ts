import type { CaseResult } from "../conformance/index.ts";
import type { Paint } from "../server/index.ts";

/** How far a run is. */
export interface CheckProgress {
  readonly done: number;
  readonly all: number;
  readonly failed: number;
  /** The title of the family that a case was decided of last. */
  readonly family: string;
}

/** Adds a case that was decided. */
export function progressed({ failed }: CheckProgress, result: CaseResult, done: number, all: number): CheckProgress {
  return { done, all, failed: failed + (result.verdict === "failed" ? 1 : 0), family: result.family.title };
}

const CELLS = 24;

/** "━━━━━━━━━        128/400 cases · 3 failed · Chunked content", not wider than the terminal. */
export function checkProgressLine(
  { done, all, failed, family }: CheckProgress,
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): string {
  const filled = all === 0 ? 0 : Math.round((done / all) * CELLS);
  const bar = columns < 60 ? "" : `${"━".repeat(filled)}${" ".repeat(CELLS - filled)}  `;
  const count = all === 0 ? "looking at what it offers" : `${done}/${all} cases`;
  const failures = failed === 0 ? "" : ` · ${failed} failed`;
  const room = columns - 3 - bar.length - count.length - failures.length;
  const tail = family === "" || family.length + 3 > room ? "" : ` · ${family}`;
  return `  ${paint.cyan(bar)}${paint.bold(count)}${paint.red(failures)}${paint.dim(tail)}`;
}
