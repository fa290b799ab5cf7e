import * as fs from "node:fs";
import { resolve, sep } from "node:path";
import { platform as runningPlatform } from "node:process";
import {
  type FileNameRules,
  type FileRange,
  fileNameDifference,
  fileNameRefusal,
  fileNameSpellings,
  isBelow,
  type PathPlatform,
  ResponseError,
} from "../semantics/index.ts";
import { ConfigError } from "./config-error.ts";
import type { FileStore, FoundFile, Lookup, OpenFile } from "./file-store.ts";

export interface DiskOptions {
  /** Serves names that begin with "." too. */
  readonly dotfiles?: boolean | undefined;
  /** Follows symbolic links out of the root too. */
  readonly symlinks?: boolean | undefined;
  /** Whose rules for names count; by default those of the machine. */
  readonly platform?: PathPlatform | undefined;
}

/**
 * The files below a folder of this machine. The root is taken as it is now: where it is a symbolic link, later changes
 * of the link do not count.
 * @throws ConfigError where the root is not there, is no folder, or may not be read
 */
export async function diskStore(root: string, options: DiskOptions = {}): Promise<FileStore> {
  const asked = resolve(root);
  let real: string;
  try {
    real = await realPathOf(asked);
    if (!(await statOf(real)).isDirectory()) throw new ConfigError(`${root} is no folder`, { file: asked });
    await mayBeSearched(real);
  } catch (error) {
    throw rootError(error, root, asked);
  }
  return new Disk(real, options);
}

