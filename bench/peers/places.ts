import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Presence } from "./peer.ts";

/** The project's folder, found from here upwards: compiled, this file stands deeper. */
export const projectFolder = findProjectFolder(dirname(fileURLToPath(import.meta.url)));

/** Where the peers that npm has are installed, and their programs stand. */
export const peersFolder = join(projectFolder, "bench", "peers");

/** The Node that runs those peers that are Node programs: 26 where `npm run nodes -- 26` put it, else this one. */
export const peersNode: { readonly program: string; readonly version: string } = { ...findNode() };

/**
 * Has the peers that are Node programs run on another Node from now on.
 * @param program its path; without one it is looked for again, as after it was fetched
 * @throws {Error} where it cannot be run
 */
export function choosePeersNode(program?: string): void {
  Object.assign(peersNode, program === undefined ? findNode() : nodeAt(program));
}

function nodeAt(program: string): { program: string; version: string } {
  const { stdout, status } = spawnSync(program, ["--version"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`no Node at ${program}`);
  return { program, version: stdout.trim().replace(/^v/, "") };
}

function findNode(): { program: string; version: string } {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = platform === "win" ? "node.exe" : "node";
  const folder = join(projectFolder, ".nodes", "26", "node_modules", `node-${platform}-${process.arch}`, "bin");
  const { stdout, status } = spawnSync(join(folder, name), ["--version"], { encoding: "utf8" });
  if (status === 0) return { program: join(folder, name), version: stdout.trim().replace(/^v/, "") };
  return { program: process.execPath, version: process.versions.node };
}

function findProjectFolder(folder: string): string {
  if (existsSync(join(folder, "biome.json"))) return folder;
  if (dirname(folder) === folder) throw new Error("no biome.json in any folder above the benchmarks");
  return findProjectFolder(dirname(folder));
}

/** A package among the peers' own. */
export function findPackage(name: string): Presence {
  const path = join(peersFolder, "node_modules", name, "package.json");
  if (!existsSync(path)) return { missing: "not installed: npm ci --prefix bench/peers" };
  return { version: (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version };
}

/** A program of the system, by what it says of its version. */
export function findProgram(program: string, arguments_: readonly string[], debianPackage: string): Presence {
  const { stdout, stderr, error } = spawnSync(program, arguments_, { encoding: "utf8" });
  if (error !== undefined) return { missing: `not installed: apt-get install ${debianPackage}` };
  const version = /[0-9]+(?:\.[0-9]+)+/.exec(stdout + stderr)?.[0];
  return version === undefined ? { missing: `${program} does not say its version` } : { version };
}
