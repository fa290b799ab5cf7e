import * as fs from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ResponseError } from "../semantics/index.ts";
import type { Upload } from "./form.ts";

/** "porthole-uploads-<host>-<process id>-<random>": tells which process a folder belongs to, should that be gone. */
const PREFIX = "porthole-uploads-";
const machine = hostname()
  .replace(/[^A-Za-z0-9]+/g, "_")
  .slice(0, 40);

/** The folder of one exchange's uploads: made when the first octet of a file comes. */
export class UploadFolder {
  readonly #parent: string;
  #path: Promise<string> | undefined;
  #count = 0;

  /** @param parent where the folder is made; by default the machine's folder for temporary files */
  constructor(parent: string | undefined) {
    this.#parent = parent === undefined ? tmpdir() : resolve(parent);
  }

  /** Whether there is anything on the disk. */
  get isMade(): boolean {
    return this.#path !== undefined;
  }

  /** @throws ResponseError 503 or 507 where the machine has run out of descriptors or room */
  async create(): Promise<UploadFile> {
    this.#path ??= makeFolder(this.#parent);
    const number = ++this.#count;
    return UploadFile.create(join(await this.#path, String(number)));
  }

  /** Deletes it and all that is left in it. */
  async remove(): Promise<void> {
    const path = await this.#path?.catch(() => undefined);
    if (path !== undefined) await fs.rm(path, { recursive: true, force: true, maxRetries: 2 });
  }
}

async function makeFolder(parent: string): Promise<string> {
  if (!sweptParents.has(parent)) await deleteLeftoverUploads(parent);
  try {
    await fs.mkdir(parent, { recursive: true });
    return await fs.mkdtemp(join(parent, `${PREFIX}${machine}-${process.pid}-`));
  } catch (error) {
    throw storageError(error);
  }
}

/** One file that is being received. */
export class UploadFile {
  readonly path: string;
  sizeOctets = 0;
  readonly #handle: fs.FileHandle;

  private constructor(path: string, handle: fs.FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<UploadFile> {
    try {
      // The folder is its owner's alone; the file has the modes that the owner's files have, for where it is moved to.
      return new UploadFile(path, await fs.open(path, "wx"));
    } catch (error) {
      throw storageError(error);
    }
  }

  async write(octets: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < octets.length; ) {
        at += (await this.#handle.write(octets, at, octets.length - at)).bytesWritten;
      }
    } catch (error) {
      throw storageError(error);
    }
    this.sizeOctets += octets.length;
  }

  async close(): Promise<void> {
    try {
      await this.#handle.close();
    } catch (error) {
      throw storageError(error);
    }
  }
}

/** A file that was received whole. */
export class ReceivedUpload implements Upload {
  readonly fieldName: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeOctets: number;
  path: string;

  constructor(fieldName: string, fileName: string, mediaType: string, file: UploadFile) {
    this.fieldName = fieldName;
    this.fileName = fileName;
    this.mediaType = mediaType;
    this.sizeOctets = file.sizeOctets;
    this.path = file.path;
  }

  async saveTo(path: string | URL, options: { readonly overwrite?: boolean | undefined } = {}): Promise<string> {
    const target = typeof path === "string" ? resolve(path) : fileURLToPath(path);
    try {
      await fs.mkdir(dirname(target), { recursive: true });
      await (options.overwrite === true ? replaceFile(this.path, target) : moveFile(this.path, target));
    } catch (error) {
      throw storageError(error);
    }
    this.path = target;
    return target;
  }
}

/** Moves without ever replacing: a hard link fails where something is there, and so does the exclusive copy. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw error;
    // Another file system, or one that has no hard links.
    await copyFile(from, to, fs.constants.COPYFILE_EXCL);
  }
  await fs.unlink(from);
}

async function replaceFile(from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (error) {
    if (codeOf(error) !== "EXDEV") throw error;
    await copyFile(from, to, 0);
    await fs.unlink(from);
  }
}

/** Copies, and leaves no half of a copy. */
async function copyFile(from: string, to: string, mode: number): Promise<void> {
  try {
    await fs.copyFile(from, to, mode);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") await fs.rm(to, { force: true });
    throw error;
  }
}

const sweptParents = new Set<string>();

/**
 * Deletes upload folders whose process is gone: what a crash has left. Folders of other machines and of other users
 * are left alone.
 * @param parent as in {@link UploadFolder}
 * @returns how many were deleted
 */
export async function deleteLeftoverUploads(parent: string = tmpdir()): Promise<number> {
  sweptParents.add(parent);
  let names: string[];
  try {
    names = await fs.readdir(parent);
  } catch {
    return 0;
  }
  let deleted = 0;
  for (const name of names) {
    const match = LEFTOVER.exec(name);
    if (match === null || match[1] !== machine) continue;
    const path = join(parent, name);
    try {
      if (!(await isLeftover(path, Number(match[2])))) continue;
      await fs.rm(path, { recursive: true, force: true });
      deleted++;
    } catch {
      // Gone meanwhile, or not ours to delete: the next start tries again.
    }
  }
  return deleted;
}

const LEFTOVER = new RegExp(`^${PREFIX}([A-Za-z0-9_]*)-([0-9]{1,10})-[A-Za-z0-9]{6}$`);

async function isLeftover(path: string, pid: number): Promise<boolean> {
  const stats = await fs.lstat(path);
  const owner = process.getuid?.();
  if (!stats.isDirectory() || (owner !== undefined && stats.uid !== owner)) return false;
  // In a container each start may have the same process id: what is older than this process was not made by it.
  if (pid === process.pid) return stats.mtimeMs < Date.now() - process.uptime() * 1000 - 1000;
  return !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** The refusal where the machine has run out of something; else the error itself. */
function storageError(error: unknown): unknown {
  switch (codeOf(error)) {
    case "ENOSPC":
    case "EDQUOT":
    // The process, or its file system, lets no file grow as large.
    case "EFBIG":
      return new ResponseError(507, "The server has no room left for the files that were sent.", { cause: error });
    case "EMFILE":
    case "ENFILE":
      return new ResponseError(503, "The server has too many files open. Try again in a moment.", {
        headers: { "Retry-After": "1" },
        cause: error,
      });
    default:
      return error;
  }
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
