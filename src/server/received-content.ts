import { FieldSection, type RequestContent, ResponseError } from "../semantics/index.ts";
import { CONTENT_WINDOW_OCTETS, DRAIN_OCTETS_MAX } from "./options.ts";

/** What the content of one request needs of the connection it comes over. */
export interface ContentSource {
  /** The content is asked for: send 100 (Continue) if that is waited for, and go on receiving. */
  contentWanted(): void;
}

interface Waiting {
  resolve(step: IteratorResult<Uint8Array>): void;
  reject(error: unknown): void;
}

/** The content of one request, filled by its connection and taken by the site. */
export class ReceivedContent implements RequestContent {
  readonly lengthOctets: number | undefined;
  limitOctets: number;
  isTaken = false;
  trailerSection: FieldSection = FieldSection.empty;

  readonly #source: ContentSource;
  /** Memory that is filled while the site works on what it was lent from the other. */
  #filling: Uint8Array = noOctets;
  #filledOctets = 0;
  #lent: Uint8Array = noOctets;
  #receivedOctets = 0;
  /** Octets that came when nobody wanted them any more. */
  #droppedOctets = 0;
  #hasEnded = false;
  /** Whether who took it has let go of it. */
  #isAbandoned = false;
  /** Whether the response was sent before all of it had come: what is lacking will not be brought here. */
  #isOvertaken = false;
  #error: unknown;
  #waiting: Waiting | undefined;

  constructor(source: ContentSource, lengthOctets: number | undefined, limitOctets: number) {
    this.#source = source;
    this.lengthOctets = lengthOctets;
    this.limitOctets = limitOctets;
  }

  /** Whether the site waits for octets: only then is the client's slowness its own fault. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** Whether no more should be received until the site has taken what there is, or answered. */
  get isFull(): boolean {
    return this.#filledOctets >= CONTENT_WINDOW_OCTETS || this.#droppedOctets > DRAIN_OCTETS_MAX;
  }

  /** Whether all of it has been received. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get receivedOctets(): number {
    return this.#receivedOctets;
  }

  /** Octets came in; they are copied. Whoever waits is given them by `deliver`, all that one read brought at once. */
  add(octets: Uint8Array): void {
    this.#receivedOctets += octets.length;
    if (this.#isAbandoned || this.#error !== undefined) {
      this.#droppedOctets += octets.length;
      return;
    }
    if (this.#receivedOctets > this.limitOctets && this.isTaken) {
      this.fail(this.#tooLarge());
      return;
    }
    this.#fill(octets);
  }

  /** Gives what there is to whoever waits. */
  deliver(): void {
    if (this.#waiting === undefined) return;
    if (this.#filledOctets > 0) this.#give({ done: false, value: this.#lend() });
    else if (this.#hasEnded) this.#give({ done: true, value: undefined });
  }

  end(trailerSection: FieldSection): void {
    this.trailerSection = trailerSection;
    this.#hasEnded = true;
    this.deliver();
  }

  /** No more will come, and why. What was queued is dropped. */
  fail(error: unknown): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#forget();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }

  /** Nobody will take it any more: what comes is only counted. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#forget();
  }

  /** The response has been sent. Content that has come may still be taken; if some is lacking, whoever takes it must know. */
  responseEnded(): void {
    if (this.#hasEnded) return;
    this.#isOvertaken = true;
    this.#forget();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(overtaken());
  }

  octets(): Promise<Uint8Array> {
    const whole = this.#whole();
    // Who asks, and then fails before it waits for this, does not bring the process down with it.
    whole.catch(() => undefined);
    return whole;
  }

  async #whole(): Promise<Uint8Array> {
    let whole: Uint8Array = noOctets;
    let length = 0;
    for await (const piece of this) {
      // Nothing is lent after the last piece: it may be kept.
      if (length === 0 && this.#hasEnded && this.#filledOctets === 0) return piece;
      whole = withRoom(whole, length, piece.length);
      whole.set(piece, length);
      length += piece.length;
    }
    return whole.subarray(0, length);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    if (this.isTaken) throw new TypeError("the request's content has already been taken: it can be read only once");
    this.isTaken = true;
    if ((this.lengthOctets ?? this.#receivedOctets) > this.limitOctets) this.fail(this.#tooLarge());
    return {
      next: () => this.#next(),
      return: () => {
        this.abandon();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#filledOctets > 0) {
      const piece = this.#lend();
      this.#source.contentWanted();
      return Promise.resolve({ done: false, value: piece });
    }
    if (this.#hasEnded || this.#isAbandoned) return Promise.resolve({ done: true, value: undefined });
    if (this.#isOvertaken) return Promise.reject(overtaken());
    if (this.#waiting !== undefined) {
      return Promise.reject(new TypeError("the next piece of content was asked for before the last one had come"));
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#source.contentWanted();
    });
  }

  #fill(octets: Uint8Array): void {
    this.#filling = withRoom(this.#filling, this.#filledOctets, octets.length);
    this.#filling.set(octets, this.#filledOctets);
    this.#filledOctets += octets.length;
  }

  /** What has been filled; what was lent before is filled next. */
  #lend(): Uint8Array {
    const piece = this.#filling.subarray(0, this.#filledOctets);
    const filled = this.#filling;
    this.#filling = this.#lent;
    this.#lent = filled;
    this.#filledOctets = 0;
    return piece;
  }

  #forget(): void {
    this.#filling = noOctets;
    this.#lent = noOctets;
    this.#filledOctets = 0;
  }

  #give(step: IteratorResult<Uint8Array>): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(step);
  }

  #tooLarge(): ResponseError {
    const announced = this.lengthOctets === undefined ? "" : ` and ${this.lengthOctets} are announced`;
    return new ResponseError(
      413,
      `The content is too large: at most ${this.limitOctets} octets are taken here${announced}.`,
    );
  }
}

function overtaken(): TypeError {
  return new TypeError("the response was sent before the request's content had come: what was lacking is dropped");
}

const noOctets = new Uint8Array(0);

/** The same memory where it has room for that many more, else memory of twice the size with its first octets. */
function withRoom(memory: Uint8Array, usedOctets: number, moreOctets: number): Uint8Array {
  if (memory.length - usedOctets >= moreOctets) return memory;
  const larger = new Uint8Array(Math.max(usedOctets + moreOctets, usedOctets * 2));
  larger.set(memory.subarray(0, usedOctets));
  return larger;
}
