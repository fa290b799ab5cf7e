import { isatty } from "node:tty";
import type { Paint, PrettyStyle } from "../server/index.ts";
import { type Environment, hasColours, paintFor } from "./terminal.ts";

/** What a command knows of the places it writes to. */
export interface Streams {
  readonly isTerminal: boolean;
  /** Whether standard error is a terminal. */
  readonly isErrorTerminal: boolean;
  readonly paint: Paint;
  readonly errorPaint: Paint;
  /** Characters of a line of standard output at this moment; `undefined` where it is no terminal. */
  readonly columns: () => number | undefined;
  readonly style: () => PrettyStyle;
  readonly errorStyle: () => PrettyStyle;
}

/** Which of the places that are written to are terminals. */
export interface Terminals {
  readonly isTerminal: boolean;
  readonly isErrorTerminal: boolean;
  /** Characters of a line of standard output at this moment; `undefined` where it is no terminal. */
  readonly columns: () => number | undefined;
}

/** The folder of this package's code, as it stands in stack frames. */
const ownCode = new URL("..", import.meta.url).href;

/**
 * What standard output and standard error are.
 * @param isVerbose whether stack frames of our own are shown too
 * @param terminals what they are known to be where others stand between
 */
export function standardStreams(
  environment: Environment,
  isVerbose: boolean,
  terminals: Terminals = ownTerminals(),
): Streams {
  const { isTerminal, isErrorTerminal, columns } = terminals;
  const paint = paintFor(hasColours(environment, isTerminal));
  const errorPaint = paintFor(hasColours(environment, isErrorTerminal));
  const foldedFrames = isVerbose ? undefined : ownCode;
  return {
    isTerminal,
    isErrorTerminal,
    paint,
    errorPaint,
    columns,
    style: () => ({ paint, columns: columns(), foldedFrames }),
    errorStyle: () => ({ paint: errorPaint, columns: undefined, foldedFrames }),
  };
}

function ownTerminals(): Terminals {
  const isTerminal = isatty(1);
  // The stream is not touched where it is no terminal: making it takes time, and its errors would be nobody's.
  return { isTerminal, isErrorTerminal: isatty(2), columns: () => (isTerminal ? process.stdout.columns : undefined) };
}
