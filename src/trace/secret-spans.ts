/** The octets from index `start` up to, and not including, `end`. */
export interface OctetSpan {
  readonly start: number;
  readonly end: number;
}

/** Spans of secrets as they are found, in order; adjacent ones are one. */
export class SecretSpans {
  #spans: OctetSpan[] = [];

  add(start: number, end: number): void {
    if (end <= start) return;
    const spans = this.#spans;
    let first = start;
    let last = end;
    // A URI's userinfo is known when a secret within it has been found already.
    for (let span = spans.at(-1); span !== undefined && span.end >= first; span = spans.at(-1)) {
      first = Math.min(first, span.start);
      last = Math.max(last, span.end);
      spans.pop();
    }
    spans.push({ start: first, end: last });
  }

  /** Those found since the last time. */
  take(): OctetSpan[] {
    const spans = this.#spans;
    if (spans.length === 0) return [];
    this.#spans = [];
    return spans;
  }
}
