import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** Editors write a file in several steps; what follows within this time is one change. */
const SETTLE_MS = 60;
/** How often files are looked at where the system cannot tell of changes. */
const POLL_MS = 500;

/**
 * Watches files, and tells once when some of them changed. Their folders are what is watched, for most editors put a
 * new file in the old one's place.
 */
export class FileWatch {
  readonly #changed: (file: string) => void;
  readonly #folders = new Map<string, WatchedFolder>();
  /** Each watched file and what it was like when it was last looked at. */
  #files = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  /** Runs while there is a folder that is not watched. */
  #polling: NodeJS.Timeout | undefined;

  /** @param changed told the name of a file that changed, once for all that changed together */
  constructor(changed: (file: string) => void) {
    this.#changed = changed;
  }

  /** Watches these files from now on, and no others. */
  watch(files: Iterable<string>): void {
    // A file watched before keeps its last look: it may have changed since, and that is still to be told.
    this.#files = new Map([...files].map((file) => [file, this.#files.get(file) ?? likeness(file)]));
    const folders = new Set([...this.#files.keys()].map(dirname));
    for (const folder of this.#folders.keys()) if (!folders.has(folder)) this.#leaveFolder(folder);
    clearInterval(this.#polling);
    this.#polling = undefined;
    for (const folder of folders) if (!this.#folders.has(folder)) this.#watchFolder(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.watch([]);
  }

  #watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, (event, name) => {
        // The system tells of the folder itself by its own name: its watcher hears nothing of the one in its place.
        const isFolderItself = event === "rename" && name === basename(folder);
        if (isFolderItself) this.#watchFolderAnew(folder);
        if (name === null || isFolderItself || this.#isWatchedName(name)) this.#settle();
      });
      watcher.on("error", () => this.#pollFolder(folder));
      this.#folders.set(folder, { watcher, inode: inodeOf(folder) });
    } catch {
      this.#pollFolder(folder);
    }
  }

  #leaveFolder(folder: string): void {
    this.#folders.get(folder)?.watcher.close();
    this.#folders.delete(folder);
  }

  /** Where the system has no watchers left, or cannot watch this folder, or it has gone. */
  #pollFolder(folder: string): void {
    this.#leaveFolder(folder);
    this.#polling ??= setInterval(() => this.#settle(), POLL_MS).unref();
  }

  /** A watcher of a folder that was removed hears nothing of the one that takes its place. */
  #watchFoldersAnew(): void {
    for (const [folder, { inode }] of this.#folders) {
      if (inodeOf(folder) !== inode) this.#watchFolderAnew(folder);
    }
  }

  #watchFolderAnew(folder: string): void {
    this.#leaveFolder(folder);
    this.#watchFolder(folder);
  }

  #isWatchedName(name: string): boolean {
    for (const file of this.#files.keys()) if (basename(file) === name) return true;
    return false;
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), SETTLE_MS);
  }

  /** Tells only when a file really differs: being read, for one, is no change. */
  #tell(): void {
    this.#watchFoldersAnew();
    let changed: string | undefined;
    for (const [file, before] of this.#files) {
      const now = likeness(file);
      if (now !== before) changed = file;
      this.#files.set(file, now);
    }
    if (changed !== undefined) this.#changed(basename(changed));
  }
}

interface WatchedFolder {
  readonly watcher: FSWatcher;
  readonly inode: number | undefined;
}

function inodeOf(path: string): number | undefined {
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}

/** What two looks at a file are compared by. */
function likeness(file: string): string {
  try {
    const stats = statSync(file);
    return `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
  } catch {
    return "missing";
  }
}
