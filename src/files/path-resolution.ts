import { encodeSegment, isDotSegment } from "../semantics/index.ts";
import type { FileStore, FoundFile, Lookup, Refused } from "./file-store.ts";
import { covers, type FilesOptions } from "./files-options.ts";

/** A path below a directory that is served, taken apart. */
export interface AskedPath {
  /** The whole path of the request, not decoded. */
  readonly path: string;
  /** What comes before the served directory's own paths in it: "" or "/assets". */
  readonly prefix: string;
  /** Below the served directory, decoded. */
  readonly segments: readonly string[];
  readonly endsWithSlash: boolean;
}

/** What a path means. */
export type Resolution =
  | {
      readonly kind: "file";
      readonly file: FoundFile;
      /** Whether another file, were it there, would come first. */
      readonly isSecondChoice: boolean;
    }
  /** The path under which it is to be asked for: of this origin, not decoded. */
  | { readonly kind: "redirect"; readonly path: string; readonly why: string }
  | { readonly kind: "list"; readonly segments: readonly string[] }
  | { readonly kind: "missing"; readonly segments: readonly string[]; readonly reason: string }
  | (Refused & { readonly segments: readonly string[] });

/** One look at a name on the disk. */
export interface Look {
  /** Below the store's root. */
  readonly segments: readonly string[];
  readonly found: Lookup;
}

/** Told of each name that was looked for, and what was found. */
export type LookNote = (look: Look) => void;

const INDEX = "index.html";
const PAGE_EXTENSION = ".html";

/** Whether it is the page that a site brings for what is not there: asked for itself, it is a 404 all the same. */
export function isNotFoundPage(segments: readonly string[]): boolean {
  return segments.length === 1 && segments[0] === "404.html";
}

/**
 * Finds what a path means among the files of a store: the file of that name; of a directory its index.html; with clean
 * URLs the page of that name. A path with one slash too many or too few is redirected where the other is there.
 * @param directory that is served, below the store's root
 */
export async function resolvePath(
  store: FileStore,
  directory: readonly string[],
  asked: AskedPath,
  options: FilesOptions,
  note: LookNote | undefined,
): Promise<Resolution> {
  return new PathLook(store, directory, asked, options, note).resolve();
}

/** One look for what a path means. */
class PathLook {
  readonly #store: FileStore;
  readonly #directory: readonly string[];
  readonly #asked: AskedPath;
  readonly #options: FilesOptions;
  readonly #isClean: boolean;
  readonly #note: LookNote | undefined;

  constructor(
    store: FileStore,
    directory: readonly string[],
    asked: AskedPath,
    options: FilesOptions,
    note: LookNote | undefined,
  ) {
    this.#store = store;
    this.#directory = directory;
    this.#asked = asked;
    this.#options = options;
    this.#isClean = covers(options.cleanUrls, asked.path);
    this.#note = note;
  }

