/** One decision on the way from a request to its response. */
export interface Decision {
  /** What was decided about: "route", "file", "query", "content" … */
  readonly subject: string;
  /** What came of it, in a few words. */
  readonly outcome: string;
}

/** The decision record of one exchange: every decision in the order they were made. */
export class DecisionRecord {
  readonly decisions: Decision[] = [];

  note(subject: string, outcome: string): void {
    this.decisions.push({ subject, outcome });
  }
}
