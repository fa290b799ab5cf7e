import { STREAMED_TURN_OCTETS } from "./options.ts";
import { onNextTurn } from "./timeouts.ts";

/**
 * What one response may stream before others have their turn; how many that have waited may go on in a turn is what so
 * much leaves room for.
 */
export const STREAM_SHARE_OCTETS = 256 * 1024;

/**
 * Turns for responses that stream, of all connections together. A client's system takes megabytes at once, also for one
 * that reads nothing: where hundreds stream, a turn of each would keep all others waiting for as long as it takes to copy
 * that. So what is streamed in a turn of the event loop is bounded, and who waits for the next goes on in the order of coming.
 */
export class StreamTurns {
  #sentOctets = 0;
  #isUnderWay = false;
  #waiting: (() => void)[] = [];

  /** Whether as much was streamed in this turn as may be. */
  get isOver(): boolean {
    return this.#sentOctets >= STREAMED_TURN_OCTETS;
  }

  /** So many octets were streamed. */
  sent(octets: number): void {
    this.#sentOctets += octets;
    this.#begin();
  }

  /** Settles when it is the caller's turn. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#begin();
    });
  }

  #begin(): void {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    onNextTurn(this.#go);
  }

  readonly #go = (): void => {
    this.#isUnderWay = false;
    this.#sentOctets = 0;
    if (this.#waiting.length === 0) return;
    for (const wake of this.#waiting.splice(0, WOKEN_MAX)) wake();
    if (this.#waiting.length > 0) this.#begin();
  };
}

const WOKEN_MAX = STREAMED_TURN_OCTETS / STREAM_SHARE_OCTETS;
