import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import picomatch from "picomatch";
import { isConfigError } from "../config/index.ts";
import { parseGlob } from "./glob-pattern.ts";

const globs: readonly (readonly [glob: string, matching: readonly string[], differing: readonly string[]])[] = [
  ["/a", ["/a"], ["/b", "/a/b", "/A", ""]],
  ["/*", ["/a", "/a.b", "/"], ["/a/b"]],
  ["/*.html", ["/a.html", "/.html"], ["/a/b.html", "/a.htm"]],
  ["/**", ["/", "/a", "/a/b/c"], []],
  ["/app/**", ["/app", "/app/", "/app/a/b"], ["/apple"]],
  ["/**/*.js", ["/x.js", "/a/b/x.js"], ["/x.jsx"]],
  ["/**/*.@(jpg|jpeg|gif|png)", ["/a/b.jpeg", "/c.png"], ["/a.svg", "/a.jpgx"]],
  ["/*.{js,css}", ["/a.js", "/b.css"], ["/a.{js,css}"]],
  ["/{a,b/c}/d", ["/a/d", "/b/c/d"], ["/b/d"]],
  ["/a?c", ["/abc"], ["/ac", "/a/c"]],
  ["/[a-c]x", ["/ax", "/cx"], ["/dx", "/x"]],
  ["/[!a-c]x", ["/dx"], ["/ax", "//x"]],
  ["/+(ab)", ["/ab", "/abab"], ["/", "/aba"]],
  ["/*(ab)c", ["/c", "/ababc"], ["/ac"]],
  ["/a?(b)c", ["/ac", "/abc"], ["/abbc"]],
  ["/\\*", ["/*"], ["/a"]],
  ["!/a/**", ["/b", "/"], ["/a", "/a/b"]],
  ["/!components/**", ["/!components/x"], ["/components/x"]],
  ["/a**b", ["/ab", "/axxb"], ["/a/b"]],
];

for (const [glob, matching, differing] of globs) {
  test(`glob: ${glob} matches ${matching.join(" ")} alone when the paths are these`, () => {
    const matches = parseGlob(glob);
    for (const path of matching) assert.equal(matches(path), true, path);
    for (const path of differing) assert.equal(matches(path), false, path);
  });
}

test("glob: a star takes slashes when it is told to", () => {
  assert.equal(parseGlob("/a/*/b/*.x", { takesSlashes: true })("/a/1/2/b/3/4.x"), true);
});

for (const glob of ["/[a", "/{a", "/a}", "/@(a", "/!(a)", "/{1..3}", "/a\\", "/[[:alpha:]]", "a".repeat(1001)]) {
  test(`glob: an error says what is wrong when it is ${glob.slice(0, 20)}`, () => {
    assert.throws(() => parseGlob(glob), isConfigError);
  });
}

test("glob: it agrees with picomatch when the glob has stars, marks and choices alone", () => {
  const piece = fc.constantFrom("a", "b", "*", "?", "{a,bb}", "[ab]", "@(a|ba)", "/", "/**/");
  const glob = fc
    .array(piece, { minLength: 1, maxLength: 6 })
    .map((pieces) => `/${pieces.join("")}`.replace(/\/+/g, "/"));
  const path = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 8 }).map((text) => `/${text}`);
  // Picomatch reads a mark after a group as a regular expression does, and each has its own view of what is left out here.
  const isClear = (text: string) => !/[)}\]][*?]|\*\*[^/]|[^/]\*\*|[*?]{2}|\/$|\/\*$/.test(text);
  fc.assert(
    fc.property(glob.filter(isClear), path, (text, sent) => {
      fc.pre(!/\/\/|\/$/.test(sent));
      assert.equal(
        parseGlob(text)(sent),
        picomatch(text, { dot: true, strictSlashes: true })(sent),
        `${text} and ${sent}`,
      );
    }),
    { numRuns: 2000 },
  );
});

for (const glob of ["/*a*a*a*a*b", "/**/a/**/a/**/a/**/b", "/+(+(a)|aa)b", "/*(*(a))b"]) {
  test(`glob: a hostile path takes no longer than its length when the glob is ${glob}`, () => {
    const matches = parseGlob(glob);
    const started = performance.now();
    assert.equal(matches(`/${"a".repeat(20_000)}`), false);
    assert.equal(matches("/a".repeat(10_000)), false);
    assert.ok(performance.now() - started < 2_000);
  });
}

test("glob: it is parsed in a moment when groups are nested as deep as a glob is long", () => {
  const depth = 300;
  const matches = parseGlob(`/${"+(".repeat(depth)}a${")".repeat(depth)}`);
  assert.equal(matches("/aaa"), true);
  assert.equal(matches("/"), false);
});

test("glob: long paths that almost match cost no more than a look a unit when many globs are asked", () => {
  const globs = Array.from({ length: 300 }, (_, index) => parseGlob(`/**/*a*a*a*a*${index}`));
  const path = `/${"a".repeat(6000)}`;
  const before = performance.now();
  assert.equal(globs.filter((matches) => matches(path)).length, 0);
  // States followed side by side take twenty times as long as what is allowed here, which is itself ten times too much.
  const tookMs = performance.now() - before;
  assert.ok(tookMs < 1000, `${tookMs} ms`);
});

test("glob: it still matches when strangers have shown it more units than it remembers", () => {
  const matches = parseGlob("/*a?????b");
  for (let unit = 0x100; unit < 0x2000; unit++)
    matches(`/${String.fromCharCode(unit)}ab${String.fromCharCode(unit, unit)}`);
  assert.equal(matches("/xa12345b"), true);
  assert.equal(matches("/xa1234b"), false);
});
