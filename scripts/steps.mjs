// What the scripts share: running programs of node_modules, and keeping compiled folders free of leftovers.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Runs `node <program> <arguments>` in the project's folder, its output shown. Answers whether it succeeded. */
export function runs(program, ...programArguments) {
  return spawnSync(process.execPath, [program, ...programArguments], { cwd: root, stdio: "inherit" }).status === 0;
}

/** The script behind a command of an installed package; ends the program where it is not installed. */
export function installed(path) {
  const script = join(root, "node_modules", path);
  if (existsSync(script)) return script;
  console.error(`node_modules/${path} is missing: run \`npm ci\` first.`);
  process.exit(1);
}

/** Compiles with a tsconfig, then deletes what its folder holds of sources that are gone. Answers whether types are right. */
export function compiles(tsconfig, outDir, sourceDir) {
  const ok = runs(installed("typescript/bin/tsc"), "-p", tsconfig);
  pruneLeftovers(join(root, outDir), join(root, sourceDir));
  return ok;
}

function pruneLeftovers(outDir, sourceDir) {
  if (!existsSync(outDir)) return;
  for (const file of filesBelow(outDir)) {
    const stem = relative(outDir, file).replace(/(\.d\.ts|\.js)$/, "");
    const sources = [`${stem}.ts`, stem];
    if (!sources.some((source) => existsSync(join(sourceDir, source)))) rmSync(file);
  }
}

/** All files below a folder, leaving out those for which `skips(name)` holds, in an order that stays. */
export function filesBelow(folder, skips = () => false) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (skips(entry.name)) return [];
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path, skips) : [path];
    });
}
