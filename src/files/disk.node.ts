import { resolve, sep } from "node:path";
import { ConfigError } from "../config/index.ts";
import {
  type FileNameRules,
  fileNameDifference,
  fileNameRefusal,
  fileNameSpellings,
  isBelow,
  type PathPlatform,
  ResponseError,
} from "../semantics/index.ts";
import { listedEntries } from "./directory-entries.node.ts";
import { DirectoryWatches } from "./directory-watches.node.ts";
import {
  closeDescriptor,
  codeOf,
  fileStateOf,
  isOpenedAt,
  mayBeSearched,
  openDescriptor,
  realPathOf,
  statOf,
  statOfDescriptor,
} from "./disk-calls.node.ts";
import type {
  DirectoryEntry,
  DirectoryWatch,
  DirectoryWatcher,
  FileState,
  FileStore,
  FoundFile,
  Lookup,
  OpenFile,
  Refused,
} from "./file-store.ts";
import { OpenDiskFile } from "./open-disk-file.node.ts";

export interface DiskOptions {
  /** Serves names that begin with "." too. */
  readonly dotfiles?: boolean | undefined;
  /** Follows symbolic links out of the root too. */
  readonly symlinks?: boolean | undefined;
  /** Whose rules for names count; by default those of the machine. */
  readonly platform?: PathPlatform | undefined;
}

/**
 * The files below a folder of this machine. Where the root, or a folder above it, is a symbolic link, the files are those
 * that it leads to at the time: a release is put online by changing one link.
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
  return new Disk(asked, real, options);
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

/** A file of the disk that was found. */
interface FoundDiskFile extends FoundFile {
  /** The location it was found by: symbolic links in it not followed. */
  readonly namedLocation: string;
}

/** What is there, and where that really is. */
type Located = Exclude<Lookup, { readonly kind: "directory" }> | LocatedDirectory;

interface LocatedDirectory {
  readonly kind: "directory";
  /** The segments as the disk spells them. */
  readonly spelling: readonly string[];
  readonly location: string;
}

class Disk implements FileStore {
  readonly description: string;
  /** The root as it was named. */
  readonly #named: string;
  /** The root as it is: without symbolic links in it. */
  #root: string;
  readonly #rules: FileNameRules;
  readonly #leavesRoot: boolean;
  #watches: DirectoryWatches;

  constructor(named: string, root: string, options: DiskOptions) {
    this.description = named;
    this.#named = named;
    this.#root = root;
    this.#rules = { platform: options.platform ?? platformOfMachine(), dotfiles: options.dotfiles ?? false };
    this.#leavesRoot = options.symlinks ?? false;
    this.#watches = new DirectoryWatches(root, this.#leavesRoot);
  }

