import { writeErrorLine } from "./log-writer.node.ts";
import { linesOf, shownPath } from "./paths.node.ts";
import { exitCodeOf, startErrorText } from "./start-error.ts";
import type { Streams } from "./streams.node.ts";

/** Says what is wrong, and ends the process with the exit code that goes with it. */
export function failToStart(error: unknown, isVerbose: boolean, { errorPaint }: Streams): never {
  writeErrorLine(startErrorText(error, { paint: errorPaint, isVerbose, linesOf, shownPath }));
  // What a site file has begun must not keep a process alive that serves nothing.
  process.exit(exitCodeOf(error));
}
