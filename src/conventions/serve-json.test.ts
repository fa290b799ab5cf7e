import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/index.ts";
import type { PathChoice } from "../files/index.ts";
import { requestFor } from "../files/testing/exchanges.ts";
import { editedFields } from "../semantics/field-edits.ts";
import { FieldSection } from "../semantics/index.ts";
import { fieldEditsOf } from "./field-rules.ts";
import { redirectRules } from "./redirect-rules.ts";
import { parseServeJson } from "./serve-json.ts";

function parsed(value: object) {
  return parseServeJson(JSON.stringify(value), "/site/serve.json");
}

function outcome(value: object, target: string, when: "before-files" | "no-file"): string | undefined {
  const match = redirectRules(parsed(value).redirects).find(requestFor("GET", target), when);
  if (match === undefined) return undefined;
  return match.kind === "redirect" ? `${match.status} ${match.location}` : `${match.status} → ${match.path}`;
}

const redirects: readonly (readonly [
  source: string,
  destination: string,
  target: string,
  expected: string | undefined,
])[] = [
  ["/from", "/to", "/from?a=1", "301 /to?a=1"],
  ["from", "to", "/from", "301 /to"],
  ["/from", "https://example.com/", "/from", "301 https://example.com/"],
  ["/old-docs/:id", "/new-docs/:id", "/old-docs/12", "301 /new-docs/12"],
  ["/old-pages/**", "/home", "/old-pages/a/b", "301 /home"],
  ["/old-pages/**", "/home", "/old-pages", "301 /home"],
  ["/old/*", "/new/:0", "/old/a/b", "301 /new/a/b"],
  ["/out/*", "/:0", "/out//evil.example", "301 /evil.example"],
  ["/*.@(jpg|png)", "/pictures", "/a/b.png", "301 /pictures"],
  ["/*.@(jpg|png)", "/pictures", "/a/b.gif", undefined],
  ["/{a,b}", "/c", "/b/", "301 /c"],
  ["/café", "/c", "/caf%C3%A9", "301 /c"],
];

for (const [source, destination, target, expected] of redirects) {
  test(`serve.json: the redirect is ${expected ?? "none"} when ${target} meets ${source} to ${destination}`, () => {
    assert.equal(outcome({ redirects: [{ source, destination }] }, target, "before-files"), expected);
  });
}

test("serve.json: the status code of a redirect is its type when it has one", () => {
  assert.equal(
    outcome({ redirects: [{ source: "/a", destination: "/b", type: 307 }] }, "/a", "before-files"),
    "307 /b",
  );
});

test("serve.json: a rewrite leaves files alone when the path has an extension", () => {
  const value = { rewrites: [{ source: "**", destination: "/index.html" }] };
  assert.equal(outcome(value, "/app/x", "before-files"), "200 → /index.html");
  assert.equal(outcome(value, "/app/x.js", "before-files"), undefined);
  assert.equal(outcome(value, "/app/x.js", "no-file"), "200 → /index.html");
  assert.equal(outcome(value, "/app/x", "no-file"), undefined);
});

test("serve.json: a rewrite fills its destination when the source has names", () => {
  const value = { rewrites: [{ source: "/projects/:id/edit", destination: "edit-project-:id.html" }] };
  assert.equal(outcome(value, "/projects/123/edit", "before-files"), "200 → /edit-project-123.html");
});

function fieldsAt(headers: object[], path: string): string[] {
  const section = editedFields(FieldSection.of({ "X-Old": "1" }), fieldEditsOf(parsed({ headers }).fields)(path));
  return [...section].map(([name, value]) => `${name}: ${value}`);
}

test("serve.json: headers are set in the place of earlier ones when their globs match", () => {
  const headers = [
    { source: "**/*.@(jpg|png)", headers: [{ key: "Cache-Control", value: "max-age=1" }] },
    {
      source: "a/**",
      headers: [
        { key: "cache-control", value: "max-age=2" },
        { key: "X-Old", value: null },
      ],
    },
  ];
  assert.deepEqual(fieldsAt(headers, "/x/y.jpg"), ["X-Old: 1", "Cache-Control: max-age=1"]);
  assert.deepEqual(fieldsAt(headers, "/a/y.jpg"), ["cache-control: max-age=2"]);
  assert.deepEqual(fieldsAt(headers, "/b"), ["X-Old: 1"]);
});

test("serve.json: headers are for the page at a path when the path is not spelled as the page's file", () => {
  const headers = [{ source: "**/*.html", headers: [{ key: "X-Page", value: "yes" }] }];
  for (const path of ["/", "/docs/", "/about", "/about.html"]) {
    assert.deepEqual(fieldsAt(headers, path), ["X-Old: 1", "X-Page: yes"], path);
  }
  assert.deepEqual(fieldsAt(headers, "/a.css"), ["X-Old: 1"]);
});

test("serve.json: clean URLs are on and lists are off when it says nothing of them", () => {
  const { options, symlinks, subfolder } = parsed({});
  assert.equal(options.cleanUrls, true);
  assert.equal(options.list, undefined);
  assert.equal(options.trailingSlash, undefined);
  assert.equal(symlinks, undefined);
  assert.deepEqual(subfolder, []);
});

