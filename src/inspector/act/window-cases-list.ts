import type { Level, Step } from "../../cases/index.ts";

/*
 * The cases as the page is sent them. In octets each character is one; names in braces stand for what the site has, and
 * are filled in when the case is played.
 */

export interface WindowCases {
  /** What is worth trying first. */
  readonly favourites: readonly WindowFavourite[];
  readonly families: readonly WindowCaseFamily[];
}

/** One way to break things on purpose: a case, or steps without one. */
export interface WindowFavourite {
  readonly title: string;
  /** What to look at, in a sentence. */
  readonly hint: string;
  /** The name of the case that is played; absent where only its steps are. */
  readonly case?: string | undefined;
  readonly steps: readonly Step[];
  /** Octets go out one at a time, so far apart. */
  readonly eachOctetMs?: number | undefined;
}

export interface WindowCaseFamily {
  readonly name: string;
  readonly title: string;
  readonly cases: readonly WindowCase[];
}

export interface WindowCase {
  /** What it is asked for by: rule and title. */
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly level: Level;
  readonly quote: string;
  /** "RFC9112-7.1" */
  readonly quotedFrom: string;
  readonly why: string;
  /** What is right, in words: "400, then the connection closed". */
  readonly expected: string;
  /** What is sent; absent where it is too long to be edited. */
  readonly steps?: readonly Step[] | undefined;
  /** How many octets that is, names in braces counted as they stand. */
  readonly octets: number;
  /** "one octet at a time", "cut in two": how it is handed over; absent where it goes in one piece. */
  readonly delivery?: string | undefined;
  /** What the site must offer for it, in words; absent where any will do. */
  readonly needs?: string | undefined;
}
