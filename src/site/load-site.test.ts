import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { ConfigError, isConfigError } from "../config/index.ts";
import * as porthole from "./index.ts";
import { type LoadedSite, loadSite } from "./load-site.node.ts";

let root = "";
before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "porthole-load-test-")));
});
after(() => rm(root, { recursive: true, force: true }));

let folderCount = 0;
/** A new folder with these files. */
async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(root, `folder-${++folderCount}`);
  await mkdir(path);
  await write(path, files);
  return path;
}

async function write(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
}

const load = (target: string) => loadSite(target, { porthole });

function routesOf(loaded: LoadedSite): string {
  assert.ok(loaded.kind !== "fetch");
  return JSON.stringify(Object.fromEntries(Object.entries(loaded.site.routes)));
}

async function failure(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    assert.ok(isConfigError(error), String(error));
    const { message, file, line, column, hint } = error;
    return { message, file, line, column, hint };
  }
  return assert.fail("nothing was wrong");
}

test("load-site: a folder without a site file is its files by their paths", async () => {
  const path = await folder({ "index.html": "x" });
  const loaded = await load(path);
  assert.equal(loaded.kind, "folder");
  assert.equal(routesOf(loaded), '{"/*":{"kind":"files","directory":".","options":{}}}');
  const conventions = ["serve.json", "_headers", "_redirects"].map((name) => join(path, name));
  assert.deepEqual([loaded.root, loaded.path, loaded.files], [path, path, conventions]);
});

test("load-site: site.ts is loaded with what it imports, where there is no node_modules", async () => {
  const path = await folder({
    "site.ts": `import { site, text } from "porthole";
      import { greeting } from "./lib/greeting.ts";
      import data from "./data.json";
      interface Words { readonly word: string }
      const words: Words = { word: greeting + data.end };
      export default site({ "/": text(words.word) });`,
    "lib/greeting.ts": 'import { start } from "./start.js"; export const greeting: string = start + "llo";',
    "lib/start.js": 'export const start = "he";',
    "data.json": '{ "end": "!" }',
  });
  const loaded = await load(path);
  assert.equal(loaded.kind, "site");
  assert.equal(routesOf(loaded), '{"/":{"kind":"text","content":"hello!"}}');
  assert.equal(loaded.root, path);
  assert.equal(loaded.path, join(path, "site.ts"));
  const names = ["site.ts", "lib/greeting.ts", "lib/start.js", "data.json"];
  assert.deepEqual([...loaded.files].sort(), names.map((name) => join(path, name)).sort());
});

test("load-site: a file and all that it imports are read anew each time", async () => {
  for (const files of [
    { "site.ts": 'import { word } from "./word.ts";', "word.ts": "" },
    { "site.js": 'import { word } from "./word.js";', "word.js": "", "package.json": '{ "type": "module" }' },
    { "site.js": 'import { word } from "./word.mjs";', "word.mjs": "" },
  ]) {
    const [siteName, wordName] = Object.keys(files) as [string, string];
    const path = await folder(files);
    const rest = 'import { site, text } from "porthole"; export default site({ "/": text(word) });';
    await write(path, { [siteName]: `${Object.values(files)[0]} ${rest}` });
    for (const word of ["one", "two", "three"]) {
      await write(path, { [wordName]: `export const word = "${word}";` });
      const loaded = await load(path);
      assert.equal(routesOf(loaded), `{"/":{"kind":"text","content":"${word}"}}`, siteName);
      assert.deepEqual(loaded.files, [join(path, siteName), join(path, wordName)]);
    }
  }
});

test("load-site: two modules of a site share a third", async () => {
  const path = await folder({
    "site.ts":
      'import { site, text } from "porthole"; import { a } from "./a.ts"; import { b } from "./b.ts"; export default site({ "/": text(String(a === b)) });',
    "a.ts": 'import { shared } from "./shared.ts"; export const a = shared;',
    "b.ts": 'import { shared } from "./shared.ts"; export const b = shared;',
    "shared.ts": "export const shared = {};",
  });
  assert.match(routesOf(await load(path)), /"content":"true"/);
});

test("load-site: a module may await at its top level", async () => {
  const path = await folder({
    "site.ts":
      'import { site, text } from "porthole"; const word = await Promise.resolve("late"); export default site({ "/": text(word) });',
  });
  assert.match(routesOf(await load(path)), /"content":"late"/);
  assert.match(routesOf(await load(path)), /"content":"late"/);
});

test("load-site: a module with a fetch function is served as it is", async () => {
  const path = await folder({
    "app.mts": "export default { fetch(request: Request): Response { return new Response(request.url); } };",
    "app.cjs": "module.exports = { fetch() { return new Response(); } };",
  });
  for (const name of ["app.mts", "app.cjs"]) {
    const loaded = await load(join(path, name));
    assert.equal(loaded.kind, "fetch");
    assert.ok("handler" in loaded && typeof loaded.handler.fetch === "function");
    assert.deepEqual(loaded.files, [join(path, name)]);
  }
});

