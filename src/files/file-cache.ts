import { isResponseError, ResponseError } from "../semantics/index.ts";
import { CachedFile, keyOf, type Representation, representationOf } from "./cached-file.ts";
import { CODED_OCTETS_MIN, isCompressible } from "./compressible.ts";
import {
  availableCodings,
  type ContentCoding,
  encode,
  isCodingOverloaded,
  siblingExtension,
} from "./content-coder.node.ts";
import { HashMemory, hashOfOctets } from "./content-hash.node.ts";
import { fileMediaType } from "./file-media-type.ts";
import { findSiblings, siblingCodings } from "./file-siblings.ts";
import { FileChangedError, type FileStore, type FoundFile, isRecentState, isSameState } from "./file-store.ts";
import { FolderWatches } from "./folder-watches.ts";
import type { KeptRanges } from "./kept-ranges.ts";
import { LargeFiles } from "./large-files.ts";
import { ownText } from "./own-text.ts";
import { Turnstile } from "./turnstile.ts";

export interface FileCacheOptions {
  /** Octets that files may take of the memory. Default {@link MEMORY_OCTETS_MAX}; 0 keeps none of their content. */
  readonly memoryOctetsMax?: number | undefined;
  /** A clock that never goes back, in milliseconds. Default: `performance.now`. */
  readonly now?: (() => number) | undefined;
}

/** What the files of one site may take of the memory. */
export const MEMORY_OCTETS_MAX = 64 * 1024 * 1024;
/** Larger files are kept only where they are asked for often (`large-files.ts`), and coded only by a sibling. */
export const CACHED_FILE_OCTETS_MAX = 1024 * 1024;
/** How long a file is taken to be as it was when it was last looked at. */
export const FRESH_MS = 1000;
/** How long a watched folder is believed to have no new siblings, where nothing was told of one. */
export const SIBLINGS_FRESH_MS = 10_000;
/** How often a file that changes while it is read is read again. */
const READ_ATTEMPTS_MAX = 4;
/** Files that are read into memory at the same time. */
const LOADS_MAX = 32;
/** What a coding has to save of a file to be worth its decoding. */
const CODED_SHARE_MAX = 0.95;

/**
 * The files of a store that were asked for, in the state they were found in: small ones with their octets, each coding
 * of them made once. A file is compared with the disk once a second at the most, and at once when its folder's watcher
 * tells of it. Within its budget; what has not been asked for the longest makes room.
 */
export class FileCache {
  /** Milliseconds on the clock that freshness is counted by. */
  readonly now: () => number;
  readonly #store: FileStore;
  readonly #files = new Map<string, CachedFile>();
  readonly #loading = new Map<string, Promise<CachedFile>>();
  /** Files that were told to have changed while they were being loaded. */
  readonly #overtaken = new Set<string>();
  readonly #hashes = new HashMemory();
  readonly #large: LargeFiles;
  readonly #watches: FolderWatches;
  readonly #loads = new Turnstile(LOADS_MAX);
  readonly #memoryOctetsMax: number;
  readonly #fileOctetsMax: number;
  #weightOctets = 0;
  #isClosed = false;

  constructor(store: FileStore, options: FileCacheOptions = {}) {
    const { memoryOctetsMax = MEMORY_OCTETS_MAX, now = () => performance.now() } = options;
    this.now = now;
    this.#store = store;
    this.#memoryOctetsMax = memoryOctetsMax;
    // One file does not drive all others out.
    this.#fileOctetsMax = Math.min(CACHED_FILE_OCTETS_MAX, Math.floor(memoryOctetsMax / 8));
    this.#large = new LargeFiles(store, Math.floor(memoryOctetsMax / 2), () => this.#makeRoom());
    this.#watches = new FolderWatches(store, (folder, name) => this.#changed(folder, name));
  }

  /** What is held of the memory, octets. */
  get weightOctets(): number {
    return this.#weightOctets + this.#large.heldOctets;
  }

  /** How many files are kept. */
  get size(): number {
    return this.#files.size;
  }

  /** How many folders are watched. */
  get watchedFolders(): number {
    return this.#watches.size;
  }

