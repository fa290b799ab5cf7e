import type { DirectoryEntry, FileStore } from "./file-store.ts";

/** How long a directory is taken to hold what it held. */
const LISTED_FRESH_MS = 1000;
/** Directories that are remembered; of others the names are read for each who asks. */
const LISTED_MAX = 16;

interface Listed {
  readonly entries: Promise<readonly DirectoryEntry[] | undefined>;
  readonly untilMs: number;
}

/** What is in directories, read once a second at the most: looking at ten thousand names is work. */
export class ListedDirectories {
  readonly #store: FileStore;
  readonly #listed = new Map<string, Listed>();

  constructor(store: FileStore) {
    this.#store = store;
  }

  /** As `list` of a store. */
  list(segments: readonly string[]): Promise<readonly DirectoryEntry[] | undefined> {
    const key = segments.join("/");
    const nowMs = performance.now();
    const known = this.#listed.get(key);
    if (known !== undefined && nowMs < known.untilMs) return known.entries;
    const entries = this.#store.list(segments);
    this.#listed.delete(key);
    this.#listed.set(key, { entries, untilMs: nowMs + LISTED_FRESH_MS });
    // What could not be read is tried again at once.
    entries.catch(() => this.#listed.delete(key));
    if (this.#listed.size > LISTED_MAX) this.#forgetOldest();
    return entries;
  }

  #forgetOldest(): void {
    for (const key of this.#listed.keys()) {
      this.#listed.delete(key);
      return;
    }
  }
}