  async resolve(): Promise<Resolution> {
    const { segments, endsWithSlash } = this.#asked;
    const found = await this.#look(segments);
    switch (found.kind) {
      case "file":
        return endsWithSlash ? this.#slashAfterFile(found.file) : this.#resolveFile(found.file);
      case "directory":
        return this.#resolveDirectory(segments);
      case "missing":
        return this.#resolvePage(segments, found.reason);
      case "refused":
        return { ...found, segments: this.#below(segments) };
    }
  }

  /**
   * A file that was asked for by its own name, which with clean URLs is not the one it goes by: unless something else is
   * to be had by that.
   */
  async #resolveFile(file: FoundFile): Promise<Resolution> {
    const clean = this.#isClean ? this.#cleanPath() : undefined;
    if (clean === undefined) return { kind: "file", file, isSecondChoice: false };
    const path = this.#pathOf(clean.segments, clean.endsWithSlash);
    const look = new PathLook(
      this.#store,
      this.#directory,
      { ...this.#asked, ...clean, path },
      this.#options,
      this.#note,
    );
    const there = await look.resolve();
    if (there.kind === "file" && there.file.location === file.location) {
      return { kind: "redirect", path, why: "clean URL" };
    }
    return { kind: "file", file, isSecondChoice: true };
  }

  /** The path that a page asked for by its own name goes by; `undefined` where that is no page, or no other path. */
  #cleanPath(): Pick<AskedPath, "segments" | "endsWithSlash"> | undefined {
    const { segments } = this.#asked;
    const name = segments.at(-1) ?? "";
    // It says of other paths that nothing is there, and goes by no path of its own.
    if (!name.endsWith(PAGE_EXTENSION) || isNotFoundPage(this.#below(segments))) return undefined;
    const before = segments.slice(0, -1);
    if (name === INDEX) return { segments: before, endsWithSlash: this.#slashOfDirectories };
    const cleanName = name.slice(0, -PAGE_EXTENSION.length);
    if (cleanName === "" || isDotSegment(cleanName)) return undefined;
    return { segments: [...before, cleanName], endsWithSlash: this.#options.trailingSlash === "always" };
  }

  async #resolveDirectory(segments: readonly string[]): Promise<Resolution> {
    const { endsWithSlash, prefix } = this.#asked;
    const isRoot = segments.length === 0;
    // The root of all has a slash however its path is spelled.
    const mayBeRedirected = !isRoot || (prefix !== "" && !endsWithSlash);
    const index = await this.#look([...segments, INDEX]);
    if (index.kind === "refused") return { ...index, segments: this.#below([...segments, INDEX]) };
    if (index.kind !== "file" && this.#isClean && !isRoot) {
      const page = await this.#look(pageOf(segments));
      if (page.kind === "file") return this.#page(page.file);
    }
    // Relative links of a page mean what they say only where its directory's path ends in a slash.
    if (mayBeRedirected && endsWithSlash !== this.#slashOfDirectories) {
      return this.#redirect(segments, this.#slashOfDirectories, "a directory's slash");
    }
    if (index.kind === "file") return { kind: "file", file: index.file, isSecondChoice: false };
    if (covers(this.#options.list, this.#asked.path)) return { kind: "list", segments: this.#below(segments) };
    const reason = index.kind === "directory" ? "a folder, not a file" : index.reason;
    return { kind: "missing", segments: this.#below([...segments, INDEX]), reason };
  }

  async #resolvePage(segments: readonly string[], reason: string): Promise<Resolution> {
    if (this.#isClean && segments.length > 0) {
      const page = await this.#look(pageOf(segments));
      if (page.kind === "file") return this.#page(page.file);
    }
    return { kind: "missing", segments: this.#below(segments), reason };
  }

  /** A page under its clean URL. */
  #page(file: FoundFile): Resolution {
    const { segments, endsWithSlash } = this.#asked;
    // A folder's own page goes by the folder's path.
    if (`${segments.at(-1)}${PAGE_EXTENSION}` === INDEX) {
      return this.#redirect(segments.slice(0, -1), this.#slashOfDirectories, "clean URL");
    }
    const wantsSlash = this.#options.trailingSlash === "always";
    if (endsWithSlash !== wantsSlash) return this.#redirect(segments, wantsSlash, "a page's slash");
    return { kind: "file", file, isSecondChoice: true };
  }

  async #slashAfterFile(file: FoundFile): Promise<Resolution> {
    const { segments } = this.#asked;
    if (this.#options.trailingSlash === "never") {
      const named = await this.#resolveFile(file);
      return named.kind === "redirect" ? named : this.#redirect(segments, false, "a file's slash");
    }
    return { kind: "missing", segments: this.#below(segments), reason: "a file's path ends without a slash" };
  }

  #redirect(segments: readonly string[], endsWithSlash: boolean, why: string): Resolution {
    return { kind: "redirect", path: this.#pathOf(segments, endsWithSlash), why };
  }

  /** The path by which segments below the served directory are asked for. */
  #pathOf(segments: readonly string[], endsWithSlash: boolean): string {
    const path = [this.#asked.prefix, ...segments.map(encodeSegment)].join("/");
    // A first segment that came out empty would name another host: the location keeps one slash at its begin.
    const onThisOrigin = `/${path.replace(/^[/\\]+/, "")}`;
    return endsWithSlash && !onThisOrigin.endsWith("/") ? `${onThisOrigin}/` : onThisOrigin;
  }

  async #look(segments: readonly string[]): Promise<Lookup> {
    const below = this.#below(segments);
    const found = await this.#store.lookup(below);
    this.#note?.({ segments: below, found });
    return found;
  }

  #below(segments: readonly string[]): readonly string[] {
    return this.#directory.length === 0 ? segments : [...this.#directory, ...segments];
  }

  get #slashOfDirectories(): boolean {
    return this.#options.trailingSlash !== "never";
  }
}

function pageOf(segments: readonly string[]): readonly string[] {
  return [...segments.slice(0, -1), `${segments.at(-1)}${PAGE_EXTENSION}`];
}
