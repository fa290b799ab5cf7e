import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { windowFiles } from "./window-files.node.ts";

function folderOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "porthole-window-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, files);
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function filesFor(folder: string, module: string) {
  return windowFiles(pathToFileURL(join(folder, module)).href);
}

const built = { "package.json": "{}", "dist/inspector/window.js": "js", "dist/inspector/window.css": "css" };

test("window files: they are found from wherever the code runs, in the package and beside its sources", (t) => {
  const folder = folderOf(t, built);
  for (const module of ["src/inspector/a.ts", "dist/a.js", "dist/parts/a.js", ".build/src/inspector/a.js"]) {
    const files = filesFor(folder, module)();
    assert.equal(String(files?.script), "js", module);
    assert.equal(String(files?.style), "css", module);
  }
});

test("window files: they are looked for again until they have been built, and then kept", (t) => {
  const folder = folderOf(t, { "package.json": "{}", "dist/inspector/window.js": "js" });
  const files = filesFor(folder, "src/inspector/a.ts");
  assert.equal(files(), undefined);
  write(folder, built);
  const first = files();
  assert.equal(String(first?.script), "js");
  write(folder, { "dist/inspector/window.js": "other" });
  assert.equal(files(), first);
});

test("window files: nothing is taken from above the package", (t) => {
  const folder = folderOf(t, { "dist/inspector/window.js": "theirs", "dist/inspector/window.css": "theirs" });
  write(folder, { "node_modules/porthole/package.json": "{}" });
  assert.equal(filesFor(folder, "node_modules/porthole/dist/parts/a.js")(), undefined);
});
