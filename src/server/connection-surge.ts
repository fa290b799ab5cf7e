import { SURGE_CONNECTIONS } from "./options.ts";

/**
 * Notices when connections become many more from one sweep to the next: what then stays in memory is mostly theirs.
 * Connections that come and go are no surge.
 */
export class ConnectionSurge {
  readonly #told: (isSurging: boolean) => void;
  #countAtSweep = 0;
  #isSurging = false;

  /** @param told is called when a surge begins, and when it is over */
  constructor(told: (isSurging: boolean) => void) {
    this.#told = told;
  }

  /** @param count connections that are open */
  opened(count: number): void {
    if (this.#isSurging || !this.#isAbove(count)) return;
    this.#isSurging = true;
    this.#told(true);
  }

  swept(count: number): void {
    const isOver = this.#isSurging && !this.#isAbove(count);
    this.#countAtSweep = count;
    if (!isOver) return;
    this.#isSurging = false;
    this.#told(false);
  }

  #isAbove(count: number): boolean {
    return count - this.#countAtSweep >= SURGE_CONNECTIONS;
  }
}
