import { type FileHandle, mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** What a visitor wrote, and when (ISO 8601, UTC). */
export interface Entry {
  readonly name: string;
  readonly message: string;
  readonly time: string;
}

export const nameCharactersMax = 60;
export const messageCharactersMax = 1000;

/** Trims text that a visitor typed, and takes out control characters, all but line ends. */
export function clean(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "")
    .trim();
}

/** What is wrong with a name and a message, for the visitor to read; `undefined` if nothing is. */
export function entryProblem(name: string, message: string): string | undefined {
  if (!isVisible(name)) return "Your name is missing.";
  if (!isVisible(message)) return "Your message is missing.";
  if (name.length > nameCharactersMax) return `A name has room for ${nameCharactersMax} characters.`;
  if (message.length > messageCharactersMax) return `A message has room for ${messageCharactersMax} characters.`;
  return undefined;
}

/** Thrown when the file has grown to its limit. What it holds stays. */
export class GuestbookFull extends Error {
  override readonly name = "GuestbookFull";
}

/**
 * A guestbook in a file, one entry a line, each line JSON. Entries are only ever appended. `add` resolves when its line
 * has reached the disk; two at once wait for each other; a line that a crash cut short costs no other line.
 */
export class Guestbook {
  readonly #path: string;
  readonly #octetsMax: number;
  #lastAdded: Promise<void> = Promise.resolve();
  #read: { readonly version: string; readonly entries: readonly Entry[] } | undefined;

  /**
   * @param path the file; it and its folder are made when the first entry comes
   * @param octetsMax how large the file may grow
   */
  constructor(path: string, octetsMax = 1_048_576) {
    this.#path = path;
    this.#octetsMax = octetsMax;
  }

  /**
   * Keeps an entry.
   * @throws GuestbookFull
   */
  add(entry: Entry): Promise<void> {
    const added = this.#lastAdded.then(() => this.#append(`${JSON.stringify(entry)}\n`));
    this.#lastAdded = added.catch(() => {});
    return added;
  }

  /** All entries, the newest first. */
  async entries(): Promise<readonly Entry[]> {
    const found = await stat(this.#path).catch(ifMissing);
    if (found === undefined) return [];
    // Read anew only when it has changed; another process may have appended too.
    const version = `${found.size} ${found.mtimeMs}`;
    if (this.#read?.version !== version) {
      const lines = (await readFile(this.#path, "utf8")).split("\n");
      this.#read = { version, entries: lines.flatMap(parseEntry).reverse() };
    }
    return this.#read.entries;
  }

  async #append(line: string): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const file = await open(this.#path, "a+");
    try {
      const { size } = await file.stat();
      if (size + Buffer.byteLength(line) > this.#octetsMax) throw new GuestbookFull(this.#path);
      // One write: a file open for appending takes it as a whole, whoever else appends.
      await file.appendFile((await isCutShort(file, size)) ? `\n${line}` : line);
      await file.sync();
      if (size === 0) await syncFolder(dirname(this.#path));
    } finally {
      await file.close();
    }
  }
}

/** Whether the last line was never finished: the process or the machine stopped while it was written. */
async function isCutShort(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

/** A new file is only sure to be found after a power cut once its folder has reached the disk too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined); // Windows cannot open one, and need not.
  try {
    await folder?.sync();
  } catch {
    // Some file systems have no such call.
  } finally {
    await folder?.close();
  }
}

/** The entry of one line; nothing for a line that was cut short. */
function parseEntry(line: string): Entry[] {
  if (line === "") return [];
  try {
    const { name, message, time } = JSON.parse(line) as Entry;
    return [{ name: String(name), message: String(message), time: String(time) }];
  } catch {
    return [];
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

/** Whether there is anything to see: more than spaces and characters without a shape. */
function isVisible(text: string): boolean {
  return /[^\p{White_Space}\p{C}]/u.test(text);
}
