/** The octets from index `start` up to, and not including, `end`. */
export interface OctetSpan {
  readonly start: number;
  readonly end: number;
}

/** Spans of secrets as they are found, in order; adjacent ones are one. */
export class SecretSpans {
  #spans: { start: number; end: number }[] = [];

  add(start: number, end: number): void {
    if (end <= start) return;
    const last = this.#spans.at(-1);
    if (last !== undefined && last.end >= start) last.end = Math.max(last.end, end);
    else this.#spans.push({ start, end });
  }

  /** Those found since the last time. */
  take(): OctetSpan[] {
    const spans = this.#spans;
    if (spans.length > 0) this.#spans = [];
    return spans.length > 0 ? spans : [];
  }
}
