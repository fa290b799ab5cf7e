/** A worker that ended is started again at once, then after this … */
const AGAIN_AFTER_MS_MIN = 100;
/** … which doubles each time, up to this. */
const AGAIN_AFTER_MS_MAX = 30_000;
/** One that has served for so long has not failed to start: the next start is at once again. */
const SERVED_LONG_MS = 10_000;

/** How long to wait before a worker is started again. */
export class BackOff {
  #nextMs = 0;

  /**
   * @param servedMs how long the worker that ended had served; 0 where it never did
   * @returns milliseconds
   */
  delayMs(servedMs: number): number {
    const delayMs = servedMs >= SERVED_LONG_MS ? 0 : this.#nextMs;
    this.#nextMs = Math.min(Math.max(delayMs * 2, AGAIN_AFTER_MS_MIN), AGAIN_AFTER_MS_MAX);
    return delayMs;
  }
}
