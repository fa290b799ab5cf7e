import {
  type FileNameRules,
  type FileRange,
  fileNameRefusal,
  type PathPlatform,
  ResponseError,
} from "../../semantics/index.ts";
import {
  type DirectoryEntry,
  type DirectoryWatch,
  type DirectoryWatcher,
  FileChangedError,
  type FileState,
  type FileStore,
  type FoundFile,
  LISTED_ENTRIES_MAX,
  type Lookup,
  type OpenFile,
} from "../file-store.ts";

export interface MemoryFile {
  readonly content: string | Uint8Array;
  /** Milliseconds since 1970. */
  readonly modifiedMs?: number | undefined;
}

export interface MemoryStoreOptions {
  readonly dotfiles?: boolean | undefined;
  readonly platform?: PathPlatform | undefined;
  /** Octets of the pieces in which ranges are read. */
  readonly pieceOctets?: number | undefined;
}

/** What can be made to fail. */
export type StoreCall = "lookup" | "open" | "state" | "list" | "watch" | "octets" | "piece";

/**
 * Files held in memory, under the rules of any store: the disk's twin for tests.
 * @param files by their path below the root: `{ "index.html": "…", "cats/tom.txt": { content, modifiedMs } }`
 */
export function memoryStore(
  files: Readonly<Record<string, string | Uint8Array | MemoryFile>>,
  options: MemoryStoreOptions = {},
): MemoryStore {
  const store = new MemoryStore(options);
  for (const [path, content] of Object.entries(files)) store.write(path, content);
  return store;
}

/** What an inode is on a disk: open files keep it when its name is given to another. */
interface KeptFile {
  octets: Uint8Array;
  modifiedMs: number;
  changedMs: number;
  readonly inode: number;
}

export class MemoryStore implements FileStore {
  readonly description = "memory";
  /** Files that were opened and have not been closed. */
  openFiles = 0;
  /** How often each was asked of the store. */
  readonly calls: Record<StoreCall, number> = { lookup: 0, open: 0, state: 0, list: 0, watch: 0, octets: 0, piece: 0 };
  /** What each of these throws from now on; of "watch": it answers `undefined`. */
  readonly failing = new Map<StoreCall, Error>();
  readonly #files = new Map<string, KeptFile>();
  readonly #directories = new Map<string, number>([["", 0]]);
  readonly #watchers = new Map<string, Set<DirectoryWatcher>>();
  readonly #rules: FileNameRules;
  readonly #pieceOctets: number;
  #inodes = 0;
  /** Goes on by one with each change, so that two are never of the same time. */
  #changes = 0;

  constructor(options: MemoryStoreOptions = {}) {
    this.#rules = { platform: options.platform ?? "posix", dotfiles: options.dotfiles ?? false };
    this.#pieceOctets = options.pieceOctets ?? 64 * 1024;
  }

  /** Puts a file in, or another in its place: who has the old one open keeps it. */
  write(path: string, file: string | Uint8Array | MemoryFile): void {
    const { octets, modifiedMs } = contentOf(file);
    this.#makeDirectoryOf(path);
    const before = this.#files.get(path);
    if (before !== undefined) before.changedMs = ++this.#changes;
    this.#files.set(path, { octets, modifiedMs: modifiedMs ?? 0, changedMs: ++this.#changes, inode: ++this.#inodes });
    this.#tell(path);
  }

  /** Changes the content of a file that is there: who has it open reads the new octets. */
  overwrite(path: string, file: string | Uint8Array | MemoryFile): void {
    const { octets, modifiedMs } = contentOf(file);
    const kept = this.#kept(path);
    kept.octets = octets;
    kept.modifiedMs = modifiedMs ?? kept.modifiedMs + 1;
    kept.changedMs = ++this.#changes;
    this.#tell(path);
  }

  /** Changes when a file was modified, in milliseconds since 1970, and nothing else. */
  touch(path: string, modifiedMs: number): void {
    const kept = this.#kept(path);
    kept.modifiedMs = modifiedMs;
    kept.changedMs = ++this.#changes;
    this.#tell(path);
  }

