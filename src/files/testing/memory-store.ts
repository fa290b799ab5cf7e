import {
  type FileNameRules,
  type FileRange,
  fileNameRefusal,
  type PathPlatform,
  ResponseError,
} from "../../semantics/index.ts";
import type { FileStore, FoundFile, Lookup, OpenFile } from "../file-store.ts";

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

export class MemoryStore implements FileStore {
  readonly description = "memory";
  /** Files that were opened and have not been closed. */
  openFiles = 0;
  readonly #files = new Map<string, { octets: Uint8Array; modifiedMs: number }>();
  readonly #directories = new Set<string>([""]);
  readonly #rules: FileNameRules;
  readonly #pieceOctets: number;

  constructor(options: MemoryStoreOptions = {}) {
    this.#rules = { platform: options.platform ?? "posix", dotfiles: options.dotfiles ?? false };
    this.#pieceOctets = options.pieceOctets ?? 64 * 1024;
  }

  /** Puts a file in, or another in its place. */
  write(path: string, file: string | Uint8Array | MemoryFile): void {
    const { content, modifiedMs } =
      typeof file === "string" || file instanceof Uint8Array ? { content: file, modifiedMs: undefined } : file;
    const octets = typeof content === "string" ? new TextEncoder().encode(content) : content;
    this.#files.set(path, { octets, modifiedMs: modifiedMs ?? 0 });
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
      this.#directories.add(path.slice(0, slash));
    }
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  async lookup(segments: readonly string[]): Promise<Lookup> {
    const refusal = fileNameRefusal(segments, this.#rules);
    if (refusal !== undefined) return { kind: "refused", ...refusal };
    const location = segments.join("/");
    const kept = this.#files.get(location);
    if (kept === undefined) {
      return this.#directories.has(location) ? { kind: "directory" } : { kind: "missing", reason: "no such file" };
    }
    return {
      kind: "file",
      file: { segments, location, sizeOctets: kept.octets.length, modifiedMs: kept.modifiedMs },
    };
  }

  async open(file: FoundFile): Promise<OpenFile> {
    const kept = this.#files.get(file.location);
    if (kept === undefined) throw new ResponseError(404, "The file has gone.");
    const { octets, modifiedMs } = kept;
    this.openFiles++;
    let isClosed = false;
    const close = () => {
      if (!isClosed) this.openFiles--;
      isClosed = true;
    };
    return {
      sizeOctets: octets.length,
      modifiedMs,
      octets: async () => {
        close();
        return octets;
      },
      range: (start = 0, lengthOctets = octets.length - start) =>
        memoryRange(octets.subarray(start, start + lengthOctets), this.#pieceOctets, close),
      close,
    };
  }

  async readText(segments: readonly string[]): Promise<string | undefined> {
    const found = await this.lookup(segments);
    if (found.kind === "missing") return undefined;
    const name = segments.join("/");
    if (found.kind === "directory") throw new Error(`${name} is a folder, not a file`);
    if (found.kind === "refused") throw new Error(`${name} is refused: ${found.reason}`);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(this.#files.get(name)!.octets);
    } catch (cause) {
      throw new Error(`${name} is not text in UTF-8`, { cause });
    }
  }
}

function memoryRange(octets: Uint8Array, pieceOctets: number, close: () => void): FileRange {
  return {
    lengthOctets: octets.length,
    close,
    async *[Symbol.asyncIterator]() {
      try {
        for (let at = 0; at < octets.length; at += pieceOctets) yield octets.subarray(at, at + pieceOctets);
      } finally {
        close();
      }
    },
  };
}
