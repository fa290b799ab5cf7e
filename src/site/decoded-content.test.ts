import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { ResponseError } from "../semantics/index.ts";
import { type ReadTextOptions, readForm, readJson, readText } from "./form-content.ts";
import { contentOf, exchangeOf, latin1, refusal, requestOf, utf8 } from "./testing/form-requests.ts";

const codings = { gzip: gzipSync, "x-gzip": gzipSync, deflate: deflateSync, br: brotliCompressSync };
const decodableCodings = Object.keys(codings) as (keyof typeof codings)[];
const long = "What a cat says, it says again. ".repeat(3_000);

interface Sent {
  readonly pieceOctets?: number;
  readonly limitOctets?: number;
  readonly options?: ReadTextOptions;
}

function read(coding: string, octets: Uint8Array, { pieceOctets, limitOctets, options }: Sent = {}): Promise<string> {
  const { content } = contentOf(octets, pieceOctets, limitOctets);
  return readText(requestOf("text/plain", content, coding), { decode: true, ...options });
}

for (const coding of decodableCodings) {
  const encode = codings[coding];

  test(`decoded-content: ${coding} is undone, in whatever pieces it comes (RFC9110§8.4.1)`, async () => {
    for (const pieceOctets of [1, 7, 100_000]) assert.equal(await read(coding, encode(long), { pieceOctets }), long);
    assert.equal(await read(coding.toUpperCase(), encode("miaow")), "miaow");
    assert.equal(await read(coding, encode("")), "");
  });

  test(`decoded-content: ${coding} is a 413 when one octet more than the limit comes out (RFC9110§15.5.14)`, async () => {
    const limit = { options: { contentOctetsMax: 1000 } };
    assert.equal((await read(coding, encode("x".repeat(1000)), limit)).length, 1000);
    assert.equal(
      await refusal(read(coding, encode("x".repeat(1001)), limit)),
      "413 The content is too large: at most 1000 octets are taken here, decoded.",
    );
  });

  test(`decoded-content: ${coding} is a 413 when what was sent is past the limit itself`, async () => {
    const octets = encode(long);
    const sent = { options: { contentOctetsMax: octets.length - 1 } };
    assert.match(
      await refusal(read(coding, octets, sent)),
      /^413 The content has \d+ octets; at most \d+ are taken\.$/,
    );
  });

  test(`decoded-content: ${coding} is a 400 when octets lack, follow or are changed`, async () => {
    const octets = encode(long);
    const changed = Uint8Array.from(octets);
    changed[octets.length >> 1]! ^= 0x10;
    const wrong: Record<string, Uint8Array> = {
      nothing: new Uint8Array(0),
      "all but the last octet": octets.subarray(0, -1),
      "half of it": octets.subarray(0, octets.length >> 1),
      "a zero more": Buffer.concat([octets, Buffer.alloc(1)]),
      "words more": Buffer.concat([octets, latin1("miaow")]),
      "other octets": latin1("no coding at all, but text"),
      "one other bit": changed,
    };
    for (const [title, sent] of Object.entries(wrong)) {
      for (const pieceOctets of [3, 100_000]) {
        // A changed bit of Brotli may be another text: it has no checksum.
        if (title === "one other bit" && coding === "br") continue;
        assert.match(await refusal(read(coding, sent, { pieceOctets })), /^400 The content is malformed/, title);
      }
    }
  });
}

test("decoded-content: what expands a thousandfold makes no more than the limit when it is refused", async () => {
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const bomb = Buffer.concat([member, member, member, member]);
  const { content, taken } = contentOf(bomb, 1024);
  const request = requestOf("text/plain", content, "gzip");
  assert.match(await refusal(readText(request, { decode: true, contentOctetsMax: 1_000_000 })), /^413 /);
  // The decoder may have some more of it than what it has decoded.
  assert.ok(taken.octets < 100_000, `${taken.octets} of ${bomb.length} octets were taken`);
});

test("decoded-content: several codings, and unknown ones, are a 415 that names those that are taken (RFC9110§12.5.3)", async () => {
  for (const coding of ["zstd", "compress", "gzip, gzip", "br, gzip", "gzip, identity, br", "nonsense"]) {
    const refused = read(coding, latin1("x"));
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof ResponseError);
      assert.equal(error.statusCode, 415);
      assert.equal(error.headerSection.get("Accept-Encoding"), "gzip, deflate, br");
      return true;
    });
  }
});

test("decoded-content: content is taken as it is when its coding is identity, or none is named (RFC9110§8.4)", async () => {
  for (const coding of ["identity", "Identity, identity", "", " , "]) assert.equal(await read(coding, utf8("é")), "é");
});

test("decoded-content: every coding is a 415 that asks for identity when nobody decodes (RFC9110§15.5.16)", async () => {
  for (const coding of [...decodableCodings, "zstd", "compress", "gzip, br"]) {
    await assert.rejects(readText(requestOf("text/plain", contentOf(latin1("x")).content, coding)), (error) => {
      assert.ok(error instanceof ResponseError);
      assert.equal(error.statusCode, 415);
      assert.equal(error.headerSection.get("Accept-Encoding"), "identity");
      return true;
    });
  }
});

test("decoded-content: JSON and forms are decoded too when that is asked for", async () => {
  const json = requestOf("application/json", contentOf(gzipSync('{"cat":"é"}')).content, "gzip");
  assert.deepEqual(await readJson(json, { decode: true }), { cat: "é" });
  const urlencoded = requestOf(
    "application/x-www-form-urlencoded",
    contentOf(deflateSync("a=1&b=2")).content,
    "deflate",
  );
  assert.equal((await readForm(urlencoded, exchangeOf().exchange, { decode: true })).get("b"), "2");
  const { exchange, end } = exchangeOf();
  const part = `--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n${long}\r\n--b--\r\n`;
  const multipart = requestOf("multipart/form-data; boundary=b", contentOf(brotliCompressSync(part), 50).content, "br");
  const { files } = await readForm(multipart, exchange, { decode: true });
  assert.equal(files[0]?.sizeOctets, long.length);
  await end();
});

test("decoded-content: what goes wrong with the content itself is told as without a coding", async () => {
  const { content } = contentOf(gzipSync(long).subarray(0, -20), 50);
  content.failAfter = 1;
  assert.equal(await refusal(readText(requestOf("text/plain", content, "gzip"), { decode: true })), "400 broken off");
});
