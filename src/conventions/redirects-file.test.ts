import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isConfigError } from "../config/index.ts";
import { requestFor } from "../files/testing/exchanges.ts";
import { DYNAMIC_RULES_MAX, LINE_UNITS_MAX, RULES_MAX } from "./convention-lines.ts";
import { type RuleMatch, redirectRules } from "./redirect-rules.ts";
import { parseRedirectsFile } from "./redirects-file.ts";

/** The match in short: "301 /new" for a redirect, "200 → /app.html" for a rewrite. */
function outcome(source: string, target: string, when: "before-files" | "no-file" = "no-file"): string | undefined {
  return shown(redirectRules(parseRedirectsFile(source, "/site/_redirects")).find(requestFor("GET", target), when));
}

function shown(match: RuleMatch | undefined): string | undefined {
  if (match === undefined) return undefined;
  return match.kind === "redirect" ? `${match.status} ${match.location}` : `${match.status} → ${match.path}`;
}

const outcomes: readonly (readonly [source: string, target: string, expected: string | undefined])[] = [
  ["/old /new", "/old", "301 /new"],
  ["/old /new", "/old/", "301 /new"],
  ["/old /new", "/other", undefined],
  ["/old https://example.com/x", "/old", "301 https://example.com/x"],
  ["/old\t/new   302", "/old", "302 /new"],
  ["/old /new 302 # moved for a while", "/old", "302 /new"],
  ["/old /new # moved", "/old", "301 /new"],
  ["/old /new#part 303", "/old", "303 /new#part"],
  ["/café /kaffee", "/caf%C3%A9", "301 /kaffee"],
  ["/kaffee /café", "/kaffee", "301 /caf%C3%A9"],
  // The first that matches wins.
  ["/a /1\n/a /2", "/a", "301 /1"],
  ["/* /1\n/a /2", "/a", "301 /1"],
  ["/a /1\n/* /2", "/a", "301 /1"],
  ["/b /1\n/* /2", "/a", "301 /2"],
  // Splats and placeholders.
  ["/news/* /blog/:splat", "/news/a/b", "301 /blog/a/b"],
  ["/news/* /blog/:splat", "/news", "301 /blog/"],
  ["/news/:y/:m/:d /blog-:y-:m-:d.html", "/news/2026/11/22", "301 /blog-2026-11-22.html"],
  ["/item/:id /show?id=:id 302", "/item/a%26b=c", "302 /show?id=a%26b%3Dc"],
  ["/item/* /show?id=:splat 302", "/item/a&b/c", "302 /show?id=a%26b/c"],
  ["/go/* https://example.com:8080/:splat", "/go/a", "301 https://example.com:8080/a"],
  ["/s/* /t/Category:Cats/:splat", "/s/x", "301 /t/Category:Cats/x"],
  // A location that is a path never leaves the origin.
  ["/out/* /:splat", "/out//evil.example", "301 /evil.example"],
  ["/out/* /:splat", "/out///evil.example/x", "301 /evil.example/x"],
  ["/out/:a/* /:splat", "/out/x//evil.example", "301 /evil.example"],
  ["/out/:a /:a", "/out/%2F%2Fevil.example", "301 /%2F%2Fevil.example"],
  ["/out/:a /:a", "/out/%5Cevil.example", "301 /%5Cevil.example"],
  // The query is kept, unless the target has one.
  ["/old /new", "/old?a=1&b", "301 /new?a=1&b"],
  ["/old /new#x", "/old?a=1", "301 /new?a=1#x"],
  ["/old /new?b=2", "/old?a=1", "301 /new?b=2"],
  ["/old https://example.com", "/old?a=1", "301 https://example.com?a=1"],
  // Parameters of the query.
  ["/store id=:id /blog/:id 301", "/store?id=7", "301 /blog/7"],
  ["/store id=:id /blog/:id 301", "/store?x=1&id=a%2Fb&y", "301 /blog/a%2Fb?x=1&y"],
  ["/store id=:id /blog/:id 301", "/store", undefined],
  ["/store id=:id /blog/:id 301", "/store?id=", undefined],
  ["/store id=:id /blog/:id 301", "/store?id=%ff", undefined],
  ["/store id=7 /seven", "/store?id=7", "301 /seven"],
  ["/store id=7 /seven", "/store?id=8", undefined],
  ["/s a=:a b=:b /:a/:b\n/s a=:a /:a", "/s?b=2&a=1", "301 /1/2"],
  ["/s a=:a b=:b /:a/:b\n/s a=:a /:a", "/s?a=1", "301 /1"],
  // Rewrites and pages.
  ["/* /index.html 200", "/any/where?x", "200 → /index.html"],
  ["/en/* /en/404.html 404", "/en/x", "404 → /en/404.html"],
  ["/gone /gone.html 410", "/gone", "410 → /gone.html"],
  ["/app/* 200\n/* /x", "/app/a", "200 → /app/a"],
  // What leads to itself is passed over.
  ["/blog /blog/ 301", "/blog", "301 /blog/"],
  ["/blog /blog/ 301", "/blog/", undefined],
  ["/blog/ /blog 301\n/blog /b", "/blog", "301 /b"],
  ["/* /index.html 302", "/index.html?x=1", undefined],
  ["/* /:splat 302", "/a/b", undefined],
  // Lines.
  ["\ufeff# comment\r\n\r\n  /old  /new 302\r\n", "/old", "302 /new"],
  ["", "/old", undefined],
];

