import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  type Exchange,
  FieldSection,
  type IncomingRequest,
  isResponseError,
  type RequestContent,
  ResponseError,
} from "../semantics/index.ts";
import { type Form, type ReadFormOptions, readForm, readJson, readText } from "./form-content.ts";
import { deleteLeftoverUploads } from "./upload-folder.node.ts";

let uploadFolder = "";
before(async () => {
  uploadFolder = await mkdtemp(join(tmpdir(), "porthole-form-test-"));
});
after(() => rm(uploadFolder, { recursive: true, force: true }));

/** Content as the server gives it: each piece is overwritten once the next one is asked for. */
function contentOf(octets: Uint8Array, pieceOctets = Number.POSITIVE_INFINITY, limitOctets = 1 << 20) {
  const taken = { octets: 0 };
  const content: RequestContent & { failAfter?: number } = {
    lengthOctets: octets.length,
    limitOctets,
    isTaken: false,
    trailerSection: FieldSection.empty,
    async octets() {
      taken.octets = octets.length;
      return octets;
    },
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < octets.length; at += pieceOctets) {
        const piece = Uint8Array.from(octets.subarray(at, at + pieceOctets));
        taken.octets += piece.length;
        if (taken.octets > content.limitOctets) throw new ResponseError(413, "too large");
        yield piece;
        piece.fill(0x2a);
      }
      if (content.failAfter !== undefined) throw new ResponseError(400, "broken off");
    },
  };
  return { content, taken };
}

function requestOf(
  contentType: string | undefined,
  content: RequestContent | undefined,
  coding?: string,
): IncomingRequest {
  return {
    method: "POST",
    requestTarget: "/",
    scheme: "http",
    authority: "localhost",
    path: "/",
    query: undefined,
    httpVersion: "HTTP/1.1",
    headerSection: FieldSection.of({ "Content-Type": contentType, "Content-Encoding": coding }),
    content,
  };
}

function exchangeOf() {
  let complete: (isWhole: boolean) => void = () => {};
  const waited: Promise<unknown>[] = [];
  const exchange: Exchange = {
    connection: {
      id: 1,
      remote: { host: "127.0.0.1", port: 1 },
      local: { host: "127.0.0.1", port: 2 },
      isEncrypted: false,
    },
    signal: new AbortController().signal,
    completed: new Promise((resolve) => {
      complete = resolve;
    }),
    sendInterim() {},
    waitUntil: (promise) => void waited.push(promise),
    decisions: undefined,
  };
  return {
    exchange,
    async end(isWhole = true) {
      complete(isWhole);
      await Promise.all(waited);
    },
  };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isResponseError(error)) return `${error.statusCode} ${error.message}`;
    throw error;
  }
  return "no refusal";
}

const URLENCODED = "application/x-www-form-urlencoded";

function urlencoded(text: string, options?: ReadFormOptions): Promise<Form> {
  return readForm(requestOf(URLENCODED, contentOf(latin1(text)).content), exchangeOf().exchange, options);
}

test("form-content: an urlencoded form is decoded once, in order", async () => {
  const form = await urlencoded("name=Tom+%26+Jerry&cat=%F0%9F%90%88&cat=b%2525&&empty=&bare&a=b=c");
  assert.equal(form.get("name"), "Tom & Jerry");
  assert.deepEqual(form.getAll("cat"), ["🐈", "b%25"]);
  assert.equal(form.get("empty"), "");
  assert.equal(form.get("bare"), "");
  assert.equal(form.get("a"), "b=c");
  assert.equal(form.get("other"), undefined);
  assert.equal(form.has("bare"), true);
  assert.equal(form.has("__proto__"), false);
  assert.deepEqual(
    [...form].map(([name]) => name),
    ["name", "cat", "cat", "empty", "bare", "a"],
  );
  assert.deepEqual(form.files, []);
});

test("form-content: a form without content has no fields", async () => {
  const form = await readForm(requestOf(URLENCODED, undefined), exchangeOf().exchange);
  assert.deepEqual(form.entries(), []);
});

