import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { projectRoot } from "./tools/project-files.ts";

test("left-out reporter: names each skipped test with its reason when a run has ended", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "porthole-left-out-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "sample.test.mjs");
  writeFileSync(
    file,
    `import { describe, test } from "node:test";
     test("runs", () => {});
     test("lacks a browser", { skip: "no browser" }, () => {});
     describe("group", () => test("lacks words", (context) => context.skip()));`,
  );
  const reporter = pathToFileURL(join(projectRoot, "scripts", "left-out-reporter.mjs")).href;
  const output = join(folder, "left-out.jsonl");
  const options = ["--test", `--test-reporter=${reporter}`, `--test-reporter-destination=${output}`, file];
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const { status } = spawnSync(process.execPath, options, { env: environment, stdio: "ignore" });
  assert.equal(status, 0);
  const lines = readFileSync(output, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(lines, [
    { name: "lacks a browser", reason: "no browser" },
    { name: "lacks words", reason: "" },
  ]);
});
