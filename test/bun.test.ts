import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { check } from "../src/conformance/index.ts";
import { folderOf, startPorthole } from "./tools/porthole-process.ts";
import { projectRoot } from "./tools/project-files.ts";

const bun = bunProgram();
const needsBun = bun === undefined ? { skip: "no Bun here: npm ci --prefix bench/peers, or PORTHOLE_BUN" } : {};

test("bun: every transport test passes when Bun's own sockets carry the octets", needsBun, () => {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const suite = fileURLToPath(new URL(`../src/transport/testing/tcp-bun-suite.${extension}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(bun!, ["test", suite], { encoding: "utf8", timeout: 60_000 });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  assert.match(stderr, /\b[1-9][0-9]* pass\b/);
});

test("bun: a site passes every case, and drains with exit code 0, when Bun runs the command", needsBun, async (t) => {
  const folder = folderOf(t, { "site.ts": siteFile, "assets/list.txt": "a line of a list\n".repeat(600) });
  const porthole = startPorthole(t, [folder, "--port", "0"], { runtime: bun! });
  const url = new URL(await porthole.url());
  const { results } = await check({ url, redirect: "/old", post: "/in" });
  const wrong = results.filter(({ verdict }) => verdict === "failed" || verdict === "warned");
  assert.deepEqual(
    wrong.map((each) => `${each.case.rule}: ${each.case.title}: ${each.difference}`),
    [],
  );
  assert.ok(results.filter(({ verdict }) => verdict === "passed").length > 500);
  porthole.child.kill("SIGTERM");
  assert.equal(await porthole.exit(), 0);
});

const siteFile = `
import { files, redirect, site } from "porthole";
export default site({
  "/": () => new Response('<a href="/files/list.txt">list</a>', { headers: { "Content-Type": "text/html" } }),
  "POST /in": async ({ request }) => Response.json({ octets: (await request.arrayBuffer()).byteLength }),
  "/old": redirect(301, "/"),
  "/files/*": files("assets"),
});
`;

/** PORTHOLE_BUN, the one of the benchmarks' peers, or the one of PATH. */
function bunProgram(): string | undefined {
  const peers = join(projectRoot, "bench", "peers", "node_modules", "@oven");
  const names = ["bun-linux-x64", "bun-linux-aarch64", "bun-darwin-x64", "bun-darwin-aarch64"];
  const found = names.map((name) => join(peers, name, "bin", "bun")).filter((path) => existsSync(path));
  const candidates = [process.env["PORTHOLE_BUN"], ...found, "bun"];
  return candidates.find(
    (program) => program !== undefined && spawnSync(program, ["--version"], { timeout: 10_000 }).status === 0,
  );
}
