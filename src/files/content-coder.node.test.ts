import assert from "node:assert/strict";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { isCompressible } from "./compressible.ts";
import {
  availableCodings,
  CODINGS_AT_ONCE_MAX,
  CODINGS_WAITING_MAX,
  type ContentCoding,
  encode,
  isCodingOverloaded,
  siblingExtension,
} from "./content-coder.node.ts";
import { fileMediaType } from "./file-media-type.ts";

const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: (octets: Uint8Array) => Uint8Array };

const decoders: Readonly<Record<ContentCoding, ((octets: Uint8Array) => Uint8Array) | undefined>> = {
  br: (octets) => zlib.brotliDecompressSync(octets),
  zstd: zstdDecompressSync,
  gzip: (octets) => zlib.gunzipSync(octets),
};

test("content coder: zstd is offered where this Node has it", () => {
  const expected = zstdDecompressSync === undefined ? ["br", "gzip"] : ["br", "zstd", "gzip"];
  assert.deepEqual(availableCodings, expected);
  assert.deepEqual(siblingExtension, { br: ".br", zstd: ".zst", gzip: ".gz" });
});

for (const coding of availableCodings) {
  test(`content coder: ${coding} is decoded to what it was made of (RFC9110§8.4.1)`, async () => {
    for (const text of ["", "x", "Tom, the cat. ".repeat(10), `${"\u{1f408} meow\n".repeat(30_000)}end`]) {
      const octets = new TextEncoder().encode(text);
      for (const effort of ["once", "best"] as const) {
        const coded = await encode(coding, octets, { effort });
        assert.equal(new TextDecoder().decode(decoders[coding]!(coded)), text);
        if (octets.length > 100) assert.ok(coded.length < octets.length / 2);
      }
    }
  });
}

test("content coder: a coding that cannot be made here is a RangeError", async () => {
  await assert.rejects(encode("deflate" as ContentCoding, new Uint8Array(1), { effort: "once" }), RangeError);
});

test("compressible: text gets smaller, what is compressed does not, and of the unknown nothing is assumed", () => {
  for (const name of "a.html a.css a.js a.mjs a.json a.svg a.xml a.txt a.md a.wasm a.ttf a.otf a.ico a.bmp a.csv".split(
    " ",
  )) {
    assert.ok(isCompressible(fileMediaType(name)), name);
  }
  for (const name of "a.webmanifest a.rss a.atom a.map a.geojson a.jsonld a.yaml a.vtt a.ics a.eot a.xhtml".split(
    " ",
  )) {
    assert.ok(isCompressible(fileMediaType(name)), `${name} ${fileMediaType(name)}`);
  }
  for (const name of "a.png a.jpg a.webp a.avif a.gif a.mp4 a.webm a.mp3 a.ogg a.zip a.gz a.br a.zst".split(" ")) {
    assert.ok(!isCompressible(fileMediaType(name)), name);
  }
  for (const name of "a.woff a.woff2 a.pdf a.7z a.docx a.unknown a a.exe a.bin".split(" ")) {
    assert.ok(!isCompressible(fileMediaType(name)), name);
  }
  assert.ok(isCompressible("Text/HTML; charset=utf-8"));
  assert.ok(isCompressible("application/problem+json;x=y"));
  assert.ok(!isCompressible("image/png; text/html"));
  assert.ok(!isCompressible(""));
});

test("content coder: few codings are made at once, and more are better not asked for when many wait", async () => {
  const octets = new TextEncoder().encode("as it is ".repeat(10_000));
  assert.equal(isCodingOverloaded(), false);
  const making = Array.from({ length: CODINGS_AT_ONCE_MAX + CODINGS_WAITING_MAX }, () =>
    encode("gzip", octets, { effort: "once" }),
  );
  assert.equal(isCodingOverloaded(), true);
  await Promise.all(making);
  assert.equal(isCodingOverloaded(), false);
});
