import assert from "node:assert/strict";
import { test } from "node:test";
import { FolderWatches, WATCHED_FOLDERS_MAX } from "./folder-watches.ts";
import { memoryStore } from "./testing/memory-store.ts";

const folders = Array.from({ length: WATCHED_FOLDERS_MAX + 1 }, (_, at) => `folder-${at}`);
const files = Object.fromEntries(folders.map((folder) => [`${folder}/a.txt`, "a"]));

function watched() {
  const store = memoryStore({ ...files, "b.txt": "b" });
  const told: string[] = [];
  const watches = new FolderWatches(store, (folder, name) => told.push(`${folder.join("/")}: ${name}`));
  return { store, watches, told };
}

test("folder-watches: a folder is watched once when several of its files are in use, and tells of each name", () => {
  const { store, watches, told } = watched();
  watches.watch(["folder-0", "a.txt"]);
  watches.watch(["folder-0", "b.txt"]);
  watches.watch(["b.txt"]);
  assert.equal(store.watchersOf("folder-0"), 1);
  assert.equal(watches.size, 2);
  store.write("folder-0/c.txt", "c");
  store.write("b.txt", "c");
  store.write("folder-1/c.txt", "nobody asked");
  assert.deepEqual(told, ["folder-0: c.txt", ": b.txt"]);
});

test("folder-watches: no more folders are watched than the maximum, and one that is not used makes room", () => {
  const { watches } = watched();
  for (const folder of folders.slice(0, -1)) {
    watches.watch([folder, "a.txt"]);
    watches.added([folder, "a.txt"]);
  }
  const last = [folders.at(-1)!, "a.txt"];
  watches.watch(last);
  assert.equal(watches.size, WATCHED_FOLDERS_MAX);
  assert.equal(watches.has(last), false);
  watches.removed(["folder-7", "a.txt"]);
  watches.watch(last);
  assert.equal(watches.size, WATCHED_FOLDERS_MAX);
  assert.equal(watches.has(last), true);
  assert.equal(watches.has(["folder-7", "a.txt"]), false);
});

test("folder-watches: any name may have changed when a watch ends, and the folder is watched anew when asked for", () => {
  const { store, watches, told } = watched();
  watches.watch(["folder-0", "a.txt"]);
  store.failWatchers("folder-0");
  assert.deepEqual(told, ["folder-0: undefined"]);
  assert.equal(watches.has(["folder-0", "a.txt"]), false);
  watches.watch(["folder-0", "a.txt"]);
  assert.equal(watches.has(["folder-0", "a.txt"]), true);
});

test("folder-watches: a folder is not taken for watched when its watch failed before it began, or there is none", () => {
  const { store, watches } = watched();
  let closed = 0;
  store.watch = (_, watcher) => {
    watcher.failed();
    return { close: () => void closed++ };
  };
  watches.watch(["folder-0", "a.txt"]);
  assert.equal(watches.has(["folder-0", "a.txt"]), false);
  assert.equal(closed, 1);
  store.watch = () => undefined;
  watches.watch(["folder-0", "a.txt"]);
  assert.equal(watches.size, 0);
});

test("folder-watches: nothing is watched when it was closed", () => {
  const { store, watches } = watched();
  watches.watch(["folder-0", "a.txt"]);
  watches.close();
  watches.watch(["folder-1", "a.txt"]);
  assert.equal(store.watchersOf("folder-0") + store.watchersOf("folder-1"), 0);
  assert.equal(watches.size, 0);
});
