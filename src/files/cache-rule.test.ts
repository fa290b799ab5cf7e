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
  "index-11stgc4i.js",
  "index-0v39_qle.js",
  "main.3f2a9c1b.chunk.css",
  "main.3f2a9c1b.min.css",
  "chunk-AJHTVKBQ.css",
  "page-64738291.js",
  "logo-Dx4kXJAl.png",
  "logo.3f2a9c1b.png",
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
  ...[
    "iphone-15proMax.jpg",
    "meeting-2024Q4v2.pdf",
    "DSC-A1B2C3D4.jpg",
    "IMG-20240102-WA0001.jpg",
    "photo-cafe2024.jpg",
  ],
  ...["report-3f2a9c1b.pdf", "film-BvX3kQ2a.mp4", "notes-3f2a9c1b.txt", "data.3f2a9c1b.json", "about.3f2a9c1b.htm"],
  ...[
    "app-20231105.js",
    "app-05112023.css",
    "app-2024-01-02.js",
    "app-24-01-02.css",
    "lib-1700000000.js",
    "app-20231105120000.js",
  ],
  ...[
    "jquery-3.7.1.js",
    "lib-v1234567.js",
    "app.build1234.js",
    "grid-3columns.css",
    "bg-1280x720.css",
    "lib-1.0.0-beta.2.js",
  ],
  ...["the-HTMLPage.js", "my-Html5App.js", "my-web3page.js", "use-15proMax.js", "the-useHTTP2.js", "a-MyURLBar.js"],
  ...[
    "docs-OVERVIEW.js",
    "the-SETTINGS.css",
    "README-TEMPLATE.js",
    "the-VERSION2.js",
    "the-README12.js",
    "the-DEADBEEF.css",
  ],
  ...[
    "my-app-main.js",
    "lang-en-US-12.js",
    "site-nav_menu.css",
    "a-top_bar3.css",
    "font-awesome.woff2",
    "roboto-condensed.woff2",
  ],
  ...["550e8400-e29b-41d4-a716-446655440000.jpg", "x-550e8400-e29b-41d4-a716-44665544a0b1.js", "logo-AJHTVKBQ.png"],
  ...[
    "logo-11stgc4i.png",
    "photo-20240102.png",
    "photo-12345678.png",
    "cafe2024.js",
    "the-cafe2024.js",
    "x-facade12.css",
  ],
  ...[
    "BvX3kQ2a.js",
    "style.module.css",
    "service-worker.js",
    "polyfills.min.js",
    "main.chunk.js",
    "x.useCombinedAuthorizationState2025.js",
  ],
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

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Each form in which bundlers write a hash: before it, its alphabet and length, behind it; and the share that is known. */
const forms: readonly [
  bundler: string,
  before: string,
  alphabet: string,
  units: number,
  after: string,
  share: number,
][] = [
  ["Vite and Rollup", "index-", BASE64URL, 8, ".js", 0.93],
  ["SvelteKit and Astro", "start.", BASE64URL, 8, ".css", 0.93],
  ["Vite, pictures", "logo-", BASE64URL, 8, ".png", 0.65],
  ["esbuild", "chunk-", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 8, ".js", 0.92],
  ["Bun", "index-", "0123456789abcdefghjkmnpqrstvwxyz", 8, ".js", 0.8],
  ["webpack and Parcel", "main.", "0123456789abcdef", 8, ".chunk.css", 0.97],
  ["webpack and Parcel, pictures", "logo.", "0123456789abcdef", 8, ".png", 0.94],
  ["Next.js", "page-", "0123456789abcdef", 16, ".js", 0.99],
  ["webpack, long", "main.", "0123456789abcdef", 20, ".js.map", 0.99],
];

for (const [bundler, before, alphabet, units, after, share] of forms) {
  test(`cache-rule: at least ${share * 100} of 100 names never change when ${bundler} wrote them`, (t) => {
    let state = 1;
    const letter = () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return alphabet[Math.floor((state / 2 ** 31) * alphabet.length)]!;
    };
    let known = 0;
    for (let count = 0; count < 2000; count++) {
      const hash = Array.from({ length: units }, letter).join("");
      if (hasContentHash(before + hash + after)) known++;
    }
    t.diagnostic(`${bundler}: ${known} of 2000`);
    assert.ok(known >= 2000 * share, `${known} of 2000`);
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
