import {
  type DirectoryEntry,
  type DirectoryWatch,
  type DirectoryWatcher,
  type FileState,
  type FileStore,
  type FoundFile,
  isSameState,
  type Lookup,
  type OpenFile,
} from "./file-store.ts";

/** A store that tells when a file that was asked for has changed since. */
export interface WatchedStore extends FileStore {
  /** Tells nothing from now on, and watches nothing on its own behalf; it still has its files. */
  close(): void;
}

export interface FileChanges {
  /**
   * Told the path of a file below the root, "css/style.css", as soon as it is seen: a file that is written in several
   * steps is told several times.
   */
  readonly changed: (path: string) => void;
  /** Runs an action in a while, not at all if need be. Absent: directories that have gone are not looked for. */
  readonly later?: ((action: () => void) => void) | undefined;
}

/** Directories watched at the same time: of more, those asked of longest ago are left. */
const DIRECTORIES_MAX = 256;
/** Names remembered of one directory: of more, the oldest are forgotten. */
const NAMES_MAX = 2048;
/** How often a directory that has gone is looked for before it is given up. */
const SEARCHES_MAX = 240;

/**
 * The same files, watched where they are in use: a name is watched from when it was asked for, there or not, and all
 * names of a directory from when it was listed. A file whose state is what it was has not changed.
 */
export function watchedStore(store: FileStore, changes: FileChanges): WatchedStore {
  return new FilesInUse(store, changes);
}

/** What is known of one name. */
type Known = FileState | "directory" | "missing";

class FilesInUse implements WatchedStore {
  readonly description: string;
  readonly #store: FileStore;
  readonly #changes: FileChanges;
  /** By their path; asked of longest ago first. */
  readonly #directories = new Map<string, DirectoryInUse>();
  #isClosed = false;

  constructor(store: FileStore, changes: FileChanges) {
    this.description = store.description;
    this.#store = store;
    this.#changes = changes;
  }

  async lookup(segments: readonly string[]): Promise<Lookup> {
    // Watched first: what changes while it is looked up is seen.
    const directory = this.#directoryOf(segments);
    const found = await this.#store.lookup(segments);
    directory?.note(segments.at(-1)!, knownOf(found));
    return found;
  }

  open(file: FoundFile): Promise<OpenFile> {
    return this.#store.open(file);
  }

  async state(file: FoundFile): Promise<FileState | undefined> {
    const directory = this.#directoryOf(file.segments);
    const state = await this.#store.state(file);
    directory?.note(file.segments.at(-1)!, state ?? "missing");
    return state;
  }

  list(segments: readonly string[]): Promise<readonly DirectoryEntry[] | undefined> {
    const directory = this.#directory(segments);
    if (directory !== undefined) directory.isListed = true;
    return this.#store.list(segments);
  }

  watch(segments: readonly string[], watcher: DirectoryWatcher): DirectoryWatch | undefined {
    return this.#store.watch(segments, watcher);
  }

  async readText(segments: readonly string[]): Promise<string | undefined> {
    await this.lookup(segments);
    return this.#store.readText(segments);
  }

  close(): void {
    this.#isClosed = true;
    for (const directory of this.#directories.values()) directory.close();
    this.#directories.clear();
  }

  #directoryOf(segments: readonly string[]): DirectoryInUse | undefined {
    return segments.length === 0 ? undefined : this.#directory(segments.slice(0, -1));
  }

  /** The directory, watched; `undefined` where it cannot be. */
  #directory(segments: readonly string[]): DirectoryInUse | undefined {
    if (this.#isClosed) return undefined;
    const path = segments.join("/");
    let directory = this.#directories.get(path);
    if (directory === undefined) {
      directory = new DirectoryInUse(this.#store, segments, this.#changes, () => this.#directories.delete(path));
      if (!directory.watch()) return undefined;
    } else {
      this.#directories.delete(path);
    }
    this.#directories.set(path, directory);
    if (this.#directories.size > DIRECTORIES_MAX) this.#leaveOldest();
    return directory;
  }

  #leaveOldest(): void {
    const [path, oldest] = this.#directories.entries().next().value!;
    oldest.close();
    this.#directories.delete(path);
  }
}

/** One directory with the names that were asked for in it. */
class DirectoryInUse {
  /** Whether every name in it counts, asked for or not. */
  isListed = false;

