import assert from "node:assert/strict";
import { test } from "node:test";
import { type FileStore, isConfigError } from "../files/index.ts";
import { exchangeFor, NotedDecisions, requestFor } from "../files/testing/exchanges.ts";
import { memoryStore } from "../files/testing/memory-store.ts";
import { FieldSection, type OutgoingResponse } from "../semantics/index.ts";
import { type RuledFiles, withRules } from "./conventions-resource.ts";
import { loadFolderConventions } from "./folder-conventions.ts";

test("folder conventions: nothing is said, and the files are named, when none of them is there", async () => {
  const conventions = await loadFolderConventions(memoryStore({ "index.html": "" }));
  assert.deepEqual(conventions, {
    rules: undefined,
    fieldEdits: undefined,
    options: {},
    symlinks: undefined,
    subfolder: undefined,
    files: ["serve.json", "_headers", "_redirects"],
  });
});

test("folder conventions: _redirects comes before serve.json, and _headers after it, when both are there", async () => {
  const { rules, fieldEdits, options } = await loadFolderConventions(
    memoryStore({
      _redirects: "/a /1 302!",
      _headers: "/*\n  X-A: headers",
      "serve.json": JSON.stringify({
        redirects: [
          { source: "/a", destination: "/2" },
          { source: "/b", destination: "/2" },
        ],
        headers: [
          {
            source: "**",
            headers: [
              { key: "X-A", value: "serve" },
              { key: "X-B", value: "serve" },
            ],
          },
        ],
      }),
    }),
  );
  assert.equal(rules?.find(requestFor("GET", "/a"), "before-files")?.rule, "_redirects line 1");
  assert.equal(rules?.find(requestFor("GET", "/b"), "before-files")?.rule, "serve.json redirects item 2");
  assert.deepEqual(fieldEdits?.("/"), [
    { kind: "set", name: "X-A", value: "serve, headers" },
    { kind: "set", name: "X-B", value: "serve" },
  ]);
  assert.equal(options.cleanUrls, true);
});

test("folder conventions: _headers and _redirects are those of the subfolder when serve.json names one", async () => {
  const { rules, fieldEdits, subfolder, files } = await loadFolderConventions(
    memoryStore({ "serve.json": '{ "public": "dist" }', _redirects: "wrong", "dist/_redirects": "/a /b" }),
  );
  assert.ok(rules);
  assert.equal(fieldEdits, undefined);
  assert.equal(subfolder, "dist");
  assert.deepEqual(files, ["serve.json", "dist/_headers", "dist/_redirects"]);
});

for (const [name, content] of [
  ["_redirects", "/a"],
  ["_headers", "/a"],
  ["serve.json", "[]"],
] as const) {
  test(`folder conventions: an error names the file and the line when ${name} is wrong`, async () => {
    await assert.rejects(loadFolderConventions(memoryStore({ [name]: content })), (error) => {
      assert.ok(isConfigError(error));
      assert.deepEqual([error.file, error.line], [`memory/${name}`, 1]);
      return true;
    });
  });

  test(`folder conventions: an error names the file when ${name} cannot be read`, async () => {
    const store: FileStore = Object.assign(memoryStore({}), {
      readText: async (segments: readonly string[]) => {
        if (segments.at(-1) === name) throw new Error("permission denied");
        return undefined;
      },
    });
    await assert.rejects(loadFolderConventions(store), (error) => {
      assert.ok(isConfigError(error));
      assert.match(error.message, /permission denied/);
      assert.equal(error.file, `memory/${name}`);
      return true;
    });
  });
}

/** Files of which there are these, each answered with its path. */
function filesAt(...paths: string[]): RuledFiles {
  const answer = (statusCode: number, content: string): OutgoingResponse => {
    return { statusCode, headerSection: FieldSection.empty, content };
  };
  return {
    serve(request, exchange, otherwise) {
      if (paths.includes(request.path)) return answer(200, request.path);
      return otherwise(request, exchange) ?? answer(404, "none");
    },
    serveAt: (path, statusCode) => (paths.includes(path) ? answer(statusCode, path) : answer(404, "none")),
  };
}

async function answerOf(redirects: string, files: RuledFiles, target: string, decisions = new NotedDecisions()) {
  const { rules } = await loadFolderConventions(memoryStore({ _redirects: redirects }));
  assert.ok(rules);
  return withRules(files, rules)(requestFor("GET", target), exchangeFor(decisions));
}

const served: readonly (readonly [
  redirects: string,
  target: string,
  statusCode: number,
  content: string | undefined,
])[] = [
  ["/* /app.html 200", "/app.js", 200, "/app.js"],
  ["/* /app.html 200", "/deep/link", 200, "/app.html"],
  ["/app.js /app.html 200!", "/app.js", 200, "/app.html"],
  ["/* /app.html 404", "/deep/link", 404, "/app.html"],
  ["/* /gone.html 200", "/deep/link", 404, "none"],
  ["/a /b 200\n/b /app.html 200", "/a", 404, "none"],
  ["/other /app.html 200", "/deep/link", 404, "none"],
];

for (const [redirects, target, statusCode, content] of served) {
  test(`folder conventions: ${target} is answered with ${statusCode} ${content} when _redirects is ${redirects}`, async () => {
    const response = await answerOf(redirects, filesAt("/app.js", "/app.html"), target);
    assert.deepEqual([response.statusCode, response.content], [statusCode, content]);
  });
}

test("folder conventions: a redirect is not kept without asking, and the record names its line, when a rule matches", async () => {
  const decisions = new NotedDecisions();
  const response = await answerOf("/a /b", filesAt(), "/a?x=1", decisions);
  assert.equal(response.statusCode, 301);
  assert.equal(response.headerSection.get("location"), "/b?x=1");
  assert.equal(response.headerSection.get("cache-control"), "no-cache");
  assert.equal(response.reason, "redirect 301 (_redirects line 1)");
  assert.deepEqual(decisions.notes, ["rule: _redirects line 1: 301 to /b?x=1"]);
});