test("serve.json: options are what it says when it says something", () => {
  const value = {
    public: "./dist/site/",
    cleanUrls: false,
    directoryListing: true,
    trailingSlash: true,
    symlinks: true,
  };
  const { options, symlinks, subfolder } = parsed({ ...value, etag: false, renderSingle: false, $schema: "x" });
  assert.deepEqual([options.cleanUrls, options.list, options.trailingSlash], [false, true, "always"]);
  assert.equal(symlinks, true);
  assert.deepEqual(subfolder, ["dist", "site"]);
  assert.equal(parsed({ trailingSlash: false }).options.trailingSlash, "never");
  assert.deepEqual(parsed({ public: "." }).subfolder, []);
});

test("serve.json: an error says so when there are more rules than are taken", () => {
  const rewrites = (count: number) => Array.from({ length: count }, () => ({ source: "/a", destination: "/b" }));
  assert.equal(parsed({ rewrites: rewrites(1000) }).redirects.length, 1000);
  assert.throws(() => parsed({ rewrites: rewrites(1001) }), /"rewrites" has 1001 rules; 1000 are taken at the most/);
});

function isChosen(choice: PathChoice | undefined, path: string): boolean {
  assert.ok(typeof choice === "function");
  return choice(path);
}

test("serve.json: a choice goes by path when it is a list of globs", () => {
  const { options } = parsed({ cleanUrls: ["/app/**", "/!components/**"], directoryListing: ["assets/caf*"] });
  assert.equal(isChosen(options.cleanUrls, "/app/x"), true);
  assert.equal(isChosen(options.cleanUrls, "/x"), false);
  assert.equal(isChosen(options.list, "/assets/caf%C3%A9/"), true);
  assert.equal(isChosen(options.list, "/assets/"), false);
});

test("serve.json: names are left out of lists when a glob matches the name or the path", () => {
  const { unlisted } = parsed({ unlisted: [".DS_Store", "*.map", "/secret/**"] }).options;
  for (const path of ["/.DS_Store", "/a/b/.DS_Store", "/a/x.js.map", "/secret/a", "/secret/"]) {
    assert.equal(unlisted?.(path), true, path);
  }
  assert.equal(unlisted?.("/a/x.js"), false);
});

const wrong: readonly (readonly [source: string, line: number, column: number, message: RegExp, hint?: RegExp])[] = [
  ["{", 1, 2, /no JSON/],
  ["[]", 1, 1, /the file holds a list/],
  ['{\n  "cleanUrl": true }', 2, 3, /"cleanUrl" is no key here/, /"cleanUrls"/],
  ['{ "cleanUrls": 1 }', 1, 16, /"cleanUrls" is 1, not true, false or a list of globs/],
  ['{ "public": "" }', 1, 13, /"public" is empty/],
  ['{ "public": "../x" }', 1, 13, /leaves/],
  ['{ "public": "/x" }', 1, 13, /absolute/],
  ['{ "renderSingle": true }', 1, 19, /"renderSingle" is not supported/, /Name the file/],
  ['{ "redirects": [{ "source": "/a" }] }', 1, 17, /has no "destination"/],
  ['{ "redirects": [{ "source": "/a", "destination": "/b", "type": 200 }] }', 1, 64, /not one of 301/],
  ['{ "redirects": [{ "source": "/a(.*)", "destination": "/b" }] }', 1, 29, /regular expression/],
  ['{ "redirects": [{ "source": "/:a?", "destination": "/b" }] }', 1, 29, /optional part/],
  ['{ "redirects": [{ "source": "/a", "destination": "//b" }] }', 1, 50, /leaves this origin/],
  ['{ "redirects": [{ "source": "/a", "destination": "/:b" }] }', 1, 50, /uses ":b"/],
  ['{ "redirects": [{ "source": "/:a/{b,c}", "destination": "/b" }] }', 1, 29, /both :name and a glob/],
  ['{ "rewrites": [{ "source": "/a", "destination": "https://b.example/" }] }', 1, 49, /not passed on/],
  ['{ "headers": [{ "source": "[", "headers": [] }] }', 1, 27, /without its "]"/],
  ['{ "headers": [{ "source": "a", "headers": [{ "key": "ETag", "value": "1" }] }] }', 1, 44, /made by the server/],
  ['{ "headers": [{ "source": "a", "headers": [{ "key": "A", "value": "a\\nb" }] }] }', 1, 44, /no field may have/],
  ['{ "headers": [{ "source": "a", "headers": [{ "key": "Date", "value": null }] }] }', 1, 44, /take it away/],
  ['{ "etag": true, "etag": false }', 1, 17, /"etag" is there twice/],
];

for (const [source, line, column, message, hint] of wrong) {
  test(`serve.json: an error says ${message} at ${line}:${column} when it is ${source}`, () => {
    assert.throws(
      () => parseServeJson(source, "/site/serve.json"),
      (error) => {
        assert.ok(isConfigError(error));
        assert.match(error.message, message);
        if (hint !== undefined) assert.match(error.hint ?? "", hint);
        assert.deepEqual([error.file, error.line, error.column], ["/site/serve.json", line, column]);
        return true;
      },
    );
  });
}
