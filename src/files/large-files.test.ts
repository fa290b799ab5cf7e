import assert from "node:assert/strict";
import { test } from "node:test";
import { isFileRange, type OutgoingResponse } from "../semantics/index.ts";
import { CACHED_FILE_OCTETS_MAX, FRESH_MS, MEMORY_OCTETS_MAX } from "./file-cache.ts";
import { LARGE_FILE_ASKED_MIN, LARGE_FILE_OCTETS_MAX } from "./large-files.ts";
import { requestFor } from "./testing/exchanges.ts";
import { memoryStore } from "./testing/memory-store.ts";
import { read, ServedFolder } from "./testing/served-folder.ts";

const size = CACHED_FILE_OCTETS_MAX + 200_000;
const octets = Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) & 0xff);
const other = octets.map((octet) => octet ^ 0xff);

/** Asked for as often as it takes to be kept, and a little time given to read it. */
async function askedOften(served: ServedFolder, path: string): Promise<void> {
  for (let times = 0; times < LARGE_FILE_ASKED_MIN + 1; times++) {
    await served.get(path);
    await served.idle();
  }
}

function isAtOnce(answer: OutgoingResponse | Promise<OutgoingResponse>): answer is OutgoingResponse {
  return !(answer instanceof Promise);
}

/** The content of a response that was answered at once, not read yet. */
function rangeOf(answer: OutgoingResponse | Promise<OutgoingResponse>) {
  assert.ok(isAtOnce(answer), "it was to be read from the disk");
  assert.ok(isFileRange(answer.content));
  return answer.content;
}

test("large-files: one is answered from memory, at once, when it was asked for often", async () => {
  const store = memoryStore({ "a.bin": octets });
  const served = new ServedFolder(store);
  await askedOften(served, "/a.bin");
  const { open, piece } = store.calls;
  const answer = served.answer("/a.bin");
  assert.ok(isAtOnce(answer));
  assert.deepEqual((await read(answer)).octets, Buffer.from(octets));
  assert.deepEqual([store.calls.open, store.calls.piece], [open, piece]);
  assert.ok(served.cache.weightOctets >= size);
});

test("large-files: one is read from the disk when it was asked for only now and then", async () => {
  const store = memoryStore({ "a.bin": octets });
  const served = new ServedFolder(store);
  for (let times = 1; times < LARGE_FILE_ASKED_MIN; times++) await served.get("/a.bin");
  await served.idle();
  assert.ok(served.cache.weightOctets < size);
  assert.ok(!isAtOnce(served.answer("/a.bin")));
});

test("large-files: one is read from the disk, however often it is asked for, when it is larger than any that is kept", async () => {
  const store = memoryStore({ "a.bin": new Uint8Array(LARGE_FILE_OCTETS_MAX + 1) }, { pieceOctets: 1024 * 1024 });
  const served = new ServedFolder(store);
  await askedOften(served, "/a.bin");
  assert.ok(served.cache.weightOctets < LARGE_FILE_OCTETS_MAX);
  assert.ok(!isAtOnce(served.answer("/a.bin")));
});

test("large-files: its ranges, one or several, are sent to the octet when it is in memory (RFC9110§14)", async () => {
  const served = new ServedFolder(memoryStore({ "a.bin": octets }));
  await askedOften(served, "/a.bin");
  for (const [range, start, end] of [
    ["bytes=0-0", 0, 1],
    ["bytes=-5", size - 5, size],
    ["bytes=10-65545", 10, 65_546],
    ["bytes=10-65546", 10, 65_547],
    ["bytes=3-900000", 3, 900_001],
    ["bytes=0-", 0, size],
  ] as const) {
    const answer = await served.get("/a.bin", { range });
    assert.equal(answer.statusCode, 206);
    assert.deepEqual(answer.octets, Buffer.from(octets.subarray(start, end)), range);
  }
  const several = await served.get("/a.bin", { range: "bytes=300000-699999,0-4,-2" });
  const sent = Buffer.from(several.octets);
  assert.ok(sent.includes(Buffer.from(octets.subarray(300_000, 700_000))));
  assert.ok(sent.includes(Buffer.from(octets.subarray(size - 2))));
});

