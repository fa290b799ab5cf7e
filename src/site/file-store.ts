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
   * The text of a file in UTF-8, without a byte order mark.
   * @returns `undefined` where there is no such file
   * @throws Error with the reason where it is refused or cannot be read
   */
  readText(segments: readonly string[]): Promise<string | undefined>;
}

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

/** What a response needs to know of a file before it is opened. */
export interface FileDescription {
  readonly sizeOctets: number;
  /** When its content was last changed, in milliseconds since 1970, with the fraction that the store keeps. */
  readonly modifiedMs: number;
}

export interface FoundFile extends FileDescription {
  /** Its segments below the root, as they were asked for. */
  readonly segments: readonly string[];
  /** Where the store keeps it: for the store alone, and for messages to its owner. */
  readonly location: string;
}

/** An open file: size and time are those of the octets that will be read, whatever happens to its name. */
export interface OpenFile extends FileDescription {
  /** All octets; closes it. Fewer than announced where the file was cut meanwhile. */
  octets(): Promise<Uint8Array>;
  /**
   * The octets from `start`, of the number given; by default all. Read in pieces as they are asked for; closes the
   * file at its end, or when whoever reads goes away.
   */
  range(start?: number, lengthOctets?: number): FileRange;
  /** Does nothing where it is closed already. */
  close(): void;
}
