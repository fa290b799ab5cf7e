import assert from "node:assert/strict";
import { test } from "node:test";
import { isFileRange } from "../semantics/index.ts";
import { CACHED_FILE_OCTETS_MAX } from "./file-cache.ts";
import { StaticFile } from "./static-file.ts";
import { exchangeFor, requestFor } from "./testing/exchanges.ts";
import { memoryStore } from "./testing/memory-store.ts";
import { type Answer, read, ServedFolder } from "./testing/served-folder.ts";

const modifiedMs = Date.UTC(2020, 1, 3, 4, 5, 6);
const date = "Mon, 03 Feb 2020 04:05:06 GMT";
const digits = "0123456789".repeat(200);
const large = "0123456789".repeat(CACHED_FILE_OCTETS_MAX / 10 + 1);
const store = memoryStore({
  "small.txt": { content: digits, modifiedMs },
  "large.bin": { content: large, modifiedMs },
  "empty.txt": { content: "", modifiedMs },
  "early.txt": { content: "x", modifiedMs: -1e15 },
});
const served = new ServedFolder(store);
const contents: Readonly<Record<string, string>> = { "/small.txt": digits, "/large.bin": large };

async function closed(): Promise<void> {
  await served.idle();
  assert.equal(store.openFiles, 0);
}

for (const [path, whole] of Object.entries(contents)) {
  test(`file-answer: ${path} is sent in part when one range of it is asked for (RFC9110§15.3.7)`, async () => {
    for (const [range, start, end] of [
      ["bytes=0-0", 0, 1],
      ["bytes=5-14", 5, 15],
      ["bytes=-7", whole.length - 7, whole.length],
      [`bytes=${whole.length - 3}-`, whole.length - 3, whole.length],
      [`bytes=3-${whole.length * 2}`, 3, whole.length],
      ["bytes=0-", 0, whole.length],
    ] as const) {
      const answer = await served.get(path, { range });
      assert.equal(answer.statusCode, 206, range);
      assert.equal(answer.text, whole.slice(start, end), range);
      assert.equal(answer.field("content-range"), `bytes ${start}-${end - 1}/${whole.length}`);
      const { field } = await served.get(path);
      for (const name of ["etag", "last-modified", "cache-control", "vary", "content-type"]) {
        assert.equal(answer.field(name), field(name), name);
      }
    }
    await closed();
  });

  test(`file-answer: ${path} is sent in parts, to the octet, when several ranges are asked for (RFC9110§14.6)`, async () => {
    const answer = await served.get(path, { range: "bytes=1000-1004,0-1,-2" });
    assert.equal(answer.statusCode, 206);
    const boundary = /^multipart\/byteranges; boundary=([^\s;]+)$/.exec(answer.field("content-type")!)![1]!;
    assert.equal(answer.field("content-range"), undefined);
    const type = (await served.get(path)).field("content-type");
    const part = (start: number, end: number) =>
      `--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: bytes ${start}-${end - 1}/${whole.length}\r\n\r\n${whole.slice(start, end)}\r\n`;
    const { length } = whole;
    assert.equal(answer.text, `${part(1000, 1005)}${part(0, 2)}${part(length - 2, length)}--${boundary}--\r\n`);
    await closed();
  });

  test(`file-answer: ${path} leaves no file open when its parts are let go of at any point`, async () => {
    for (let pieces = 0; pieces < 8; pieces++) {
      const { content } = await served.answer(path, { range: "bytes=0-1,1000-1001,-2" });
      assert.ok(isFileRange(content));
      const iterator = content[Symbol.asyncIterator]();
      for (let at = 0; at < pieces; at++) await iterator.next();
      await iterator.return?.();
      await closed();
    }
    const { content } = await served.answer(path, { range: "bytes=0-1,1000-1001" });
    assert.ok(isFileRange(content));
    content.close();
    await closed();
  });

  test(`file-answer: ${path} says how long it is when no range lies within it (RFC9110§15.5.17)`, async () => {
    const answer = await served.get(path, { range: `bytes=${whole.length}-` });
    assert.equal(answer.statusCode, 416);
    assert.equal(answer.field("content-range"), `bytes */${whole.length}`);
    assert.equal(answer.field("etag"), undefined);
  });

  test(`file-answer: ${path} is sent whole when its range does not count`, async () => {
    for (const headers of [
      { range: "lines=0-1" },
      { range: "bytes=5-1" },
      { range: "bytes=0-1", "if-range": '"other"' },
      { range: "bytes=0-1", "if-range": "Mon, 03 Feb 2020 04:05:05 GMT" },
      { range: "bytes=0-1", "if-range": `W/${(await served.get(path)).field("etag")}` },
    ]) {
      const answer = await served.get(path, headers);
      assert.equal(answer.statusCode, 200, JSON.stringify(headers));
      assert.equal(answer.octets.length, whole.length);
    }
    const head = requestFor("HEAD", path, { headers: { range: "bytes=0-1" } });
    assert.equal((await served.get(head)).statusCode, 200);
    await closed();
  });

  test(`file-answer: ${path} goes on where it broke off when If-Range holds (RFC9110§13.1.5)`, async () => {
    await served.idle();
    for (const ifRange of [date, (await served.get(path)).field("etag")!]) {
      const answer = await served.get(path, { range: "bytes=10-", "if-range": ifRange });
      assert.equal(answer.statusCode, 206, ifRange);
    }
  });

  test(`file-answer: ${path} is not sent again when it is known (RFC9110§15.4.5)`, async () => {
    const answer = await served.get(path);
    const before = store.calls.open;
    for (const method of ["GET", "HEAD"]) {
      for (const headers of [
        { "if-none-match": answer.field("etag")! },
        { "if-none-match": `"x", ${answer.field("etag")}` },
        { "if-none-match": "*" },
        { "if-modified-since": date },
      ]) {
        const same = await served.get(requestFor(method, path, { headers: { ...headers, range: "bytes=0-1" } }));
        assert.equal(same.statusCode, 304, JSON.stringify(headers));
        assert.equal(same.octets.length, 0);
        for (const name of ["etag", "cache-control", "vary"]) assert.equal(same.field(name), answer.field(name), name);
        assert.equal(same.field("content-type"), undefined);
      }
    }
    assert.equal(store.calls.open, before, "nothing is opened for that");
  });

  test(`file-answer: ${path} is refused with its tag when a condition fails (RFC9110§15.5.13)`, async () => {
    const tag = (await served.get(path)).field("etag");
    for (const headers of [{ "if-match": '"other"' }, { "if-unmodified-since": "Mon, 03 Feb 2020 04:05:05 GMT" }]) {
      const answer = await served.get(path, headers);
      assert.equal(answer.statusCode, 412);
      assert.equal(answer.field("etag"), tag);
    }
  });
}

