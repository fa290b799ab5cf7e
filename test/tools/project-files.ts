import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceFile } from "./import-rules.ts";

/** The project's folder, found from here upwards, for compiled tests stand deeper than their sources. */
export const projectRoot = findProjectRoot(dirname(fileURLToPath(import.meta.url)));

function findProjectRoot(folder: string): string {
  if (existsSync(join(folder, "package-lock.json"))) return folder;
  if (dirname(folder) === folder) throw new Error("no package-lock.json in any folder above the tests");
  return findProjectRoot(dirname(folder));
}

/** What is made, fetched or kept locally, and therefore no file of the project. */
const foreign = new Set(["node_modules", "dist", ".build", ".nodes", ".git", "data"]);

/** The paths of the project's own files from its folder, with "/", sorted. */
export function projectPaths(folder = projectRoot): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !foreign.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? projectPaths(path) : [relative(projectRoot, path).split(sep).join("/")];
    })
    .sort();
}

/** All TypeScript under src/, tests included. */
export function sourceFiles(): SourceFile[] {
  return projectPaths(join(projectRoot, "src"))
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(projectRoot, path), "utf8") }));
}

/** The names of the folders of src/. */
export function sourceFolders(): string[] {
  return readdirSync(join(projectRoot, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
