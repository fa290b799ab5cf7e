import { type LiveReload, loadLiveReload } from "../live-reload/index.ts";

/** A file that was served and has changed since. */
export interface ChangedFile {
  /** Below the root: "css/style.css". */
  readonly path: string;
  readonly root: string;
}

/** What follows a change within this time belongs to it: editors and builds write in several steps. */
const SETTLE_MS = 50;
/** Pages are told after this time even if the changes go on. */
const SETTLE_MS_MAX = 500;
/** How often a directory is looked for that has gone. */
const SEARCH_MS = 500;

/** The pages of a server under --watch: gathers the changes that belong together, to be told as one. */
export class WatchedPages {
  readonly liveReload: LiveReload;
  /** Told what has changed together, each file once. */
  changed: (files: readonly ChangedFile[]) => void = () => {};
  readonly #gathered: Map<string, ChangedFile>;
  #timer: NodeJS.Timeout | undefined;
  #sinceMs = 0;
  #isClosed = false;

  private constructor(liveReload: LiveReload, gathered: Map<string, ChangedFile>) {
    this.liveReload = liveReload;
    this.#gathered = gathered;
  }

  static async load(): Promise<WatchedPages> {
    const gathered = new Map<string, ChangedFile>();
    const liveReload = await loadLiveReload({
      fileChanged: (path, root) => {
        gathered.set(`${root} ${path}`, { path, root });
        pages.#settle();
      },
      later: (action) => void setTimeout(action, SEARCH_MS).unref(),
    });
    const pages = new WatchedPages(liveReload, gathered);
    return pages;
  }

  /** Tells nothing from now on, and ends what pages listen to. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.liveReload.close();
  }

  #settle(): void {
    if (this.#isClosed) return;
    const nowMs = performance.now();
    if (this.#timer === undefined) this.#sinceMs = nowMs;
    clearTimeout(this.#timer);
    const waitMs = Math.max(0, Math.min(SETTLE_MS, this.#sinceMs + SETTLE_MS_MAX - nowMs));
    this.#timer = setTimeout(() => this.#tell(), waitMs).unref();
  }

  #tell(): void {
    this.#timer = undefined;
    const files = [...this.#gathered.values()];
    this.#gathered.clear();
    this.changed(files);
  }
}