test("file-answer: a range is of the octets under the coding that was chosen, and its tag is that coding's", async () => {
  const gzip = { "accept-encoding": "gzip" };
  const whole = await served.get("/small.txt", gzip);
  assert.equal(whole.field("content-encoding"), "gzip");
  const part = await served.get("/small.txt", { ...gzip, range: "bytes=2-5", "if-range": whole.field("etag")! });
  assert.equal(part.statusCode, 206);
  assert.deepEqual([...part.octets], [...whole.octets.subarray(2, 6)]);
  assert.equal(part.field("content-range"), `bytes 2-5/${whole.octets.length}`);
  const plain = await served.get("/small.txt", { range: "bytes=2-5", "if-range": whole.field("etag")! });
  assert.equal(plain.statusCode, 200, "the tag of a coding is not that of another");
  assert.equal((await served.get("/small.txt", { ...gzip, "if-none-match": whole.field("etag")! })).statusCode, 304);
});

test("file-answer: it is a 406 when neither the file as it is nor any coding will do", async () => {
  for (const accept of ["identity;q=0", "*;q=0", "identity;q=0, br;q=0, gzip;q=0, zstd;q=0", "deflate, identity;q=0"]) {
    const answer = await served.get("/small.txt", { "accept-encoding": accept });
    assert.equal(answer.statusCode, 406, accept);
    assert.equal(answer.field("vary"), "Accept-Encoding");
  }
  const coded = await served.get("/small.txt", { "accept-encoding": "identity;q=0, gzip;q=0.1, br;q=0.5" });
  assert.equal(coded.field("content-encoding"), "br");
});

