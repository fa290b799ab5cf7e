import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isConfigError } from "../config/index.ts";
import { parseRulePath } from "./rule-path.ts";
import { parseRulePattern } from "./rule-pattern.ts";

function captured(pattern: string, path: string): Record<string, string> | undefined {
  const parsed = parseRulePath(path);
  const captures = parsed && parseRulePattern(pattern, "splat").match(parsed);
  return captures && Object.fromEntries(captures);
}

const matching: readonly (readonly [pattern: string, path: string, captures: Record<string, string>])[] = [
  ["/", "/", {}],
  ["/a", "/a", {}],
  // The slash at the end is overlooked, in the pattern and in the path.
  ["/a", "/a/", {}],
  ["/a/", "/a", {}],
  // Spellings of the same path meet.
  ["/café", "/caf%C3%A9", {}],
  ["/caf%C3%A9", "/caf%c3%a9", {}],
  ["/a%20b", "/a%20b", {}],
  ["/%7Euser", "/~user", {}],
  ["/a%3Ab", "/a:b", {}],
  ["/a%2Fb", "/a%2fb", {}],
  ["/%2A", "/*", {}],
  // A splat takes slashes, nothing, and what was sent encoded.
  ["/*", "/", { splat: "" }],
  ["/*", "/a/b", { splat: "a/b" }],
  ["/news/*", "/news", { splat: "" }],
  ["/news/*", "/news/", { splat: "" }],
  ["/news/*", "/news/a/b/", { splat: "a/b/" }],
  ["/news/*", "/news//evil.example", { splat: "/evil.example" }],
  ["/news/*", "/news/caf%C3%A9/a%2Fb%26", { splat: "caf%C3%A9/a%2Fb%26" }],
  ["/*/edit", "/a/b/edit", { splat: "a/b" }],
  ["/*.css", "/x/y.css", { splat: "x/y" }],
  ["/*.css", "/.css", { splat: "" }],
  ["/blog-*", "/blog-a/b/", { splat: "a/b/" }],
  ["/a*b/c", "/aXb/c", { splat: "X" }],
  ["/é*", "/%C3%A9%26%C3%A9/x", { splat: "&%C3%A9/x" }],
  // A placeholder takes what is between, within one segment; the first takes the most.
  ["/:id", "/7", { id: "7" }],
  ["/:id", "/a%26b", { id: "a%26b" }],
  ["/:year/:month", "/2026/11", { year: "2026", month: "11" }],
  ["/:file.html", "/a.b.html", { file: "a.b" }],
  ["/:a-:b", "/x-y-z", { a: "x-y", b: "z" }],
  ["/v-:a.:b", "/v-1.2", { a: "1", b: "2" }],
  ["/:id_2/:id", "/a/b", { id_2: "a", id: "b" }],
  ["/:lang/*", "/en/a/b", { lang: "en", splat: "a/b" }],
  ["/*/:last", "/a/b/c", { splat: "a/b", last: "c" }],
  ["/x-:id", "/x-%2F%C3%A9", { id: "%2F%C3%A9" }],
];

for (const [pattern, path, captures] of matching) {
  test(`rule pattern: ${pattern} captures ${JSON.stringify(captures)} when the path is ${path}`, () => {
    assert.deepEqual(captured(pattern, path), captures);
  });
}

const differing: readonly (readonly [pattern: string, path: string])[] = [
  ["/a", "/A"],
  ["/a", "/a/b"],
  ["/a/b", "/a%2Fb"],
  ["/a%2Fb", "/a/b"],
  ["/", "/a"],
  ["/news/*", "/newspaper"],
  ["/*/edit", "/edit"],
  ["/*.css", "/x.css.map"],
  ["/ab*ba", "/aba"],
  ["/:id", "/"],
  ["/:id", "/a/b"],
  ["/:a-:b", "/x-"],
  ["/:a-:b", "/-x"],
  ["/:file.html", "/.html"],
  ["/a//b", "/a/b"],
  // What the files refuse is no rule's.
  ["/*", "/../etc/passwd"],
  ["/*", "/%2e%2e/x"],
  ["/*", "/%ff"],
  ["/*", "/%"],
  ["/*", "*"],
];

