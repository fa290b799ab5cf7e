import { onNextTurn } from "./timeouts.ts";

/**
 * Turns that many share. What each of them may do in a turn of the event loop is little; where there are hundreds, it is
 * much together, and everybody else would wait for all of it. So a turn has an end for all, and who has had a share and
 * wants more goes on in a later turn, in the order of coming: as many at a time as a turn has shares.
 */
export class SharedTurns {
  readonly #turnMax: number;
  readonly #wokenMax: number;
  #spent = 0;
  #isUnderWay = false;
  #isHeld = false;
  #waiting: (() => void)[] = [];

  /**
   * @param turnMax what all may do in a turn, in any unit
   * @param shareMax what one may do, before it waits
   */
  constructor(turnMax: number, shareMax: number) {
    this.#turnMax = turnMax;
    this.#wokenMax = Math.max(1, Math.floor(turnMax / shareMax));
  }

  /** Whether as much has been done in this turn as may be. */
  get isOver(): boolean {
    return this.#isHeld || this.#spent >= this.#turnMax;
  }

  /** So much was done. */
  spent(amount: number): void {
    this.#spent += amount;
    this.#begin();
  }

  /** Calls back when it is the caller's turn. */
  onNext(goOn: () => void): void {
    this.#waiting.push(goOn);
    this.#begin();
  }

  /** Nobody has a turn until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    if (this.#waiting.length > 0) this.#begin();
  }

  #begin(): void {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    onNextTurn(this.#go);
  }

  readonly #go = (): void => {
    this.#isUnderWay = false;
    this.#spent = 0;
    if (this.#isHeld || this.#waiting.length === 0) return;
    for (const goOn of this.#waiting.splice(0, this.#wokenMax)) goOn();
    if (this.#waiting.length > 0) this.#begin();
  };
}