for (const [source, target, expected] of outcomes) {
  test(`_redirects: the outcome is ${expected ?? "none"} when ${target} meets ${JSON.stringify(source)}`, () => {
    assert.equal(outcome(source, target), expected);
  });
}

test("_redirects: a rule hides files when it is forced alone", () => {
  const source = "/forced /1 302!\n/page /2 200!\n/* /3 302";
  assert.equal(outcome(source, "/forced", "before-files"), "302 /1");
  assert.equal(outcome(source, "/page", "before-files"), "200 → /2");
  assert.equal(outcome(source, "/other", "before-files"), undefined);
  assert.equal(outcome(source, "/other", "no-file"), "302 /3");
});

test("_redirects: a match names its line when it is found", () => {
  const rules = redirectRules(parseRedirectsFile("# first\n\n/old /new\n", "_redirects"));
  assert.equal(rules.find(requestFor("GET", "/old"), "no-file")?.rule, "_redirects line 3");
});

const wrong: readonly (readonly [line: string, message: RegExp])[] = [
  ["/old", /no target/],
  ["/old # /new", /no target/],
  ["/old 301", /no target/],
  ["/old 404", /no target/],
  ["/old new", /no target/],
  ["old /new", /is no path/],
  ["/old?x=1 /new", /has a query/],
  ["/old#x /new", /has a fragment/],
  ["/old //evil.example", /leaves this origin/],
  ["/old /\\evil.example", /leaves this origin/],
  ["/old ftp://example.com/", /neither a path nor a URL/],
  ["/old mailto:a@example.com", /neither a path nor a URL/],
  ["/old javascript:alert(1)", /neither a path nor a URL/],
  ["/old https:///x", /neither a path nor a URL/],
  ["/:host https://:host/", /host .* not fixed/],
  ["/* https://example.com:splat/", /host .* not fixed/],
  ["/old https://user@example.com/", /host .* not fixed/],
  ["/old /new 299", /299 is no status code/],
  ["/old /new 500", /500 is no status code/],
  ["/old /new 30", /rule has ended/],
  ["/old /new 301 again", /rule has ended/],
  ["/old /new 302 Country=us", /condition Country= is not supported/],
  ["/old /new Language=en", /condition Language= is not supported/],
  ["/old /new 200! Role=admin", /condition Role= is not supported/],
  ["/old /new 301 Cookie=a,b", /condition Cookie= is not supported/],
  ["/api/* https://api.example.com/:splat 200", /not passed on to other servers/],
  ["/api/* /.netlify/functions/:splat 200", /functions are not run/],
  ["http://blog.example.com/* https://example.com/:splat", /one host alone/],
  ["/a/* /b/*", /has a "\*"/],
  ["/a /b/:splat", /uses ":splat"/],
  ["/a/:id /b/:name", /uses ":name"/],
  ["/a/:id id=:id /b", /":id" is named twice/],
  ["/a id /b", /neither a parameter/],
  ["/a =x /b", /neither a parameter/],
  ["/a id=:9 /b", /is no name/],
  ["/a id=% /b", /not percent-encoded/],
  ["/a /100%", /not percent-encoded/],
  ["/a /b\u0000", /control character/],
  [`/a /${"b".repeat(LINE_UNITS_MAX)}`, /a line of/],
];

