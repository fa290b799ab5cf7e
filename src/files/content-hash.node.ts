import type { Hash } from "node:crypto";
import { createRequire } from "node:module";
import { isResponseError } from "../semantics/index.ts";
import {
  type FileState,
  type FileStore,
  type FoundFile,
  isRecentState,
  isSameState,
  type OpenFile,
} from "./file-store.ts";

/** 132 bits of a hash: two contents of the same would have to be looked for, and not be found. */
const HASH_CHARACTERS = 22;

// node:crypto is loaded with the first file: a site of texts starts without it.
const require = createRequire(import.meta.url);
let crypto: typeof import("node:crypto") | undefined;

function sha256(): Hash {
  crypto ??= require("node:crypto") as typeof import("node:crypto");
  return crypto.createHash("sha256");
}

/** SHA-256 in base64url, cut to 22 characters. */
export function hashOfOctets(octets: Uint8Array): string {
  return sha256().update(octets).digest("base64url").slice(0, HASH_CHARACTERS);
}

/**
 * The same hash of a file's content, read in pieces; closes the file. Nothing waits longer than one piece takes.
 * @throws FileChangedError where the file was changed meanwhile
 */
export async function hashOfFile(file: OpenFile): Promise<string> {
  const hash = sha256();
  for await (const piece of file.range()) hash.update(piece);
  return hash.digest("base64url").slice(0, HASH_CHARACTERS);
}

/** How many files' hashes are remembered: some 300 octets each. */
const REMEMBERED_MAX = 20_000;

/** How many files may wait to be read. */
const WAITING_MAX = 1000;

interface Remembered {
  readonly state: FileState;
  /** `undefined` where the file could not be read in that state: it is not tried again. */
  readonly hash: string | undefined;
}

interface Waiting {
  readonly store: FileStore;
  readonly file: FoundFile;
}

/**
 * Remembers the hash of files' content as long as their state stays the same, and finds that of large files out behind
 * the back of whoever asks: one file at a time, in the order asked.
 */
export class HashMemory {
  readonly #remembered = new Map<string, Remembered>();
  /** By location, in the order asked. */
  readonly #waiting = new Map<string, Waiting>();
  #reading: FoundFile | undefined;
  #open: OpenFile | undefined;
  #isClosed = false;

  /** The hash of the content in this state, where it is known. */
  get(file: FoundFile): string | undefined {
    return this.#of(file)?.hash;
  }

  set(file: FoundFile, hash: string): void {
    this.#remember(file.location, file, hash);
  }

  /**
   * Finds a hash out in the background, unless it is known, asked for already, or could not be had in this state. It is
   * not asked for where too many wait already: whoever comes later asks again.
   */
  request(store: FileStore, file: FoundFile): void {
    if (this.#isClosed || this.#of(file) !== undefined) return;
    if (this.#reading?.location === file.location && isSameState(this.#reading, file)) return;
    if (this.#waiting.size >= WAITING_MAX && !this.#waiting.has(file.location)) return;
    this.#waiting.set(file.location, { store, file });
    if (this.#reading === undefined) void this.#readWaiting();
  }

  /** Ends what is being read, and forgets what waits. What is remembered stays. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.clear();
    this.#open?.close();
  }

  #of(file: FoundFile): Remembered | undefined {
    const remembered = this.#remembered.get(file.location);
    return remembered !== undefined && isSameState(remembered.state, file) ? remembered : undefined;
  }

  async #readWaiting(): Promise<void> {
    for (const [location, waiting] of this.#waiting) {
      this.#waiting.delete(location);
      this.#reading = waiting.file;
      await this.#read(waiting);
      this.#reading = undefined;
      if (this.#isClosed) return;
    }
  }

  /**
   * What is remembered is the state that was read, which may be a later one than was asked for: but none that another
   * content might have had before or might still get.
   */
  async #read({ store, file }: Waiting): Promise<void> {
    try {
      const open = await store.open(file);
      if (this.#isClosed) return open.close();
      this.#open = open;
      const readMs = Date.now();
      const hash = await hashOfFile(open);
      if (!isRecentState(open, readMs)) this.#remember(file.location, open, hash);
    } catch (error) {
      // A want of file descriptors says nothing about the file.
      const isPassing = this.#isClosed || (isResponseError(error) && error.statusCode === 503);
      if (!isPassing) this.#remember(file.location, file, undefined);
    } finally {
      this.#open = undefined;
    }
  }

  #remember(location: string, state: FileState, hash: string | undefined): void {
    const { sizeOctets, modifiedMs, changedMs, inode } = state;
    this.#remembered.delete(location);
    this.#remembered.set(location, { state: { sizeOctets, modifiedMs, changedMs, inode }, hash });
    if (this.#remembered.size <= REMEMBERED_MAX) return;
    for (const oldest of this.#remembered.keys()) {
      this.#remembered.delete(oldest);
      return;
    }
  }
}
