/** One decision on the way from a request to its response. */
export interface Decision {
  /** What was decided about: "route", "file", "query", "content" … */
  readonly subject: string;
  /** What came of it, in a few words. */
  readonly outcome: string;
  /** What was looked at on the way to it, in order: what it was, and what was found. */
  readonly rows?: readonly DecisionRow[] | undefined;
  /** When, by `performance.now()`, where that was noted. */
  readonly atMs?: number | undefined;
}

/** One thing that was looked at: "gzip", "q=0.5, 2.1 kB", and whether it is the one that was taken. */
export type DecisionRow = readonly [what: string, found: string, isChosen?: boolean];

/** The decision record of one exchange: every decision in the order they were made. */
export class DecisionRecord {
  readonly decisions: Decision[] = [];

  note(subject: string, outcome: string, rows?: readonly DecisionRow[]): void {
    this.decisions.push({ subject, outcome, rows, atMs: performance.now() });
  }
}
