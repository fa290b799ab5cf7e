import { writeErrorLine } from "./log-writer.node.ts";
import { linesOf, shownPath } from "./paths.node.ts";
import { exitCodeOf, startErrorText } from "./start-error.ts";
import type { Streams } from "./streams.node.ts";

/** What is wrong, in words for a person, and the exit code that goes with it. */
export function startFailure(error: unknown, isVerbose: boolean, { errorPaint }: Streams) {
  const text = startErrorText(error, { paint: errorPaint, isVerbose, linesOf, shownPath });
  return { text, exitCode: exitCodeOf(error) };
}

/** Says what is wrong, and ends the process with the exit code that goes with it. */
export function failToStart(error: unknown, isVerbose: boolean, streams: Streams): never {
  const { text, exitCode } = startFailure(error, isVerbose, streams);
  writeErrorLine(text);
  // What a site file has begun must not keep a process alive that serves nothing.
  process.exit(exitCode);
}
