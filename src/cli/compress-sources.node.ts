import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileMediaType, isCompressible, siblingExtension } from "../files/index.ts";

/** A file that is worth coding, by its type. */
export interface CompressSource {
  readonly path: string;
  readonly sizeOctets: number;
  readonly accessedMs: number;
  readonly modifiedMs: number;
  readonly mode: number;
}

export interface CompressSources {
  /** The largest first: none of them is then left alone at the end. */
  readonly sources: readonly CompressSource[];
  /** Files that are left as they are for what they are: images, archives, what is not known. */
  readonly otherFiles: number;
}

const siblingExtensions: readonly string[] = Object.values(siblingExtension);

/** What tells how a folder is served is not served itself, and must not be under another name. */
const siteFiles: ReadonlySet<string> = new Set([
  "_headers",
  "_redirects",
  "serve.json",
  "site.js",
  "site.json",
  "site.ts",
]);

/**
 * The files below a folder that are worth coding: no dotfiles but .well-known, nothing behind symbolic links.
 * @param unreadable told of each folder and file that cannot be looked at
 */
export function compressSources(folder: string, unreadable: (path: string, error: unknown) => void): CompressSources {
  const sources: CompressSource[] = [];
  let otherFiles = 0;
  const look = (directory: string, isTop: boolean): void => {
    for (const entry of entriesOf(directory, unreadable)) {
      const { name } = entry;
      const path = join(directory, name);
      if (name.startsWith(".") && !(isTop && name === ".well-known")) continue;
      if (entry.isDirectory()) look(path, false);
      else if (!entry.isFile() || (isTop && siteFiles.has(name))) continue;
      else if (!isCompressible(fileMediaType(name))) {
        if (!siblingExtensions.some((extension) => name.endsWith(extension))) otherFiles++;
      } else {
        try {
          sources.push(sourceAt(path));
        } catch (error) {
          unreadable(path, error);
        }
      }
    }
  };
  look(folder, true);
  sources.sort((one, other) => other.sizeOctets - one.sizeOctets || (one.path < other.path ? -1 : 1));
  return { sources, otherFiles };
}

/** @throws the system's error */
export function sourceAt(path: string): CompressSource {
  const stats = lstatSync(path);
  return {
    path,
    sizeOctets: stats.size,
    accessedMs: stats.atimeMs,
    modifiedMs: stats.mtimeMs,
    mode: stats.mode & 0o777,
  };
}

function entriesOf(directory: string, unreadable: (path: string, error: unknown) => void): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    unreadable(directory, error);
    return [];
  }
}
