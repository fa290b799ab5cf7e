import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/index.ts";
import { nearestWord } from "../config/nearest-word.ts";
import { query } from "./query-spec.ts";
import { parseSiteFile } from "./site-file.ts";
import { file, files, json, redirect, status, template, text } from "./site-values.ts";

const path = "/srv/site.json";

function failure(source: string): string {
  try {
    parseSiteFile(source, path);
  } catch (error) {
    if (!isConfigError(error)) throw error;
    assert.equal(error.file, path);
    const hint = error.hint === undefined ? "" : ` (${error.hint})`;
    return `${error.line}:${error.column} ${error.key ?? "-"}: ${error.message}${hint}`;
  }
  return "nothing is wrong";
}

/** The failure of one entry, at line 2. */
function entryFailure(entry: string, pattern = "/a"): string {
  return failure(`{ "routes": {\n"${pattern}": ${entry} } }`);
}

test("site-file: every kind of route becomes its value", () => {
  const source = `{
    "$schema": "./node_modules/porthole/site.schema.json",
    "routes": {
      "/": { "file": "index.html" },
      "/kittens": { "template": "kittens.html",
        "query": {
          "size": { "type": "integer", "min": 20, "max": 2000, "default": 200 },
          "weight": { "type": "number" },
          "name": { "type": "string", "maxLength": 20, "pattern": "[a-z]+", "default": "" },
          "type": { "type": "oneOf", "choices": ["cute", "grumpy"], "default": "cute" },
          "loud": { "type": "boolean", "default": false }
        },
        "values": { "title": "Kittens", "list": [1, 2] } },
      "/cats": { "redirect": "/kittens", "status": 301 },
      "/cat": { "redirect": "/kittens" },
      "/teapot": { "status": 418, "file": "teapot.html" },
      "/gone": { "status": 410 },
      "/hello": { "text": "hello" },
      "POST /data": { "json": { "file": [null, 1] }, "status": 201 },
      "/assets/*": { "files": "assets" },
      "/docs/*": { "files": "docs", "list": true, "cleanUrls": true, "trailingSlash": "never", "spa": "app.html",
        "cache": "hashed", "compress": false },
      "/feed": { "file": "feed.xml", "cache": 60, "compress": true, "status": 203 }
    }
  }`;
  const site = parseSiteFile(source, path);
  assert.deepEqual(
    { ...site.routes },
    {
      "/": file("index.html"),
      "/kittens": template("kittens.html", {
        title: "Kittens",
        list: [1, 2],
        size: query.integer({ min: 20, max: 2000, default: 200 }),
        weight: query.number(),
        name: query.string({ maxLength: 20, pattern: "[a-z]+", default: "" }),
        type: query.oneOf(["cute", "grumpy"], { default: "cute" }),
        loud: query.boolean({ default: false }),
      }),
      "/cats": redirect(301, "/kittens"),
      "/cat": redirect("/kittens"),
      "/teapot": status(418, file("teapot.html")),
      "/gone": status(410),
      "/hello": text("hello"),
      "POST /data": status(201, json({ file: [null, 1] })),
      "/assets/*": files("assets"),
      "/docs/*": files("docs", {
        list: true,
        cleanUrls: true,
        trailingSlash: "never",
        spa: "app.html",
        cache: "hashed",
        compress: false,
      }),
      "/feed": status(203, file("feed.xml", { cache: 60, compress: true })),
    },
  );
  assert.deepEqual(site.options, {});
});

test("site-file: settings stand beside the routes", () => {
  const settings = {
    port: 0,
    host: ["127.0.0.1", "::1"],
    development: true,
    log: "json",
    graceSeconds: 2.5,
    dotfiles: false,
    symlinks: true,
    trustProxy: "10.0.0.0/8",
    timeouts: { headers: 1000, idle: 0 },
    limits: { maxRequestBodySize: 5_000_000 },
    list: true,
    cleanUrls: true,
    trailingSlash: "always",
    spa: true,
    cache: 0,
    compress: false,
    cors: ["https://a.example", "http://localhost:3000"],
    headers: { "X-Robots-Tag": "none", Link: ["</a.css>; rel=preload", "</b.css>; rel=preload"] },
    auth: {
      "/admin/*": {
        realm: "Admin",
        users: { anna: "$scrypt$ln=14,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g" },
      },
    },
  };
  const site = parseSiteFile(JSON.stringify({ routes: {}, ...settings }), path);
  assert.deepEqual(site.options, settings);
});

test("site-file: text that is no JSON is said with line and column", () => {
  assert.equal(failure(""), "1:1 -: the file is no JSON: a value is expected");
  assert.equal(
    failure('{\n  "routes": {\n    "/": { "file": "a" },\n  }\n}'),
    "4:3 -: the file is no JSON: a key in double quotation marks is expected",
  );
  assert.equal(
    failure('{ // routes\n "routes": {} }'),
    "1:3 -: the file is no JSON: a comment, which JSON has not, stands",
  );
  assert.equal(failure("[]"), '1:1 -: the file holds a list; { "routes": … } is expected');
  assert.equal(failure("null"), '1:1 -: the file holds null; { "routes": … } is expected');
});