test("form-content: an urlencoded form that is malformed is a 400 that says what", async () => {
  assert.equal(
    await refusal(urlencoded("ok=1&name=%zz")),
    '400 The form is malformed: the value of "name" is not percent-encoded UTF-8.',
  );
  assert.equal(
    await refusal(urlencoded("%ff=1")),
    "400 The form is malformed: the name of a field is not percent-encoded UTF-8.",
  );
  assert.equal(await refusal(urlencoded("a=\xff")), "400 The form is malformed: it is not UTF-8.");
});

test("form-content: an urlencoded form past a limit is a 413 (RFC9110§15.5.14)", async () => {
  assert.equal((await urlencoded("a&b&c", { fieldsMax: 3 })).entries().length, 3);
  assert.equal(await refusal(urlencoded("a&b&c&d", { fieldsMax: 3 })), "413 The form has more than 3 fields.");
  assert.equal((await urlencoded("a=123", { contentOctetsMax: 5 })).get("a"), "123");
  const { content, taken } = contentOf(latin1("a=1234"));
  const request = requestOf(URLENCODED, content);
  assert.equal(
    await refusal(readForm(request, exchangeOf().exchange, { contentOctetsMax: 5 })),
    "413 The content has 6 octets; at most 5 are taken.",
  );
  assert.equal(taken.octets, 0, "refused before an octet was asked for");
});

test("form-content: what is no form is a 415 that says what is right (RFC9110§15.5.16)", async () => {
  const read = (type: string | undefined, coding?: string) =>
    refusal(readForm(requestOf(type, contentOf(latin1("a=1")).content, coding), exchangeOf().exchange));
  const expected = "this expects application/x-www-form-urlencoded or multipart/form-data.";
  assert.equal(await read("text/plain"), `415 The content is text/plain; ${expected}`);
  assert.equal(await read(undefined), `415 The content has no Content-Type; ${expected}`);
  assert.equal(await read("nonsense"), `415 The content is malformed; ${expected}`);
  assert.equal(await read(URLENCODED, "gzip"), "415 The content is encoded; send it without Content-Encoding.");
  assert.equal(await read(URLENCODED, "identity"), "no refusal");
  assert.equal(await read(`${URLENCODED}; charset=UTF-8`), "no refusal");
});

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

