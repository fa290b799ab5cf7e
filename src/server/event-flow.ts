import { STEPS_FREE_MAX, STEPS_OF_REQUEST, STEPS_SHARE_MAX } from "./options.ts";
import type { EngineEvent, ProtocolEngine } from "./protocol-engine.ts";
import type { SharedTurns } from "./shared-turns.ts";

/** The connection that takes the events. */
export interface EventTaker {
  /** Octets received since it opened. */
  readonly receivedOctets: number;
  /** There may be events again. */
  receiveMore(): void;
}

/** The way of an engine's events to their connection, no more at a time than leaves others their turn. */
export class EventFlow {
  /** Whether others have their turn, though there may be events; it goes on by itself. */
  isResting = false;

  readonly #engine: ProtocolEngine;
  readonly #turns: SharedTurns;
  readonly #taker: EventTaker;
  #steps = 0;
  /** How much had been received when the next request first had to wait for the end of another; -1 when it need not. */
  #heldAtOctets = -1;

  constructor(engine: ProtocolEngine, turns: SharedTurns, taker: EventTaker) {
    this.#engine = engine;
    this.#turns = turns;
    this.#taker = taker;
  }

  /** While a request waits for the end of another, one more read is kept at the most. */
  get hasKeptEnough(): boolean {
    return this.#heldAtOctets !== -1 && this.#taker.receivedOctets > this.#heldAtOctets;
  }

  /** The next event, where there is one to be taken now. @throws what the engine throws */
  next(): EngineEvent | undefined {
    if (this.#steps > STEPS_FREE_MAX && this.#mustRest()) return undefined;
    const next = this.#engine.nextEvent();
    if (next === "paused") {
      if (this.#heldAtOctets === -1) this.#heldAtOctets = this.#taker.receivedOctets;
      return undefined;
    }
    this.#heldAtOctets = -1;
    if (next === "need-octets") return undefined;
    this.#steps += next.type === "RequestHead" ? STEPS_OF_REQUEST : 1;
    return next;
  }

  /** No more are taken for now. */
  end(): void {
    if (this.#steps > STEPS_FREE_MAX) this.#turns.spent(this.#steps);
    this.#steps = 0;
  }

  #mustRest(): boolean {
    if (this.#steps < STEPS_SHARE_MAX && !this.#turns.isOver) return false;
    this.isResting = true;
    this.#turns.onNext(() => {
      this.isResting = false;
      this.#taker.receiveMore();
    });
    return true;
  }
}
