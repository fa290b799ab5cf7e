import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type ReadFormOptions, readForm } from "./form-content.ts";
import { contentOf, exchangeOf, latin1, refusal, requestOf, utf8 } from "./testing/form-requests.ts";
import { deleteLeftoverUploads } from "./upload-folder.node.ts";

let uploadFolder = "";
before(async () => {
  uploadFolder = await mkdtemp(join(tmpdir(), "porthole-form-test-"));
});
after(() => rm(uploadFolder, { recursive: true, force: true }));

const BOUNDARY = "----x7MA4YWxk";
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

function part(head: string, content: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
}

const guestbook = utf8(
  part('name="name"', "Mïa") +
    part('name="photo"; filename="C:\\\\pics\\\\kätzchen.png"\r\nContent-Type: image/png', "PNG\r\n--\r\n\0ÿ") +
    part('name="nothing"; filename=""\r\nContent-Type: application/octet-stream', "") +
    part('name="notes"; filename="../../empty.txt"\r\nContent-Type: text/plain', "") +
    part('name="name"', "second") +
    `--${BOUNDARY}--\r\n`,
);

function multipart(octets: Uint8Array, options: ReadFormOptions = {}, pieceOctets?: number, exchange = exchangeOf()) {
  const { content, taken } = contentOf(octets, pieceOctets);
  return {
    form: readForm(requestOf(MULTIPART, content), exchange.exchange, { uploadFolder, ...options }),
    exchange,
    taken,
  };
}

test("multipart: a form is the same in pieces of any size (RFC7578§4)", async () => {
  for (const pieceOctets of [Number.POSITIVE_INFINITY, 1, 2, 7, 64, 100, 150]) {
    const { form: reading, exchange } = multipart(guestbook, {}, pieceOctets);
    const form = await reading;
    assert.deepEqual(form.entries(), [
      ["name", "Mïa"],
      ["name", "second"],
    ]);
    assert.deepEqual(
      form.files.map(({ fieldName, fileName, mediaType, sizeOctets }) => [fieldName, fileName, mediaType, sizeOctets]),
      [
        ["photo", "kätzchen.png", "image/png", utf8("PNG\r\n--\r\n\0ÿ").length],
        ["notes", "empty.txt", "text/plain", 0],
      ],
    );
    assert.equal(await readFile(form.file("photo")!.path, "utf8"), "PNG\r\n--\r\n\0ÿ");
    assert.equal(await readFile(form.file("notes")!.path, "utf8"), "");
    await exchange.end();
  }
  assert.deepEqual(readdirSync(uploadFolder), []);
});

test("multipart: a long file is written to the disk as it comes", async () => {
  const file = Buffer.alloc(5_000_000, "0123456789abcdef\r\n-");
  const octets = Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n`),
    file,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);
  const { form: reading, exchange } = multipart(octets, { contentOctetsMax: 6_000_000 }, 65_536);
  const form = await reading;
  assert.equal(form.file("f")!.sizeOctets, file.length);
  assert.ok((await readFile(form.file("f")!.path)).equals(file));
  await exchange.end();
});

test("multipart: a file that a handler took stays, what it left goes, when the exchange ends", async () => {
  for (const isWhole of [true, false]) {
    const { form: reading, exchange } = multipart(guestbook);
    const form = await reading;
    const left = form.file("notes")!.path;
    const photo = form.file("photo")!;
    const before = photo.path;
    const target = join(uploadFolder, "taken", "photo.png");
    assert.equal(await photo.saveTo(target), target);
    assert.equal(photo.path, target);
    assert.equal(existsSync(before), false);
    assert.equal(existsSync(left), true);
    await exchange.end(isWhole);
    assert.equal(existsSync(left), false);
    assert.equal(await readFile(target, "utf8"), "PNG\r\n--\r\n\0ÿ");
    await rm(join(uploadFolder, "taken"), { recursive: true });
    assert.deepEqual(readdirSync(uploadFolder), []);
  }
});

test("multipart: a taken file replaces another only when told to", async () => {
  const { form: reading, exchange } = multipart(guestbook);
  const photo = (await reading).file("photo")!;
  const target = join(uploadFolder, "kept.png");
  await writeFile(target, "older");
  await assert.rejects(photo.saveTo(target), { code: "EEXIST" });
  assert.equal(await readFile(target, "utf8"), "older");
  await photo.saveTo(new URL(`file://${target}`), { overwrite: true });
  assert.equal(await readFile(target, "utf8"), "PNG\r\n--\r\n\0ÿ");
  await exchange.end();
  await rm(target);
});

test("multipart: a form past a limit is a 413, and nothing of it is left (RFC9110§15.5.14)", async () => {
  const long = utf8(
    `${part('name="f"; filename="a"', "x".repeat(1000))}${part('name="t"', "y".repeat(1000))}--${BOUNDARY}--\r\n`,
  );
  const read = async (options: ReadFormOptions, octets = long) => {
    const { form, exchange } = multipart(octets, options, 100);
    const refused = await refusal(form);
    await exchange.end();
    return refused;
  };
  assert.equal(await read({}), "no refusal");
  assert.equal(await read({ fileOctetsMax: 1000, fieldOctetsMax: 1000, filesMax: 1, fieldsMax: 1 }), "no refusal");
  assert.equal(await read({ fileOctetsMax: 999 }), '413 The file of "f" has more than 999 octets.');
  assert.equal(await read({ fieldOctetsMax: 999 }), '413 The field "t" has more than 999 octets.');
  assert.equal(await read({ filesMax: 0 }), "413 The form has more than 0 files.");
  assert.equal(await read({ fieldsMax: 0 }), "413 The form has more than 0 fields.");
  assert.match(await read({ contentOctetsMax: long.length - 1 }), /^413 The content has/);
  const name = utf8(`${part(`name="${"n".repeat(201)}"`, "1")}--${BOUNDARY}--\r\n`);
  assert.equal(await read({}, name), "413 The name of a field is longer than 200 characters.");
  assert.deepEqual(readdirSync(uploadFolder), []);
});

