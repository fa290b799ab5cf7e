import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStore } from "../files/testing/memory-store.ts";
import type { FieldSectionInit } from "../semantics/index.ts";
import { files } from "../site/site-values.ts";
import { answerOf, compiledSite, NotedDecisions } from "../site/testing/exchanges.ts";
import { loadFolderConventions } from "./folder-conventions.ts";

const pages = {
  "index.html": "home",
  "about.html": "about",
  "app.js": "script",
  "404.html": "nothing",
  "docs/index.html": "docs",
  "assets/a.css": "style",
};

/** What a folder of these pages answers, with these files of its own. */
async function answered(
  conventions: Readonly<Record<string, string>>,
  target: string,
  headers: FieldSectionInit = {},
  decisions = new NotedDecisions(),
) {
  const store = memoryStore({ ...pages, ...conventions });
  const compiled = await compiledSite(
    { "/*": files(".") },
    {},
    { store, conventions: await loadFolderConventions(store) },
  );
  const response = await answerOf(compiled, "GET", target, { headers, decisions });
  compiled.close();
  const location = response.headerSection.get("location");
  return { ...response, brief: `${response.statusCode} ${location ?? response.text}` };
}

const spaOfServe = { "serve.json": '{ "rewrites": [{ "source": "**", "destination": "/index.html" }] }' };

const cases: readonly (readonly [conventions: Record<string, string>, target: string, brief: string])[] = [
  // A rule that is not forced hides no file.
  [{ _redirects: "/* /index.html 200" }, "/app.js", "200 script"],
  [{ _redirects: "/* /index.html 200" }, "/deep/link", "200 home"],
  [{ _redirects: "/* /index.html 200" }, "/docs/", "200 docs"],
  [{ _redirects: "/app.js /about.html 200!" }, "/app.js", "200 about"],
  [{ _redirects: "/app.js /about.html" }, "/app.js", "200 script"],
  [{ _redirects: "/old /about.html" }, "/old?a=1", "301 /about.html?a=1"],
  [{ _redirects: "/gone/* /about.html 410" }, "/gone/x", "410 about"],
  [{ _redirects: "/* /404.html 404" }, "/x", "404 nothing"],
  // One rewrite a request; what is not there is the site's 404.
  [{ _redirects: "/a /b 200\n/b /about.html 200" }, "/a", "404 nothing"],
  // A rewrite is answered, not redirected, however its file is spelled.
  [{ _redirects: "/a /docs 200" }, "/a", "200 docs"],
  [{ _redirects: "/a /docs 404" }, "/a", "404 docs"],
  [spaOfServe, "/", "200 home"],
  [spaOfServe, "/deep/link", "200 home"],
  [spaOfServe, "/app.js", "200 script"],
  [{ "serve.json": '{ "rewrites": [{ "source": "/a", "destination": "/about.html" }] }' }, "/a", "200 about"],
  [
    { "serve.json": '{ "trailingSlash": true, "rewrites": [{ "source": "/a", "destination": "/about.html" }] }' },
    "/a",
    "200 about",
  ],
  // Clean URLs come with serve.json.
  [{ "serve.json": "{}" }, "/about", "200 about"],
  [{ "serve.json": "{}" }, "/about.html?x", "301 /about?x"],
  [{ "serve.json": '{ "redirects": [{ "source": "/app.js", "destination": "/about" }] }' }, "/app.js", "301 /about"],
  // What is written for the server is not served.
  [{ _redirects: "/a /b" }, "/_redirects", "404 nothing"],
  [{ _headers: "/a\n  X-A: 1" }, "/_headers", "404 nothing"],
  [{ "serve.json": "{}" }, "/serve.json", "404 nothing"],
];

for (const [conventions, target, brief] of cases) {
  test(`rules: ${target} is answered with ${brief} when the folder has ${JSON.stringify(conventions)}`, async () => {
    assert.equal((await answered(conventions, target, { Accept: "text/html" })).brief, brief);
  });
}

test("rules: the fields are those of the path that was asked for when another file is in its place", async () => {
  const conventions = { _redirects: "/a /about.html 200", _headers: "/a\n  X-A: a\n/about.html\n  X-A: about" };
  assert.equal((await answered(conventions, "/a")).headerSection.get("x-a"), "a");
});

test("rules: a page is whole when it says what is wrong, whatever was asked for (RFC9110§13.2.1, §14.2)", async () => {
  const headers = { "If-None-Match": "*", Range: "bytes=0-0" };
  const response = await answered({ _redirects: "/gone /about.html 410" }, "/gone", headers);
  assert.equal(response.brief, "410 about");
  for (const name of ["etag", "last-modified", "accept-ranges"]) assert.equal(response.headerSection.has(name), false);
});

test("rules: a permanent redirect is asked for anew, and the record names its line, when a rule is its reason", async () => {
  const decisions = new NotedDecisions();
  const response = await answered({ _redirects: "# rules\n/old /new" }, "/old", {}, decisions);
  assert.equal(response.headerSection.get("cache-control"), "no-cache");
  assert.equal(response.reason, "redirect 301 (_redirects line 2)");
  assert.ok(decisions.notes.includes("rule: _redirects line 2: 301 to /new"), decisions.notes.join("\n"));
});

test("rules: the record says why none matches when no file and no rule is there", async () => {
  const decisions = new NotedDecisions();
  const rules = "/old /new\n/gone x=1 /new\n/loop /loop";
  await answered({ _redirects: rules }, "/gone", {}, decisions);
  assert.ok(decisions.notes.includes("rule: none of 3 matches"), decisions.notes.join("\n"));
  assert.deepEqual(decisions.rowsOf("rule"), [
    "_redirects line 1 | is for other paths",
    "_redirects line 2 | wants another query",
    "_redirects line 3 | is for other paths",
  ]);
});

test("rules: the record says which line gave each field, and which took one away, when _headers has them", async () => {
  const decisions = new NotedDecisions();
  await answered({ _headers: "/*\n  X-A: 1\n  ! Cache-Control\n/about.html\n  X-A: 2" }, "/about.html", {}, decisions);
  const rows = decisions.rowsOf("fields");
  assert.deepEqual(rows, [
    "Cache-Control | taken away by _headers line 3",
    "X-A | _headers line 2 and _headers line 5",
  ]);
});
