import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Presence } from "./peer.ts";

/** The project's folder, found from here upwards: compiled, this file stands deeper. */
export const projectFolder = findProjectFolder(dirname(fileURLToPath(import.meta.url)));

/** Where the peers that npm has are installed, and their programs stand. */
export const peersFolder = join(projectFolder, "bench", "peers");

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
