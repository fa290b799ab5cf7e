/**
 * The server's clock: read once a sweep, so that telling the time costs an exchange nothing. It lags behind by one
 * sweep interval at most.
 */
export class Clock {
  /** Milliseconds since an arbitrary moment, never going back: for deadlines. */
  nowMs = 0;
  /** The Date field's value (RFC 9110 §6.6.1). */
  date = "";

  #second = -1;

  constructor() {
    this.refresh();
  }

  refresh(): void {
    this.nowMs = performance.now();
    const epochMs = Date.now();
    const second = Math.floor(epochMs / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.date = new Date(epochMs).toUTCString();
  }
}
