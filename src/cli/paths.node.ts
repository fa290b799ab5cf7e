import { readFileSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";

/** The lines of a text file, or `undefined` where it cannot be read. */
export function linesOf(file: string): readonly string[] | undefined {
  try {
    return readFileSync(file, "utf8").split(/\r\n|\n|\r/);
  } catch {
    return undefined;
  }
}

/** A path as a person would type it here: "./kittens/site.ts", "." for the current folder. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path);
  if (shown === "") return ".";
  if (isAbsolute(shown) || shown.startsWith(`..${sep}..${sep}..`)) return path;
  return shown.startsWith("..") ? shown : `.${sep}${shown}`;
}
