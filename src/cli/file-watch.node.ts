import { type FSWatcher, statSync, unwatchFile, watch, watchFile } from "node:fs";
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
  readonly #folders = new Map<string, FSWatcher>();
  readonly #polled = new Set<string>();
  /** Each watched file and what it was like when it was last looked at. */
  #files = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param changed told the name of a file that changed, once for all that changed together */
  constructor(changed: (file: string) => void) {
    this.#changed = changed;
  }

  /** Watches these files from now on, and no others. */
  watch(files: Iterable<string>): void {
    // A file watched before keeps its last look: it may have changed since, and that is still to be told.
    this.#files = new Map([...files].map((file) => [file, this.#files.get(file) ?? likeness(file)]));
    const folders = new Set([...this.#files.keys()].map(dirname));
    for (const [folder, watcher] of this.#folders) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#folders.delete(folder);
    }
    for (const file of this.#polled) if (!this.#files.has(file)) this.#stopPolling(file);
    for (const folder of folders) if (!this.#folders.has(folder)) this.#watchFolder(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.watch([]);
  }

  #stopPolling(file: string): void {
    unwatchFile(file);
    this.#polled.delete(file);
  }

  #watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null || this.#isWatchedName(name)) this.#settle();
      });
      watcher.on("error", () => this.#pollFolder(folder));
      this.#folders.set(folder, watcher);
    } catch {
      this.#pollFolder(folder);
    }
  }

  /** Where the system has no watchers left, or cannot watch this folder. */
  #pollFolder(folder: string): void {
    this.#folders.get(folder)?.close();
    this.#folders.delete(folder);
    for (const file of this.#files.keys()) {
      if (dirname(file) !== folder || this.#polled.has(file)) continue;
      this.#polled.add(file);
      watchFile(file, { interval: POLL_MS, persistent: false }, () => this.#settle());
    }
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
    let changed: string | undefined;
    for (const [file, before] of this.#files) {
      const now = likeness(file);
      if (now !== before) changed = file;
      this.#files.set(file, now);
    }
    // A watcher of a folder that was removed hears nothing of the one that takes its place.
    for (const folder of this.#folders.keys()) if (likeness(folder) === MISSING) this.#pollFolder(folder);
    if (changed !== undefined) this.#changed(basename(changed));
  }
}

const MISSING = "missing";

/** What two looks at a file are compared by. */
function likeness(file: string): string {
  try {
    const stats = statSync(file);
    return `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
  } catch {
    return MISSING;
  }
}
