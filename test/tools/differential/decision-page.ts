import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../project-files.ts";

const page = "docs/decisions/0010-where-parsers-disagree.md";

/** The rows of the table below that heading, a cell each, without the marks of code around a cell. */
export function listedDisagreements(heading: string): string[][] {
  const text = readFileSync(join(projectRoot, page), "utf8");
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start === -1) throw new Error(`${page} has no heading "${heading}"`);
  const end = text.indexOf("\n## ", start + 1);
  const lines = text.slice(start, end === -1 ? undefined : end).split("\n");
  return lines
    .filter((line) => line.startsWith("| "))
    .slice(1)
    .map((line) =>
      line
        .slice(2, -2)
        .split(" | ")
        .map((cell) => cell.replace(/^`(.*)`$/, "$1")),
    );
}
