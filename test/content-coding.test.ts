import assert from "node:assert/strict";
import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as zlib from "node:zlib";
import type { Answer, FileClient } from "./tools/file-client.ts";
import {
  distinctText,
  eventually,
  modifiedAt,
  randomOctets,
  type ServedFolder,
  serveFolder,
} from "./tools/served-folder.ts";

/** Zstandard came to zlib in Node 22.15: looked for, because the types are those of Node 20. */
const { zstdDecompressSync, zstdCompressSync } = zlib as {
  readonly zstdDecompressSync?: (octets: Uint8Array) => Buffer;
  readonly zstdCompressSync?: (octets: Uint8Array) => Buffer;
};
const hasZstd = zstdDecompressSync !== undefined;

/** An Accept-Encoding field, and the coding that must be chosen; the server's own order is br, zstd, gzip. */
interface Row {
  /** `undefined`: no such field. */
  readonly accept: string | undefined;
  /** "none": 406. */
  readonly coding: Coding | "none" | readonly Coding[];
  readonly rule: string;
}
type Coding = "identity" | "br" | "zstd" | "gzip";

const zstdOr = (otherwise: Coding): Coding => (hasZstd ? "zstd" : otherwise);

const rows: readonly Row[] = [
  {
    accept: undefined,
    coding: "identity",
    rule: "RFC9110§12.5.3 no field: whoever says nothing gets the file as it is",
  },
  { accept: "", coding: "identity", rule: "RFC9110§12.5.3 an empty field" },
  { accept: "identity", coding: "identity", rule: "RFC9110§12.5.3" },
  { accept: "br", coding: "br", rule: "RFC9110§12.5.3" },
  { accept: "gzip", coding: "gzip", rule: "RFC9110§12.5.3" },
  { accept: "x-gzip", coding: "gzip", rule: "RFC9110§8.4.1.3 the same as gzip" },
  { accept: "zstd", coding: zstdOr("identity"), rule: "RFC9110§12.5.3" },
  { accept: "GZip", coding: "gzip", rule: "RFC9110§8.4.1 codings ignore case" },
  { accept: "BR", coding: "br", rule: "RFC9110§8.4.1 codings ignore case" },
  { accept: "deflate", coding: "identity", rule: "RFC9110§12.5.3 none that is on offer" },
  { accept: "compress, deflate", coding: "identity", rule: "RFC9110§12.5.3 none that is on offer" },
  { accept: "gzipped, abr, xbr", coding: "identity", rule: "RFC9110§12.5.3 the whole token counts" },
  { accept: "gzip, br", coding: "br", rule: "equal weights: the server's order" },
  { accept: "gzip, deflate, br", coding: "br", rule: "what browsers send" },
  { accept: "gzip, deflate, br, zstd", coding: "br", rule: "what Chromium sends" },
  { accept: "deflate, gzip, br, zstd", coding: "br", rule: "what curl sends" },
  { accept: "gzip, zstd", coding: zstdOr("gzip"), rule: "equal weights: the server's order" },
  { accept: "gzip,br", coding: "br", rule: "RFC9110§5.6.1 no blank after the comma" },
  { accept: " , gzip ,\t,br,", coding: "br", rule: "RFC9110§5.6.1.2 empty elements" },
  { accept: "*", coding: "br", rule: "RFC9110§12.5.3 any" },
  { accept: "*, br;q=0", coding: zstdOr("gzip"), rule: "RFC9110§12.5.3 any but one" },
  { accept: "br;q=0, *", coding: zstdOr("gzip"), rule: "RFC9110§12.5.3 any but one, the other way round" },
  { accept: "*;q=0, gzip", coding: "gzip", rule: "RFC9110§12.5.3 none but one" },
  { accept: "*;q=0.5, gzip;q=1", coding: "gzip", rule: "RFC9110§12.5.3, its example" },
  { accept: "gzip;q=1.0, identity; q=0.5, *;q=0", coding: "gzip", rule: "RFC9110§12.5.3, its example" },
  { accept: "compress;q=0.5, gzip;q=1.0", coding: "gzip", rule: "RFC9110§12.5.3, its example" },
  { accept: "gzip;q=1.0, br;q=0.5", coding: "gzip", rule: "RFC9110§12.4.2 the higher weight" },
  { accept: "br;q=0.5, gzip;q=0.501", coding: "gzip", rule: "RFC9110§12.4.2 three decimals" },
  { accept: "br;q=0, gzip", coding: "gzip", rule: "RFC9110§12.4.2 a weight of 0 is a no" },
  { accept: "br;q=0, gzip;q=0", coding: "identity", rule: "RFC9110§12.4.2 a weight of 0 is a no" },
  { accept: "br;q=0.0", coding: "identity", rule: "RFC9110§12.4.2 0.0 is 0" },
  { accept: "br;q=0.000", coding: "identity", rule: "RFC9110§12.4.2 0.000 is 0" },
  { accept: "gzip;q=0.001", coding: ["gzip", "identity"], rule: "RFC9110§12.4.2 the least yes" },
  { accept: "gzip;q=1.000", coding: "gzip", rule: "RFC9110§12.4.2" },
  { accept: "gzip ; q=0.8 , br ;q=0.9", coding: "br", rule: "RFC9110§12.4.2 blanks around the semicolon" },
  { accept: "gzip;Q=0.9, br;Q=0.1", coding: "gzip", rule: "RFC9110§12.4.2 q ignores case" },
  { accept: "identity, gzip;q=0.5", coding: "identity", rule: "RFC9110§12.4.2 the file as it is weighs more" },
  { accept: "identity;q=0.5, gzip;q=0.5", coding: "gzip", rule: "equal weights: identity comes last" },
  { accept: "identity;q=0, gzip", coding: "gzip", rule: "RFC9110§12.5.3 identity is refused" },
  { accept: "identity;q=0, *;q=0.1", coding: "br", rule: "RFC9110§12.5.3 identity is refused, any other will do" },
  { accept: "identity;q=0", coding: "none", rule: "RFC9110§12.5.3 nothing is acceptable" },
  { accept: "*;q=0", coding: "none", rule: "RFC9110§12.5.3 nothing is acceptable" },
  { accept: "gzip;q=0, *;q=0", coding: "none", rule: "RFC9110§12.5.3 nothing is acceptable" },
  { accept: "*;q=0, identity", coding: "identity", rule: "RFC9110§12.5.3 identity alone" },
  { accept: "gzip;q=2", coding: ["gzip", "identity"], rule: "RFC9110§12.4.2 no weight" },
  { accept: "gzip;q=x, br;q=0.2", coding: ["br", "gzip", "identity"], rule: "RFC9110§12.4.2 no weight" },
  { accept: "@@@, ;;;, q=1, =", coding: "identity", rule: "no codings" },
];

