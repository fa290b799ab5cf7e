import type { FileRange } from "../semantics/index.ts";
import type { OpenFile } from "./file-store.ts";

/** What a response takes of a file, wherever its octets are. */
export type FileRanges = Pick<OpenFile, "range" | "ranges" | "close">;

/** Octets of one piece: what one response may send in a turn of the event loop, at most. */
const PIECE_OCTETS = 256 * 1024;
/** The last piece is a copy: it waits to be sent when the response has ended, and would keep all the others with it. */
const LAST_OCTETS = 64 * 1024;

/** The octets of a file in memory, read in ranges as those of an open file are. */
export class KeptRanges implements FileRanges {
  readonly #octets: Uint8Array;
  #closed: (() => void) | undefined;
  #unreadRanges = 0;

  /** @param closed called once, when nothing more is read of them */
  constructor(octets: Uint8Array, closed: () => void) {
    this.#octets = octets;
    this.#closed = closed;
  }

  range(start = 0, lengthOctets: number = this.#octets.length - start): FileRange {
    this.#unreadRanges++;
    return new KeptRange(this, this.#octets.subarray(start, start + lengthOctets));
  }

  ranges(parts: readonly { readonly start: number; readonly lengthOctets: number }[]): readonly FileRange[] {
    if (parts.length === 0) this.close();
    return parts.map(({ start, lengthOctets }) => this.range(start, lengthOctets));
  }

  /** One range was read to its end. */
  rangeWasRead(): void {
    this.#unreadRanges--;
    if (this.#unreadRanges === 0) this.close();
  }

  close(): void {
    const closed = this.#closed;
    this.#closed = undefined;
    closed?.();
  }
}

class KeptRange implements FileRange, AsyncIterator<Uint8Array, undefined> {
  readonly lengthOctets: number;
  readonly #ranges: KeptRanges;
  /** Those that have not been handed out. */
  #octets: Uint8Array | undefined;

  constructor(ranges: KeptRanges, octets: Uint8Array) {
    this.#ranges = ranges;
    this.#octets = octets;
    this.lengthOctets = octets.length;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const octets = this.#octets;
    if (octets === undefined) return { done: true, value: undefined };
    if (octets.length > LAST_OCTETS) {
      const pieceOctets = Math.min(PIECE_OCTETS, octets.length - LAST_OCTETS);
      this.#octets = octets.subarray(pieceOctets);
      return { done: false, value: octets.subarray(0, pieceOctets) };
    }
    const last = new Uint8Array(octets);
    this.#octets = undefined;
    this.#ranges.rangeWasRead();
    return last.length === 0 ? { done: true, value: undefined } : { done: false, value: last };
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    // Whoever leaves a range that was read to its end may still want the ones after it.
    if (this.#octets !== undefined) this.close();
    return { done: true, value: undefined };
  }

  close(): void {
    this.#octets = undefined;
    this.#ranges.close();
  }
}