test("file-answer: a file of any kind is refused when it cannot be sent as it is and in no coding that will do", async () => {
  const all = memoryStore({ "tiny.txt": "tiny", "photo.png": digits, "film.mp4": digits, "large.txt": large });
  const folder = new ServedFolder(all);
  for (const path of ["/tiny.txt", "/photo.png", "/film.mp4", "/large.txt"]) {
    for (const accept of ["identity;q=0", "*;q=0", "gzip, identity;q=0"]) {
      const answer = await folder.get(path, { "accept-encoding": accept });
      assert.equal(answer.statusCode, 406, `${path}, ${accept}`);
      assert.equal(answer.field("vary"), "Accept-Encoding");
      const notes = await folder.notes(path, { "accept-encoding": accept });
      assert.match(notes.filter((note) => note.startsWith("coding: ")).join(), /^coding: none is acceptable \(/);
    }
    assert.equal((await folder.get(path, { "accept-encoding": "*;q=0, identity" })).statusCode, 200);
  }
});

test("file-answer: the record says what came of the coding, and where its octets are from", async () => {
  const siblings = { "style.css": digits, "style.css.gz": "z".repeat(612), "photo.png": digits };
  const folder = new ServedFolder(memoryStore(siblings));
  const coding = async (path: string, accept?: string) =>
    (await folder.notes(path, accept === undefined ? {} : { "accept-encoding": accept }))
      .filter((note) => note.startsWith("coding: "))
      .join();
  assert.equal(
    await coding("/style.css", "br;q=0.5, gzip"),
    "coding: gzip, 612 of 2000 octets, style.css.gz (br 0.5, gzip 1)",
  );
  assert.match(await coding("/style.css", "br"), /^coding: br, \d+ of 2000 octets, made now and kept \(br 1\)$/);
  assert.match(await coding("/style.css", "br"), /^coding: br, \d+ of 2000 octets, made earlier \(br 1\)$/);
  assert.equal(await coding("/style.css"), "coding: identity (no Accept-Encoding)");
  assert.equal(await coding("/photo.png", "br"), "coding: identity (br 1; no other is on offer)");
  const plain = new ServedFolder(memoryStore(siblings), { compress: false });
  assert.ok(
    (await plain.notes("/style.css", { "accept-encoding": "br" })).includes("coding: none, for compress is off"),
  );
});

test("file-answer: conditions that do not count are noted when there are any", async () => {
  const noted = async (headers: Record<string, string>) =>
    (await served.notes("/small.txt", headers)).filter((note) => note.startsWith("precondition: "));
  assert.deepEqual(await noted({}), []);
  assert.deepEqual(await noted({ "if-modified-since": "soon" }), [
    "precondition: If-Modified-Since soon: not a date, ignored",
  ]);
  const tag = (await served.get("/small.txt")).field("etag")!;
  assert.deepEqual(await noted({ "if-none-match": '"x"', "if-modified-since": date }), [
    `precondition: If-None-Match "x": none matches ${tag}; If-Modified-Since ignored`,
  ]);
});

test("file-answer: a file under another status code has no validators, and no condition, range or refusal counts", async () => {
  const file = new StaticFile(served.files, ["small.txt"]);
  const answer = async (headers: Record<string, string>, statusCode: number): Promise<Answer> =>
    read(await file.serve(requestFor("GET", "/", { headers }), exchangeFor(), statusCode));
  const tag = (await answer({}, 200)).field("etag")!;
  for (const statusCode of [404, 418, 503]) {
    const headers = [
      { "if-none-match": "*" },
      { "if-match": '"x"' },
      { range: "bytes=0-1" },
      { "accept-encoding": "*;q=0" },
    ];
    for (const each of [{}, ...headers]) {
      const { field, octets, statusCode: sent } = await answer(each as Record<string, string>, statusCode);
      assert.equal(sent, statusCode, JSON.stringify(each));
      assert.equal(octets.length, digits.length);
      for (const name of ["etag", "last-modified", "accept-ranges", "content-range"])
        assert.equal(field(name), undefined);
      assert.equal(field("vary"), "Accept-Encoding");
    }
  }
  assert.equal((await answer({ range: "bytes=0-1" }, 203)).statusCode, 203);
  assert.equal((await answer({ "if-none-match": tag }, 203)).statusCode, 304);
});

test("file-answer: Last-Modified is a date before the response's, in the years that dates can say", async () => {
  const recent = memoryStore({ "now.txt": { content: "x", modifiedMs: Date.now() } });
  const before = Date.now();
  const told = Date.parse((await new ServedFolder(recent).get("/now.txt")).field("last-modified")!);
  // The clock that Date is written by may lag one second behind.
  assert.ok(told <= before - 1000 + 50, `${told} ${before}`);
  assert.equal((await served.get("/early.txt")).field("last-modified"), "Thu, 01 Jan 1970 00:00:00 GMT");
});

test("file-answer: an empty file has no range to take", async () => {
  const answer = await served.get("/empty.txt", { range: "bytes=0-" });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.octets.length, 0);
});

test("file-answer: nothing is coded and nothing varies when compress is off", async () => {
  const plain = new ServedFolder(memoryStore({ "a.txt": digits, "a.txt.br": "sibling" }), { compress: false });
  const answer = await plain.get("/a.txt", { "accept-encoding": "br, identity;q=0" });
  assert.equal(answer.text, digits);
  assert.equal(answer.field("vary"), undefined);
});

test("file-answer: a file that is cut while it is sent breaks off rather than end short", async () => {
  const changing = memoryStore({ "large.bin": large });
  const folder = new ServedFolder(changing);
  for (const range of [undefined, "bytes=0-99,1000-", "bytes=5-"]) {
    changing.write("large.bin", large);
    const response = await folder.answer("/large.bin", range === undefined ? {} : { range });
    changing.overwrite("large.bin", large.slice(0, 5000));
    await assert.rejects(read(response), { name: "FileChangedError" });
    await folder.idle();
    assert.equal(changing.openFiles, 0);
  }
});

test("file-answer: each decision is noted", async () => {
  const octets = (await served.get("/small.txt", { "accept-encoding": "gzip" })).octets.length;
  const notes = await served.notes("/small.txt", { "accept-encoding": "gzip", range: "bytes=0-1", "if-match": "*" });
  assert.deepEqual(notes, [
    "file: small.txt, 2000 octets, in memory",
    "cache: no-cache",
    `coding: gzip, ${octets} of 2000 octets, made earlier (gzip 1)`,
    "precondition: If-Match *: there is something",
    `range: bytes=0-1: 0-1 of ${octets}`,
  ]);
});
