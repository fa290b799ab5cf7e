import type { DirectoryEntry, FileStore } from "./file-store.ts";
import { ownText } from "./own-text.ts";

/** How long a directory is taken to hold what it held. */
const LISTED_FRESH_MS = 1000;
/** Names that are remembered of all directories together; of a larger one they are read for each who asks later. */
const REMEMBERED_ENTRIES_MAX = 200_000;
/** Directories that are remembered. */
const LISTED_MAX = 16;

interface Listed {
  readonly entries: Promise<readonly DirectoryEntry[] | undefined>;
  readonly untilMs: number;
  /** 0 until they have been read. */
  count: number;
}

/** What is in directories, read once a second at the most: looking at ten thousand names is work. */
export class ListedDirectories {
  readonly #store: FileStore;
  readonly #now: () => number;
  /** The oldest first. */
  readonly #listed = new Map<string, Listed>();

  /** @param now in milliseconds, never going back */
  constructor(store: FileStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** As `list` of a store. */
  list(segments: readonly string[]): Promise<readonly DirectoryEntry[] | undefined> {
    const key = ownText(segments.join("/"));
    const nowMs = this.#now();
    this.#forget(({ untilMs }) => nowMs >= untilMs);
    const known = this.#listed.get(key);
    if (known !== undefined) return known.entries;
    const entries = this.#store.list(segments);
    const listed: Listed = { entries, untilMs: nowMs + LISTED_FRESH_MS, count: 0 };
    this.#listed.set(key, listed);
    entries.then(
      (all) => {
        listed.count = all?.length ?? 0;
        this.#makeRoom();
      },
      // What could not be read is tried again at once.
      () => this.#forget((each) => each === listed),
    );
    this.#makeRoom();
    return entries;
  }

  #makeRoom(): void {
    let count = 0;
    for (const listed of this.#listed.values()) count += listed.count;
    for (const [key, listed] of this.#listed) {
      if (this.#listed.size <= LISTED_MAX && count <= REMEMBERED_ENTRIES_MAX) return;
      this.#listed.delete(key);
      count -= listed.count;
    }
  }

  #forget(isForgotten: (listed: Listed) => boolean): void {
    for (const [key, listed] of this.#listed) if (isForgotten(listed)) this.#listed.delete(key);
  }
}
