import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheControl, hasContentHash } from "./cache-rule.ts";

const hashed = [
  "index-BvX3kQ2a.js",
  "index-DnDHAwcq.css",
  "main.3f2a9c1b.css",
  "main.3f2a9c1b.js.map",
  "chunk-2VJKQ5XA.js",
  "logo.d41d8cd98f00b204e9800998ecf8427e.svg",
  "vendor-0a1b2c3d4e5f6a7b8c9d.js",
  "inter-latin-Dx4kXJAl.woff2",
  "a-_hAx3kQ2.js",
];
const plain = [
  "index.html",
  "about-BvX3kQ2a.html",
  "jquery-3.7.1.min.js",
  "my-component.js",
  "component.js",
  "background.jpeg",
  "report-20231105.pdf",
  "report-2024draft.pdf",
  "photo-IMG_1234.jpg",
  "photo.20231105.jpg",
  "my-JavaScript.js",
  "the-MyWidget.js",
  "an-iPhone14.jpg",
  "x-some-long-component-name-in-kebab.js",
  "the-deadbeef.js",
  "DEADBEEF.js",
  "3f2a9c1b",
  ".3f2a9c1b",
  "a.b",
  "",
];

for (const name of hashed) {
  test(`cache-rule: ${name} never changes when names with a hash do not`, () => {
    assert.equal(hasContentHash(name), true);
    assert.equal(cacheControl("hashed", name), "public, max-age=31536000, immutable");
  });
}

for (const name of plain) {
  test(`cache-rule: "${name}" is asked about when names with a hash never change`, () => {
    assert.equal(cacheControl("hashed", name), "no-cache");
  });
}

test("cache-rule: the field says the rule when it has one word or a number of seconds", () => {
  const values = (["no-cache", "no-store", 60, 0] as const).map((rule) => cacheControl(rule, "index-BvX3kQ2a.js"));
  assert.deepEqual(values, ["no-cache", "no-store", "public, max-age=60", "no-cache"]);
});

test("cache-rule: a long name is looked through in linear time when it is all dashes", () => {
  const started = performance.now();
  hasContentHash(`${"-a".repeat(100_000)}.`);
  assert.ok(performance.now() - started < 1000);
});
