// npm test: format, lint, types, build, then every test on the Node that runs this.
// npm test -- <file.test.ts …> runs these files alone; --node <path or major> runs them on another Node.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { compiles, filesBelow, installed, root, runs } from "./steps.mjs";

const asked = readArguments(process.argv.slice(2));
const failures = [];

const biome = installed("@biomejs/biome/bin/biome");
const colors = process.stdout.isTTY ? [] : ["--colors=off"];
step("format and lint", () => runs(biome, "ci", "--error-on-warnings", ...colors, "."));
step("types", () => compiles("tsconfig.test.json", ".build", "."));
step("build", () => runs("scripts/build.mjs"));
step("tests", runTests);
printLeftOut();
if (failures.length > 0) console.log(`\nFailed: ${failures.join(", ")}.`);
process.exitCode = failures.length === 0 ? 0 : 1;

function readArguments(given) {
  const at = given.indexOf("--node");
  const node = at === -1 ? process.execPath : otherNode(given[at + 1]);
  const files = at === -1 ? given : given.toSpliced(at, 2);
  return { node, files: files.map((file) => relative(root, resolve(file))) };
}

function otherNode(named) {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const fetched = join(root, ".nodes", named ?? "", "node_modules", `node-${platform}-${process.arch}`, "bin", "node");
  const node = [named, fetched, `${fetched}.exe`].find((path) => path !== undefined && existsSync(path));
  if (node !== undefined) return node;
  console.error(`No Node "${named}" here: \`npm run nodes -- 22 24 26\` fetches them.`);
  process.exit(2);
}

function step(name, succeeds) {
  const startMs = performance.now();
  console.log(`\n── ${name}`);
  const ok = succeeds();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`── ${name}: ${ok ? "ok" : "failed"} (${seconds} s)`);
  if (!ok) failures.push(name);
}

function leftOutFile() {
  return join(root, ".build", "left-out.jsonl");
}

function runTests() {
  const sources = asked.files.length > 0 ? asked.files : testFiles();
  const compiled = sources.map((source) => join(root, ".build", source.replace(/\.ts$/, ".js")));
  const missing = compiled.filter((file) => !existsSync(file));
  if (missing.length > 0) {
    console.error(`Not compiled, or no such test: ${missing.map((file) => relative(root, file)).join(", ")}`);
    return false;
  }
  mkdirSync(join(root, ".build"), { recursive: true });
  const options = [
    "--test",
    `--test-concurrency=${Math.min(4, availableParallelism())}`,
    "--test-timeout=180000",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    `--test-reporter=${new URL("./left-out-reporter.mjs", import.meta.url)}`,
    `--test-reporter-destination=${leftOutFile()}`,
  ];
  return spawnSync(asked.node, [...options, ...compiled], { cwd: root, stdio: "inherit" }).status === 0;
}

function testFiles() {
  return ["src", "test", "examples"]
    .flatMap((folder) => filesBelow(join(root, folder), (name) => name === "node_modules" || name === "data"))
    .map((file) => relative(root, file))
    .filter((file) => file.endsWith(".test.ts"));
}

function printLeftOut() {
  const lines = existsSync(leftOutFile()) ? readFileSync(leftOutFile(), "utf8").split("\n").filter(Boolean) : [];
  if (lines.length === 0) return;
  const byReason = new Map();
  for (const { name, reason } of lines.map((line) => JSON.parse(line))) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  console.log(`\nLeft out: ${lines.length} ${lines.length === 1 ? "test" : "tests"}`);
  for (const [reason, names] of byReason) {
    console.log(`  ${reason === "" ? "no reason given" : reason}`);
    for (const name of names.slice(0, 5)) console.log(`    - ${name}`);
    if (names.length > 5) console.log(`    … and ${names.length - 5} more`);
  }
}