  /** Whether it may be sent without a look at the disk. */
  isFresh(file: CachedFile): boolean {
    return this.now() - file.checkedMs < FRESH_MS && !file.isStale && !file.isDropped;
  }

  /**
   * Compares a file with the disk, together with everybody who asks meanwhile.
   * @returns false where it is no longer what it was: look it up anew
   */
  check(file: CachedFile): Promise<boolean> {
    if (file.isDropped) return Promise.resolve(false);
    file.checking ??= this.#check(file).finally(() => {
      file.checking = undefined;
    });
    return file.checking;
  }

  /**
   * A file that was just found, with its octets where it is small.
   * @throws ResponseError as `open` of a store does; 503 where the file changes all the time
   */
  load(found: FoundFile): Promise<CachedFile> {
    const key = keyOf(found.segments);
    const kept = this.#files.get(key);
    if (kept !== undefined && !kept.isStale && isSameState(kept.found, found)) {
      if (this.isFresh(kept)) return Promise.resolve(kept);
      // The file is the same; of its siblings nothing is known yet.
      if (!kept.isRecent) return this.check(kept).then((isSame) => (isSame ? kept : this.#loadAnew(key, found)));
    }
    return this.#loadAnew(key, found);
  }

  /** Together with everybody who asks meanwhile. */
  #loadAnew(key: string, found: FoundFile): Promise<CachedFile> {
    const running = this.#loading.get(key);
    if (running !== undefined) {
      if (!this.#overtaken.has(key)) return running;
      // Whoever asks after a change was told is not answered with what was read before it.
      const again = () => this.load(found);
      return running.then(again, again);
    }
    const loading = this.#loads
      .pass(() => this.#load(found))
      .finally(() => {
        this.#loading.delete(key);
        this.#overtaken.delete(key);
      });
    this.#loading.set(key, loading);
    return loading;
  }

  /** A file as it is, under a strong tag from when its hash is known. */
  whole(file: CachedFile): Representation {
    file.whole = this.#strengthened(file.whole, file.isRecent);
    return file.whole;
  }

  /**
   * A file under one of the codings it is offered in. The first who asks waits for it to be made.
   * @returns `undefined` where it turns out not to be worth it: it is then no longer offered; "busy" where so many
   *   codings wait to be made that the file is better sent as it is
   */
  coded(file: CachedFile, coding: ContentCoding): Representation | Promise<Representation | undefined> | "busy" {
    const ready = file.coded.get(coding);
    if (ready !== undefined) {
      const strengthened = this.#strengthened(ready, file.isRecent);
      if (strengthened !== ready) file.coded.set(coding, strengthened);
      return strengthened;
    }
    let pending = file.pending.get(coding);
    if (pending === undefined) {
      if (isCodingOverloaded() && !file.siblings.has(coding)) return "busy";
      pending = this.#makeCoded(file, coding).finally(() => file.pending.delete(coding));
      file.pending.set(coding, pending);
    }
    return pending;
  }

  /**
   * The octets of a representation that is too large to be kept from the first, to be read in ranges.
   * @returns `undefined` where they are to be read from the disk
   */
  largeRanges(file: CachedFile, representation: Representation): KeptRanges | undefined {
    if (file.isDropped || file.isRecent || file.isStale) return undefined;
    return this.#large.ranges(representation.file);
  }

  /** The state of a file was found to be another than it is kept in. */
  distrust(file: CachedFile): void {
    file.isStale = true;
  }

  /** Keeps nothing more and watches nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#watches.close();
    this.#hashes.close();
    for (const file of this.#files.values()) this.#drop(file);
  }

  async #check(file: CachedFile): Promise<boolean> {
    const nowMs = this.now();
    const states = await Promise.all(
      [file.found, ...file.siblings.values()].map(async (found) => {
        const state = await this.#store.state(found);
        if (state === undefined && found === file.found) this.#drop(file);
        return state !== undefined && isSameState(state, found);
      }),
    );
    const isSame = !states.includes(false) && !file.isRecent && !file.isStale && (await this.#hasSameSiblings(file));
    if (isSame) file.checkedMs = nowMs;
    else file.isStale = true;
    // Another may have taken its place meanwhile.
    return isSame && !file.isDropped;
  }

  /** Whether no sibling has come since they were looked for: a watcher would have told, as far as watchers go. */
  async #hasSameSiblings(file: CachedFile): Promise<boolean> {
    if (!isCompressible(file.mediaType)) return true;
    const ageMs = this.now() - file.siblingsLookedMs;
    if (ageMs < FRESH_MS || (ageMs < SIBLINGS_FRESH_MS && this.#watches.has(file.found.segments))) return true;
    const siblings = await findSiblings(this.#store, file.found);
    file.siblingsLookedMs = this.now();
    return [...siblings.keys()].every((coding) => file.siblings.has(coding));
  }

  async #load(asked: FoundFile): Promise<CachedFile> {
    const segments = asked.segments.map(ownText);
    // Watched before it is read: a change in between is told.
    this.#watches.watch(segments);
    const readMs = Date.now();
    const nowMs = this.now();
    const { found, octets } = await this.#read({ ...asked, segments });
    const isCompressed = !isCompressible(fileMediaType(segments.at(-1) ?? ""));
    const siblings = isCompressed ? noSiblings : await findSiblings(this.#store, found);
    const isRecent = [found, ...siblings.values()].some((each) => isRecentState(each, readMs));
    const isCodedHere = !isCompressed && octets !== undefined && octets.length >= CODED_OCTETS_MIN;
    const offered = siblingCodings.filter(
      (coding) => siblings.has(coding) || (isCodedHere && availableCodings.includes(coding)),
    );
    const hash = this.#hashOf(found, octets, isRecent);
    const mayBeCoded = siblings.size > 0 || (!isCompressed && octets !== undefined);
    const file = new CachedFile({ found, octets, hash, siblings, offered, mayBeCoded, isRecent, nowMs });
    this.#keep(file);
    return file;
  }

  #keep(file: CachedFile): void {
    file.isStale = this.#overtaken.has(file.key);
    if (this.#isClosed) {
      file.isDropped = true;
      return;
    }
    const before = this.#files.get(file.key);
    if (before !== undefined) this.#drop(before);
    this.#files.set(file.key, file);
    this.#weightOctets += file.weightOctets;
    this.#watches.added(file.found.segments);
    this.#makeRoom();
  }

  /** The octets of a small file, and the state they are of. */
  async #read(asked: FoundFile): Promise<{ found: FoundFile; octets: Uint8Array | undefined }> {
    for (let attempt = 1; ; attempt++) {
      const open = await this.#store.open(asked);
      const { sizeOctets, modifiedMs, changedMs, inode } = open;
      const found = { ...asked, sizeOctets, modifiedMs, changedMs, inode };
      if (sizeOctets > this.#fileOctetsMax) {
        open.close();
        return { found, octets: undefined };
      }
      try {
        const octets = await open.octets();
        if (octets.length === sizeOctets) return { found, octets };
      } catch (error) {
        if (!(error instanceof FileChangedError)) throw error;
      }
      if (attempt === READ_ATTEMPTS_MAX) throw changing();
    }
  }

  async #makeCoded(file: CachedFile, coding: ContentCoding): Promise<Representation | undefined> {
    const sibling = file.siblings.get(coding);
    const made =
      sibling === undefined ? await this.#encoded(file, coding) : await this.#ofSibling(file, sibling, coding);
    if (made === undefined) {
      file.offered = file.offered.filter((each) => each !== coding);
      return undefined;
    }
    // Who waits for it is sent it; of what is dropped nothing is kept.
    if (file.isDropped) return made;
    file.coded.set(coding, made);
    if (made.octets !== undefined) {
      file.weightOctets += made.octets.length;
      this.#weightOctets += made.octets.length;
      this.#makeRoom();
    }
    return made;
  }

  async #encoded(file: CachedFile, coding: ContentCoding): Promise<Representation | undefined> {
    const whole = file.whole.octets;
    if (whole === undefined) return undefined;
    const octets = await encode(coding, whole, { effort: "once" });
    if (octets.length > whole.length * CODED_SHARE_MAX) return undefined;
    return representationOf({ coding, file: file.found, octets, hash: hashOfOctets(octets) });
  }

  async #ofSibling(file: CachedFile, sibling: FoundFile, coding: ContentCoding): Promise<Representation | undefined> {
    const read = await this.#loads.pass(() => this.#read(sibling)).catch(refusalOfOpen);
    if ("statusCode" in read || !isSameState(read.found, sibling)) {
      // It has gone, belongs to another state of the file or will in a moment: but one that may not be read stays so.
      file.isStale ||= !("statusCode" in read && read.statusCode === 403);
      return undefined;
    }
    const { found, octets } = read;
    return representationOf({ coding, file: found, octets, hash: this.#hashOf(found, octets, file.isRecent) });
  }

  #hashOf(found: FoundFile, octets: Uint8Array | undefined, isRecent: boolean): string | undefined {
    const known = isRecent ? undefined : this.#hashes.get(found);
    if (known !== undefined) return known;
    if (octets === undefined) {
      if (!isRecent) this.#hashes.request(this.#store, found);
      return undefined;
    }
    const hash = hashOfOctets(octets);
    if (!isRecent) this.#hashes.set(found, hash);
    return hash;
  }

  /** A large file's hash is known some time after it was first asked for. */
  #strengthened(representation: Representation, isRecent: boolean): Representation {
    if (representation.validators.entityTags.length > 1) return representation;
    if (isRecent) return representation;
    const hash = this.#hashes.get(representation.file);
    if (hash !== undefined) return representationOf({ ...representation, hash });
    this.#hashes.request(this.#store, representation.file);
    return representation;
  }

  /** A name in a folder was made, changed or removed. */
  #changed(folder: readonly string[], name: string | undefined): void {
    if (name === undefined) {
      const prefix = folder.length === 0 ? "" : `${keyOf(folder)}/`;
      for (const file of this.#files.values()) if (file.key.startsWith(prefix)) file.isStale = true;
      for (const key of this.#loading.keys()) if (key.startsWith(prefix)) this.#overtaken.add(key);
      return;
    }
    this.#distrustNamed(folder, name);
    for (const extension of Object.values(siblingExtension)) {
      if (name.endsWith(extension)) this.#distrustNamed(folder, name.slice(0, -extension.length));
    }
  }

  #distrustNamed(folder: readonly string[], name: string): void {
    const key = keyOf([...folder, name]);
    const file = this.#files.get(key);
    if (file !== undefined) file.isStale = true;
    if (this.#loading.has(key)) this.#overtaken.add(key);
  }

  /** Drops what was not asked for since room was last made, the oldest first. */
  #makeRoom(): void {
    for (const [key, file] of this.#files) {
      if (this.weightOctets <= this.#memoryOctetsMax) return;
      if (file.isUsed) {
        file.isUsed = false;
        this.#files.delete(key);
        this.#files.set(key, file);
      } else {
        this.#drop(file);
      }
    }
  }

  #drop(file: CachedFile): void {
    if (file.isDropped) return;
    file.isDropped = true;
    this.#weightOctets -= file.weightOctets;
    if (this.#files.get(file.key) === file) this.#files.delete(file.key);
    // Whoever still knows the file, a path for one, keeps none of its octets.
    for (const each of [file.whole, ...file.coded.values()]) this.#large.drop(each.file);
    file.whole = { ...file.whole, octets: undefined };
    file.coded.clear();
    this.#watches.removed(file.found.segments);
  }
}

const noSiblings: ReadonlyMap<ContentCoding, FoundFile> = new Map();

/** A sibling that has gone or may not be read is none, and no failure: the file itself is there. */
function refusalOfOpen(error: unknown): ResponseError {
  if (isResponseError(error) && (error.statusCode === 404 || error.statusCode === 403)) return error;
  throw error;
}

function changing(): ResponseError {
  return new ResponseError(503, "The file is being written at this moment. Try again.", {
    headers: { "Retry-After": "1" },
  });
}