test("site-file: a key that is not known is said with its place and what was meant", () => {
  assert.equal(failure('{\n "rotes": {} }'), '2:2 rotes: "rotes" is no key here (Did you mean "routes"?)');
  assert.equal(
    failure("{}"),
    '1:1 -: the file has no "routes" (To serve all files of the folder: "routes": { "/*": { "files": "." } })',
  );
  assert.equal(
    entryFailure('{ "template": "a.html", "queery": {} }'),
    '2:31 routes./a.queery: "queery" is no key here (Did you mean "query"?)',
  );
  assert.equal(
    entryFailure('{ "file": "a.html", "colour": 1 }'),
    '2:27 routes./a.colour: "colour" is no key here (Keys here: file, status, cache, compress.)',
  );
  assert.equal(
    failure('{ "routes": {}, "timeouts": { "header": 1 } }'),
    '1:31 timeouts.header: "header" is no key here (Did you mean "headers"?)',
  );
});

test("site-file: a key that is there twice is said with its place", () => {
  assert.equal(
    failure('{ "routes": {\n "/a": { "file": "a" },\n "/a": { "file": "b" } } }'),
    '3:2 routes./a: "/a" is there twice',
  );
});

test("site-file: a name that could not be had is said with its place, and only where it is a name", () => {
  for (const name of ["__proto__", "prototype", "constructor"]) {
    const message = `"${name}" cannot be a name here`;
    assert.equal(failure(`{ "routes": { "${name}": { "file": "a" } } }`), `1:15 routes.${name}: ${message}`);
    for (const record of ["query", "values"]) {
      const entry = `{ "template": "t.html", "${record}": { "${name}": {} } }`;
      assert.match(entryFailure(entry), new RegExp(`^2:\\d+ routes\\./a\\.${record}\\.${name}: ${message}$`));
    }
    assert.equal(entryFailure(`{ "json": { "${name}": 1 } }`), "nothing is wrong");
  }
});

test("site-file: a route that says nothing, or too much, is said with its place", () => {
  assert.equal(
    entryFailure('{ "fil": "a.html" }'),
    '2:7 routes./a: "/a" says nothing to answer with (Did you mean "file"?)',
  );
  assert.equal(
    entryFailure('"a.html"'),
    '2:7 routes./a: "/a" is "a.html", not an object (Such as { "file": "index.html" }. One of file, files, template, redirect, text, json, or status alone.)',
  );
  assert.equal(
    entryFailure('{ "file": "a", "template": "b" }'),
    '2:7 routes./a: "/a" has "file" and "template"; a route has one of them',
  );
});

test("site-file: a value of the wrong kind is said with its place", () => {
  assert.equal(entryFailure('{ "file": 5 }'), '2:17 routes./a.file: "file" is 5, not text');
  assert.equal(entryFailure('{ "file": "" }'), '2:17 routes./a.file: "file" is empty, not a path');
  assert.equal(
    entryFailure('{ "file": "a", "status": 600 }'),
    '2:32 routes./a.status: "status" is 600; at most 599 is expected',
  );
  assert.equal(
    entryFailure('{ "redirect": "/b", "status": 200 }'),
    '2:37 routes./a.status: "status" is 200, which is not known here (One of 301, 302, 303, 307, 308.)',
  );
  assert.equal(
    entryFailure('{ "redirect": "/b", "status": "301" }'),
    '2:37 routes./a.status: "status" is text; write the number 301',
  );
  assert.equal(
    failure('{ "routes": {}, "log": "prety" }'),
    '1:24 log: "log" is "prety", which is not known here (Did you mean "pretty"?)',
  );
  assert.equal(
    entryFailure('{ "template": "a", "query": { "n": { "type": "interger" } } }'),
    '2:52 routes./a.query.n.type: "type" is "interger", which is not known here (Did you mean "integer"?)',
  );
  assert.equal(
    entryFailure('{ "template": "a", "query": { "n": { "type": "integer", "min": "1" } } }'),
    '2:70 routes./a.query.n.min: "min" is text; write the number 1',
  );
  assert.equal(entryFailure('{ "template": "a", "query": { "n": {} } }'), '2:42 routes./a.query.n: "n" has no "type"');
});

