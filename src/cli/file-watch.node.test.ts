import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { FileWatch } from "./file-watch.node.ts";

const limit = { timeout: 20_000 };

/** A watch over two files of a new folder, and a promise of the next change told. */
function watched(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "porthole-watch-"));
  mkdirSync(join(folder, "lib"));
  const [first, second] = [join(folder, "site.ts"), join(folder, "lib", "part.ts")];
  for (const file of [first, second]) writeFileSync(file, "1");
  const told: string[] = [];
  let tell: () => void = () => {};
  const watch = new FileWatch((file) => {
    told.push(file);
    tell();
  });
  watch.watch([first, second]);
  // What polls keeps no process running; here there is no server that would.
  const running = setInterval(() => {}, 1000);
  t.after(() => {
    clearInterval(running);
    watch.close();
    rmSync(folder, { recursive: true });
  });
  const next = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
    });
  return { folder, first, second, told, next, watch };
}

describe("file watch", () => {
  test(
    "file watch: a change is told by the file's name when it is written, or another is put in its place",
    limit,
    async (t) => {
      const { folder, first, second, told, next } = watched(t);
      let change = next();
      writeFileSync(second, "22");
      await change;
      change = next();
      writeFileSync(join(folder, "site.ts~"), "333");
      renameSync(join(folder, "site.ts~"), first);
      await change;
      assert.deepEqual(told, ["part.ts", "site.ts"]);
    },
  );

  test("file watch: one change is told when several files change together", limit, async (t) => {
    const { first, second, told, next } = watched(t);
    const change = next();
    writeFileSync(first, "22");
    writeFileSync(second, "22");
    await change;
    assert.equal(told.length, 1);
  });

  test("file watch: a change is told when the file goes, and when it comes back", limit, async (t) => {
    const { first, told, next } = watched(t);
    let change = next();
    rmSync(first);
    await change;
    change = next();
    writeFileSync(first, "1");
    await change;
    assert.deepEqual(told, ["site.ts", "site.ts"]);
  });

  test("file watch: a change is told when the file's folder goes, and when it comes back", limit, async (t) => {
    const { folder, second, told, next } = watched(t);
    let change = next();
    rmSync(join(folder, "lib"), { recursive: true });
    await change;
    change = next();
    mkdirSync(join(folder, "lib"));
    writeFileSync(second, "1");
    await change;
    assert.deepEqual(told, ["part.ts", "part.ts"]);
  });

  test("file watch: a change is told when the file's folder was replaced by another before", limit, async (t) => {
    const { folder, second, told, next } = watched(t);
    let change = next();
    renameSync(join(folder, "lib"), join(folder, "old"));
    mkdirSync(join(folder, "lib"));
    writeFileSync(second, "22");
    writeFileSync(join(folder, "old", "part.ts"), "1");
    await change;
    change = next();
    writeFileSync(second, "333");
    await change;
    assert.deepEqual(told, ["part.ts", "part.ts"]);
  });

  test("file watch: a file that was not there is told when its folder was removed and made anew", limit, async (t) => {
    const { folder, told, next, watch } = watched(t);
    const missing = join(folder, "empty", "_headers");
    mkdirSync(join(folder, "empty"));
    watch.watch([missing]);
    const change = next();
    rmSync(join(folder, "empty"), { recursive: true });
    // Long enough for the system to tell of it before the next folder is there.
    await new Promise((resolve) => setTimeout(resolve, 200));
    mkdirSync(join(folder, "empty"));
    writeFileSync(missing, "1");
    await change;
    assert.deepEqual(told, ["_headers"]);
  });

  test("file watch: other files of the folder are not told of, nor one that is watched no longer", limit, async (t) => {
    const { folder, first, second, told, next, watch } = watched(t);
    watch.watch([first]);
    const change = next();
    writeFileSync(join(folder, "other.ts"), "1");
    writeFileSync(second, "22");
    utimesSync(first, new Date(), new Date(0));
    await change;
    assert.deepEqual(told, ["site.ts"]);
  });
});
