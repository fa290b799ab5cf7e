import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ResponseError } from "../semantics/index.ts";
import { FILE_OVERHEAD_OCTETS } from "./cached-file.ts";
import { CACHED_FILE_OCTETS_MAX, FileCache, FRESH_MS, SIBLINGS_FRESH_MS } from "./file-cache.ts";
import type { FoundFile } from "./file-store.ts";
import { type MemoryStore, memoryStore } from "./testing/memory-store.ts";
import { ServedFolder } from "./testing/served-folder.ts";

const text = "porthole ".repeat(500);
const large = "l".repeat(CACHED_FILE_OCTETS_MAX + 1);
const br = { "accept-encoding": "br" };
const anyCoding = { "accept-encoding": "br, gzip, zstd" };

/** A folder of which nothing is told. */
function unwatched(store: MemoryStore): ServedFolder {
  store.failing.set("watch", new Error());
  return new ServedFolder(store);
}

async function found(store: MemoryStore, path: string): Promise<FoundFile> {
  const lookup = await store.lookup(path.split("/"));
  assert.ok(lookup.kind === "file");
  return lookup.file;
}

test("file-cache: a file is read once when many ask for it at once", async () => {
  const served = new ServedFolder(memoryStore({ "a.txt": text }));
  await Promise.all(Array.from({ length: 20 }, () => served.get("/a.txt")));
  assert.equal(served.store.calls.octets, 1);
});

test("file-cache: a coding is made once when many ask for it at once", async () => {
  const served = new ServedFolder(memoryStore({ "a.txt": text }));
  const answers = await Promise.all(Array.from({ length: 20 }, async () => served.answer("/a.txt", br)));
  const contents = new Set(answers.map(({ content }) => content));
  assert.equal(contents.size, 1);
  assert.equal(answers[0]!.headerSection.get("content-encoding"), "br");
  assert.ok(!(served.answer("/a.txt", br) instanceof Promise));
});

test("file-cache: a file that is overwritten with equal size and date is read again when it had just been changed", async () => {
  const store = memoryStore({ "a.txt": { content: "old", modifiedMs: Date.now() } });
  const served = unwatched(store);
  const before = await served.get("/a.txt");
  const state = await found(store, "a.txt");
  store.overwrite("a.txt", { content: "new", modifiedMs: state.modifiedMs });
  // The disk's clock stood still meanwhile.
  store.state = async () => state;
  store.lookup = async (segments) =>
    segments.join("/") === "a.txt" ? { kind: "file", file: state } : { kind: "missing", reason: "no such file" };
  served.nowMs += FRESH_MS;
  const after = await served.get("/a.txt");
  assert.equal(after.text, "new");
  assert.notEqual(after.field("etag"), before.field("etag"));
});

test("file-cache: a sibling that is overwritten with equal size and date is read again when it had just been changed", async () => {
  const store = memoryStore({ "a.txt": text, "a.txt.br": { content: "old", modifiedMs: Date.now() } });
  const served = unwatched(store);
  assert.equal((await served.get("/a.txt", br)).text, "old");
  const lookup = store.lookup.bind(store);
  const sibling = await found(store, "a.txt.br");
  const whole = await found(store, "a.txt");
  store.overwrite("a.txt.br", { content: "new", modifiedMs: sibling.modifiedMs });
  const unmoved = new Map([
    ["a.txt.br", sibling],
    ["a.txt", whole],
  ]);
  store.state = async ({ location }) => unmoved.get(location);
  store.lookup = async (segments) => {
    const file = unmoved.get(segments.join("/"));
    return file === undefined ? lookup(segments) : { kind: "file", file };
  };
  served.nowMs += FRESH_MS;
  const open = store.open.bind(store);
  store.open = async (file) => Object.assign(await open(file), unmoved.get(file.location));
  assert.equal((await served.get("/a.txt", br)).text, "new");
});

test("file-cache: a file that was just changed is not read for each request when it is looked up for each", async () => {
  const store = memoryStore({ "a.txt": { content: text, modifiedMs: Date.now() } });
  const cache = new FileCache(store, { now: () => 0 });
  const first = await cache.load(await found(store, "a.txt"));
  assert.equal(await cache.load(await found(store, "a.txt")), first);
  assert.equal(store.calls.octets, 1);
});

