import { conventionFiles } from "../conventions/index.ts";

/** The names under which a folder may have a site file. */
export const siteFileNames: readonly string[] = [
  "site.ts",
  "site.js",
  "site.json",
  "site.mts",
  "site.mjs",
  "site.cts",
  "site.cjs",
];

/**
 * What is written for the server, in the root of a site: no folder of files that is served has it, nor is it listed.
 * @param others below the root, with "/" between their segments
 */
export function serverFiles(others: readonly string[]): ReadonlySet<string> {
  return new Set([...siteFileNames, ...conventionFiles, ...others]);
}