  async lookup(segments: readonly string[]): Promise<Lookup> {
    const located = await this.#locate(segments);
    return located.kind === "directory" ? DIRECTORY : located;
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
      const state = fileStateOf(stats);
      const isThere = this.#leavesRoot || (await isOpenedAt(descriptor, file.location, state));
      if (stats.isFile() && isThere) return new OpenDiskFile(descriptor, state);
    } catch (error) {
      closeDescriptor(descriptor);
      throw error;
    }
    closeDescriptor(descriptor);
    throw new ResponseError(404, GONE);
  }

  async state(file: FoundFile): Promise<FileState | undefined> {
    const { namedLocation = locationBelow(this.#named, file.segments) } = file as Partial<FoundDiskFile>;
    try {
      const stats = await statOf(namedLocation);
      return stats.isFile() ? fileStateOf(stats) : undefined;
    } catch (error) {
      lookupOfError(error);
      return undefined;
    }
  }

  async list(segments: readonly string[]): Promise<readonly DirectoryEntry[] | undefined> {
    const located = await this.#locate(segments);
    if (located.kind !== "directory") return undefined;
    const { location, spelling } = located;
    try {
      return await listedEntries(location, {
        isListed: (name) => fileNameRefusal([...spelling, name], this.#rules) === undefined,
        isRefusedLink: (real, name) => this.#linkRefusal(real, [...spelling, name]) !== undefined,
      });
    } catch (error) {
      lookupOfError(error);
      return undefined;
    }
  }

  watch(segments: readonly string[], watcher: DirectoryWatcher): DirectoryWatch | undefined {
    if (fileNameRefusal(segments, this.#rules) !== undefined) return undefined;
    for (const spelling of [segments, ...otherSpellings(segments)]) {
      const watch = this.#watches.watch(locationBelow(this.#root, spelling), watcher);
      if (watch !== undefined) return watch;
    }
    return undefined;
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

  async #locate(segments: readonly string[]): Promise<Located> {
    const refusal = fileNameRefusal(segments, this.#rules);
    if (refusal !== undefined) return { kind: "refused", ...refusal };
    const found = await this.#locateSpelling(segments);
    if (found.kind !== "missing") return found;
    for (const spelling of otherSpellings(segments)) {
      const other = await this.#locateSpelling(spelling);
      if (other.kind !== "missing") return other;
    }
    return found;
  }

  async #locateSpelling(spelling: readonly string[]): Promise<Located> {
    const location = locationBelow(this.#named, spelling);
    try {
      let real = await realPathOf(location);
      if (real !== locationBelow(this.#root, spelling) && (await this.#rootHasMoved())) {
        real = await realPathOf(location);
      }
      if (real !== locationBelow(this.#root, spelling)) {
        const refusal = this.#linkRefusal(real, spelling);
        if (refusal !== undefined) return refusal;
      }
      const stats = await statOf(real);
      if (stats.isDirectory()) return { kind: "directory", spelling, location: real };
      if (!stats.isFile()) return { kind: "refused", statusCode: 404, reason: "neither a file nor a folder" };
      const file: FoundDiskFile = {
        // A name has many spellings where letters and accents mix, and is kept in memory under one.
        segments: this.#rules.platform === "darwin" ? spelling.map((name) => name.normalize("NFC")) : spelling,
        location: real,
        namedLocation: location,
        ...fileStateOf(stats),
      };
      return { kind: "file", file };
    } catch (error) {
      return lookupOfError(error);
    }
  }

  /** Whether a link at the root, or above it, leads elsewhere by now; from then on it is followed there. */
  async #rootHasMoved(): Promise<boolean> {
    const root = await realPathOf(this.#named);
    if (root === this.#root) return false;
    const before = this.#watches;
    this.#root = root;
    this.#watches = new DirectoryWatches(root, this.#leavesRoot);
    before.failAll();
    return true;
  }

  #linkRefusal(real: string, asked: readonly string[]): Refused | Missing | undefined {
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

type Missing = Extract<Lookup, { readonly kind: "missing" }>;

const DIRECTORY: Lookup = { kind: "directory" };
const MISSING: Missing = { kind: "missing", reason: "no such file" };
const GONE = "The file has gone.";
const NOT_READABLE = "The server may not read this file.";
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Names that were let through cannot lead out of the root; this is the second lock on that door. */
function locationBelow(root: string, segments: readonly string[]): string {
  let location = root;
  for (const segment of segments) location += location.endsWith(sep) ? segment : sep + segment;
  if (resolve(location) !== location || !isBelow(root, location, sep)) {
    throw new Error(`disk: ${JSON.stringify(segments)} would leave ${root}`);
  }
  return location;
}

/** The names composed and decomposed, where that differs from how they were asked for. */
function otherSpellings(segments: readonly string[]): readonly (readonly string[])[] {
  const each = segments.map(fileNameSpellings);
  const count = Math.max(1, ...each.map((names) => names.length));
  return Array.from({ length: count - 1 }, (_, at) => each.map((names) => names[at + 1] ?? names.at(-1)!));
}

/** @throws the error where it says nothing about the file; ResponseError 503 where descriptors have run out */
function lookupOfError(error: unknown): Refused | Missing {
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

function platformOfMachine(): PathPlatform {
  const { platform } = process;
  return platform === "win32" || platform === "darwin" ? platform : "posix";
}

function outOfDescriptors(cause: unknown): ResponseError {
  return new ResponseError(503, "The server has too many files open. Try again in a moment.", {
    headers: { "Retry-After": "1" },
    cause,
  });
}
