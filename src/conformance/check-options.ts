import type { Level } from "../cases/index.ts";
import type { CaseResult } from "./report.ts";

/** What is to be checked, and how. */
export interface CheckOptions {
  /** "http://localhost:5000/": the path is the one that is asked for where any path will do. */
  readonly url: URL;
  /** The IP address to connect to, where the host of the URL was looked up already. Not given: that host. */
  readonly address?: string;
  /** Parts of cases' names, rules or families: a case that has one of them is tried. Not given: all. */
  readonly only?: readonly string[];
  /** Only what binds at least as strongly is tried (`levels` in report.ts). */
  readonly level?: Level;
  /** A path that answers with a file: octets of known length and, best, a validator. Not given: looked for. */
  readonly file?: string;
  /** A path that takes POST. Not given: looked for. */
  readonly post?: string;
  /** A path that redirects. Not given: looked for. */
  readonly redirect?: string;
  /** Whether deadlines of a minute and more are waited for. */
  readonly deadlines?: boolean;
  /** Connections at a time, at most. */
  readonly connectionsMax?: number;
  /** For the whole run; what has not begun by then is skipped. */
  readonly deadlineMs?: number;
  /** How long a target that answers nobody any more is waited for: somebody may start it again. */
  readonly goneMs?: number;
  /** Called when that waiting begins, with the names of the cases that may have ended it. */
  readonly onGone?: (caseIds: readonly string[]) => void;
  readonly signal?: AbortSignal;
  /** Called as each case is decided. */
  readonly onResult?: (result: CaseResult, done: number, all: number) => void;
}

/** The target cannot be checked at all: nobody is there, or the path that was given is of no use. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  /** "unreachable": nothing answers; "unusable": something does, but not so that it could be checked with that path. */
  readonly kind: "unreachable" | "unusable";
  readonly hint: string | undefined;

  constructor(kind: TargetError["kind"], message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.hint = options.hint;
  }
}
