import { constants } from "node:fs";
import { type FileHandle, link, open, rename, stat, unlink } from "node:fs/promises";
import { dirname, parse, resolve } from "node:path";
import { gathered, isSessionFile, SESSION_FILE_BEGIN_OCTETS } from "./session-file.ts";

/**
 * The flight recorder's file: always a whole one. A new one is written beside it, and takes its place at once. The
 * first of a run does not take the place of one that an earlier run left: that one is moved to `<name>.1.<extension>`,
 * and takes the place of the one before.
 */
export class FlightFile {
  readonly #path: string;
  readonly #partPath: string;
  #isOurs = false;

  constructor(path: string) {
    this.#path = resolve(path);
    this.#partPath = `${this.#path}.part`;
  }

  /**
   * Writes the file anew.
   * @param pieces are made as they are written: in between, others have their turn
   * @throws the system's error; what was there before is there still
   */
  async write(pieces: Iterable<string>): Promise<void> {
    await this.#writePart(pieces);
    if (!this.#isOurs) await this.#keepEarlier();
    await rename(this.#partPath, this.#path);
    this.#isOurs = true;
  }

  async #writePart(pieces: Iterable<string>): Promise<void> {
    // A run that was killed may have left one. What is opened is one that this makes: a link in its place is not followed.
    await unlink(this.#partPath).catch(ignoreMissing);
    const part = await open(this.#partPath, "wx", 0o600);
    try {
      for (const text of gathered(pieces)) await part.appendFile(text);
      await part.datasync();
    } catch (error) {
      await part.close();
      await unlink(this.#partPath).catch(() => {});
      throw error;
    }
    await part.close();
  }

  async #keepEarlier(): Promise<void> {
    const fault = await flightFileFault(this.#path);
    if (fault !== undefined) throw new Error(`${this.#path}: ${fault}`);
    const earlier = earlierPath(this.#path);
    await unlink(earlier).catch(ignoreMissing);
    // A second name, so that the first is never without a file; not every file system has such.
    await link(this.#path, earlier).catch(() => rename(this.#path, earlier).catch(ignoreMissing));
  }
}

/** Where the file of an earlier run is: "flight.html" → "flight.1.html", which a browser opens still. */
export function earlierPath(path: string): string {
  const { dir, name, ext } = parse(resolve(path));
  return resolve(dir, `${name}.1${ext}`);
}

/**
 * Why the flight recorder cannot write there, as a clause; `undefined` where it can. What is there and is no record of
 * an earlier run is left alone: a name may have been mistyped.
 */
export async function flightFileFault(path: string): Promise<string | undefined> {
  const folder = await stat(dirname(resolve(path))).catch(() => undefined);
  if (folder?.isDirectory() !== true) return "its folder does not exist";
  let file: FileHandle;
  try {
    // A pipe in its place must not hold us up.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return codeOf(error) === "ENOENT" ? undefined : `what is there cannot be read (${codeOf(error)})`;
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return stats.isDirectory() ? "it is a folder" : "it is no plain file";
    const octets = Buffer.alloc(SESSION_FILE_BEGIN_OCTETS);
    const { bytesRead } = await file.read(octets, 0, octets.length, 0);
    const isRecord = stats.size === 0 || isSessionFile(octets.toString("latin1", 0, bytesRead));
    return isRecord ? undefined : "a file is there that is no record of an earlier run";
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