test("form-content: a multipart form is the same in pieces of any size (RFC7578§4)", async () => {
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

test("form-content: a long file is written to the disk as it comes", async () => {
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

test("form-content: a file that a handler took stays, what it left goes, when the exchange ends", async () => {
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

test("form-content: a taken file replaces another only when told to", async () => {
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

test("form-content: a multipart form past a limit is a 413, and nothing of it is left (RFC9110§15.5.14)", async () => {
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

test("form-content: no more is asked for once a multipart form is refused", async () => {
  const octets = utf8(`${part('name="a"', "x".repeat(2000))}${part('name="b"', "y".repeat(90_000))}`);
  const { form, taken } = multipart(octets, { fieldOctetsMax: 1000 }, 500);
  assert.match(await refusal(form), /^413 The field "a"/);
  assert.ok(taken.octets < 10_000, `${taken.octets} octets were taken`);
});

test("form-content: a multipart form that is malformed is a 400 that says what (RFC7578)", async () => {
  const whole = Buffer.from(guestbook).toString("latin1");
  const cases: readonly [octets: Uint8Array, message: RegExp][] = [
    [latin1(whole.slice(0, whole.indexOf("PNG") + 2)), /it ends within a part/],
    [latin1(whole.slice(0, -8)), /it ends within a part/],
    [latin1(`${part('nome="x"', "1")}--${BOUNDARY}--\r\n`), /a part has no name/],
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

test("form-content: a multipart form that is cut at any octet is refused and leaves nothing", async () => {
  for (let length = 0; length < guestbook.length - 4; length += 3) {
    const refused = await refusal(multipart(guestbook.subarray(0, length), {}, 50).form);
    assert.match(refused, /^400 The form is malformed: /, `cut at ${length}`);
  }
  assert.deepEqual(readdirSync(uploadFolder), []);
});

test("form-content: content that breaks off is its own error, and nothing is left", async () => {
  const { content } = contentOf(guestbook.subarray(0, 300), 50);
  Object.assign(content, { failAfter: 300 });
  const reading = readForm(requestOf(MULTIPART, content), exchangeOf().exchange, { uploadFolder });
  assert.equal(await refusal(reading), "400 broken off");
  assert.deepEqual(readdirSync(uploadFolder), []);
});

test("form-content: folders of uploads whose process is gone are deleted, others are not", async () => {
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

function json(text: string | Uint8Array, options = {}, type = "application/json"): Promise<unknown> {
  const octets = typeof text === "string" ? utf8(text) : text;
  return readJson(requestOf(type, contentOf(octets).content), options);
}

test("form-content: JSON is read, of any JSON media type (RFC8259)", async () => {
  assert.deepEqual(await json('{"a":[1,2,{"b":"é]}"}]}'), { a: [1, 2, { b: "é]}" }] });
  assert.equal(await json(" 5 "), 5);
  assert.equal(await json("null", {}, "application/problem+json; charset=utf-8"), null);
});

test("form-content: JSON that is malformed is a 400 with line and column (RFC8259)", async () => {
  for (const [text, message] of [
    ['{\n  "a": 1,\n}', "a key in double quotation marks is expected at line 3, column 1"],
    ['{"a" 1}', "a colon is expected at line 1, column 6"],
    ["[1, 2", 'a "]" is expected at line 1, column 6'],
    ["", "a value is expected at line 1, column 1"],
    ["[1] 2", "the end is expected at line 1, column 5"],
    ['["a', "a string has no end at line 1, column 2"],
    ["// hello\n1", "a comment, which JSON has not, stands at line 1, column 1"],
    ["{'a': 1}", "something that is no JSON value stands at line 1, column 2"],
  ] as const) {
    assert.equal(await refusal(json(text)), `400 The JSON is malformed: ${message}.`, text);
  }
  for (const text of [
    "[01]",
    "[1.]",
    "[+1]",
    "[.5]",
    "[NaN]",
    '["\t"]',
    '["\\x"]',
    '["\\u12"]',
    "[1,]",
    "[,1]",
    "tru",
  ]) {
    assert.match(await refusal(json(text)), /^400 The JSON is malformed: .+\.$/, text);
  }
  assert.equal(await refusal(json(latin1('"\xff"'))), "400 The JSON is malformed: it is not UTF-8.");
  assert.match(await refusal(readJson(requestOf("application/json", undefined))), /^400 .*no content/);
});

test("form-content: JSON too deep, too long or of another media type is refused", async () => {
  assert.deepEqual(await json("[[[]]]", { depthMax: 3 }), [[[]]]);
  assert.equal(await refusal(json("[[[[]]]]", { depthMax: 3 })), "400 The JSON is nested deeper than 3 levels.");
  assert.deepEqual(await json('["[[[[", "\\"[[["]', { depthMax: 1 }), ["[[[[", '"[[[']);
  assert.match(await refusal(json("[".repeat(500_000))), /^400 The JSON is nested deeper than 64/);
  assert.match(await refusal(json("[1,2,3]", { contentOctetsMax: 6 })), /^413 /);
  assert.equal(
    await refusal(json("{}", {}, "text/plain")),
    "415 The content is text/plain; this expects application/json.",
  );
});

test("form-content: text is read by its charset, UTF-8 when it names none", async () => {
  const read = (type: string | undefined, octets: Uint8Array) => readText(requestOf(type, contentOf(octets).content));
  assert.equal(await read("text/plain", utf8("kätzchen 🐈")), "kätzchen 🐈");
  assert.equal(await read(undefined, utf8("é")), "é");
  assert.equal(await read("text/plain; charset=iso-8859-1", latin1("\xe9")), "é");
  assert.equal(await read('application/xml; charset="UTF-8"', utf8("é")), "é");
  assert.equal(await readText(requestOf("text/plain", undefined)), "");
  assert.equal(await refusal(read("text/plain", latin1("\xff"))), "400 The content is not text in utf-8.");
  assert.match(await refusal(read("text/plain; charset=klingon", utf8("x"))), /^415 /);
});
