import { onNextTurn } from "./timeouts.ts";

/** Something accepted that has not begun to receive. */
export interface Newcomer {
  resume(): void;
}

/** Those that were let in earlier, as one. */
export interface Residents {
  /** Nothing is received from them until `release`. */
  hold(): void;
  release(): void;
}

/** A burst is so many newcomers, turn after turn … */
const ROW_MIN = 8;
/** … while those that are in make a turn as long as this. */
const LONG_TURN_MS = 1;
/** Nobody is held up for longer, nor again before as much time has passed. */
const HOLD_MS_MAX = 100;

/**
 * Lets newcomers in. The platform accepts one connection a turn of its event loop: where those that are in keep a turn
 * busy for milliseconds, a thousand newcomers would wait for seconds. So in a burst everybody pauses for a moment, until
 * all are in.
 */
export class AcceptBurst {
  readonly #residents: Residents;
  readonly #waitingMax: number;
  #row = 0;
  #hasCome = false;
  #isWatching = false;
  #lastTurnMs = 0;
  #isHolding = false;
  #heldMs = 0;
  #releasedMs = Number.NEGATIVE_INFINITY;
  #waiting: Newcomer[] = [];

  /** @param waitingMax a burst is over when so many newcomers wait */
  constructor(residents: Residents, waitingMax: number) {
    this.#residents = residents;
    this.#waitingMax = waitingMax;
  }

  /** Lets it begin, now or when the burst is over. */
  add(newcomer: Newcomer): void {
    this.#hasCome = true;
    if (this.#isHolding) this.#waiting.push(newcomer);
    else newcomer.resume();
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#lastTurnMs = performance.now();
    onNextTurn(this.#look);
  }

  readonly #look = (): void => {
    const nowMs = performance.now();
    const turnMs = nowMs - this.#lastTurnMs;
    this.#lastTurnMs = nowMs;
    this.#row = this.#hasCome ? this.#row + 1 : 0;
    this.#hasCome = false;
    if (this.#isHolding) {
      const isLong = nowMs - this.#heldMs > HOLD_MS_MAX || this.#waiting.length >= this.#waitingMax;
      if (this.#row === 0 || isLong) this.#release(nowMs);
    } else if (this.#row >= ROW_MIN && turnMs >= LONG_TURN_MS && nowMs - this.#releasedMs > HOLD_MS_MAX) {
      this.#isHolding = true;
      this.#heldMs = nowMs;
      this.#residents.hold();
    }
    if (this.#row > 0) onNextTurn(this.#look);
    else this.#isWatching = false;
  };

  #release(nowMs: number): void {
    this.#isHolding = false;
    this.#releasedMs = nowMs;
    this.#residents.release();
    for (const newcomer of this.#waiting.splice(0)) newcomer.resume();
  }
}