test("large-files: a response under way is of the state it began with when the file is replaced", async () => {
  const store = memoryStore({ "a.bin": octets });
  const served = new ServedFolder(store);
  await askedOften(served, "/a.bin");
  const content = rangeOf(served.answer("/a.bin"));
  const pieces: Uint8Array[] = [];
  for await (const piece of content) {
    if (pieces.length === 0) {
      store.write("a.bin", { content: other, modifiedMs: 77 });
      served.nowMs += FRESH_MS;
      assert.deepEqual((await served.get("/a.bin")).octets, Buffer.from(other));
    }
    pieces.push(new Uint8Array(piece));
  }
  assert.deepEqual(Buffer.concat(pieces), Buffer.from(octets));
});

test("large-files: what is still being sent counts when it is no longer kept, and no more when it was sent or left", async () => {
  for (const end of ["sent", "left", "never begun"] as const) {
    const store = memoryStore({ "a.bin": octets });
    const served = new ServedFolder(store);
    await askedOften(served, "/a.bin");
    const content = rangeOf(served.answer("/a.bin"));
    const pieces = content[Symbol.asyncIterator]();
    if (end !== "never begun") await pieces.next();
    store.remove("a.bin");
    assert.equal((await served.get("/a.bin")).statusCode, 404);
    served.nowMs += FRESH_MS;
    assert.equal((await served.get("/a.bin")).statusCode, 404);
    assert.equal(served.cache.size, 0);
    assert.equal(served.cache.weightOctets, size, end);
    if (end === "sent") while (!(await pieces.next()).done);
    else if (end === "left") await pieces.return?.();
    else content.close();
    assert.equal(served.cache.weightOctets, 0, end);
  }
});

test("large-files: the memory they hold has a maximum when slow clients keep many that were replaced", async () => {
  const names = Array.from({ length: 24 }, (_, at) => `${at}.bin`);
  const large = new Uint8Array(4 * 1024 * 1024);
  const store = memoryStore(Object.fromEntries(names.map((name) => [name, large])), { pieceOctets: large.length });
  const served = new ServedFolder(store);
  const taken: { close(): void }[] = [];
  for (const name of names) {
    await askedOften(served, `/${name}`);
    const answer = await served.answer(`/${name}`);
    assert.ok(isFileRange(answer.content));
    taken.push(answer.content);
    store.write(name, { content: large, modifiedMs: 5 });
    served.nowMs += FRESH_MS;
    await served.get(`/${name}`);
    assert.ok(served.cache.weightOctets <= MEMORY_OCTETS_MAX);
  }
  for (const each of taken) each.close();
  await served.idle();
  assert.equal(store.openFiles, 0);
});

test("large-files: one that was not asked for lately makes room when another is asked for often", async () => {
  const large = new Uint8Array(12 * 1024 * 1024);
  const names = ["a.bin", "b.bin", "c.bin"];
  const store = memoryStore(Object.fromEntries(names.map((name) => [name, large])), { pieceOctets: large.length });
  const served = new ServedFolder(store);
  for (const name of names) await askedOften(served, `/${name}`);
  await askedOften(served, "/c.bin");
  assert.ok(isAtOnce(served.answer("/c.bin")));
  assert.ok(!isAtOnce(served.answer("/a.bin")));
  assert.ok(served.cache.weightOctets <= MEMORY_OCTETS_MAX);
});

test("large-files: it is sent from the disk when it cannot be read into memory, or changed meanwhile", async () => {
  const store = memoryStore({ "a.bin": octets });
  const served = new ServedFolder(store);
  store.failing.set("octets", new Error("no memory"));
  await askedOften(served, "/a.bin");
  assert.deepEqual((await served.get("/a.bin")).octets, Buffer.from(octets));
  assert.ok(served.cache.weightOctets < size);
  store.failing.clear();
  await askedOften(served, "/a.bin");
  await read(await served.answer("/a.bin"));
  assert.ok(served.cache.weightOctets >= size);
  await served.idle();
  assert.equal(store.openFiles, 0);
});

test("large-files: HEAD is answered from memory and holds nothing when its content is let go of", async () => {
  const store = memoryStore({ "a.bin": octets });
  const served = new ServedFolder(store);
  await askedOften(served, "/a.bin");
  const content = rangeOf(served.answer(requestFor("HEAD", "/a.bin")));
  assert.equal(content.lengthOctets, size);
  content.close();
  served.cache.close();
  assert.equal(served.cache.weightOctets, 0);
});
