import type { DirectoryWatch, FileStore } from "./file-store.ts";

/** Folders that are watched at a time; the files of others are looked at once a second. */
export const WATCHED_FOLDERS_MAX = 512;

interface WatchedFolder {
  readonly watch: DirectoryWatch;
  /** Files of it that are kept. */
  files: number;
}

/** Watches the folders of files in use: one watcher a folder, none for what lies below it. */
export class FolderWatches {
  readonly #store: FileStore;
  readonly #changed: (folder: readonly string[], name: string | undefined) => void;
  readonly #folders = new Map<string, WatchedFolder>();
  #isClosed = false;

  /** @param changed told of a name in a folder, `undefined` where any of its names may be meant */
  constructor(store: FileStore, changed: (folder: readonly string[], name: string | undefined) => void) {
    this.#store = store;
    this.#changed = changed;
  }

  get size(): number {
    return this.#folders.size;
  }

  /** Whether changes of this file are told. */
  has(file: readonly string[]): boolean {
    return this.#folders.has(folderKey(file));
  }

  /** Watches the folder of this file, where it can be watched and there are not too many. */
  watch(file: readonly string[]): void {
    const key = folderKey(file);
    if (this.#isClosed || this.#folders.has(key)) return;
    if (this.#folders.size >= WATCHED_FOLDERS_MAX && !this.#leaveUnused()) return;
    const folder = file.slice(0, -1);
    let hasFailed = false;
    const watch = this.#store.watch(folder, {
      changed: (name) => this.#changed(folder, name),
      failed: () => {
        hasFailed = true;
        this.#folders.get(key)?.watch.close();
        this.#folders.delete(key);
        this.#changed(folder, undefined);
      },
    });
    if (hasFailed) watch?.close();
    else if (watch !== undefined) this.#folders.set(key, { watch, files: 0 });
  }

  /** One more file of its folder is kept. */
  added(file: readonly string[]): void {
    const folder = this.#folders.get(folderKey(file));
    if (folder !== undefined) folder.files++;
  }

  /** One less. */
  removed(file: readonly string[]): void {
    const folder = this.#folders.get(folderKey(file));
    if (folder !== undefined && folder.files > 0) folder.files--;
  }

  close(): void {
    this.#isClosed = true;
    for (const { watch } of this.#folders.values()) watch.close();
    this.#folders.clear();
  }

  /** Makes room by one folder of which no file is kept. */
  #leaveUnused(): boolean {
    for (const [key, { watch, files }] of this.#folders) {
      if (files > 0) continue;
      watch.close();
      this.#folders.delete(key);
      return true;
    }
    return false;
  }
}

function folderKey(file: readonly string[]): string {
  return file.slice(0, -1).join("/");
}
