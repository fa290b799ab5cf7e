import { FileWatch } from "./file-watch.node.ts";

/** What a reloader needs of the server whose site it reloads. */
export interface SiteReloads {
  /** Loads the site anew; rejects where it is wrong, and the last good one stays up. Answers the files it came from. */
  readonly reload: () => Promise<readonly string[]>;
  readonly succeeded: (reason: string) => void;
  readonly failed: (error: unknown) => void;
  /** A file that an error lies in, where it names one. */
  readonly fileOf: (error: unknown) => string | undefined;
}

/** Reloads a site, one reload at a time: what is asked for meanwhile happens once, after it. */
export class SiteReloader {
  readonly #reloads: SiteReloads;
  readonly #watch: FileWatch;
  #isWatching = false;
  #files: readonly string[];
  #isReloading = false;
  #nextReason: string | undefined;

  /** @param files what the site that is up was loaded from */
  constructor(files: readonly string[], reloads: SiteReloads) {
    this.#files = files;
    this.#reloads = reloads;
    this.#watch = new FileWatch((changed) => void this.reload(`${changed} changed`));
  }

  /** Reloads from now on whenever a file that the site was loaded from changes. */
  startWatching(): void {
    this.#isWatching = true;
    this.#watch.watch(this.#files);
  }

  /** Settles when the reload is over, whatever came of it. */
  async reload(reason: string): Promise<void> {
    this.#nextReason = reason;
    if (this.#isReloading) return;
    this.#isReloading = true;
    try {
      while (this.#nextReason !== undefined) {
        const now = this.#nextReason;
        this.#nextReason = undefined;
        await this.#reloadOnce(now);
      }
    } finally {
      this.#isReloading = false;
    }
  }

  /** Watches no more; a reload that is under way goes on to its end. */
  close(): void {
    this.#isWatching = false;
    this.#watch.close();
  }

  async #reloadOnce(reason: string): Promise<void> {
    let wrongFile: string | undefined;
    try {
      this.#files = await this.#reloads.reload();
      this.#reloads.succeeded(reason);
    } catch (error) {
      wrongFile = this.#reloads.fileOf(error);
      this.#reloads.failed(error);
    }
    // The file that is wrong may be one that the last good site did not have.
    if (this.#isWatching) this.#watch.watch(wrongFile === undefined ? this.#files : [...this.#files, wrongFile]);
  }
}
