import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { SiteReloader } from "./site-reloader.node.ts";

/** A reloader of a site of one file, and what it has said; each reload lasts until the test lets it end. */
async function reloaderOf(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "porthole-reloader-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "site.ts");
  await writeFile(file, "one");
  const said: string[] = [];
  const ends: (() => void)[] = [];
  const reloader = new SiteReloader([file], {
    reload: () => new Promise((resolve) => ends.push(() => resolve([file]))),
    succeeded: (reason) => said.push(reason),
    failed: () => {
      throw new Error("nobody can be told");
    },
    fileOf: () => undefined,
  });
  return { reloader, file, said, ends };
}

test("site-reloader: what is asked for during a reload happens once, after it", async (t) => {
  const { reloader, said, ends } = await reloaderOf(t);
  const whole = reloader.reload("first");
  for (const reason of ["second", "third"]) await reloader.reload(reason);
  ends[0]!();
  while (ends.length < 2) await new Promise(setImmediate);
  ends[1]!();
  await whole;
  assert.deepEqual(said, ["first", "third"]);
  assert.equal(ends.length, 2);
});

test("site-reloader: nothing is watched again when it was closed during a reload", async (t) => {
  const { reloader, file, ends } = await reloaderOf(t);
  reloader.startWatching();
  const reloading = reloader.reload("first");
  reloader.close();
  ends[0]!();
  await reloading;
  await writeFile(file, "another");
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(ends.length, 1);
});

test("site-reloader: it reloads again when nobody could be told of a failure", async () => {
  let reloads = 0;
  const reloader = new SiteReloader([], {
    reload: () => Promise.reject(new Error(`wrong ${++reloads}`)),
    succeeded() {},
    failed: (error) => {
      throw error;
    },
    fileOf: () => undefined,
  });
  await assert.rejects(reloader.reload("first"), /wrong 1/);
  await assert.rejects(reloader.reload("second"), /wrong 2/);
});
