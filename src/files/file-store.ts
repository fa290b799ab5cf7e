import type { FileRange } from "../semantics/index.ts";

/**
 * Files below one root, named by path segments that are plain text: decoded, none empty, none a dot segment.
 * A store has its own rules for what it refuses (dotfiles, names its platform reads in another way, symbolic links
 * that leave the root); no call reaches anything outside the root.
 */
export interface FileStore {
  /** What the root is called, for messages: "/srv/kittens". */
  readonly description: string;
  /**
   * What is there. No segments: the root.
   * @throws ResponseError 503 where the process is out of file descriptors
   */
  lookup(segments: readonly string[]): Promise<Lookup>;
  /**
   * Opens a file that was found, for reading. Whoever opens it must close it, or read it to the end.
   * @throws ResponseError 404 where it has gone, 403 where it may not be read, 503 where file descriptors have run out
   */
  open(file: FoundFile): Promise<OpenFile>;
  /**
   * The state of a file as it is now under the name that it was found by: one question to the disk.
   * @returns `undefined` where that name is no file any more
   */
  state(file: FoundFile): Promise<FileState | undefined>;
  /**
   * The names in a directory that may be had, in no order, at most {@link LISTED_ENTRIES_MAX} of them: what `lookup`
   * would refuse is left out.
   * @returns `undefined` where there is no such directory, or it may not be read
   */
  list(segments: readonly string[]): Promise<readonly DirectoryEntry[] | undefined>;
  /**
   * Watches the names in one directory, not those below it.
   * @returns `undefined` where this store or this directory cannot be watched
   */
  watch(segments: readonly string[], watcher: DirectoryWatcher): DirectoryWatch | undefined;
  /**
   * The text of a file in UTF-8, without a byte order mark.
   * @returns `undefined` where there is no such file
   * @throws Error with the reason where it is refused or cannot be read
   */
  readText(segments: readonly string[]): Promise<string | undefined>;
}

/** How many names of a directory are listed at the most. */
export const LISTED_ENTRIES_MAX = 100_000;

export type Lookup =
  | { readonly kind: "file"; readonly file: FoundFile }
  | { readonly kind: "directory" }
  | { readonly kind: "missing"; readonly reason: string }
  | Refused;

/** Not to be had, though it may be there. */
export interface Refused {
  readonly kind: "refused";
  /** 400 where no file can be meant, 403 where one is there, 404 where that is not to be told. */
  readonly statusCode: 400 | 403 | 404;
  /** Why, in a few words: "dotfile", "a symbolic link leaves the root". For the log and the error page. */
  readonly reason: string;
}

/** What tells one state of a file from another without reading it. */
export interface FileState {
  readonly sizeOctets: number;
  /** When its content was last changed, in milliseconds since 1970, with the fraction that the store keeps. */
  readonly modifiedMs: number;
  /** When anything of it was last changed, its name and mode included, in the same unit. */
  readonly changedMs: number;
  /** The store's own number for it (an inode): a file that takes another's place has another one. */
  readonly inode: number;
}

/** Whether nothing tells these states apart. */
export function isSameState(one: FileState, other: FileState): boolean {
  return (
    one.sizeOctets === other.sizeOctets &&
    one.modifiedMs === other.modifiedMs &&
    one.changedMs === other.changedMs &&
    one.inode === other.inode
  );
}

/** Clocks of disks go on in ticks, the longest of two seconds: a change in the same tick keeps its date. */
const RECENT_MS = 2000;

/**
 * Whether a file was changed so shortly before it was read that a further change in the same tick might leave its state
 * the same.
 * @param readMs when it was begun to be read, milliseconds since 1970
 */
export function isRecentState({ modifiedMs, changedMs }: FileState, readMs: number): boolean {
  return Math.abs(readMs - modifiedMs) < RECENT_MS || Math.abs(readMs - changedMs) < RECENT_MS;
}

export interface FoundFile extends FileState {
  /** Its segments below the root: in the one spelling that all ways of asking for it come to, as far as letters go. */
  readonly segments: readonly string[];
  /** Where the store keeps it: for the store alone, and for messages to its owner. */
  readonly location: string;
}

/** An open file: its state is that of the octets that will be read, whatever happens to its name. */
export interface OpenFile extends FileState {
  /** All octets; closes it. Rejects with {@link FileChangedError} where the content was changed or cut meanwhile. */
  octets(): Promise<Uint8Array>;
  /**
   * The octets from `start`, of the number given; by default all. Read in pieces as they are asked for; closes the
   * file at its end, or when whoever reads goes away. The last piece is withheld, and iterating rejects with
   * {@link FileChangedError}, where the content was changed or cut since the file was opened: a reader who got it all
   * got the octets of one state.
   */
  range(start?: number, lengthOctets?: number): FileRange;
  /**
   * The octets of several ranges, one file range each, to be read one after the other. The file is closed when the
   * last one has been read to its end, or when `close` is called on any of them.
   */
  ranges(parts: readonly { readonly start: number; readonly lengthOctets: number }[]): readonly FileRange[];
  /** Does nothing where it is closed already. */
  close(): void;
}

/** A file was changed while it was read. */
export class FileChangedError extends Error {
  override readonly name = "FileChangedError";
}

/** One name in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory";
  /** 0 for a directory. */
  readonly sizeOctets: number;
  readonly modifiedMs: number;
}

/** What a watcher tells of the names in one directory. */
export interface DirectoryWatcher {
  /** That name was made, changed or removed; `undefined` where it cannot be said which. */
  changed(name: string | undefined): void;
  /** From now on nothing will be told. */
  failed(): void;
}

/** A directory that is being watched. It keeps no process running. */
export interface DirectoryWatch {
  close(): void;
}
