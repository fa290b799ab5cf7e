import * as fs from "node:fs";
import type { FileRange } from "../semantics/index.ts";
import { closeDescriptor, fileStateOf, statOfDescriptor } from "./disk-calls.node.ts";
import { FileChangedError, type FileState, type OpenFile } from "./file-store.ts";

/** Octets of one read of a long file: large enough that reading costs little, small enough for many readers at once. */
const READ_OCTETS = 128 * 1024;

/** After so many octets of a range it is looked whether the file is still what it was. */
const LOOKED_AFTER_OCTETS = 4 * 1024 * 1024;

/** An open descriptor. It is not closed while it is in use: its number could by then be another file's. */
export class OpenDiskFile implements OpenFile {
  readonly sizeOctets: number;
  readonly modifiedMs: number;
  readonly changedMs: number;
  readonly inode: number;
  readonly #descriptor: number;
  #unreadRanges = 0;
  #isBusy = false;
  #isClosed = false;
  /** Lent with each piece, and read into again when the next one is asked for. */
  #memory: Buffer | undefined;

  /** @param state of the descriptor */
  constructor(descriptor: number, state: FileState) {
    this.#descriptor = descriptor;
    this.sizeOctets = state.sizeOctets;
    this.modifiedMs = state.modifiedMs;
    this.changedMs = state.changedMs;
    this.inode = state.inode;
  }

  async octets(): Promise<Uint8Array> {
    // Not from the pool: what is kept would keep others' octets with it.
    const octets = Buffer.allocUnsafeSlow(this.sizeOctets);
    let at = 0;
    try {
      while (at < octets.length) at += await this.readAt(at, octets.subarray(at));
      await this.requireUnchanged();
    } finally {
      this.close();
    }
    return octets;
  }

  range(start = 0, lengthOctets: number = this.sizeOctets - start): FileRange {
    this.#unreadRanges++;
    return new DiskRange(this, start, lengthOctets);
  }

  ranges(parts: readonly { readonly start: number; readonly lengthOctets: number }[]): readonly FileRange[] {
    if (parts.length === 0) this.close();
    return parts.map(({ start, lengthOctets }) => this.range(start, lengthOctets));
  }

  /** Memory for the next piece; what was lent before is lent no more. */
  memory(lengthOctets: number): Buffer {
    if (this.#memory === undefined || this.#memory.length < lengthOctets) {
      this.#memory = Buffer.allocUnsafeSlow(lengthOctets);
    }
    return this.#memory.subarray(0, lengthOctets);
  }

  /**
   * How many octets were read: one at least.
   * @throws FileChangedError where the file ends before `position`
   */
  readAt(position: number, into: Uint8Array): Promise<number> {
    if (this.#isClosed) return Promise.reject(closedError());
    this.#isBusy = true;
    return new Promise((resolve, reject) => {
      fs.read(this.#descriptor, into, 0, into.length, position, (error, count) => {
        this.#rest();
        if (error) reject(error);
        else if (count === 0) reject(new FileChangedError("The file was cut while it was read."));
        else resolve(count);
      });
    });
  }

  /**
   * Looks whether the octets read so far are of the state that the file was opened in. The time of the last change of
   * its name does not count: a file whose place another took keeps its octets.
   * @throws FileChangedError
   */
  async requireUnchanged(): Promise<void> {
    if (this.#isClosed) throw closedError();
    this.#isBusy = true;
    const { sizeOctets, modifiedMs } = await statOfDescriptor(this.#descriptor)
      .then(fileStateOf)
      .finally(() => this.#rest());
    if (sizeOctets !== this.sizeOctets || modifiedMs !== this.modifiedMs) {
      throw new FileChangedError("The file was changed while it was read.");
    }
  }

  /** One range was read to its end; the last one closes the file. */
  rangeWasRead(): void {
    this.#unreadRanges--;
    if (this.#unreadRanges === 0) this.close();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!this.#isBusy) closeDescriptor(this.#descriptor);
  }

  #rest(): void {
    this.#isBusy = false;
    if (this.#isClosed) closeDescriptor(this.#descriptor);
  }
}

class DiskRange implements FileRange, AsyncIterator<Uint8Array, undefined> {
  readonly lengthOctets: number;
  readonly #file: OpenDiskFile;
  #position: number;
  readonly #end: number;
  #unlookedOctets = 0;
  #isDone = false;

  constructor(file: OpenDiskFile, start: number, lengthOctets: number) {
    this.#file = file;
    this.#position = start;
    this.#end = start + lengthOctets;
    this.lengthOctets = lengthOctets;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#isDone) return { done: true, value: undefined };
    if (this.#position >= this.#end) {
      this.#finish();
      return { done: true, value: undefined };
    }
    try {
      return { done: false, value: await this.#readPiece() };
    } catch (error) {
      // Whoever closed it while it was being read wants nothing more of it.
      if (this.#isDone) return { done: true, value: undefined };
      this.close();
      throw error;
    }
  }

  /** The last piece is handed out only when the whole range is known to be of one state. */
  async #readPiece(): Promise<Uint8Array> {
    const octets = this.#file.memory(Math.min(READ_OCTETS, this.#end - this.#position));
    const count = await this.#file.readAt(this.#position, octets);
    this.#position += count;
    this.#unlookedOctets += count;
    const isLast = this.#position >= this.#end;
    if (isLast || this.#unlookedOctets >= LOOKED_AFTER_OCTETS) {
      await this.#file.requireUnchanged();
      this.#unlookedOctets = 0;
    }
    if (isLast) this.#finish();
    return count === octets.length ? octets : octets.subarray(0, count);
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    // Whoever leaves a range that was read to its end may still want the ones after it.
    if (!this.#isDone) this.close();
    return { done: true, value: undefined };
  }

  close(): void {
    this.#isDone = true;
    this.#file.close();
  }

  #finish(): void {
    this.#isDone = true;
    this.#file.rangeWasRead();
  }
}

function closedError(): Error {
  return new Error("disk: the file is closed");
}
