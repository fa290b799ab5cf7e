import assert from "node:assert/strict";
import { test } from "node:test";
import { ResponseError } from "../semantics/index.ts";
import { HashMemory, hashOfFile, hashOfOctets } from "./content-hash.node.ts";
import type { FoundFile } from "./file-store.ts";
import { type MemoryStore, memoryStore } from "./testing/memory-store.ts";

const octetsOf = (text: string) => new TextEncoder().encode(text);

async function found(store: MemoryStore, path: string): Promise<FoundFile> {
  const lookup = await store.lookup(path.split("/"));
  assert.ok(lookup.kind === "file");
  return lookup.file;
}

/** Until all that was asked for has been read. */
async function settled(store: MemoryStore): Promise<void> {
  let before = -1;
  for (let still = 0; still < 3; still++) {
    await new Promise(setImmediate);
    if (store.calls.piece !== before) still = 0;
    before = store.calls.piece;
  }
}

test("content hash: it is 22 characters of base64url, the same however it is read", async () => {
  assert.equal(hashOfOctets(octetsOf("")), "47DEQpj8HBSa-_TImW-5JC");
  const store = memoryStore({ "a.txt": "a longer text" }, { pieceOctets: 3 });
  assert.equal(
    await hashOfFile(await store.open(await found(store, "a.txt"))),
    hashOfOctets(octetsOf("a longer text")),
  );
  assert.equal(store.openFiles, 0);
});

test("content hash: it is remembered for the state it was computed in, and for no other", async () => {
  const store = memoryStore({ "a.txt": "one" });
  const memory = new HashMemory();
  const file = await found(store, "a.txt");
  assert.equal(memory.get(file), undefined);
  memory.set(file, "hash");
  assert.equal(memory.get(await found(store, "a.txt")), "hash");
  store.write("a.txt", "two");
  assert.equal(memory.get(await found(store, "a.txt")), undefined);
});

test("content hash: large files are read in the background, each once, one at a time", async () => {
  const store = memoryStore({ "a.txt": "aaaa", "b.txt": "bbbb", "c.txt": "cccc" }, { pieceOctets: 1 });
  const memory = new HashMemory();
  const files = await Promise.all(["a.txt", "b.txt", "c.txt"].map((path) => found(store, path)));
  for (const file of [...files, ...files]) memory.request(store, file);
  await new Promise(setImmediate);
  assert.ok(store.openFiles <= 1);
  await settled(store);
  assert.deepEqual(
    files.map((file) => memory.get(file)),
    ["aaaa", "bbbb", "cccc"].map((text) => hashOfOctets(octetsOf(text))),
  );
  for (const file of files) memory.request(store, file);
  await settled(store);
  assert.deepEqual([store.calls.open, store.openFiles], [3, 0]);
});

test("content hash: nothing is remembered of a state that was never read", async () => {
  const store = memoryStore({ "a.txt": "first", "b.txt": "first" }, { pieceOctets: 1 });
  const memory = new HashMemory();
  const [a, b] = [await found(store, "a.txt"), await found(store, "b.txt")];
  store.write("a.txt", "other");
  memory.request(store, a);
  await settled(store);
  memory.request(store, b);
  store.overwrite("b.txt", "other");
  await settled(store);
  assert.deepEqual([memory.get(a), memory.get(b)], [undefined, undefined]);
  const other = hashOfOctets(octetsOf("other"));
  assert.equal(memory.get(await found(store, "a.txt")), other);
  memory.request(store, await found(store, "b.txt"));
  await settled(store);
  assert.equal(memory.get(await found(store, "b.txt")), other);
});

test("content hash: a file that cannot be read is tried again when it has changed, or descriptors have come free", async () => {
  const store = memoryStore({ "a.txt": "text" });
  const memory = new HashMemory();
  const file = await found(store, "a.txt");
  store.failing.set("piece", new Error("EIO"));
  for (let round = 0; round < 3; round++) {
    memory.request(store, file);
    await settled(store);
  }
  assert.equal(store.calls.open, 1);
  store.failing.clear();
  store.touch("a.txt", 5);
  const touched = await found(store, "a.txt");
  store.failing.set("open", new ResponseError(503, "too many files"));
  memory.request(store, touched);
  await settled(store);
  store.failing.clear();
  memory.request(store, touched);
  await settled(store);
  assert.equal(memory.get(touched), hashOfOctets(octetsOf("text")));
});

test("content hash: reading ends when the memory is closed", async () => {
  const store = memoryStore({ "a.txt": "x".repeat(10_000), "b.txt": "b" }, { pieceOctets: 1 });
  const memory = new HashMemory();
  for (const path of ["a.txt", "b.txt"]) memory.request(store, await found(store, path));
  while (store.calls.piece === 0) await Promise.resolve();
  memory.close();
  await settled(store);
  assert.ok(store.calls.piece < 10_000);
  assert.deepEqual([store.calls.open, store.openFiles], [1, 0]);
  memory.request(store, await found(store, "b.txt"));
  await settled(store);
  assert.equal(store.calls.open, 1);
});

test("content hash: what had just been changed when it was read is not remembered", async () => {
  const store = memoryStore({ "a.bin": "a" });
  const memory = new HashMemory();
  const asked = await found(store, "a.bin");
  store.overwrite("a.bin", { content: "b", modifiedMs: Date.now() });
  memory.request(store, asked);
  await settled(store);
  assert.equal(store.calls.open, 1);
  assert.equal(memory.get(await found(store, "a.bin")), undefined);
});
