import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "../src/serve.ts";
import { projectRoot } from "./tools/project-files.ts";

const html = { headers: { accept: "text/html" }, redirect: "manual" } as const;

async function serveExample(path: string) {
  const server = await serve(join(projectRoot, "examples", path), { host: "127.0.0.1", port: 0 });
  const ask = (target: string, init: RequestInit = html) => fetch(new URL(target, server.url), init);
  return { ask, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test("examples/folder: serves files by their path, and its 404.html when there is no such file", async () => {
  await using example = await serveExample("folder");
  assert.match(await (await example.ask("/")).text(), /A folder is a site/);
  assert.match(await (await example.ask("/about/")).text(), /about\/index\.html/);
  assert.equal((await example.ask("/style.css")).headers.get("content-type"), "text/css; charset=utf-8");
  const missing = await example.ask("/nothing");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /This is <code>404\.html<\/code>/);
});

test("examples/folder: heeds its _headers and _redirects, and serves neither, when it is a plain folder", async () => {
  await using example = await serveExample("folder");
  const style = await example.ask("/style.css");
  assert.deepEqual(
    ["cache-control", "x-frame-options", "referrer-policy"].map((name) => style.headers.get(name)),
    ["public, max-age=3600", "DENY", "same-origin"],
  );
  const moved = await example.ask("/old/about?x=1");
  assert.deepEqual([moved.status, moved.headers.get("location")], [301, "/about/?x=1"]);
  const gone = await example.ask("/gone");
  assert.equal(gone.status, 410);
  assert.match(await gone.text(), /<h1>Gone<\/h1>/);
  assert.equal((await example.ask("/_headers")).status, 404);
});

test("examples/json: serves what site.json says when a route fits, and no other file", async () => {
  await using example = await serveExample("json");
  assert.match(await (await example.ask("/?name=%3Cb%3E")).text(), /<h1>Hello, &lt;b&gt;!<\/h1>/);
  assert.equal((await example.ask(`/?name=${"x".repeat(41)}`)).status, 400);
  const moved = await example.ask("/hello?name=Ada");
  assert.deepEqual([moved.status, moved.headers.get("location")], [301, "/?name=Ada"]);
  assert.equal((await example.ask("/teapot")).status, 418);
  assert.deepEqual(await (await example.ask("/health")).json(), { ok: true });
  assert.equal((await example.ask("/site.json")).status, 404);
});

test("examples/hono: is served as it is when the app is another framework's", async () => {
  await using example = await serveExample("hono/app.ts");
  assert.match(await (await example.ask("/")).text(), /Hello from Hono/);
  assert.deepEqual(await (await example.ask("/hello/Zo%C3%AB")).json(), { hello: "Zoë" });
  assert.equal(await (await example.ask("/echo", { method: "POST", body: "back again" })).text(), "back again");
  assert.equal((await example.ask("/nowhere")).status, 404);
});
