import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Server, serve } from "../src/index.ts";
import { RawClient } from "./tools/raw-client.ts";

let parent = "";
let server: Server;
before(async () => {
  parent = await mkdtemp(join(tmpdir(), "porthole-folder-test-"));
  const root = join(parent, "site");
  await mkdir(join(root, "docs"), { recursive: true });
  await writeFile(join(parent, "secret.txt"), "outside");
  await writeFile(join(root, "index.html"), "home");
  await writeFile(join(root, "404.html"), "<h1>own 404</h1>");
  await writeFile(join(root, "docs", "index.html"), "docs");
  await writeFile(join(root, ".env"), "SECRET");
  await writeFile(join(root, "large.bin"), Buffer.alloc(3_000_000, "0123456789"));
  if (process.platform !== "win32") await symlink(join(parent, "secret.txt"), join(root, "link.txt"));
  server = await serve(root, { port: 0, host: "127.0.0.1" });
});
after(async () => {
  await server.close({ graceSeconds: 0 });
  await rm(parent, { recursive: true, force: true });
});

/** The response to a target as it stands, which a URL would tidy up. */
async function get(target: string, method = "GET", accept = "text/html") {
  const client = await RawClient.connect(server);
  client.send(`${method} ${target} HTTP/1.1\r\nHost: a\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`);
  await client.ending;
  client.close();
  const [head = "", ...content] = client.text.split("\r\n\r\n");
  return { statusCode: Number(head.split(" ")[1]), head, content: content.join("\r\n\r\n") };
}

test("folder site: files are answered by their paths over a socket", async () => {
  assert.equal((await get("/")).content, "home");
  assert.equal((await get("/docs/")).content, "docs");
  const { head, content } = await get("/index.html?x=1");
  assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(head, /\r\nContent-Type: text\/html; charset=utf-8\r\n/);
  assert.match(head, /\r\nContent-Length: 4(\r\n|$)/);
  assert.match(head, /\r\nLast-Modified: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT(\r\n|$)/);
  assert.equal(content, "home");
});

test("folder site: a large file arrives whole", async () => {
  const { head, content } = await get("/large.bin");
  assert.match(head, /\r\nContent-Length: 3000000(\r\n|$)/);
  assert.ok(content === "0123456789".repeat(300_000));
});

test("folder site: HEAD has the fields of GET and no content", async () => {
  for (const target of ["/index.html", "/large.bin"]) {
    const undated = (head: string) => head.replace(/Date: .*/, "");
    const head = await get(target, "HEAD");
    assert.equal(undated(head.head), undated((await get(target)).head));
    assert.equal(head.content, "");
  }
});

test("folder site: a folder's path without its slash is redirected and stays on the origin", async () => {
  const { statusCode, head } = await get("/docs?a=1");
  assert.equal(statusCode, 301);
  assert.match(head, /\r\nLocation: \/docs\/\?a=1(\r\n|$)/);
  assert.notEqual((await get("//docs")).statusCode, 301);
});

test("folder site: no spelling of a path leads out of the folder", async () => {
  for (const target of [
    "/../secret.txt",
    "/docs/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/.%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/docs/..%2f..%2fsecret.txt",
    "/%252e%252e/secret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "//../secret.txt",
    "/./../secret.txt",
    "/index.html%00/../../secret.txt",
    "http://a/../secret.txt",
    "/link.txt",
    "/.env",
    "/%2eenv",
  ]) {
    const { statusCode, content } = await get(target);
    assert.ok([400, 403, 404].includes(statusCode), `${target}: ${statusCode}`);
    assert.doesNotMatch(content, /outside|SECRET/);
    assert.ok(!content.includes(parent), "where the folder lies is not told");
  }
});

test("folder site: what is missing gets the folder's own page where HTML is wanted", async () => {
  const own = await get("/nothing");
  assert.equal(own.statusCode, 404);
  assert.equal(own.content, "<h1>own 404</h1>");
  assert.doesNotMatch((await get("/nothing", "GET", "*/*")).content, /own 404/);
});

test("folder site: other methods than GET and HEAD are not answered", async () => {
  const { statusCode, head } = await get("/index.html", "DELETE");
  assert.equal(statusCode, 405);
  assert.match(head, /\r\nAllow: .*GET/);
});