test("site-file: an option that cannot be meant is said with its place", () => {
  const option = (text: string) => failure(`{ "routes": {},\n${text} }`);
  assert.equal(
    option('"cache": "hased"'),
    '2:10 cache: "cache" is "hased", which is not known here (Did you mean "hashed"?)',
  );
  assert.equal(
    option('"cache": true'),
    '2:10 cache: "cache" is true, which is not known here (One of no-cache, hashed, no-store, or a number of seconds.)',
  );
  assert.equal(option('"cache": 1.5'), '2:10 cache: "cache" is 1.5, not a whole number');
  assert.equal(option('"cache": -1'), '2:10 cache: "cache" is -1; at least 0 is expected');
  assert.equal(option('"cache": 2147483648'), "nothing is wrong");
  assert.equal(option('"cache": 2147483649'), '2:10 cache: "cache" is 2147483649; at most 2147483648 is expected');
  assert.equal(option('"spa": 1'), '2:8 spa: "spa" is 1, not true, false or a path');
  assert.equal(option('"spa": ""'), '2:8 spa: "spa" is empty, not a path');
  assert.equal(option('"list": "yes"'), '2:9 list: "list" is "yes", not true or false');
  assert.equal(
    option('"trailingSlash": "allways"'),
    '2:18 trailingSlash: "trailingSlash" is "allways", which is not known here (Did you mean "always"?)',
  );
  assert.equal(option('"cleanUrl": true'), '2:1 cleanUrl: "cleanUrl" is no key here (Did you mean "cleanUrls"?)');
  assert.equal(option('"cors": 5'), '2:9 cors: "cors" is 5, not true, an origin or a list of origins');
  assert.equal(option('"headers": { "X-A": 5 }'), '2:21 headers.X-A: "X-A" is 5, not text or a list of texts');
  assert.equal(option('"auth": { "/*": {} }'), '2:17 auth./*: "/*" has no "users"');
  assert.equal(
    option('"auth": { "/*": { "users": { "a": "b" }, "relam": "x" } }'),
    '2:42 auth./*.relam: "relam" is no key here (Did you mean "realm"?)',
  );
  assert.equal(
    option('"auth": { "/*": { "users": { "constructor": "b" } } }'),
    '2:30 auth./*.users.constructor: "constructor" cannot be a name here',
  );
  assert.equal(
    entryFailure('{ "file": "a.html", "list": true }'),
    '2:27 routes./a.list: "list" is no key here (Keys here: file, status, cache, compress.)',
  );
});

test("site-file: who may ask for what is said with its very place when it is wrong", () => {
  const option = (text: string) => failure(`{ "routes": {},\n${text} }`);
  assert.match(option('"cors": ["https://a.example", "b"]'), /^2:31 cors\.1: cors: "b" is no origin/);
  assert.match(option('"cors": "https://a.example/x"'), /^2:9 cors: .*more than an origin/);
  assert.match(option('"headers": { "X-A": "1", "X B": "2" }'), /^2:26 headers\.X B: .*no field name/);
  assert.match(option('"headers": { "Date": "x" }'), /^2:14 headers\.Date: .*cannot be set/);
  assert.match(
    option('"auth": { "/*": { "users": { "a": "b" } } }'),
    /^2:30 auth\.\/\*\.users\.a: .*porthole password/,
  );
  assert.match(option('"auth": { "x*": { "users": { "a": "b" } } }'), /^2:11 auth\.x\*: /);
  assert.match(option('"auth": { "/*": { "realm": "é", "users": { "a": "b" } } }'), /^2:19 auth\.\/\*\.realm: .*ASCII/);
  assert.match(option('"auth": { "/*": { "users": {} } }'), /^2:\d+ auth\.\/\*.*no users/);
});

test("site-file: what a value itself refuses is said with its place", () => {
  assert.match(entryFailure('{ "redirect": "//evil.example" }'), /^2:21 routes\.\/a\.redirect: .*leaves this origin/);
  assert.match(
    entryFailure('{ "template": "a", "query": { "n": { "type": "integer", "min": 5, "max": 1 } } }'),
    /^2:42 routes\.\/a\.query\.n: .*min 5 is more than max 1/,
  );
  assert.match(
    entryFailure('{ "template": "a", "values": { "n": 1 }, "query": { "n": { "type": "boolean" } } }'),
    /^2:\d+ routes\.\/a\.query\.n: .*at once$/,
  );
  assert.match(entryFailure('{ "text": "x" }', "kittens"), /^2:1 routes\.kittens: .*a path begins with "\/"/);
  assert.match(entryFailure('{ "text": "x" }', "get /a"), /^2:1 routes\.get \/a: .*case-sensitive.* \(Write GET\.\)$/);
});

test("site-file: of several faults the first in the file is said", () => {
  assert.match(failure('{ "port": -1,\n "routes": { "/": { "file": 5 } } }'), /^1:11 port: /);
  assert.match(failure('{ "routes": { "/": { "file": 5 } },\n "port": -1 }'), /^1:30 routes\.\/\.file: /);
});

test("site-file: the nearest word is found where one is near", () => {
  const words = ["file", "files", "template", "redirect"];
  assert.equal(nearestWord("fiel", words), "file");
  assert.equal(nearestWord("Files", words), "files");
  assert.equal(nearestWord("templat", words), "template");
  assert.equal(nearestWord("redierct", words), "redirect");
  assert.equal(nearestWord("colour", words), undefined);
  assert.equal(nearestWord("x", words), undefined);
});
