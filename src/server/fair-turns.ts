import { HOLD_FOR_TURN, type HoldReason } from "./flow-control.ts";
import { onNextTurn } from "./timeouts.ts";

/** Something that can be kept from being read for the rest of a turn. */
export interface TurnTaker {
  hold(reason: HoldReason): void;
  release(reason: HoldReason): void;
}

/**
 * One read a turn for each connection, where there are many.
 *
 * The platform asks the system for what has come, at most 1,024 connections at a time, and as long as it gets that many
 * it asks again, up to 48 times, before it looks at newcomers' octets and at timers. With thousands that send as fast as
 * they are answered, that is seconds. When nobody is read twice in a turn, it ends.
 */
export class FairTurns {
  #taken: TurnTaker[] = [];

  /** It has been read in this turn. */
  take(taker: TurnTaker): void {
    taker.hold(HOLD_FOR_TURN);
    this.#taken.push(taker);
    if (this.#taken.length === 1) onNextTurn(this.#begin);
  }

  readonly #begin = (): void => {
    const taken = this.#taken;
    this.#taken = [];
    for (const taker of taken) taker.release(HOLD_FOR_TURN);
  };
}
