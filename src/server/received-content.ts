import { FieldSection, type RequestContent, ResponseError } from "../semantics/index.ts";
import { CONTENT_WINDOW_OCTETS } from "./options.ts";

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
  #pieces: Uint8Array[] = [];
  #queuedOctets = 0;
  #receivedOctets = 0;
  #hasEnded = false;
  #isAbandoned = false;
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

  /** Whether no more should be received until the site has taken what there is. */
  get isFull(): boolean {
    return this.#queuedOctets >= CONTENT_WINDOW_OCTETS && !this.#isAbandoned;
  }

  /** Whether all of it has been received. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get receivedOctets(): number {
    return this.#receivedOctets;
  }

  /** Octets came in; kept as they are. */
  add(octets: Uint8Array): void {
    this.#receivedOctets += octets.length;
    if (this.#isAbandoned || this.#error !== undefined) return;
    if (this.#receivedOctets > this.limitOctets && this.isTaken) {
      this.fail(this.#tooLarge());
      return;
    }
    if (this.#waiting !== undefined) this.#give({ done: false, value: octets });
    else {
      this.#pieces.push(octets);
      this.#queuedOctets += octets.length;
    }
  }

  end(trailerSection: FieldSection): void {
    this.trailerSection = trailerSection;
    this.#hasEnded = true;
    if (this.#waiting !== undefined) this.#give({ done: true, value: undefined });
  }

  /** No more will come, and why. What was queued is dropped. */
  fail(error: unknown): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#pieces = [];
    this.#queuedOctets = 0;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }

  /** Nobody will take it any more: what comes is only counted. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#pieces = [];
    this.#queuedOctets = 0;
  }

  async octets(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of this) {
      pieces.push(piece);
      length += piece.length;
    }
    if (pieces.length === 1) return pieces[0]!;
    const octets = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      octets.set(piece, at);
      at += piece.length;
    }
    return octets;
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
    const piece = this.#pieces.shift();
    if (piece !== undefined) {
      this.#queuedOctets -= piece.length;
      this.#source.contentWanted();
      return Promise.resolve({ done: false, value: piece });
    }
    if (this.#hasEnded || this.#isAbandoned) return Promise.resolve({ done: true, value: undefined });
    if (this.#waiting !== undefined) {
      return Promise.reject(new TypeError("the next piece of content was asked for before the last one had come"));
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#source.contentWanted();
    });
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