const decoders: Readonly<Record<Coding, (octets: Uint8Array) => Buffer>> = {
  identity: (octets) => Buffer.from(octets),
  br: zlib.brotliDecompressSync,
  gzip: zlib.gunzipSync,
  zstd: (octets) => zstdDecompressSync!(octets),
};

const page = distinctText(20_000);
const hugePage = distinctText(9_000_000);

describe("content coding", { timeout: 60_000 }, () => {
  let folder: ServedFolder;
  let client: FileClient;
  before(async () => {
    folder = await serveFolder({
      "page.html": page,
      "app.js": page,
      "style.css": page,
      "data.json": page,
      "drawing.svg": page,
      "feed.xml": page,
      "notes.txt": page,
      "tiny.txt": "tiny",
      "photo.png": randomOctets(20_000),
      "photo.jpg": page,
      "font.woff2": page,
      "film.mp4": page,
      "archive.zip": page,
      unknown: page,
      "built.js": page,
      "built.js.br": zlib.brotliCompressSync(`${page}br`),
      "built.js.gz": zlib.gzipSync(`${page}gz`),
      "huge.txt": hugePage,
      "huge.txt.gz": zlib.gzipSync(hugePage),
    });
    client = await folder.connect();
  });
  after(() => folder[Symbol.asyncDispose]());

  test("content coding: is chosen by the table of Accept-Encoding (RFC9110§12.5.3)", async () => {
    for (const { accept, coding, rule } of rows) {
      const answer = await client.get("/page.html", ...acceptLine(accept));
      const shown = `${rule}: Accept-Encoding: ${accept}`;
      if (coding === "none") {
        assert.equal(answer.statusCode, 406, shown);
        continue;
      }
      const got = codingOf(answer);
      const allowed = [coding].flat();
      assert.ok(allowed.includes(got), `${shown}: ${got}, not ${allowed}`);
      requireCoded(answer, got, page, shown);
      const head = await client.head("/page.html", ...acceptLine(accept));
      assert.deepEqual(undated(head), undated(answer), `${shown}: HEAD`);
    }
  });

  test("content coding: several Accept-Encoding lines are read as one list (RFC9110§5.3)", async () => {
    const answer = await client.get("/page.html", "Accept-Encoding: br;q=0", "Accept-Encoding: gzip");
    assert.equal(codingOf(answer), "gzip");
  });

  test("content coding: is for text and what is like it, and not for what is compressed already", async () => {
    for (const target of ["/app.js", "/style.css", "/data.json", "/drawing.svg", "/feed.xml", "/notes.txt"]) {
      const answer = await client.get(target, "Accept-Encoding: gzip, br");
      assert.equal(codingOf(answer), "br", target);
      requireCoded(answer, "br", page, target);
    }
    for (const target of ["/photo.png", "/photo.jpg", "/font.woff2", "/film.mp4", "/archive.zip", "/tiny.txt"]) {
      assert.equal(codingOf(await client.get(target, "Accept-Encoding: gzip, br")), "identity", target);
    }
  });

  test("content coding: a file that nothing is coded of is refused like any other when identity is (RFC9110§12.5.3)", async () => {
    for (const target of ["/photo.png", "/tiny.txt", "/font.woff2", "/page.html"]) {
      for (const accept of ["identity;q=0", "*;q=0", "compress, identity;q=0"]) {
        const answer = await client.get(target, `Accept-Encoding: ${accept}`);
        assert.equal(answer.statusCode, 406, `${target}: ${accept}`);
        assert.match(answer.field("vary") ?? "", /accept-encoding/i);
      }
    }
  });

  test("content coding: each has its own tag, and the same fields otherwise (RFC9110§8.8.3.3)", async () => {
    const codings: readonly Coding[] = ["identity", "br", "gzip", ...(hasZstd ? (["zstd"] as const) : [])];
    const answers: Answer[] = [];
    for (const coding of codings) answers.push(await client.get("/page.html", `Accept-Encoding: ${coding}`));
    const tags = answers.map(({ field }) => field("etag"));
    assert.equal(new Set(tags).size, codings.length, `${tags}`);
    for (const [at, answer] of answers.entries()) {
      for (const name of ["content-type", "x-content-type-options", "last-modified", "cache-control", "vary"]) {
        assert.equal(answer.field(name), answers[0]!.field(name), `${codings[at]}: ${name}`);
      }
      const again = await client.get("/page.html", `Accept-Encoding: ${codings[at]}`);
      assert.ok(again.content.equals(answer.content), "the octets that a strong tag stands for stay the same");
    }
  });

  test("content coding: a 304 is for the coding that would be sent (RFC9110§13.1.2)", async () => {
    const identity = (await client.get("/page.html")).field("etag")!;
    const br = (await client.get("/page.html", "Accept-Encoding: br")).field("etag")!;
    const asked = (accept: string, tags: string) =>
      client.get("/page.html", `Accept-Encoding: ${accept}`, `If-None-Match: ${tags}`);
    assert.equal((await asked("br", br)).statusCode, 304);
    assert.equal((await asked("br", identity)).statusCode, 200, "the file's own tag says nothing of the br");
    assert.equal((await asked("identity", br)).statusCode, 200, "nor the other way round");
    const both = await asked("br", `${identity}, ${br}`);
    assert.equal(both.statusCode, 304);
    assert.equal(both.field("etag"), br);
    assert.match(both.field("vary") ?? "", /accept-encoding/i);
  });

  test("content coding: a sibling is sent as it is, and is a file of its own as well", async () => {
    const br = await client.get("/built.js", "Accept-Encoding: br, gzip");
    assert.equal(codingOf(br), "br");
    assert.equal(zlib.brotliDecompressSync(br.content).toString(), `${page}br`);
    assert.match(br.field("content-type") ?? "", /javascript/);
    const gzip = await client.get("/built.js", "Accept-Encoding: gzip");
    assert.equal(codingOf(gzip), "gzip");
    assert.equal(zlib.gunzipSync(gzip.content).toString(), `${page}gz`);
    const itself = await client.get("/built.js.br", "Accept-Encoding: br, gzip");
    assert.equal(itself.statusCode, 200);
    assert.equal(codingOf(itself), "identity", "asked for by its own name, it is what is wanted");
    assert.ok(itself.content.equals(br.content));
    assert.doesNotMatch(itself.field("content-type") ?? "", /javascript/);
  });

  test("content coding: a large file has codings from its siblings, and ranges within them", async () => {
    const whole = await client.get("/huge.txt", "Accept-Encoding: gzip");
    assert.equal(codingOf(whole), "gzip");
    assert.ok(zlib.gunzipSync(whole.content).equals(Buffer.from(hugePage)));
    const range = await client.get("/huge.txt", "Accept-Encoding: gzip", "Range: bytes=1000-1999");
    assert.equal(range.statusCode, 206);
    assert.equal(range.field("content-range"), `bytes 1000-1999/${whole.content.length}`);
    assert.ok(range.content.equals(whole.content.subarray(1000, 2000)));
    assert.equal(codingOf(await client.get("/huge.txt", "Accept-Encoding: identity")), "identity");
  });

  test("content coding: a sibling older than its file is not sent", async () => {
    await folder.write("stale.js", `${page}new`);
    await writeFile(join(folder.root, "stale.js.br"), zlib.brotliCompressSync(`${page}old`));
    const older = new Date(modifiedAt.getTime() - 3_600_000);
    await utimes(join(folder.root, "stale.js.br"), older, older);
    const answer = await client.get("/stale.js", "Accept-Encoding: br");
    assert.equal(decoders[codingOf(answer)](answer.content).toString(), `${page}new`);
  });

  test("content coding: what is sent follows when the file or its sibling changes", async () => {
    await folder.write("moving.css", `${page}1`);
    await folder.write("moving.css.br", zlib.brotliCompressSync(`${page}1 br`));
    const decoded = async () => {
      const answer = await client.get("/moving.css", "Accept-Encoding: br");
      return decoders[codingOf(answer)](answer.content).toString();
    };
    assert.equal(await decoded(), `${page}1 br`);
    const later = new Date(modifiedAt.getTime() + 3_600_000);
    await folder.write("moving.css", `${page}2`, later);
    await eventually(decoded, (text) => text === `${page}2`, "the change");
    await folder.write("moving.css.br", zlib.brotliCompressSync(`${page}2 br`), later);
    await eventually(decoded, (text) => text === `${page}2 br`, "the change");
    await rm(join(folder.root, "moving.css.br"));
    await eventually(decoded, (text) => text === `${page}2`, "the change");
  });

  test("content coding: many first requests at once each get it whole", async () => {
    const clients = await Promise.all(Array.from({ length: 40 }, () => folder.connect()));
    const text = distinctText(150_000);
    await folder.write("rush.html", text);
    const answers = await Promise.all(
      clients.map((each, at) => each.get("/rush.html", `Accept-Encoding: ${at % 2 === 0 ? "br" : "gzip"}`)),
    );
    for (const [at, answer] of answers.entries()) requireCoded(answer, at % 2 === 0 ? "br" : "gzip", text, "rush");
    assert.equal(new Set(answers.map(({ field }) => field("etag"))).size, 2);
    for (const each of clients) each.close();
  });

  test("content coding: is left alone when the folder is served without it", async () => {
    await using plain = await serveFolder({ "page.html": page }, { compress: false });
    const answer = await plain.get("/page.html", "Accept-Encoding: br, gzip");
    assert.equal(codingOf(answer), "identity");
    assert.equal(answer.content.toString(), page);
  });

  test("content coding: a zstd sibling is sent on every Node, also on one that makes none", async () => {
    const coded = zstdCompressSync?.(Buffer.from(page)) ?? randomOctets(2_000);
    await folder.write("zstd.js", page);
    await folder.write("zstd.js.zst", coded);
    const answer = await client.get("/zstd.js", "Accept-Encoding: zstd");
    assert.equal(answer.field("content-encoding"), "zstd");
    assert.ok(answer.content.equals(coded));
  });
});

function acceptLine(accept: string | undefined): readonly string[] {
  return accept === undefined ? [] : [`Accept-Encoding: ${accept}`];
}

function codingOf(answer: Answer): Coding {
  const coding = answer.field("content-encoding") ?? "identity";
  assert.ok(coding in decoders, `Content-Encoding: ${coding}`);
  return coding as Coding;
}

/** The response is the text under that coding, with all that caches must know. */
function requireCoded(answer: Answer, coding: Coding, text: string, shown: string): void {
  assert.equal(answer.statusCode, 200, shown);
  assert.ok(decoders[coding](answer.content).equals(Buffer.from(text)), `${shown}: the content, decoded`);
  if (coding !== "identity") assert.ok(answer.content.length < text.length, `${shown}: it is smaller`);
  assert.match(answer.field("vary") ?? "", /(^|[ ,])accept-encoding($|[ ,])/i, `${shown}: Vary (RFC9110§12.5.5)`);
  assert.equal(answer.field("x-content-type-options"), "nosniff", shown);
  assert.match(answer.field("content-type") ?? "", /\w+\/\w+/, shown);
}

function undated({ fields }: Answer): readonly (readonly [string, string])[] {
  return fields.filter(([name]) => name !== "date");
}
