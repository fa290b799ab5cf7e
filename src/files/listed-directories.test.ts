import assert from "node:assert/strict";
import { test } from "node:test";
import type { DirectoryEntry } from "./file-store.ts";
import { ListedDirectories } from "./listed-directories.ts";
import { memoryStore } from "./testing/memory-store.ts";

const entry: DirectoryEntry = { name: "a", kind: "file", sizeOctets: 0, modifiedMs: 0 };

function listedOf(counts: Readonly<Record<string, number>>) {
  const store = memoryStore({});
  const asked: string[] = [];
  store.list = async ([name = ""]) => {
    asked.push(name);
    return new Array<DirectoryEntry>(counts[name] ?? 1).fill(entry);
  };
  const clock = { nowMs: 0 };
  return { store, asked, clock, listed: new ListedDirectories(store, () => clock.nowMs) };
}

test("listed-directories: a directory is read once a second when many ask for it", async () => {
  const { asked, clock, listed } = listedOf({});
  await Promise.all([listed.list(["a"]), listed.list(["a"]), listed.list(["b"])]);
  clock.nowMs = 999;
  await listed.list(["a"]);
  assert.deepEqual(asked, ["a", "b"]);
  clock.nowMs = 1000;
  await listed.list(["a"]);
  assert.deepEqual(asked, ["a", "b", "a"]);
});

test("listed-directories: what could not be read is read again when it is asked for again", async () => {
  const { store, listed } = listedOf({});
  const { list } = store;
  store.list = () => Promise.reject(new Error("no"));
  await assert.rejects(listed.list(["a"]));
  store.list = list;
  assert.equal((await listed.list(["a"]))?.length, 1);
});

test("listed-directories: the oldest are forgotten when there are too many directories, or names in them", async () => {
  const { asked, listed } = listedOf({ huge: 100_000, vast: 100_000 });
  for (const name of ["huge", "vast", "huge", "vast"]) await listed.list([name]);
  assert.deepEqual(asked.splice(0), ["huge", "vast"]);
  for (const name of ["one more", "vast", "huge"]) await listed.list([name]);
  assert.deepEqual(asked.splice(0), ["one more", "huge"]);
  for (let at = 0; at < 16; at++) await listed.list([`${at}`]);
  asked.splice(0);
  for (let at = 0; at < 16; at++) await listed.list([`${at}`]);
  assert.deepEqual(asked, []);
  await listed.list(["one more"]);
  await listed.list(["0"]);
  assert.deepEqual(asked, ["one more", "0"]);
});