function rootError(error: unknown, root: string, asked: string): unknown {
  switch (codeOf(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return new ConfigError(`${root} is not there`, { file: asked, hint: "Name a folder that exists.", cause: error });
    case "EACCES":
    case "EPERM":
      return new ConfigError(`${root} may not be read by this user`, { file: asked, cause: error });
    default:
      return error;
  }
}

/**
 * What lies at a path of this machine, wherever that is: for what a person names on the command line.
 * @throws Error where it cannot be told, such as for want of permission
 */
export async function kindOfPath(path: string): Promise<"file" | "folder" | "missing" | "other"> {
  try {
    const stats = await statOf(path);
    if (stats.isDirectory()) return "folder";
    return stats.isFile() ? "file" : "other";
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return "missing";
    throw error;
  }
}

class Disk implements FileStore {
  readonly description: string;
  readonly #root: string;
  readonly #rules: FileNameRules;
  readonly #leavesRoot: boolean;

  constructor(root: string, options: DiskOptions) {
    this.description = root;
    this.#root = root;
    this.#rules = { platform: options.platform ?? platformOfMachine(), dotfiles: options.dotfiles ?? false };
    this.#leavesRoot = options.symlinks ?? false;
  }

  async lookup(segments: readonly string[]): Promise<Lookup> {
    const refusal = fileNameRefusal(segments, this.#rules);
    if (refusal !== undefined) return { kind: "refused", ...refusal };
    const found = await this.#lookupSpelling(segments, segments);
    if (found.kind !== "missing") return found;
    for (const spelling of otherSpellings(segments)) {
      const other = await this.#lookupSpelling(spelling, segments);
      if (other.kind !== "missing") return other;
    }
    return found;
  }

  async open(file: FoundFile): Promise<OpenFile> {
    let descriptor: number;
    try {
      descriptor = await openDescriptor(file.location);
    } catch (error) {
      const refused = lookupOfError(error);
      if (refused.kind === "refused") throw new ResponseError(refused.statusCode, NOT_READABLE, { cause: error });
      throw new ResponseError(404, GONE, { cause: error });
    }
    try {
      const stats = await statOfDescriptor(descriptor);
      if (stats.isFile()) return new OpenDiskFile(descriptor, stats.size, stats.mtimeMs);
    } catch (error) {
      fs.close(descriptor, ignore);
      throw error;
    }
    fs.close(descriptor, ignore);
    throw new ResponseError(404, GONE);
  }

  async readText(segments: readonly string[]): Promise<string | undefined> {
    const found = await this.lookup(segments);
    if (found.kind === "missing") return undefined;
    const name = segments.join("/");
    if (found.kind === "directory") throw new Error(`${name} is a folder, not a file`);
    if (found.kind === "refused") throw new Error(`${name} is refused: ${found.reason}`);
    const octets = await (await this.open(found.file)).octets();
    try {
      return strictUtf8.decode(octets);
    } catch (cause) {
      throw new Error(`${name} is not text in UTF-8`, { cause });
    }
  }

  async #lookupSpelling(spelling: readonly string[], asked: readonly string[]): Promise<Lookup> {
    const location = this.#locationOf(spelling);
    try {
      const real = await realPathOf(location);
      if (real !== location) {
        const refusal = this.#linkRefusal(real, spelling);
        if (refusal !== undefined) return refusal;
      }
      const stats = await statOf(real);
      if (stats.isDirectory()) return { kind: "directory" };
      if (!stats.isFile()) return { kind: "refused", statusCode: 404, reason: "neither a file nor a folder" };
      const file = { segments: asked, location: real, sizeOctets: stats.size, modifiedMs: stats.mtimeMs };
      return { kind: "file", file };
    } catch (error) {
      return lookupOfError(error);
    }
  }

  /** Names that were let through cannot lead out of the root; this is the second lock on that door. */
  #locationOf(segments: readonly string[]): string {
    let location = this.#root;
    for (const segment of segments) location += location.endsWith(sep) ? segment : sep + segment;
    if (resolve(location) !== location || !isBelow(this.#root, location, sep)) {
      throw new Error(`disk: ${JSON.stringify(segments)} would leave ${this.#root}`);
    }
    return location;
  }

  #linkRefusal(real: string, asked: readonly string[]): Lookup | undefined {
    if (!isBelow(this.#root, real, sep)) {
      if (this.#leavesRoot) return undefined;
      return { kind: "refused", statusCode: 403, reason: "a symbolic link leaves the root" };
    }
    if (this.#rules.platform === "posix") return undefined;
    const kept = real
      .slice(this.#root.length)
      .split(sep)
      .filter((name) => name !== "");
    if (fileNameDifference(asked, kept) !== "case") return undefined;
    return { kind: "missing", reason: `its name on the disk is ${kept.join("/")}` };
  }
}

const MISSING: Lookup = { kind: "missing", reason: "no such file" };
const GONE = "The file has gone.";
const NOT_READABLE = "The server may not read this file.";
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** The names composed and decomposed, where that differs from how they were asked for. */
function otherSpellings(segments: readonly string[]): readonly (readonly string[])[] {
  const each = segments.map(fileNameSpellings);
  const count = Math.max(1, ...each.map((names) => names.length));
  return Array.from({ length: count - 1 }, (_, at) => each.map((names) => names[at + 1] ?? names.at(-1)!));
}

/** @throws the error where it says nothing about the file; ResponseError 503 where descriptors have run out */
function lookupOfError(error: unknown): Lookup {
  switch (codeOf(error)) {
    case "ENOENT":
    case "ENOTDIR":
    case "ENAMETOOLONG":
    case "EINVAL":
      return MISSING;
    case "ELOOP":
      return { kind: "refused", statusCode: 404, reason: "symbolic links lead in a circle" };
    case "EACCES":
    case "EPERM":
      return { kind: "refused", statusCode: 403, reason: "the server may not read it" };
    case "EMFILE":
    case "ENFILE":
      throw outOfDescriptors(error);
    default:
      throw error;
  }
}

/** Octets of one read of a long file: large enough that reading costs little, small enough for many readers at once. */
const READ_OCTETS = 128 * 1024;

/** An open descriptor. It is not closed while a read is under way: its number could by then be another file's. */
class OpenDiskFile implements OpenFile {
  readonly sizeOctets: number;
  readonly modifiedMs: number;
  readonly #descriptor: number;
  #isReading = false;
  #isClosed = false;

  constructor(descriptor: number, sizeOctets: number, modifiedMs: number) {
    this.#descriptor = descriptor;
    this.sizeOctets = sizeOctets;
    this.modifiedMs = modifiedMs;
  }

  async octets(): Promise<Uint8Array> {
    const octets = Buffer.allocUnsafe(this.sizeOctets);
    let at = 0;
    try {
      while (at < octets.length) {
        const count = await this.readAt(at, octets.subarray(at));
        if (count === 0) break;
        at += count;
      }
    } finally {
      this.close();
    }
    return at === octets.length ? octets : octets.subarray(0, at);
  }

  range(start = 0, lengthOctets: number = this.sizeOctets - start): FileRange {
    return new DiskRange(this, start, lengthOctets);
  }

  /** How many octets were read: 0 at the end of the file. */
  readAt(position: number, into: Uint8Array): Promise<number> {
    if (this.#isClosed) return Promise.reject(new Error("disk: the file is closed"));
    this.#isReading = true;
    return new Promise((resolve, reject) => {
      fs.read(this.#descriptor, into, 0, into.length, position, (error, count) => {
        this.#isReading = false;
        if (this.#isClosed) fs.close(this.#descriptor, ignore);
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!this.#isReading) fs.close(this.#descriptor, ignore);
  }
}

class DiskRange implements FileRange, AsyncIterator<Uint8Array, undefined> {
  readonly lengthOctets: number;
  readonly #file: OpenDiskFile;
  #position: number;
  readonly #end: number;
  #isClosed = false;
  /** Lent with each piece, and read into again when the next one is asked for. */
  #memory: Buffer | undefined;

  constructor(file: OpenDiskFile, start: number, lengthOctets: number) {
    this.#file = file;
    this.#position = start;
    this.#end = start + lengthOctets;
    this.lengthOctets = lengthOctets;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#isClosed || this.#position >= this.#end) return this.return();
    const wantedOctets = Math.min(READ_OCTETS, this.#end - this.#position);
    this.#memory ??= Buffer.allocUnsafeSlow(wantedOctets);
    const octets = this.#memory.subarray(0, wantedOctets);
    let count: number;
    try {
      count = await this.#file.readAt(this.#position, octets);
    } catch (error) {
      this.close();
      throw error;
    }
    if (count === 0) return this.return();
    this.#position += count;
    if (this.#position >= this.#end) this.close();
    return { done: false, value: count === octets.length ? octets : octets.subarray(0, count) };
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  close(): void {
    this.#isClosed = true;
    this.#file.close();
  }
}

function platformOfMachine(): PathPlatform {
  return runningPlatform === "win32" || runningPlatform === "darwin" ? runningPlatform : "posix";
}

function outOfDescriptors(cause: unknown): ResponseError {
  return new ResponseError(503, "The server has too many files open. Try again in a moment.", {
    headers: { "Retry-After": "1" },
    cause,
  });
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function ignore(): void {}

// The callback forms cost half of what the promise forms do, and no handle object whose collection would close a file.

function realPathOf(location: string): Promise<string> {
  return new Promise((resolve, reject) => {
    fs.realpath.native(location, (error, real) => (error ? reject(error) : resolve(real)));
  });
}

function statOf(location: string): Promise<fs.Stats> {
  return new Promise((resolve, reject) => {
    fs.stat(location, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
}

function statOfDescriptor(descriptor: number): Promise<fs.Stats> {
  return new Promise((resolve, reject) => {
    fs.fstat(descriptor, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
}

// The last name is real by now: a link in its place was put there since. A pipe in its place must not hold us up.
const OPEN_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);

function openDescriptor(location: string): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.open(location, OPEN_FLAGS, (error, descriptor) => (error ? reject(error) : resolve(descriptor)));
  });
}

function mayBeSearched(location: string): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.access(location, fs.constants.R_OK | fs.constants.X_OK, (error) => (error ? reject(error) : resolve()));
  });
}
