import { readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Baseline, parseBaseline } from "./check-baseline.ts";
import { shownPath } from "./paths.node.ts";
import { CommandError, exitCodes } from "./start-error.ts";

/**
 * Reads a baseline.
 * @param mayBeMissing whether the file is still to be written
 * @returns `undefined` where it is missing and may be
 * @throws CommandError it cannot be read, or is none
 */
export function readBaseline(file: string, mayBeMissing: boolean): Baseline | undefined {
  try {
    return parseBaseline(readFileSync(file, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && mayBeMissing) return undefined;
    const isMissing = code === "ENOENT";
    const what = isMissing ? `there is no ${file}` : `${file} is no baseline: ${code ?? message}`;
    throw new CommandError(what, exitCodes.usage, {
      hint: "--update-baseline writes one from what fails now.",
      cause: error,
    });
  }
}

/** @throws CommandError the folder of a file that is to be written is not there: better said before a run than after it */
export function requireFolderOf(file: string): void {
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new CommandError(`${file}: there is no folder ${shownPath(folder)}`, exitCodes.usage);
}

/** @throws CommandError it cannot be written */
export function writeTo(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`${file} cannot be written (${code})`, exitCodes.failed, { cause: error });
  }
}

/** Writes all of a text to standard output, however slowly it is read; a reader that has gone ends it. */
export async function writeOutput(text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.once("error", () => resolve());
    process.stdout.write(text, () => resolve());
  });
}
