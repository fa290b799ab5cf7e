import { type Dir, type Dirent, opendir } from "node:fs";
import { sep } from "node:path";
import { linkStatOf, realPathOf, statOf } from "./disk-calls.node.ts";
import { type DirectoryEntry, LISTED_ENTRIES_MAX } from "./file-store.ts";

/** What of a directory may be told. */
export interface ListRules {
  readonly isListed: (name: string) => boolean;
  /** Whether a name that is a symbolic link must not be followed to its real location. */
  readonly isRefusedLink: (real: string, name: string) => boolean;
}

/** Questions that are asked at a time: few, so that whoever reads a file meanwhile does not queue behind thousands. */
const ASKED_AT_ONCE = 8;

/** Names that are had from the disk at a time. */
const NAMES_AT_ONCE = 512;

/**
 * The files and directories of a directory, in no order, at most {@link LISTED_ENTRIES_MAX}.
 * @throws the system's error where the directory cannot be read
 */
export async function listedEntries(location: string, rules: ListRules): Promise<readonly DirectoryEntry[]> {
  const names = await listedNames(location, rules);
  const entries: DirectoryEntry[] = [];
  let next = 0;
  async function ask(): Promise<void> {
    while (next < names.length) {
      const entry = await entryOf(location, names[next++]!, rules);
      if (entry !== undefined) entries.push(entry);
    }
  }
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
  return entries;
}

async function listedNames(location: string, rules: ListRules): Promise<readonly string[]> {
  const directory = await opened(location);
  const names: string[] = [];
  try {
    while (names.length < LISTED_ENTRIES_MAX) {
      const entry = await directory.read();
      if (entry === null) break;
      if (mayBeListed(entry) && rules.isListed(entry.name)) names.push(entry.name);
    }
  } finally {
    directory.closeSync();
  }
  return names;
}

function opened(location: string): Promise<Dir> {
  return new Promise((resolve, reject) => {
    opendir(location, { bufferSize: NAMES_AT_ONCE }, (error, directory) =>
      error ? reject(error) : resolve(directory),
    );
  });
}

/** Some file systems do not say what a name is before they are asked for it. */
function mayBeListed(entry: Dirent): boolean {
  return !(entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice());
}

/**
 * One name's entry; `undefined` where it is nothing to be had. A name that is not UTF-8 was garbled when it was read,
 * and is not found again.
 */
async function entryOf(directory: string, name: string, rules: ListRules): Promise<DirectoryEntry | undefined> {
  const location = directory.endsWith(sep) ? directory + name : directory + sep + name;
  try {
    let stats = await linkStatOf(location);
    if (stats.isSymbolicLink()) {
      const real = await realPathOf(location);
      if (rules.isRefusedLink(real, name)) return undefined;
      stats = await statOf(real);
    }
    const modifiedMs = stats.mtimeMs;
    if (stats.isDirectory()) return { name, kind: "directory", sizeOctets: 0, modifiedMs };
    return stats.isFile() ? { name, kind: "file", sizeOctets: stats.size, modifiedMs } : undefined;
  } catch {
    // It went away meanwhile, leads nowhere, or may not be asked about: a list does without it.
    return undefined;
  }
}
