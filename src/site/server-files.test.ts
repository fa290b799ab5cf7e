import assert from "node:assert/strict";
import { test } from "node:test";
import { files } from "./site-values.ts";
import { answerOf, compiledSite } from "./testing/exchanges.ts";

const folder = {
  "index.html": "home",
  "site.json": "{}",
  "site.ts": "secret",
  "serve.json": "{}",
  _headers: "",
  _redirects: "",
  "app/routes.ts": "secret",
  "docs/site.json": "a file as any other",
};

test("server-files: none is served from a wildcard when the root itself is served", async () => {
  const compiled = await compiledSite({ "/*": files(".", { list: true, cleanUrls: true }) }, folder, {
    serverFiles: ["app/routes.ts"],
  });
  const refused = [
    "/site.json",
    "/site.ts",
    "/serve.json",
    "/_headers",
    "/_redirects",
    "/app/routes.ts",
    "/site%2ejson",
  ];
  for (const path of refused) assert.equal((await answerOf(compiled, "GET", path)).statusCode, 404, path);
  assert.equal((await answerOf(compiled, "GET", "/docs/site.json")).text, "a file as any other");
});

test("server-files: none is listed when the root is", async () => {
  const { "index.html": _, ...unindexed } = folder;
  const compiled = await compiledSite({ "/all/*": files(".", { list: true }) }, { ...unindexed, "a.txt": "" });
  const { text } = await answerOf(compiled, "GET", "/all/", { headers: { Accept: "application/json" } });
  const names = (JSON.parse(text) as { entries?: readonly { name: string }[] }).entries ?? JSON.parse(text);
  assert.deepEqual((names as readonly { name: string }[]).map(({ name }) => name).sort(), ["a.txt", "app", "docs"]);
});