test("load-site: site.json is loaded", async () => {
  const path = await folder({ "site.json": '{ "routes": { "/": { "file": "index.html" } }, "port": 8080 }' });
  const loaded = await load(path);
  assert.equal(routesOf(loaded), '{"/":{"kind":"file","path":"index.html","options":{}}}');
  assert.deepEqual("site" in loaded && loaded.site.options, { port: 8080 });
  assert.deepEqual(loaded.files, [join(path, "site.json")]);
});

test("load-site: what cannot be served is said with its file", async () => {
  const path = await folder({ "site.ts": "", "site.json": "", "notes.txt": "x" });
  const twice = await failure(load(path));
  assert.equal(twice.message, "site.ts and site.json are both there");
  assert.equal(twice.file, join(path, "site.json"));
  const text = await failure(load(join(path, "notes.txt")));
  assert.match(text.message, /^this is neither a folder nor a site file$/);
  const missing = await failure(load(join(path, "nowhere")));
  assert.match(missing.message, /^nothing is there$/);
});

test("load-site: an error in a module is said with file and line", async () => {
  for (const [source, message, line] of [
    ['import { text } from "porthole";\nexport default {\n  a: text("x"\n};\n', /^Unexpected token/, 4],
    ["export default 5;", /^the default export of site\.ts is 5, neither a site nor/, 1],
    ["\nexport const site = 1;", /^site\.ts has no default export$/, undefined],
    [
      'import { site, text } from "porthole";\n\nexport default site({ "/": text(5 as never) });',
      /^text: 5 is no string$/,
      3,
    ],
    ["\n\nconst x: any = undefined;\nexport default x.y;", /^the file threw TypeError: .*undefined/, 4],
    ['import { nope } from "porthole";\nexport default nope();', /^porthole exports no "nope"$/, 2],
    [
      'import { a } from "node:fs";\n\nimport { x } from "./nowhere.ts";\nexport default x;',
      /^the import "\.\/nowhere\.ts" is not there$/,
      3,
    ],
    ['throw "a word";', /^the file threw a word$/, undefined],
  ] as const) {
    const path = await folder({ "site.ts": source });
    const error = await failure(load(path));
    assert.match(error.message, message);
    assert.equal(error.file, join(path, "site.ts"), error.message);
    assert.equal(error.line, line, error.message);
    await write(path, { "site.ts": 'import { site } from "porthole"; export default site({});' });
    assert.equal((await load(path)).kind, "site", "the next load is not held up by the last one");
  }
});

test("load-site: what is to be done is said when an import or an export is not there", async () => {
  for (const [source, hint] of [
    ['import a from "./nowhere.ts";\nexport default a;', "Check its spelling."],
    ['import a from "@scope/name/part";\nexport default a;', "npm install @scope/name, or check its spelling."],
    [
      'import a from "kittens-and-puppies";\nexport default a;',
      "npm install kittens-and-puppies, or check its spelling.",
    ],
    ['import { sit } from "porthole";\nexport default sit({});', 'Did you mean "site"?'],
  ] as const) {
    assert.equal((await failure(load(await folder({ "site.ts": source })))).hint, hint);
  }
});

test("load-site: an error in an imported file is said with that file", async () => {
  const path = await folder({
    "site.ts": 'import { word } from "./word.ts";\nexport default word;',
    "word.ts": "export const word =\n  = 1;",
  });
  const error = await failure(load(path));
  assert.deepEqual([error.file, error.line, error.column], [join(path, "word.ts"), 2, 3]);
});

test("load-site: an error of a route is placed in the file that has the route", async () => {
  const path = await folder({
    "site.json": '{\n  "routes": {\n    "/": { "file": "index.html" }\n  }\n}',
  });
  const loaded = await load(path);
  const placed = loaded.placed(new ConfigError("no such file", { key: "/", hint: "a hint" }));
  assert.ok(isConfigError(placed));
  assert.deepEqual(
    [placed.message, placed.file, placed.line, placed.column, placed.hint],
    ["no such file", join(path, "site.json"), 3, 5, "a hint"],
  );
  const other = new Error("other");
  assert.equal(loaded.placed(other), other);
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

test("load-site: a site is loaded, and nothing kept beside it, when the user has no home", async (t) => {
  const path = await folder({
    "site.ts": `import { site, text } from "porthole"; export default site({ "/": text("x") });`,
  });
  const { HOME, USERPROFILE } = process.env;
  const before = process.cwd();
  t.after(() => {
    process.chdir(before);
    restore("HOME", HOME);
    restore("USERPROFILE", USERPROFILE);
  });
  process.chdir(path);
  Object.assign(process.env, { HOME: "", USERPROFILE: "" });
  assert.equal((await load(path)).kind, "site");
  assert.deepEqual(await readdir(path), ["site.ts"]);
});

const otherUserLeftOut = process.getuid?.() === 0 ? false : "only root may run a process as another user";

test("load-site: it loads when the user is not known to the machine", { skip: otherUserLeftOut }, async () => {
  const module = new URL(`./load-site.node.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);
  const child = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", `await import(${JSON.stringify(module.href)})`],
    {
      uid: 54_321,
      gid: 54_321,
      env: { PATH: process.env["PATH"] },
      encoding: "utf8",
    },
  );
  assert.equal(child.status, 0, child.stderr);
});
