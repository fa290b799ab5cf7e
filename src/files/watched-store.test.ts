import assert from "node:assert/strict";
import { test } from "node:test";
import type { DirectoryWatcher } from "./file-store.ts";
import { memoryStore } from "./testing/memory-store.ts";
import { watchedStore } from "./watched-store.ts";

/** A watched store over these files, what it has told, and the actions it wants run later. */
function watching(files: Readonly<Record<string, string>>) {
  const store = memoryStore(files);
  const ears: { isDeaf: boolean; readonly watchers: DirectoryWatcher[] } = { isDeaf: false, watchers: [] };
  const watch = store.watch.bind(store);
  store.watch = (segments, watcher) => {
    ears.watchers.push(watcher);
    return watch(segments, {
      changed: (name) => (ears.isDeaf ? undefined : watcher.changed(name)),
      failed: () => watcher.failed(),
    });
  };
  const told: string[] = [];
  const later: (() => void)[] = [];
  const watched = watchedStore(store, {
    changed: (path) => void told.push(path),
    later: (action) => void later.push(action),
  });
  return { store, told, later, watched, ears };
}

/** Lets everything happen that waits for nothing outside. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test("watched store: a file is told when it was looked up and is written anew", async () => {
  const { store, told, watched } = watching({ "css/style.css": "a" });
  assert.equal((await watched.lookup(["css", "style.css"])).kind, "file");
  assert.deepEqual(told, []);
  store.write("css/style.css", "b");
  await settled();
  assert.deepEqual(told, ["css/style.css"]);
  store.write("css/style.css", "c");
  await settled();
  assert.deepEqual(told, ["css/style.css", "css/style.css"]);
});

test("watched store: nothing is told of a name that nobody asked for", async () => {
  const { store, told, watched } = watching({ "index.html": "a", "site.ts": "a" });
  await watched.lookup(["index.html"]);
  store.write("site.ts", "b");
  store.write("new.html", "b");
  await settled();
  assert.deepEqual(told, []);
});

test("watched store: a file is told when it was looked for in vain and is made", async () => {
  const { store, told, watched } = watching({ "index.html": "a" });
  await watched.lookup(["new.html"]);
  store.write("new.html", "a");
  await settled();
  assert.deepEqual(told, ["new.html"]);
});

test("watched store: a file is told when it was read as text, or only its state was asked for, and changes", async () => {
  const { store, told, watched } = watching({ "page.html": "a", "pages/one.html": "a" });
  assert.equal(await watched.readText(["page.html"]), "a");
  assert.equal(await watched.readText(["no.html"]), undefined);
  const found = await store.lookup(["pages", "one.html"]);
  assert.equal(found.kind, "file");
  if (found.kind === "file") await watched.state(found.file);
  store.write("page.html", "b");
  store.write("pages/one.html", "b");
  store.write("no.html", "b");
  await settled();
  assert.deepEqual(told.toSorted(), ["no.html", "page.html", "pages/one.html"]);
});

test("watched store: a change is told when the next look-up sees it before the watcher does", async () => {
  const { store, told, watched, ears } = watching({ "index.html": "a" });
  await watched.lookup(["index.html"]);
  ears.isDeaf = true;
  store.write("index.html", "bb");
  await watched.lookup(["index.html"]);
  assert.deepEqual(told, ["index.html"]);
});

test("watched store: a file is not told when it is stirred and its state is what it was", async () => {
  const { store, told, watched, ears } = watching({ "index.html": "a", "about.html": "a" });
  await watched.lookup(["index.html"]);
  await watched.lookup(["about.html"]);
  ears.watchers[0]!.changed("index.html");
  ears.watchers[0]!.changed(undefined);
  await settled();
  assert.deepEqual(told, []);
  ears.isDeaf = true;
  store.write("about.html", "b");
  ears.watchers[0]!.changed(undefined);
  await settled();
  assert.deepEqual(told, ["about.html"]);
});

test("watched store: every name is told when its directory was listed, but for those of editors", async () => {
  const { store, told, watched } = watching({ "docs/a.txt": "a" });
  assert.equal((await watched.list(["docs"]))?.length, 1);
  for (const name of [".a.txt.swp", "a.txt~", "4913", "#a.txt#", "a.txt.tmp", "b.txt___jb_tmp___"]) {
    store.write(`docs/${name}`, "x");
  }
  await settled();
  assert.equal(told.length, 0);
  store.write("docs/b.txt", "b");
  await settled();
  assert.ok(told.includes("docs/b.txt"));
  told.length = 0;
  store.remove("docs/b.txt");
  await settled();
  assert.deepEqual(told, ["docs/b.txt"]);
});

test("watched store: a directory is looked for when it has gone, and compared when it is there again", async () => {
  const { store, told, later, watched, ears } = watching({ "docs/a.txt": "a" });
  await watched.lookup(["docs", "a.txt"]);
  store.failing.set("watch", new Error("gone"));
  store.failWatchers("docs");
  later.shift()?.();
  assert.equal(later.length, 1);
  ears.isDeaf = true;
  store.write("docs/a.txt", "bb");
  ears.isDeaf = false;
  store.failing.delete("watch");
  later.shift()?.();
  await settled();
  assert.deepEqual(told, ["docs/a.txt"]);
  assert.equal(later.length, 0);
  store.write("docs/a.txt", "ccc");
  await settled();
  assert.equal(told.length, 2);
});

test("watched store: a directory that has gone is given up after a while, and watched anew when it is asked of", async () => {
  const { store, told, later, watched } = watching({ "docs/a.txt": "a" });
  await watched.lookup(["docs", "a.txt"]);
  store.failing.set("watch", new Error("gone"));
  store.failWatchers("docs");
  let searches = 0;
  for (let next = later.shift(); next !== undefined; next = later.shift(), searches++) next();
  assert.ok(searches > 10 && searches < 1000, `${searches} searches`);
  store.failing.delete("watch");
  await watched.lookup(["docs", "a.txt"]);
  store.write("docs/a.txt", "b");
  await settled();
  assert.deepEqual(told, ["docs/a.txt"]);
});

test("watched store: no more directories are watched than a few hundred, and the last ones are among them", async () => {
  const count = 400;
  const files = Object.fromEntries(Array.from({ length: count }, (_, at) => [`d${at}/a.txt`, "a"]));
  const { store, told, watched } = watching(files);
  for (let at = 0; at < count; at++) await watched.lookup([`d${at}`, "a.txt"]);
  const watchers = Array.from({ length: count }, (_, at) => store.watchersOf(`d${at}`));
  assert.equal(
    watchers.reduce((sum, each) => sum + each, 0),
    256,
  );
  store.write("d0/a.txt", "b");
  store.write(`d${count - 1}/a.txt`, "b");
  await settled();
  assert.deepEqual(told, [`d${count - 1}/a.txt`]);
});

test("watched store: nothing is watched or told when it is closed, and its files are still there", async () => {
  const { store, told, watched } = watching({ "index.html": "a" });
  await watched.lookup(["index.html"]);
  assert.equal(store.watchersOf(""), 1);
  store.write("index.html", "b");
  watched.close();
  await settled();
  assert.equal(store.watchersOf(""), 0);
  assert.equal((await watched.lookup(["index.html"])).kind, "file");
  assert.equal((await watched.list([]))?.length, 1);
  assert.equal(store.watchersOf(""), 0);
  assert.deepEqual(told, []);
});
