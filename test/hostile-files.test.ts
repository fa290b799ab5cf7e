import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serve } from "../src/index.ts";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "porthole-hostile-test-"));
  await mkdir(join(root, "admin"));
  await writeFile(join(root, "open.txt"), "open");
  await writeFile(join(root, "admin", "secret.txt"), "secret");
  await writeFile(join(root, "_redirects"), "/en/* /:splat 200\n/gone/* /:splat 410\n/of/:file /admin/:file 200\n");
});
after(() => rm(root, { recursive: true, force: true }));

// "pw"
const hash = "$scrypt$ln=15,r=8,p=3$BRarwodd0Nxb/34c9KoIxA$O+AV29E/71rJsYYXuV8k6t22BVRGu9iShFzWP53kZls";
const auth = { "/admin": { users: { anna: hash } } };
const password = { Authorization: `Basic ${btoa("anna:pw")}` };

test("hostile files: a rewrite leads past no password when its splat names a protected path", async () => {
  await using server = await serve(root, { port: 0, host: "127.0.0.1", auth });
  const statusOf = async (path: string, headers = {}) => {
    const response = await fetch(`${server.url.replace(/\/$/, "")}${path}`, { headers });
    return [response.status, await response.text()] as const;
  };
  assert.deepEqual(await statusOf("/en/open.txt"), [200, "open"]);
  const paths = ["/en/admin/secret.txt", "/en/%61dmin/secret.txt", "/gone/admin/secret.txt", "/of/secret.txt"];
  for (const path of paths) {
    const [status, text] = await statusOf(path);
    assert.equal(status, 401, path);
    assert.doesNotMatch(text, /secret/i, path);
  }
  assert.deepEqual(await statusOf("/en/admin/secret.txt", password), [200, "secret"]);
  assert.deepEqual(await statusOf("/gone/admin/secret.txt", password), [410, "secret"]);
});
