import type { Step } from "../../cases/index.ts";

/*
 * What the page asks when something is to be sent to the server, and what it is answered: JSON both ways. In octets each
 * character is one.
 */

/** Steps for one new connection. */
export interface SendSteps {
  readonly steps: readonly Step[];
  /** Octets go out one at a time, so far apart; in one piece where it is absent. */
  readonly eachOctetMs?: number | undefined;
}

/** A case, by its name in the list of cases, and the path that it asks for where any will do: "/" unless given. */
export interface SendCase {
  readonly case: string;
  readonly path?: string | undefined;
}

/** What has become of a sending. */
export interface AskSending {
  readonly outcome: string;
}

/** No more is sent, and the connection is closed. */
export interface EndSending {
  readonly end: string;
}

export type SendMessage = SendSteps | SendCase | AskSending | EndSending;

/** What was sent, and what came of it so far. */
export interface SendingReport {
  /** What to ask for it by. */
  readonly id: string;
  /** The port from which the connection was opened: that of its `remote`. Absent where none was needed. */
  readonly port?: number | undefined;
  /** The number of that connection in the window, once it is known. */
  readonly connection?: number | undefined;
  /** Whether the connection is over, and nothing more will change. */
  readonly isOver: boolean;
  /** Steps that were taken, of all; of a case, absent. */
  readonly steps?: { readonly taken: number; readonly all: number } | undefined;
  readonly sentOctets: number;
  readonly receivedOctets: number;
  /** Of all responses that could be read, interim ones first. */
  readonly statusCodes: readonly number[];
  readonly ending: SendingEnding;
  /** Of a case, once it was judged. */
  readonly verdict?: SendingVerdict | undefined;
}

/**
 * - `"open"`: not yet
 * - `"closed"`, `"reset"`: the server did it
 * - `"left"`: it was closed from here, since all had come, time was over, or someone wished it
 * - `"reset-here"`: a step said so
 */
export type SendingEnding = "open" | "closed" | "reset" | "left" | "reset-here";

/** Whether the server did what is right; "skipped" where the case could not be tried. */
export interface SendingVerdict {
  readonly verdict: "passed" | "warned" | "failed" | "skipped";
  /** What is right, in words: "400, then the connection closed". */
  readonly expected: string;
  /** What it did; why the case was skipped. */
  readonly got: string;
  readonly difference: string;
  /** "cut after 12 octets", where the case is about octets in pieces; else "". */
  readonly cutting: string;
}

/** How much may be sent. */
export const sendingLimits = {
  octetsMax: 1024 * 1024,
  stepsMax: 1000,
  totalMs: 120_000,
  atATimeMax: 8,
  /** Of those that are over, so many are remembered. */
  rememberedMax: 16,
  /** Octets of the request's own content: JSON of octets is longer than they are. */
  contentOctetsMax: 8 * 1024 * 1024,
} as const;