test("multipart: no more is asked for once a multipart form is refused", async () => {
  const octets = utf8(`${part('name="a"', "x".repeat(2000))}${part('name="b"', "y".repeat(90_000))}`);
  const { form, taken } = multipart(octets, { fieldOctetsMax: 1000 }, 500);
  assert.match(await refusal(form), /^413 The field "a"/);
  assert.ok(taken.octets < 10_000, `${taken.octets} octets were taken`);
});

test("multipart: a form that is malformed is a 400 that says what (RFC7578)", async () => {
  const whole = Buffer.from(guestbook).toString("latin1");
  const cases: readonly [octets: Uint8Array, message: RegExp][] = [
    [latin1(whole.slice(0, whole.indexOf("PNG") + 2)), /it ends within a part/],
    [latin1(whole.slice(0, -8)), /it ends within a part/],
    [latin1(`${part('nome="x"', "1")}--${BOUNDARY}--\r\n`), /a part has no name/],
    [latin1(`--${BOUNDARY}\r\nContent-Type: text/plain\r\n\r\n1\r\n${whole}`), /no Content-Disposition/],
    [latin1(`--${BOUNDARY}\r\n\r\n1\r\n${whole}`), /no Content-Disposition/],
    [latin1(whole.replace(`--${BOUNDARY}--`, `--${BOUNDARY}\r\nX: y\r\n\r\n1\r\n--${BOUNDARY}--`)), /no Content-Disp/],
    [latin1(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="x"\r\n${whole}`), /no Content-Disposition/],
    [latin1(whole.replace(`--${BOUNDARY}--`, `--${BOUNDARY}\r\nX: y\r\n--${BOUNDARY}--`)), /no Content-Disposition/],
    [latin1(whole.replace("form-data", "attachment")), /no Content-Disposition of form-data/],
    [
      latin1(`--${BOUNDARY}\r\nX: ${"y".repeat(9000)}\r\n${whole.slice(BOUNDARY.length + 4)}`),
      /no Content-Disposition/,
    ],
    [latin1(`${part('name="x"', "\xff\xfe")}--${BOUNDARY}--\r\n`), /the value of "x" is not UTF-8/],
    [latin1("no boundary anywhere"), /malformed/],
    [latin1(""), /malformed/],
  ];
  for (const [octets, message] of cases) {
    for (const pieceOctets of [Number.POSITIVE_INFINITY, 1, 33]) {
      const refused = await refusal(multipart(octets, {}, pieceOctets).form);
      assert.match(refused, /^400 The form is malformed: /);
      assert.match(refused, message);
    }
  }
  for (const type of ["multipart/form-data", 'multipart/form-data; boundary=""', 'multipart/form-data; boundary="é"']) {
    const request = requestOf(type, contentOf(guestbook).content);
    assert.match(await refusal(readForm(request, exchangeOf().exchange)), /^400 .*boundary/);
  }
  assert.deepEqual(readdirSync(uploadFolder), []);
});

test("multipart: a form that is cut at any octet is refused and leaves nothing", async () => {
  for (let length = 0; length < guestbook.length - 4; length += 3) {
    const refused = await refusal(multipart(guestbook.subarray(0, length), {}, 50).form);
    assert.match(refused, /^400 The form is malformed: /, `cut at ${length}`);
  }
  assert.deepEqual(readdirSync(uploadFolder), []);
});

test("multipart: content that breaks off is its own error, and nothing is left", async () => {
  const { content } = contentOf(guestbook.subarray(0, 300), 50);
  Object.assign(content, { failAfter: 300 });
  const reading = readForm(requestOf(MULTIPART, content), exchangeOf().exchange, { uploadFolder });
  assert.equal(await refusal(reading), "400 broken off");
  assert.deepEqual(readdirSync(uploadFolder), []);
});

test("upload-folder: folders of uploads whose process is gone are deleted, others are not", async () => {
  const { form: reading, exchange } = multipart(guestbook);
  const own = (await reading).file("photo")!.path;
  const made = readdirSync(uploadFolder)[0]!;
  const [, host, pid] = /^porthole-uploads-(.*)-(\d+)-/.exec(made)!;
  assert.equal(pid, String(process.pid));
  // No process has this id: Linux has at most 2^22 of them, and 2^31 - 1 is odd, so that Windows has none either.
  const gone = [`porthole-uploads-${host}-2147483647-abcdef`, `porthole-uploads-${host}-${pid}-oldone`];
  const kept = ["porthole-uploads-otherhost-2147483647-abcdef", "porthole-uploads", "something-else", made];
  for (const name of [...gone, ...kept.slice(0, -1)]) {
    await mkdir(join(uploadFolder, name));
    await writeFile(join(uploadFolder, name, "1"), "x");
  }
  await utimes(join(uploadFolder, gone[1]!), new Date(0), new Date(0));
  assert.equal(await deleteLeftoverUploads(uploadFolder), 2);
  assert.deepEqual(readdirSync(uploadFolder).sort(), kept.toSorted());
  assert.equal(existsSync(own), true);
  await exchange.end();
  for (const name of kept) await rm(join(uploadFolder, name), { recursive: true, force: true });
});
