import type { FileRange } from "../semantics/index.ts";

/**
 * Turns of the microtask queue that a body gets to end in. One made of a string or of octets needs three, behind a
 * clone four, behind a pipe some fifteen; one that waits for anything else will not end in any number of them.
 */
const openingTurnsMax = 24;

/** Octets of a body that are kept before its head goes out, unless they came as a single piece. */
const openingOctetsMax = 64 * 1024;

/**
 * Begins to read a body. Answers its octets if the body ends without waiting for anything, `undefined` if it is
 * empty, else what will yield the rest as it comes. Rejects with what the body failed with.
 */
export function openBody(body: ReadableStream<unknown>): Promise<Uint8Array | StreamedContent | undefined> {
  return new Promise((resolve, reject) => new BodyOpening(body.getReader(), resolve, reject).read());
}

type BodyReader = ReadableStreamDefaultReader<unknown>;
type Opened = Uint8Array | StreamedContent | undefined;

const settled = Promise.resolve();

class BodyOpening {
  readonly #reader: BodyReader;
  readonly #resolve: (opened: Opened) => void;
  readonly #reject: (cause: unknown) => void;
  readonly #pieces: Uint8Array[] = [];
  #octets = 0;
  #turns = 0;
  #isOver = false;
  #pending: ReturnType<BodyReader["read"]> | undefined;

  constructor(reader: BodyReader, resolve: (opened: Opened) => void, reject: (cause: unknown) => void) {
    this.#reader = reader;
    this.#resolve = resolve;
    this.#reject = reject;
    settled.then(this.#turn);
  }

  read(): void {
    this.#pending = this.#reader.read();
    this.#pending.then(this.#received, this.#failed);
  }

  readonly #turn = (): void => {
    if (this.#isOver) return;
    this.#turns += 1;
    if (this.#turns > openingTurnsMax) this.#stream();
    else settled.then(this.#turn);
  };

  readonly #received = (next: { done: boolean; value?: unknown }): void => {
    if (this.#isOver) return;
    if (next.done) {
      this.#isOver = true;
      this.#resolve(joined(this.#pieces, this.#octets));
      return;
    }
    if (!(next.value instanceof Uint8Array)) {
      this.#reader.cancel().catch(ignore);
      this.#failed(wrongPiece(next.value));
      return;
    }
    this.#pending = undefined;
    this.#pieces.push(next.value);
    this.#octets += next.value.length;
    if (this.#octets > openingOctetsMax && this.#pieces.length > 1) this.#stream();
    else this.read();
  };

  readonly #failed = (cause: unknown): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reject(cause);
  };

  #stream(): void {
    this.#isOver = true;
    this.#resolve(new StreamedContent(this.#reader, this.#pieces, this.#pending));
  }
}

/** What a body yields, in order, one piece at a time, none before it is asked for; once. */
export class StreamedContent implements AsyncIterableIterator<Uint8Array> {
  readonly #reader: BodyReader;
  readonly #pieces: Uint8Array[];
  #pending: ReturnType<BodyReader["read"]> | undefined;

  /** @param pending a read that was begun and whose piece follows `pieces` */
  constructor(reader: BodyReader, pieces: Uint8Array[], pending: ReturnType<BodyReader["read"]> | undefined) {
    this.#reader = reader;
    this.#pieces = pieces;
    this.#pending = pending;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const ready = this.#pieces.shift();
    if (ready !== undefined) return { done: false, value: ready };
    const reading = this.#pending ?? this.#reader.read();
    this.#pending = undefined;
    const next = await reading;
    if (next.done) return { done: true, value: undefined };
    if (next.value instanceof Uint8Array) return { done: false, value: next.value };
    this.close();
    throw wrongPiece(next.value);
  }

  /** The piece that is yielded next, without yielding it; `undefined` at the end. */
  async peek(): Promise<Uint8Array | undefined> {
    if (this.#pieces.length === 0) {
      const next = await this.next();
      if (next.done) return undefined;
      this.#pieces.push(next.value);
    }
    return this.#pieces[0];
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  /** Cancels the body, if it has not ended. */
  close(): void {
    this.#pieces.length = 0;
    this.#reader.cancel(new Error("The response is no longer wanted.")).catch(ignore);
  }
}

/** The same content, with the length that its maker says it has. */
export function sizedContent(content: StreamedContent, lengthOctets: number): FileRange {
  return {
    lengthOctets,
    [Symbol.asyncIterator]: () => content,
    close: () => content.close(),
  };
}

/** Content that is not there, but has a length: what a handler answers to HEAD. */
export function unsentContent(lengthOctets: number): FileRange {
  return {
    lengthOctets,
    async *[Symbol.asyncIterator]() {},
    close() {},
  };
}

function joined(pieces: readonly Uint8Array[], octets: number): Uint8Array | undefined {
  if (pieces.length <= 1) return pieces[0];
  const whole = new Uint8Array(octets);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function wrongPiece(piece: unknown): TypeError {
  const kind = typeof piece === "string" ? "a string: encode it, with TextEncoderStream for one" : typeof piece;
  return new TypeError(`The body of a Response yields Uint8Arrays; this one yielded ${kind}.`);
}

/** For a cancel that fails: the response has ended, and nobody is left to be told. */
function ignore(): void {}
