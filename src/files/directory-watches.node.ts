import { type FSWatcher, realpathSync, statSync, watch as watchDirectory } from "node:fs";
import { basename, dirname, sep } from "node:path";
import { fileNameSpellings, isBelow } from "../semantics/index.ts";
import type { DirectoryWatch, DirectoryWatcher } from "./file-store.ts";

/**
 * Watches directories below a root. Whoever watches one is told too when it, or a directory on the way to it from the
 * root, is removed, moved or replaced: from then on its path means something else. What befalls the directories above
 * the root is not seen.
 */
export class DirectoryWatches {
  readonly #root: string;
  readonly #leavesRoot: boolean;
  /** One for each real location, however many are told of it. */
  readonly #shared = new Map<string, SharedWatch>();

  constructor(root: string, leavesRoot: boolean) {
    this.#root = root;
    this.#leavesRoot = leavesRoot;
  }

  /**
   * @param location the root or below it; symbolic links in it are followed
   * @returns `undefined` where there is no directory, it lies outside the root, or the system watches no more
   */
  watch(location: string, watcher: DirectoryWatcher): DirectoryWatch | undefined {
    const path = new WatchedPath(watcher);
    try {
      const real = realpathSync.native(location);
      if (!this.#leavesRoot && !isBelow(this.#root, real, sep)) return undefined;
      if (!statSync(real).isDirectory()) return undefined;
      // From the root downwards: what is replaced while we are at it is seen from above.
      for (const step of wayTo(location, this.#root)) {
        path.join(
          this.#sharedWatch(realpathSync.native(step)),
          step === location ? undefined : nextName(step, location),
        );
      }
      return path;
    } catch {
      path.close();
      return undefined;
    }
  }

  /** Tells everybody that their path means something else from now on. */
  failAll(): void {
    for (const shared of [...this.#shared.values()]) shared.fail();
  }

  #sharedWatch(real: string): SharedWatch {
    let shared = this.#shared.get(real);
    if (shared === undefined) {
      shared = new SharedWatch(real, () => this.#shared.delete(real));
      this.#shared.set(real, shared);
    }
    return shared;
  }
}

/** The locations from the root to the location, both included. */
function wayTo(location: string, root: string): readonly string[] {
  return location === root ? [root] : [...wayTo(dirname(location), root), location];
}

/** The name that the way to a location takes below a directory. */
function nextName(directory: string, location: string): string {
  return location.slice(directory.endsWith(sep) ? directory.length : directory.length + 1).split(sep, 1)[0]!;
}

/** One directory that is watched on behalf of several: it ends with the last of them. */
class SharedWatch {
  readonly #watcher: FSWatcher;
  readonly #ended: () => void;
  readonly #listeners = new Set<WatchListener>();

  /** @throws the system's error where it cannot be watched */
  constructor(real: string, ended: () => void) {
    this.#ended = ended;
    const ownName = basename(real);
    this.#watcher = watchDirectory(real, { persistent: false }, (event, name) => {
      // The system tells of the directory itself by its own name; a file in it of that name costs one watch too many.
      const mayBeItself = name === null || (event === "rename" && name === ownName);
      for (const listener of [...this.#listeners]) listener(mayBeItself ? undefined : name, event === "rename");
    });
    this.#watcher.on("error", () => this.fail());
  }

  fail(): void {
    for (const listener of [...this.#listeners]) listener(undefined, true);
  }

  join(listener: WatchListener): void {
    this.#listeners.add(listener);
  }

  leave(listener: WatchListener): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    this.#watcher.close();
    this.#ended();
  }
}

/**
 * @param name that was made, changed or removed; `undefined` where the directory itself may be meant, or the watch ended
 * @param isRename whether a name came or went, rather than the content of a file
 */
type WatchListener = (name: string | undefined, isRename: boolean) => void;

/** One path on somebody's behalf: the directory, and those above it up to the root. */
class WatchedPath implements DirectoryWatch {
  readonly #watcher: DirectoryWatcher;
  readonly #joined: [SharedWatch, WatchListener][] = [];
  #isClosed = false;

  constructor(watcher: DirectoryWatcher) {
    this.#watcher = watcher;
  }

  /** @param nextName that the path takes below this directory; `undefined` where it is the directory itself */
  join(shared: SharedWatch, nextName: string | undefined): void {
    const listener: WatchListener = (name, isRename) => {
      if (this.#isClosed) return;
      if (name === undefined || (isRename && name === nextName)) this.#fail();
      else if (nextName === undefined) this.#tell(name);
    };
    shared.join(listener);
    this.#joined.push([shared, listener]);
  }

  /** A name is told in each form in which it can be asked for. */
  #tell(name: string): void {
    for (const spelling of fileNameSpellings(name)) this.#watcher.changed(spelling);
  }

  #fail(): void {
    this.close();
    this.#watcher.failed();
  }

  close(): void {
    this.#isClosed = true;
    for (const [shared, listener] of this.#joined.splice(0)) shared.leave(listener);
  }
}
