// What the scripts share: running programs of node_modules, and keeping compiled folders free of leftovers.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Runs `node <program> <arguments>` in the project's folder, its output shown. Answers whether it succeeded. */
export function runs(program, ...programArguments) {
  return spawnSync(process.execPath, [program, ...programArguments], { cwd: root, stdio: "inherit" }).status === 0;
}

/** Begins to run the command of an installed package. Resolves with whether it succeeded. */
export function startsRun(path, ...programArguments) {
  const child = spawn(process.execPath, [installed(path), ...programArguments], { cwd: root, stdio: "inherit" });
  return new Promise((resolve, reject) => child.once("error", reject).once("exit", (code) => resolve(code === 0)));
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

/**
 * Gives a folder the files of another, one after another, and deletes those that it had besides. A file that stays the
 * same is not touched: whoever reads the folder meanwhile finds each file whole.
 */
export function replaceFolder(folder, scratch) {
  const files = filesBelow(scratch).map((file) => relative(scratch, file));
  for (const file of files) {
    const [made, place] = [join(scratch, file), join(folder, file)];
    if (existsSync(place) && readFileSync(place).equals(readFileSync(made))) continue;
    mkdirSync(dirname(place), { recursive: true });
    renameSync(made, place);
  }
  if (!existsSync(folder)) return;
  for (const file of filesBelow(folder)) if (!files.includes(relative(folder, file))) rmSync(file);
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
