import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aboveReference,
  calendarTime,
  countText,
  insideReference,
  nameReference,
  numberOf,
  selfReference,
  sizeText,
  timestampText,
  timeText,
  visibleName,
} from "./listing-text.ts";

test("size text: has two or three digits and the unit that they need, at both sides of each border", () => {
  const texts: readonly (readonly [number, string])[] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [1449, "1.4 kB"],
    [99_949, "99.9 kB"],
    [99_950, "100 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [23_500_000, "23.5 MB"],
    [999_499_999, "999 MB"],
    [999_500_000, "1.0 GB"],
    [2 ** 40, "1.1 TB"],
    [Number.MAX_SAFE_INTEGER, "9.0 PB"],
    [1e19, "10000 PB"],
  ];
  for (const [octets, text] of texts) assert.equal(sizeText(octets), text, String(octets));
});

test("count text: has a comma before each three digits", () => {
  assert.deepEqual([0, 999, 1000, 12345, 1234567].map(countText), ["0", "999", "1,000", "12,345", "1,234,567"]);
  assert.deepEqual(
    [numberOf(0, "file"), numberOf(1, "file"), numberOf(2000, "file")],
    ["0 files", "1 file", "2,000 files"],
  );
});

test("time text: is in UTC, to the minute for people and to the second for programs", () => {
  const time = new Date(Date.UTC(2026, 1, 3, 4, 5, 6, 789));
  assert.equal(timeText(time), "3 Feb 2026, 04:05");
  assert.equal(timestampText(time), "2026-02-03T04:05:06Z");
  assert.equal(timestampText(new Date(Date.UTC(987, 11, 31, 23, 59, 59))), "0987-12-31T23:59:59Z");
});

test("calendar time: is undefined when a calendar has no such day", () => {
  assert.equal(calendarTime(0)?.getTime(), 0);
  assert.equal(calendarTime(-1.5)?.getUTCFullYear(), 1969);
  for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 9e15, -1e14, Date.UTC(10_000, 0)]) {
    assert.equal(calendarTime(ms), undefined, String(ms));
  }
});

test("visible name: shows what would hide or reorder it, and leaves all else", () => {
  assert.equal(visibleName("mochi 2.png"), "mochi 2.png");
  assert.equal(visibleName("Zoë 猫 עברית.txt"), "Zoë 猫 עברית.txt");
  assert.equal(visibleName("photo\u202egpj.exe"), "photo\\u{202E}gpj.exe");
  assert.equal(visibleName("a\nb\u0007\u200b"), "a\\x0Ab\\x07\\u{200B}");
  assert.equal(visibleName("  a b "), "␣␣a b␣");
  assert.equal(visibleName(" "), "␣");
  assert.equal(visibleName("\ud800"), "\\u{D800}");
});

test("visible name: keeps a joiner between emoji, and shows it anywhere else", () => {
  assert.equal(visibleName("👩‍👩‍👧.png"), "👩‍👩‍👧.png");
  assert.equal(visibleName("🏳️‍🌈"), "🏳️‍🌈");
  assert.equal(visibleName("👩🏽‍🚀"), "👩🏽‍🚀");
  assert.equal(visibleName("a\u200db"), "a\\u{200D}b");
  assert.equal(visibleName("👩\u200d"), "👩\\u{200D}");
});

test("name reference: leads to that name and nowhere else, whatever the name", () => {
  const base = "http://kittens.example/a%2Fb/";
  for (const name of [
    "mochi.png",
    "a:b",
    "javascript:alert(1)",
    "..%2f..%2fetc",
    "back\\slash",
    "%41?x=1#fragment&amp;",
    "\"'<>",
    " \t\n",
    "猫",
    "\u202e",
    "...",
    "~",
  ]) {
    const url = new URL(nameReference("./", name, false), base);
    assert.ok(url.href.startsWith(base) && url.search === "" && url.hash === "", name);
    assert.equal(decodeURIComponent(url.pathname.slice("/a%2Fb/".length)), name);
    assert.equal(new URL(nameReference("./", name, true), base).href, `${url.href}/`);
  }
});

test("name reference: is still one when the name holds half a character", () => {
  assert.equal(nameReference("./", "a\ud800b", false), "./a%EF%BF%BDb");
});

test("reference: leads to the same places when the directory's path ends without a slash", () => {
  for (const path of ["/docs/a:b/", "/docs/a:b", "/docs/", "/docs"]) {
    const base = `http://kittens.example${path}?sort=size`;
    const to = (reference: string) => new URL(reference, base).pathname;
    const withSlash = path.replace(/\/?$/, "/");
    assert.equal(to(selfReference(path)), path);
    assert.equal(to(nameReference(insideReference(path), "mochi.png", false)), `${withSlash}mochi.png`);
    assert.equal(to(aboveReference(path, 1)), withSlash.replace(/[^/]+\/$/, ""));
    assert.equal(to(aboveReference(path, 2)), "/");
  }
});
