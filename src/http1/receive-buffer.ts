import { LF } from "./grammar.ts";

/**
 * The octets that were received and are still needed: from `start`, where the element that is being read begins, up to
 * `end`. `at` is the next octet to look at; what lies between `start` and `at` is known already and is never looked
 * at again. Octets are read where they lie, in the memory that was lent; only what is left over is copied.
 */
export class ReceiveBuffer {
  octets: Uint8Array = nothing;
  start = 0;
  at = 0;
  end = 0;
  /** Whether the peer will send no more. */
  isEnded = false;

  #isLent = false;
  /** Octets of the connection that came before `octets[0]`. */
  #octetsBefore = 0;
  /** Whether the octet before `octets[0]` ended a line, or there is none. */
  #isLineStart = true;

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  /** The place of the octet at `at`, counted from the connection's first octet. */
  get offset(): number {
    return this.#octetsBefore + this.at;
  }

  /** What came last and is still there, read or not: lent until the next call of anything here. */
  get atHand(): OctetsAtHand {
    return {
      octets: this.octets.subarray(0, this.end),
      octetsBefore: this.#octetsBefore,
      start: this.start,
      at: this.at,
      isLineStart: this.#isLineStart,
    };
  }

  /** The memory that `octets` is a part of, for a scanner that looks at four octets at a time. */
  get view(): DataView {
    const memory = this.octets.buffer;
    if (lastView.buffer !== memory) lastView = new DataView(memory);
    return lastView;
  }

  receive(octets: Uint8Array): void {
    if (this.start !== this.end) {
      this.#append(octets);
      return;
    }
    this.#leave(this.start);
    this.octets = octets;
    this.start = this.at = 0;
    this.end = octets.length;
    this.#isLent = true;
  }

  /** What was looked at is not needed any more. */
  release(): void {
    this.start = this.at;
  }

  /** The lender wants its memory back: what is left over is copied. */
  keep(): void {
    if (!this.#isLent) {
      if (this.start === this.end && this.end > 0) this.clear();
      return;
    }
    if (this.start === this.end) this.clear();
    else this.#moveTo(new Uint8Array(Math.max(OCTETS_MIN, this.end - this.start)));
  }

  /** Forgets all octets. */
  clear(): void {
    this.#leave(this.end);
    this.octets = nothing;
    this.start = this.at = this.end = 0;
    this.#isLent = false;
  }

  /** Takes out all octets there are. */
  take(): Uint8Array {
    const octets = this.octets.slice(this.start, this.end);
    this.clear();
    return octets;
  }

  /** Memory is only ever written where nothing was: what has been given out of it stays as it is. */
  #append(octets: Uint8Array): void {
    const heldOctets = this.end - this.start;
    if (this.#isLent || this.octets.length - this.end < octets.length) {
      // Twice what is held, so that all the moving over a connection's life is linear in what came.
      this.#moveTo(new Uint8Array(Math.max(OCTETS_MIN, heldOctets * 2, heldOctets + octets.length)));
    }
    this.octets.set(octets, this.end);
    this.end += octets.length;
  }

  #moveTo(memory: Uint8Array): void {
    memory.set(this.octets.subarray(this.start, this.end));
    this.#leave(this.start);
    this.octets = memory;
    this.at -= this.start;
    this.end -= this.start;
    this.start = 0;
    this.#isLent = false;
  }

  /** The first octets are not at hand any more. */
  #leave(octetCount: number): void {
    if (octetCount === 0) return;
    this.#octetsBefore += octetCount;
    this.#isLineStart = this.octets[octetCount - 1] === LF;
  }
}

/** Octets that were received last, and where in them the reading stands. */
export interface OctetsAtHand {
  readonly octets: Uint8Array;
  /** Octets of the connection that came before the first of these. */
  readonly octetsBefore: number;
  /** The index where the element begins that is being read. */
  readonly start: number;
  /** The index of the next octet to look at. */
  readonly at: number;
  /** Whether a line is known to begin with the first of them. */
  readonly isLineStart: boolean;
}

/** Mostly all connections read into the same memory, so that a view of it is made once. */
let lastView: DataView = new DataView(new ArrayBuffer(0));

const nothing = new Uint8Array(0);

/** Memory for a head that came in pieces: most fit. */
const OCTETS_MIN = 1024;