  /** Removes a file, or a directory with all that is below it. */
  remove(path: string): void {
    for (const each of [...this.#files.keys()]) {
      if (each !== path && !each.startsWith(`${path}/`)) continue;
      this.#files.delete(each);
      this.#tell(each);
    }
    for (const each of [...this.#directories.keys()].reverse()) {
      if (each !== path && !each.startsWith(`${path}/`)) continue;
      this.#directories.delete(each);
      this.failWatchers(each);
      this.#tell(each);
    }
  }

  /** Ends the watches of a directory, as when it was removed or moved. */
  failWatchers(path: string): void {
    const watchers = this.#watchers.get(path) ?? [];
    this.#watchers.delete(path);
    for (const watcher of watchers) watcher.failed();
  }

  /** How many watch a directory now. */
  watchersOf(path: string): number {
    return this.#watchers.get(path)?.size ?? 0;
  }

  async lookup(segments: readonly string[]): Promise<Lookup> {
    this.#called("lookup");
    const refusal = fileNameRefusal(segments, this.#rules);
    if (refusal !== undefined) return { kind: "refused", ...refusal };
    const location = segments.join("/");
    const kept = this.#files.get(location);
    if (kept === undefined) {
      return this.#directories.has(location) ? { kind: "directory" } : { kind: "missing", reason: "no such file" };
    }
    return { kind: "file", file: { segments, location, ...stateOf(kept) } };
  }

  async open(file: FoundFile): Promise<OpenFile> {
    this.#called("open");
    const kept = this.#files.get(file.location);
    if (kept === undefined) throw new ResponseError(404, "The file has gone.");
    this.openFiles++;
    return new OpenMemoryFile(kept, {
      pieceOctets: this.#pieceOctets,
      called: (call) => this.#called(call),
      closed: () => this.openFiles--,
    });
  }

  async state(file: FoundFile): Promise<FileState | undefined> {
    this.#called("state");
    const kept = this.#files.get(file.location);
    return kept === undefined ? undefined : stateOf(kept);
  }

  async list(segments: readonly string[]): Promise<readonly DirectoryEntry[] | undefined> {
    this.#called("list");
    const path = segments.join("/");
    if (fileNameRefusal(segments, this.#rules) !== undefined || !this.#directories.has(path)) return undefined;
    const prefix = path === "" ? "" : `${path}/`;
    const entries: DirectoryEntry[] = [];
    const add = (each: string, entry: Omit<DirectoryEntry, "name">) => {
      const name = each.slice(prefix.length);
      const isBelow = each.startsWith(prefix) && name !== "" && !name.includes("/");
      if (isBelow && fileNameRefusal([...segments, name], this.#rules) === undefined) entries.push({ name, ...entry });
    };
    for (const [each, modifiedMs] of this.#directories) add(each, { kind: "directory", sizeOctets: 0, modifiedMs });
    for (const [each, { octets, modifiedMs }] of this.#files) {
      add(each, { kind: "file", sizeOctets: octets.length, modifiedMs });
    }
    return entries.slice(0, LISTED_ENTRIES_MAX);
  }

  watch(segments: readonly string[], watcher: DirectoryWatcher): DirectoryWatch | undefined {
    this.calls.watch++;
    const path = segments.join("/");
    if (this.failing.has("watch") || !this.#directories.has(path)) return undefined;
    if (fileNameRefusal(segments, this.#rules) !== undefined) return undefined;
    // Whoever watches a directory twice is told twice.
    const own: DirectoryWatcher = {
      changed: (name) => watcher.changed(name),
      failed: () => watcher.failed(),
    };
    const watchers = this.#watchers.get(path) ?? new Set();
    this.#watchers.set(path, watchers.add(own));
    return { close: () => void watchers.delete(own) };
  }

  async readText(segments: readonly string[]): Promise<string | undefined> {
    const found = await this.lookup(segments);
    if (found.kind === "missing") return undefined;
    const name = segments.join("/");
    if (found.kind === "directory") throw new Error(`${name} is a folder, not a file`);
    if (found.kind === "refused") throw new Error(`${name} is refused: ${found.reason}`);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(this.#kept(name).octets);
    } catch (cause) {
      throw new Error(`${name} is not text in UTF-8`, { cause });
    }
  }

  #called(call: StoreCall): void {
    this.calls[call]++;
    const error = this.failing.get(call);
    if (error !== undefined) throw error;
  }

  #kept(path: string): KeptFile {
    const kept = this.#files.get(path);
    if (kept === undefined) throw new Error(`memory: there is no ${path}`);
    return kept;
  }

  #makeDirectoryOf(path: string): void {
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
      const directory = path.slice(0, slash);
      if (this.#directories.has(directory)) continue;
      this.#directories.set(directory, 0);
      this.#tell(directory);
    }
  }

  #tell(path: string): void {
    const slash = path.lastIndexOf("/");
    const watchers = this.#watchers.get(path.slice(0, Math.max(slash, 0)));
    for (const watcher of [...(watchers ?? [])]) watcher.changed(path.slice(slash + 1));
  }
}

interface OpenMemoryOptions {
  readonly pieceOctets: number;
  readonly called: (call: "octets" | "piece") => void;
  readonly closed: () => void;
}

class OpenMemoryFile implements OpenFile {
  readonly sizeOctets: number;
  readonly modifiedMs: number;
  readonly changedMs: number;
  readonly inode: number;
  readonly #kept: KeptFile;
  readonly #options: OpenMemoryOptions;
  #unreadRanges = 0;
  #isClosed = false;

  constructor(kept: KeptFile, options: OpenMemoryOptions) {
    this.#kept = kept;
    this.#options = options;
    this.sizeOctets = kept.octets.length;
    this.modifiedMs = kept.modifiedMs;
    this.changedMs = kept.changedMs;
    this.inode = kept.inode;
  }

  async octets(): Promise<Uint8Array> {
    try {
      this.#options.called("octets");
      this.#requireUnchanged();
      return this.#kept.octets;
    } finally {
      this.close();
    }
  }

  range(start = 0, lengthOctets: number = this.sizeOctets - start): FileRange {
    this.#unreadRanges++;
    return {
      lengthOctets,
      close: () => this.close(),
      [Symbol.asyncIterator]: () => this.#pieces(start, start + lengthOctets),
    };
  }

  ranges(parts: readonly { readonly start: number; readonly lengthOctets: number }[]): readonly FileRange[] {
    if (parts.length === 0) this.close();
    return parts.map(({ start, lengthOctets }) => this.range(start, lengthOctets));
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Uint8Array, undefined> {
    let isRead = false;
    try {
      for (let at = start; at < end; ) {
        if (this.#isClosed) return;
        const pieceEnd = Math.min(at + this.#options.pieceOctets, end);
        this.#options.called("piece");
        const piece = this.#kept.octets.subarray(at, pieceEnd);
        if (piece.length === 0) throw new FileChangedError("The file was cut while it was read.");
        at += piece.length;
        if (at >= end) {
          this.#requireUnchanged();
          isRead = true;
        }
        yield piece;
      }
      isRead = true;
    } finally {
      if (!isRead || --this.#unreadRanges === 0) this.close();
    }
  }

  #requireUnchanged(): void {
    const { octets, modifiedMs } = this.#kept;
    if (octets.length !== this.sizeOctets || modifiedMs !== this.modifiedMs) {
      throw new FileChangedError("The file was changed while it was read.");
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.closed();
  }
}

function stateOf({ octets, modifiedMs, changedMs, inode }: KeptFile): FileState {
  return { sizeOctets: octets.length, modifiedMs, changedMs, inode };
}

function contentOf(file: string | Uint8Array | MemoryFile): { octets: Uint8Array; modifiedMs: number | undefined } {
  if (typeof file === "string") return { octets: new TextEncoder().encode(file), modifiedMs: undefined };
  if (file instanceof Uint8Array) return { octets: file, modifiedMs: undefined };
  return { octets: contentOf(file.content).octets, modifiedMs: file.modifiedMs };
}
