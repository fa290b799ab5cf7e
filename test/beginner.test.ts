import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { advices, check } from "../src/conformance/index.ts";
import { projectRoot } from "./tools/project-files.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

test("a beginner's server: the report says first what to change first", {
  skip: hasPython ? false : "there is no python3 on this machine",
  timeout: 30_000,
}, async (t) => {
  const { url } = await beginner(t);
  const report = await check({ url, goneMs: 0 });
  // It decodes and splits whatever comes: a visitor who leaves without a word ends it.
  assert.equal(report.cutShort, "the server answers nobody any more");
  const [first, second, third] = advices(report).map(({ text }) => text);
  assert.match(first!, /^Keep the server running when one connection goes wrong/);
  assert.match(second!, /^End every line of the status line and header section with CR LF/);
  // A letter of German is two octets, and Python counts it once.
  assert.match(third!, /^Count Content-Length in octets/);
});

async function beginner(t: { after(end: () => void): void }): Promise<{ url: URL }> {
  const program: ChildProcess = spawn("python3", [join(projectRoot, "test", "tools", "beginner.py")], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  t.after(() => void program.kill());
  const [line] = (await once(program.stdout!, "data")) as [Buffer];
  return { url: new URL(line.toString().trim()) };
}