test("file-cache: equal content has an equal strong tag when it was written anew, and none is shared among codings", async () => {
  const store = memoryStore({ "a.txt": text });
  const served = new ServedFolder(store);
  const tags = async () => {
    const each = [{}, ...["br", "gzip"].map((coding) => ({ "accept-encoding": coding }))];
    return Promise.all(each.map(async (headers) => (await served.get("/a.txt", headers)).field("etag")!));
  };
  const before = await tags();
  store.write("a.txt", { content: text, modifiedMs: 1e12 });
  assert.deepEqual(await tags(), before);
  assert.equal(new Set(before).size, before.length);
  for (const tag of before) assert.match(tag, /^"/);
  store.write("a.txt", `${text}.`);
  assert.equal((await tags()).filter((tag) => before.includes(tag)).length, 0);
});

test("file-cache: a large file has a weak tag until its content is hashed, and either matches weakly then", async () => {
  const store = memoryStore({ "large.bin": large });
  const served = new ServedFolder(store);
  const early = (await served.get("/large.bin")).field("etag")!;
  assert.match(early, /^W\//);
  await served.idle();
  const late = (await served.get("/large.bin")).field("etag")!;
  assert.match(late, /^"/);
  for (const tag of [early, late]) {
    assert.equal((await served.get("/large.bin", { "if-none-match": tag })).statusCode, 304, tag);
  }
  assert.equal((await served.get("/large.bin", { range: "bytes=0-0", "if-range": early })).statusCode, 200);
  assert.equal((await served.get("/large.bin", { range: "bytes=0-0", "if-range": late })).statusCode, 206);
});

test("file-cache: a large file keeps its weak tag when it was just changed", async () => {
  const store = memoryStore({ "large.bin": { content: large, modifiedMs: Date.now() } });
  const served = unwatched(store);
  for (let times = 0; times < 3; times++) {
    assert.match((await served.get("/large.bin")).field("etag")!, /^W\//);
    await served.idle();
    served.nowMs += FRESH_MS;
  }
});

test("file-cache: siblings are sent when they come, and no more when they go or are older than the file", async () => {
  const store = memoryStore({ "a.txt": { content: text, modifiedMs: 5000 } });
  const served = new ServedFolder(store);
  const sent = async () => (await served.get("/a.txt", br)).text;
  const codedHere = await sent();
  store.write("a.txt.br", { content: "sibling", modifiedMs: 5000 });
  assert.equal(await sent(), "sibling");
  store.write("a.txt.br", { content: "sibling, changed alone", modifiedMs: 6000 });
  assert.equal(await sent(), "sibling, changed alone");
  store.touch("a.txt", 7000);
  assert.equal(await sent(), codedHere);
  store.touch("a.txt.br", 7000);
  assert.equal(await sent(), "sibling, changed alone");
  store.remove("a.txt.br");
  assert.equal(await sent(), codedHere);
});

test("file-cache: siblings that come and go are seen in time when nothing is told of them", async () => {
  const store = memoryStore({ "a.txt": text });
  const served = unwatched(store);
  const sent = async () => (await served.get("/a.txt", br)).text;
  const codedHere = await sent();
  store.write("a.txt.br", "sibling");
  served.nowMs += FRESH_MS;
  assert.equal(await sent(), "sibling");
  store.remove("a.txt.br");
  served.nowMs += FRESH_MS;
  assert.equal(await sent(), codedHere);
});

test("file-cache: siblings are seen after a while when the watcher was silent about them", async () => {
  const store = memoryStore({ "a.txt": text });
  const watch = store.watch.bind(store);
  store.watch = (segments, watcher) => watch(segments, { ...watcher, changed() {} });
  const served = new ServedFolder(store);
  await served.get("/a.txt", br);
  store.write("a.txt.br", "sibling");
  for (let waitedMs = 0; waitedMs < SIBLINGS_FRESH_MS; waitedMs += FRESH_MS) {
    served.nowMs += FRESH_MS;
    await served.get("/a.txt", br);
  }
  assert.equal((await served.get("/a.txt", br)).text, "sibling");
});

test("file-cache: the file is sent in another way when its sibling has gone or may not be read", async () => {
  for (const statusCode of [404, 403]) {
    const store = memoryStore({ "a.txt": text, "a.txt.br": "sibling" });
    const served = unwatched(store);
    await served.get("/a.txt");
    const open = store.open.bind(store);
    store.open = (file) => (file.location.endsWith(".br") ? Promise.reject(refusal(statusCode)) : open(file));
    const answer = await served.get("/a.txt", { "accept-encoding": "br, gzip;q=0.5" });
    assert.equal(answer.statusCode, 200, String(statusCode));
    assert.equal(answer.field("content-encoding"), "gzip");
    const before = store.calls.open;
    await served.get("/a.txt", { "accept-encoding": "br, gzip;q=0.5" });
    if (statusCode === 403) assert.equal(store.calls.open, before, "it is not tried for each request");
  }
});

function refusal(statusCode: number): Error {
  return new ResponseError(statusCode, "not to be had");
}

test("file-cache: a sibling of a large file is sent from the disk, and the file itself once that has gone", async () => {
  const store = memoryStore({ "large.txt": large, "large.txt.gz": `${large}!` });
  const served = unwatched(store);
  const gzip = { "accept-encoding": "gzip" };
  const answer = await served.get("/large.txt", gzip);
  assert.equal(answer.octets.length, large.length + 1);
  assert.equal(answer.field("content-encoding"), "gzip");
  assert.equal(answer.field("vary"), "Accept-Encoding");
  store.remove("large.txt.gz");
  const whole = await served.get("/large.txt", gzip);
  assert.equal(whole.octets.length, large.length);
  assert.equal(whole.field("content-encoding"), undefined);
  await served.idle();
  assert.equal(store.openFiles, 0);
});

test("file-cache: who asks after a change was told is not answered with what was read before it", async () => {
  const store = memoryStore({ "a.bin": "old" });
  const served = new ServedFolder(store);
  const open = store.open.bind(store);
  let changed: Promise<string> | undefined;
  store.open = async (file) => {
    const opened = await open(file);
    const octets = await opened.octets();
    if (changed === undefined) {
      store.write("a.bin", "new");
      changed = served.get("/a.bin").then((answer) => answer.text);
      // The one who asks later has found the file by now.
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    }
    return Object.assign(opened, { octets: async () => octets });
  };
  await served.get("/a.bin");
  assert.equal(await changed, "new");
});

test("file-cache: never more is held than the maximum whatever is asked for", async () => {
  const sizes = [0, 900, 1500, 9000, 20_000, 60_000];
  const names = sizes.flatMap((size) => [`${size}.txt`, `${size}.bin`]);
  const step = fc.record({
    name: fc.constantFrom(...names),
    coding: fc.constantFrom("br", "gzip", "identity"),
    does: fc.constantFrom("get", "get", "get", "write", "remove", "wait"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 0, max: 200_000 }), async (steps, max) => {
      const store = memoryStore({});
      const put = (name: string) =>
        store.write(name, `${Math.random()} `.repeat(4000).slice(0, Number.parseInt(name, 10)));
      for (const name of names) put(name);
      const served = new ServedFolder(store, { memoryOctetsMax: max });
      const pending: Promise<unknown>[] = [];
      for (const { name, coding, does } of steps) {
        if (does === "get") pending.push(served.get(`/${name}`, { "accept-encoding": coding }));
        else if (does === "write") put(name);
        else if (does === "remove") store.remove(name);
        else served.nowMs += FRESH_MS;
        if (pending.length % 3 === 0) await Promise.allSettled(pending);
        assert.ok(served.cache.weightOctets <= max, `${served.cache.weightOctets} of ${max}`);
        assert.ok(served.cache.weightOctets >= served.cache.size * FILE_OVERHEAD_OCTETS);
      }
      await Promise.all(pending);
      assert.ok(served.cache.weightOctets <= max);
      served.cache.close();
      assert.equal(served.cache.weightOctets, 0);
      assert.equal(served.cache.size, 0);
      assert.equal(store.watchersOf(""), 0);
      await served.idle();
      assert.equal(store.openFiles, 0);
    }),
    { numRuns: 60 },
  );
});

test("file-cache: what was not asked for makes room when another file needs it", async () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const files = Object.fromEntries(names.map((name) => [`${name}.bin`, name.repeat(7000)]));
  const served = new ServedFolder(memoryStore(files), { memoryOctetsMax: 5.5 * (7000 + FILE_OVERHEAD_OCTETS) });
  for (const name of names) await served.get(`/${name}.bin`);
  assert.equal(served.cache.size, 5);
  // All had been asked for, so that the oldest had to go. Now all are asked for again but one.
  for (const name of ["b", "d", "e", "f"]) assert.ok(!(served.answer(`/${name}.bin`) instanceof Promise), name);
  await served.get("/a.bin");
  for (const name of ["a", "b", "d", "e", "f"]) assert.ok(!(served.answer(`/${name}.bin`) instanceof Promise), name);
  assert.ok(served.answer("/c.bin") instanceof Promise);
});

test("file-cache: of what was dropped nothing is held by who still knows it, also when it was being coded", async () => {
  const store = memoryStore({ "a.txt": text });
  const cache = new FileCache(store, { now: () => 0 });
  const file = await cache.load(await found(store, "a.txt"));
  const coding = cache.coded(file, "br");
  cache.close();
  const made = await coding;
  assert.ok(typeof made === "object" && made.octets !== undefined, "who waits for it is sent it");
  assert.equal(file.whole.octets, undefined);
  assert.equal(file.coded.size, 0);
  assert.equal(file.mayBeCoded, true);
  assert.equal(cache.weightOctets, 0);
});

test("file-cache: nothing is kept when it was closed while a file was being read", async () => {
  const store = memoryStore({ "a.txt": text });
  const cache = new FileCache(store, { now: () => 0 });
  const loading = cache.load(await found(store, "a.txt"));
  cache.close();
  assert.ok((await loading).whole.octets !== undefined);
  assert.equal(cache.size, 0);
  assert.equal(cache.weightOctets, 0);
  assert.equal(store.watchersOf(""), 0);
});

test("file-cache: Vary is sent with a file that may be coded when there is no memory for it", async () => {
  const store = memoryStore({ "a.txt": text, "a.bin": text });
  for (const memoryOctetsMax of [0, 5000, 50_000]) {
    const served = new ServedFolder(store, { memoryOctetsMax });
    const whole = await served.get("/a.txt");
    const coded = await served.get("/a.txt", anyCoding);
    if (coded.field("content-encoding") !== undefined) assert.equal(whole.field("vary"), "Accept-Encoding");
    assert.equal((await served.get("/a.bin")).field("vary"), undefined);
  }
});

test("file-cache: a coding that saves too little is not offered again", async () => {
  const noise = new Uint8Array(4000).map((_, at) => (at * 7919 * (at % 251)) ^ (at * at)).map((each) => each & 0xff);
  crypto.getRandomValues(noise);
  const served = new ServedFolder(memoryStore({ "noise.txt": noise, "short.txt": "x".repeat(1023) }));
  const first = await served.get("/noise.txt", anyCoding);
  assert.equal(first.field("content-encoding"), undefined);
  assert.equal(first.field("vary"), "Accept-Encoding");
  assert.ok(!(served.answer("/noise.txt", anyCoding) instanceof Promise));
  const short = await served.get("/short.txt", anyCoding);
  assert.equal(short.field("content-encoding"), undefined);
});

test("file-cache: a file that made room while it was compared with the disk is looked up anew, and coded again", async () => {
  const store = memoryStore({ "a.txt": text });
  const served = unwatched(store);
  const accept = { "accept-encoding": "gzip, identity;q=0" };
  await served.get("/a.txt", accept);
  served.nowMs += FRESH_MS;
  const { lookup } = store;
  store.lookup = (segments) => {
    store.lookup = lookup;
    served.cache.close();
    return lookup.call(store, segments);
  };
  assert.equal((await served.get("/a.txt", accept)).field("content-encoding"), "gzip");
});
