import * as fs from "node:fs";
import type { FileState } from "./file-store.ts";

// The callback forms cost half of what the promise forms do, and no handle object whose collection would close a file.

/** The real location: absolute, without symbolic links. */
export function realPathOf(location: string): Promise<string> {
  return new Promise((resolve, reject) => {
    fs.realpath.native(location, (error, real) => (error ? reject(error) : resolve(real)));
  });
}

/** What is at a location, symbolic links followed. */
export function statOf(location: string): Promise<fs.Stats> {
  return new Promise((resolve, reject) => {
    fs.stat(location, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
}

/** What is at a location: of a symbolic link, the link itself. */
export function linkStatOf(location: string): Promise<fs.Stats> {
  return new Promise((resolve, reject) => {
    fs.lstat(location, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
}

export function statOfDescriptor(descriptor: number): Promise<fs.Stats> {
  return new Promise((resolve, reject) => {
    fs.fstat(descriptor, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
}

// The last name is real by now: a link in its place was put there since. A pipe in its place must not hold us up.
const OPEN_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);

/** Opens a real location for reading; does not follow a symbolic link there. */
export function openDescriptor(location: string): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.open(location, OPEN_FLAGS, (error, descriptor) => (error ? reject(error) : resolve(descriptor)));
  });
}

/**
 * Whether what was opened lies at a real location still: a folder on the way there may have been changed for a link
 * between the look at it and the opening. A file whose name was given to another since has been there.
 */
export async function isOpenedAt(descriptor: number, location: string, state: FileState): Promise<boolean> {
  const opened = await linkTargetOf(`/proc/self/fd/${descriptor}`);
  if (opened !== undefined) return opened === location || opened === `${location} (deleted)`;
  // Where the system does not say what a descriptor is of: the same file, by a way without links.
  const [real, there] = await Promise.all([realPathOf(location), statOf(location)]);
  return real === location && there.ino === state.inode;
}

function linkTargetOf(location: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    fs.readlink(location, (error, target) => resolve(error ? undefined : target));
  });
}

/** Closes without anyone waiting for it. */
export function closeDescriptor(descriptor: number): void {
  fs.close(descriptor, ignore);
}

/** Rejects where the names in a directory may not be read and looked up. */
export function mayBeSearched(location: string): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.access(location, fs.constants.R_OK | fs.constants.X_OK, (error) => (error ? reject(error) : resolve()));
  });
}

export function fileStateOf(stats: fs.Stats): FileState {
  return { sizeOctets: stats.size, modifiedMs: stats.mtimeMs, changedMs: stats.ctimeMs, inode: stats.ino };
}

/** The system's name for an error: "ENOENT". */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function ignore(): void {}
