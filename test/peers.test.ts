import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { alphabetPath, peers, writeSiteFolder } from "../bench/peers/index.ts";
import { peer } from "../bench/peers/peer.ts";
import { projectRoot } from "./tools/project-files.ts";

const nodeHttp = peers.find(({ name }) => name === "node:http")!;

async function isReachable(url: URL): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

test("peers: one serves the folder until it is stopped, and again at the same address when it has ended", async () => {
  const folder = await writeSiteFolder();
  const running = await nodeHttp.start({ folder: folder.path });
  try {
    const alphabet = await fetch(new URL(alphabetPath, running.url));
    assert.equal(await alphabet.text(), "abcdefghijklmnopqrstuvwxyz");
    assert.equal(alphabet.headers.get("last-modified"), "Sun, 05 May 2024 05:05:05 GMT");
    const echo = await fetch(new URL(nodeHttp.post!, running.url), { method: "POST", body: "hello" });
    assert.equal(await echo.text(), "hello");
    process.kill(running.pid, "SIGKILL");
    await running.startAgain();
    assert.equal(running.isRunning(), true);
    assert.equal((await fetch(new URL(alphabetPath, running.url))).status, 200);
  } finally {
    await running.stop();
    await folder.remove();
  }
  assert.equal(running.isRunning(), false);
  assert.equal(await isReachable(running.url), false);
  assert.equal(existsSync(folder.path), false);
});

test("peers: what a program printed last is told when it ends instead of serving", async () => {
  let folders: readonly string[] = [];
  const broken = peer({
    name: "broken",
    setup: "",
    printsAddress: true,
    find: () => ({ version: "1" }),
    launch({ ownFolder }) {
      folders = [...folders, ownFolder];
      return { command: [process.execPath, "-e", "console.error('no such luck'); process.exit(3)"] };
    },
  });
  await assert.rejects(broken.start({ folder: "." }), /broken did not start: it ended with 3: no such luck/);
  assert.ok(folders.length > 1, "it was tried again");
  assert.deepEqual(folders.filter(existsSync), []);
});

test("peers: a program that is not there is told as such when it is started", async () => {
  const absent = peer({
    name: "absent",
    setup: "",
    find: () => ({ missing: "not installed" }),
    launch: () => ({ command: ["no-such-program-anywhere"] }),
  });
  await assert.rejects(absent.start({ folder: "." }), /absent did not start: .*ENOENT/);
});

test("peers: each program that they run is there when its file is looked for", () => {
  for (const name of ["node-http", "express", "fastify", "hono", "srvx", "sirv", "bun", "deno"])
    assert.ok(existsSync(join(projectRoot, "bench", "peers", "programs", `${name}.mjs`)), name);
  assert.equal(new Set(peers.map(({ name }) => name)).size, peers.length);
});