  readonly #store: FileStore;
  readonly #segments: readonly string[];
  readonly #changes: FileChanges;
  readonly #givenUp: () => void;
  readonly #names = new Map<string, Known>();
  #watch: DirectoryWatch | undefined;
  #isClosed = false;
  /** Names that are to be looked at. */
  readonly #stirred = new Set<string>();
  #isLooking = false;

  constructor(store: FileStore, segments: readonly string[], changes: FileChanges, givenUp: () => void) {
    this.#store = store;
    this.#segments = segments;
    this.#changes = changes;
    this.#givenUp = givenUp;
  }

  /** @returns false where it cannot be watched */
  watch(): boolean {
    this.#watch = this.#store.watch(this.#segments, {
      changed: (name) => this.#stir(name === undefined ? this.#names.keys() : [name]),
      failed: () => {
        this.#watch = undefined;
        this.#search(SEARCHES_MAX);
      },
    });
    return this.#watch !== undefined;
  }

  /** Tells of the name where it is not what it was. */
  note(name: string, now: Known): void {
    if (this.#isClosed) return;
    const before = this.#names.get(name);
    this.#names.delete(name);
    this.#names.set(name, now);
    if (this.#names.size > NAMES_MAX) this.#names.delete(this.#names.keys().next().value!);
    if (before !== undefined && !isSameKnown(before, now)) this.#changes.changed([...this.#segments, name].join("/"));
  }

  close(): void {
    this.#isClosed = true;
    this.#watch?.close();
    this.#watch = undefined;
  }

  /** Looks at these names, one after the other: a thousand files may change at once. */
  #stir(names: Iterable<string>): void {
    for (const name of names) {
      if (this.#names.has(name)) this.#stirred.add(name);
      else if (this.isListed && !isTemporaryName(name)) {
        // What it was nobody knows, but the list has changed with it.
        this.#names.set(name, "missing");
        this.#changes.changed([...this.#segments, name].join("/"));
        this.#stirred.add(name);
      }
    }
    if (!this.#isLooking) void this.#look();
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    for (const name of this.#stirred) {
      this.#stirred.delete(name);
      try {
        this.note(name, knownOf(await this.#store.lookup([...this.#segments, name])));
      } catch {} // No answer, for want of descriptors, is no change.
    }
    this.#isLooking = false;
  }

  /** Builds remove a directory and make it anew: what it had is compared when it is there again. */
  #search(searchesLeft: number): void {
    if (this.#isClosed) return;
    if (this.watch()) {
      this.#stir(this.#names.keys());
    } else if (searchesLeft === 0 || this.#changes.later === undefined) {
      this.close();
      this.#givenUp();
    } else {
      this.#changes.later(() => this.#search(searchesLeft - 1));
    }
  }
}

function knownOf(found: Lookup): Known {
  if (found.kind === "file") return found.file;
  return found.kind === "directory" ? "directory" : "missing";
}

function isSameKnown(one: Known, other: Known): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return isSameState(one, other);
}

/** Names under which editors and downloads keep what is not finished, beside those that begin with ".". */
const temporaryNames = [
  /^\./,
  /~$/,
  /^4913$/,
  /^#.*#$/,
  /\.(sw[a-px]|tmp|temp|part|crdownload)$/i,
  /___jb_(tmp|old)___$/,
];

function isTemporaryName(name: string): boolean {
  return temporaryNames.some((pattern) => pattern.test(name));
}
