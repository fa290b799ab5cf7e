import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { WRITTEN_OCTETS_MAX, WrittenTexts } from "./written-texts.ts";

test("written texts: a text is written once and coded once when many ask for it", async () => {
  const texts = new WrittenTexts();
  let writes = 0;
  const write = () => {
    writes++;
    return "a".repeat(10_000);
  };
  const text = texts.text("key", write);
  assert.equal(texts.text("key", write), text);
  assert.equal(writes, 1);
  const [one, other] = await Promise.all([texts.coded(text, "gzip"), texts.coded(text, "gzip")]);
  assert.equal(one, other);
  assert.equal(gunzipSync(one).toString(), text);
  assert.equal(texts.octets, text.length + "key".length + one.length);
  assert.notEqual(texts.text("another key", write), undefined);
  assert.equal(writes, 2);
});

test("written texts: there is never more than the memory allows when many are written", async () => {
  const texts = new WrittenTexts();
  const mebibyte = "b".repeat(1024 * 1024);
  for (let at = 0; at < 40; at++) {
    const text = texts.text(`key ${at}`, () => mebibyte + at);
    if (at % 10 === 0) await texts.coded(text, "gzip");
    assert.ok(texts.octets <= WRITTEN_OCTETS_MAX);
  }
  assert.ok(texts.octets > WRITTEN_OCTETS_MAX / 2);
  const tooLarge = mebibyte.repeat(20);
  assert.equal(
    texts.text("large", () => tooLarge),
    tooLarge,
  );
  assert.ok(texts.octets <= WRITTEN_OCTETS_MAX);
  assert.ok((await texts.coded(tooLarge, "gzip")).length > 0, "what is not kept is coded all the same");
});
