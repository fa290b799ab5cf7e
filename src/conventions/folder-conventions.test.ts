import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/index.ts";
import type { FileStore } from "../files/index.ts";
import { requestFor } from "../files/testing/exchanges.ts";
import { memoryStore } from "../files/testing/memory-store.ts";
import { loadFolderConventions } from "./folder-conventions.ts";

test("folder conventions: nothing is said, and the files are named, when none of them is there", async () => {
  const conventions = await loadFolderConventions(memoryStore({ "index.html": "" }));
  assert.deepEqual(conventions, {
    rules: undefined,
    fieldEdits: undefined,
    options: {},
    symlinks: undefined,
    subfolder: undefined,
    subfolderPlace: undefined,
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
    { kind: "set", name: "X-A", value: "serve, headers", by: "serve.json headers item 1 and _headers line 2" },
    { kind: "set", name: "X-B", value: "serve", by: "serve.json headers item 1" },
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