for (const [pattern, path] of differing) {
  test(`rule pattern: ${pattern} does not match when the path is ${path}`, () => {
    assert.equal(captured(pattern, path), undefined);
  });
}

const wrong: readonly (readonly [pattern: string, message: RegExp])[] = [
  ["a", /is no path/],
  ["", /is no path/],
  ["/a?b=c", /has a query/],
  ["/a#b", /has a fragment/],
  ["/a b", /character that is in no path/],
  ["/*/*", /two "\*"/],
  ["/a*b*", /two "\*"/],
  ["/:a/:a", /":a" is there twice/],
  ["/:a:b", /may be text or have a placeholder/],
  ["/x:y", /may be text or have a placeholder/],
  ["/:a*", /a placeholder and "\*"/],
  ["/:splat", /stands for "\*"/],
  ["/%", /not percent-encoded UTF-8/],
  ["/%ff", /not percent-encoded UTF-8/],
  ["/a/../b", /dot segment/],
  ["/a/%2e", /dot segment/],
  ["/\ud800", /character that is in no path/],
];

for (const [pattern, message] of wrong) {
  test(`rule pattern: an error says ${message} when it is ${JSON.stringify(pattern)}`, () => {
    assert.throws(
      () => parseRulePattern(pattern, "splat"),
      (error) => isConfigError(error) && message.test(error.message),
    );
  });
}

const segment = fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" }).filter((text) => !/^\.\.?$/.test(text));

test("rule pattern: every path matches the pattern that is spelled as it is when each is encoded anew", () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 5 }), (segments) => {
      const path = `/${segments.map(encodeURIComponent).join("/")}`;
      const parsed = parseRulePath(path);
      assert.ok(parsed);
      const pattern = path.replace(/[*]/g, "%2A");
      assert.ok(parseRulePattern(pattern, "splat").match(parsed));
      const rest = parseRulePattern("/*", "splat").match(parsed)?.get("splat");
      assert.equal(`/${rest}`, path);
    }),
  );
});

test("rule pattern: it agrees with a regular expression when the path is plain", () => {
  const piece = fc.constantFrom("a", "b", "-", "a-", "-b", ":x", ":y", "*");
  const pattern = fc
    .array(fc.array(piece, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((segments) => `/${segments.map((pieces) => pieces.join("")).join("/")}`);
  const path = fc
    .array(fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 6 }), { maxLength: 4 })
    .map((segments) => `/${segments.join("/")}`);
  let compared = 0;
  fc.assert(
    fc.property(pattern, path, (text, sent) => {
      let source: ReturnType<typeof parseRulePattern>;
      try {
        source = parseRulePattern(text, "splat");
      } catch (error) {
        assert.ok(isConfigError(error));
        return;
      }
      const expression = text
        .replace(/:([a-z]+)/g, "(?<$1>[^/]+)")
        .replace(/\/\*$/, "(?:/(?<splat>.*))?")
        .replace(/(?<!\.)\*/, "(?<splat>.*)");
      const expected = new RegExp(`^${expression === "(?:/(?<splat>.*))?" ? "/(?<splat>.*)" : expression}$`).exec(sent);
      const captures = source.match(parseRulePath(sent)!);
      compared++;
      assert.equal(captures !== undefined, expected !== null, `${text} and ${sent}`);
      if (captures === undefined || expected === null) return;
      const groups = Object.entries(expected.groups ?? {}).map(([name, value]) => [name, value ?? ""] as const);
      assert.deepEqual(Object.fromEntries(captures), Object.fromEntries(groups), `${text} and ${sent}`);
    }),
    { numRuns: 3000 },
  );
  assert.ok(compared > 300);
});

test("rule pattern: a hostile path takes no longer than its length when placeholders have texts between them", () => {
  const source = parseRulePattern("/:a-:b-:c-:d-:e.x", "splat");
  const parsed = parseRulePath(`/${"-".repeat(200_000)}`)!;
  const started = performance.now();
  assert.equal(source.match(parsed), undefined);
  assert.ok(performance.now() - started < 1_000);
});
