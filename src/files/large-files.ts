import { type FileStore, type FoundFile, isSameState, type OpenFile } from "./file-store.ts";
import { KeptRanges } from "./kept-ranges.ts";

/** Larger files are read from the disk for each response, however often they are asked for. */
export const LARGE_FILE_OCTETS_MAX = 16 * 1024 * 1024;
/** How often a large file has to be asked for to be kept: what is downloaded once is not worth its memory. */
export const LARGE_FILE_ASKED_MIN = 4;

/** A file that is asked for often, or may come to be. */
interface LargeFile {
  readonly found: FoundFile;
  asked: number;
  /** While it is kept, and after that as long as a response is made of them. */
  octets: Uint8Array | undefined;
  /** Responses that are made of its octets. */
  uses: number;
  /** Asked for since room was last made. */
  isUsed: boolean;
  isDropped: boolean;
}

/**
 * The octets of large files that are asked for again and again: read once behind the back of whoever asks, who is sent
 * the file from the disk until then. What they hold of the memory has a maximum, which counts also those that are no
 * longer kept and still being sent: nobody can hold on to more by taking responses slowly.
 */
export class LargeFiles {
  readonly #store: FileStore;
  readonly #octetsMax: number;
  readonly #fileOctetsMax: number;
  /** Told when more is held of the memory. */
  readonly #grew: () => void;
  /** By the state it was found in: another state is another file. */
  readonly #files = new WeakMap<FoundFile, LargeFile>();
  readonly #kept = new Set<LargeFile>();
  #heldOctets = 0;
  #isReading = false;

  /** @param octetsMax what all of them together may hold of the memory */
  constructor(store: FileStore, octetsMax: number, grew: () => void) {
    this.#store = store;
    this.#octetsMax = octetsMax;
    this.#fileOctetsMax = Math.min(LARGE_FILE_OCTETS_MAX, Math.floor(octetsMax / 2));
    this.#grew = grew;
  }

  /** What is held of the memory, octets, with what is being read. */
  get heldOctets(): number {
    return this.#heldOctets;
  }

  /**
   * The octets of a file that is asked for, to be read in ranges and let go of as an open file is.
   * @returns `undefined` where they are not in memory: they may be, some time later
   */
  ranges(found: FoundFile): KeptRanges | undefined {
    const file = this.#files.get(found) ?? this.#firstAsked(found);
    file.asked++;
    file.isUsed = true;
    const { octets } = file;
    if (octets === undefined) {
      if (file.asked >= LARGE_FILE_ASKED_MIN) this.#keep(file);
      return undefined;
    }
    file.uses++;
    return new KeptRanges(octets, () => {
      file.uses--;
      if (file.isDropped) this.#letGo(file);
    });
  }

  /** A file is no longer what it was, or no longer known. */
  drop(found: FoundFile): void {
    const file = this.#files.get(found);
    if (file === undefined) return;
    file.isDropped = true;
    this.#kept.delete(file);
    this.#letGo(file);
  }

  #firstAsked(found: FoundFile): LargeFile {
    const file = { found, asked: 0, octets: undefined, uses: 0, isUsed: true, isDropped: false };
    this.#files.set(found, file);
    return file;
  }

  /** One at a time: the others are asked for again. */
  #keep(file: LargeFile): void {
    const { sizeOctets } = file.found;
    if (this.#isReading || file.isDropped || sizeOctets > this.#fileOctetsMax || !this.#hasRoom(sizeOctets)) return;
    this.#isReading = true;
    this.#heldOctets += sizeOctets;
    this.#grew();
    void this.#read(file.found).then((octets) => {
      this.#isReading = false;
      if (octets !== undefined && !file.isDropped) {
        file.octets = octets;
        this.#kept.add(file);
        return;
      }
      this.#heldOctets -= sizeOctets;
      file.asked = 0;
    });
  }

  /** `undefined` where the file is another by now, or cannot be read: whoever asks is told so by the disk. */
  async #read(found: FoundFile): Promise<Uint8Array | undefined> {
    let open: OpenFile | undefined;
    try {
      open = await this.#store.open(found);
      return isSameState(open, found) ? await open.octets() : undefined;
    } catch {
      return undefined;
    } finally {
      open?.close();
    }
  }

  /** Whether so much more may be held, once what was not asked for since room was last made has gone. */
  #hasRoom(sizeOctets: number): boolean {
    for (const file of this.#kept) {
      if (this.#heldOctets + sizeOctets <= this.#octetsMax) return true;
      if (file.isUsed) {
        file.isUsed = false;
      } else if (file.uses === 0) {
        this.#kept.delete(file);
        this.#letGo(file);
        file.asked = 0;
      }
    }
    return this.#heldOctets + sizeOctets <= this.#octetsMax;
  }

  #letGo(file: LargeFile): void {
    if (file.octets === undefined || file.uses > 0) return;
    file.octets = undefined;
    this.#heldOctets -= file.found.sizeOctets;
  }
}