for (const [line, message] of wrong) {
  test(`_redirects: an error says ${message} and the line when a rule is ${JSON.stringify(line.slice(0, 60))}`, () => {
    assert.throws(
      () => parseRedirectsFile(`# rules\n/ok /fine\r\n  ${line}\n`, "/site/_redirects"),
      (error) => {
        assert.ok(isConfigError(error));
        assert.match(error.message, message);
        assert.deepEqual([error.file, error.line, error.column], ["/site/_redirects", 3, 3]);
        return true;
      },
    );
  });
}

test("_redirects: an error says so when there are more rules than are taken", () => {
  const exact = (count: number) => Array.from({ length: count }, (_, at) => `/a${at} /b\n`).join("");
  const dynamic = (count: number) => Array.from({ length: count }, (_, at) => `/a${at}/* /b\n`).join("");
  assert.equal(parseRedirectsFile(exact(RULES_MAX), "_redirects").length, RULES_MAX);
  assert.throws(() => parseRedirectsFile(exact(RULES_MAX + 1), "_redirects"), { line: RULES_MAX + 1 });
  assert.equal(parseRedirectsFile(dynamic(DYNAMIC_RULES_MAX), "_redirects").length, DYNAMIC_RULES_MAX);
  assert.throws(() => parseRedirectsFile(dynamic(DYNAMIC_RULES_MAX + 1), "_redirects"), {
    line: DYNAMIC_RULES_MAX + 1,
  });
});

test("_redirects: a file is parsed or refused with its line when it is any text", () => {
  const word = fc.constantFrom(
    "/a",
    "/*",
    "/:id",
    "/:splat",
    "id=:id",
    "301",
    "200!",
    "https://x.example/",
    "#",
    ":",
    "%",
  );
  const line = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(word).map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      try {
        parseRedirectsFile(lines.join("\n"), "_redirects");
      } catch (error) {
        assert.ok(isConfigError(error));
        assert.ok(error.line !== undefined && error.column !== undefined && error.file === "_redirects");
      }
    }),
  );
});

test("_redirects: a location stays on this origin and is one of a URL when the path is hostile", () => {
  const rules = redirectRules(
    parseRedirectsFile("/s/* /:splat\n/p/:a/:b /:a:b\n/q/:x-:y /:x\n/t a=:a /:a", "_redirects"),
  );
  const unit = fc.constantFrom(
    "/",
    "\\",
    "%2F",
    "%5C",
    ".",
    "%2e",
    "evil.example",
    "@",
    ":",
    "%0d%0a",
    "%00",
    "é",
    "-",
  );
  const rest = fc.array(unit, { maxLength: 8 }).map((units) => units.join(""));
  fc.assert(
    fc.property(fc.constantFrom("/s/", "/p/", "/q/", "/t?a=", "/s/?"), rest, (prefix, text) => {
      const match = rules.find(requestFor("GET", `${prefix}${text}`), "no-file");
      if (match?.kind !== "redirect") return;
      assert.match(match.location, /^\/(?![/\\])[!#-;=?-Z[\]_a-z~%]*$/);
      assert.equal(new URL(match.location, "http://kittens.example/").host, "kittens.example");
    }),
    { numRuns: 2000 },
  );
});
