import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { peersFolder } from "./places.ts";

/** Installs what npm has of the peers, with a lock of its own, where that lock is newer than what is installed. */
export function installPeers(): void {
  const installed = join(peersFolder, "node_modules", ".package-lock.json");
  const lock = join(peersFolder, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log("installing what npm has of the peers: npm ci --prefix bench/peers");
  const { status } = spawnSync("npm", ["ci", "--prefix", peersFolder], {
    cwd: peersFolder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) console.log("that failed: those that are not installed are left out");
}
