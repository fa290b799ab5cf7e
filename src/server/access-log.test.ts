import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FieldSection } from "../semantics/index.ts";
import { causeText } from "../trace/index.ts";
import { combinedExchange, commonExchange, jsonExchange, jsonNotice } from "./access-log.ts";
import { prettyExchange, prettyNotice } from "./pretty-log.ts";
import { duration, octetCount, type Paint } from "./pretty-text.ts";
import type { ExchangeEntry } from "./server-log.ts";

const same = (text: string) => text;
const plain: Paint = {
  dim: same,
  bold: same,
  red: same,
  green: same,
  yellow: same,
  blue: same,
  magenta: same,
  cyan: same,
};

const entry: ExchangeEntry = {
  timeMs: Date.UTC(2026, 10, 22, 17, 4, 31, 250),
  connection: 7,
  exchange: 2,
  remote: { host: "192.0.2.1", port: 50_000 },
  local: { host: "127.0.0.1", port: 5000 },
  method: "GET",
  requestTarget: "/kittens?size=300",
  httpVersion: "HTTP/1.1",
  requestHeaderSection: FieldSection.of({ "User-Agent": 'cat "\u001b"', Referer: "http://x/", Cookie: "secret" }),
  scheme: "http",
  authority: "localhost:5000",
  statusCode: 200,
  contentOctets: 1400,
  durationMs: 1.84,
  reason: "template kittens.html",
  rule: undefined,
  isCut: false,
  cause: undefined,
  decisions: undefined,
};

const refused: ExchangeEntry = {
  ...entry,
  method: undefined,
  requestTarget: undefined,
  httpVersion: undefined,
  requestHeaderSection: undefined,
  authority: undefined,
  statusCode: 400,
  contentOctets: 92,
  reason: "no Host field line",
  rule: "RFC9112-3.2/HOST-MISSING",
};

const withoutTime = (line: string) => line.replace(/[0-9]{2}:[0-9]{2}:[0-9]{2}/, "TT:TT:TT");

describe("access log", () => {
  test("access log: a pretty line has its columns and the reason when a terminal is 100 wide", () => {
    assert.equal(
      withoutTime(prettyExchange(entry, { paint: plain, columns: 100 })),
      "  TT:TT:TT  200  GET  /kittens?size=300                 1.4 kB    1.8 ms   ← template kittens.html",
    );
    assert.equal(
      withoutTime(prettyExchange(refused, { paint: plain, columns: 140 })),
      "  TT:TT:TT  400  –    –                                                 92 B    1.8 ms   ← RFC9112-3.2/HOST-MISSING: no Host field line",
    );
  });

  test("access log: a line says how often its rule has refused when it was not the first time", () => {
    const arrow = (ruleCount: number, columns?: number) =>
      prettyExchange({ ...refused, ruleCount }, { paint: plain, columns }).split("← ")[1];
    assert.equal(arrow(1), "RFC9112-3.2/HOST-MISSING: no Host field line");
    assert.equal(arrow(12), "RFC9112-3.2/HOST-MISSING: no Host field line ×12");
    for (const columns of [80, 110, 128, 129, 130, 131, 132]) {
      const lines = prettyExchange({ ...refused, ruleCount: 123_456 }, { paint: plain, columns }).split("\n");
      assert.ok(lines.at(-1)!.endsWith("×123456"));
      for (const line of lines) assert.ok(line.length <= columns, line);
    }
    const { "porthole.refusals": count, "porthole.rule": rule } = JSON.parse(
      jsonExchange({ ...refused, ruleCount: 12 }),
    );
    assert.deepEqual([rule, count], ["RFC9112-3.2/HOST-MISSING", 12]);
    assert.ok(!("porthole.refusals" in JSON.parse(jsonExchange(entry))));
  });

  test("access log: a file's name stands once when it is the path that was asked for", () => {
    const arrow = (requestTarget: string, reason: string) =>
      prettyExchange({ ...entry, requestTarget, reason }, { paint: plain, columns: undefined }).split("← ")[1];
    assert.equal(arrow("/css/a.css?v=1", "file css/a.css, br"), "file, br");
    assert.equal(arrow("/css/a.css", "file css/a.css"), "file");
    assert.equal(arrow("/a", "file a.html"), "file a.html");
    assert.equal(arrow("/", "file index.html"), "file index.html");
  });

  test("access log: a reason that does not fit stands below its line, broken between words", () => {
    const text = withoutTime(
      prettyExchange({ ...refused, reason: "word ".repeat(20).trim() }, { paint: plain, columns: 80 }),
    );
    const [line, ...below] = text.split("\n");
    assert.ok(line?.endsWith("1.8 ms"));
    assert.match(below[0]!, /^ {12}← RFC9112-3\.2\/HOST-MISSING: word/);
    assert.match(below[1]!, /^ {14}word word/);
    for (const each of below) assert.ok(each.length <= 80, each);
  });

  test("access log: the arrows of pretty lines stand in one column when methods and targets differ in length", () => {
    const style = { paint: plain, columns: 90 };
    const lines = [
      entry,
      { ...refused, rule: undefined },
      { ...entry, method: "OPTIONS", requestTarget: "*" },
      { ...entry, method: "PROPPATCH", requestTarget: `/${"long/".repeat(40)}` },
      { ...entry, contentOctets: 0, durationMs: 12_345 },
    ].map((each) => prettyExchange(each, style).indexOf("←"));
    assert.deepEqual(new Set(lines).size, 1, lines.join());
  });

  test("access log: a long target is shortened for a terminal, and whole when nothing has to fit", () => {
    const long = { ...entry, requestTarget: `/${"a".repeat(500)}` };
    assert.match(prettyExchange(long, { paint: plain, columns: 80 }), /\/aaa+… /);
    assert.ok(prettyExchange(long, { paint: plain, columns: 80 }).length < 120);
    assert.ok(prettyExchange(long, { paint: plain, columns: undefined }).includes("a".repeat(500)));
  });

  test("access log: what was thrown follows with its stack and its cause when there is one", () => {
    const cause = new Error("outer\u001b[2J", { cause: new TypeError("inner") });
    const text = prettyExchange({ ...entry, statusCode: 500, cause }, { paint: plain, columns: 100 });
    assert.match(text, /\n +Error: outer\\x1B\[2J\n +at /);
    assert.match(text, /caused by: TypeError: inner/);
  });

  test("access log: frames of the folded path are one line when there are others, and when there are none", () => {
    const cause = new Error("boom");
    cause.stack = "Error: boom\n    at a (/site.ts:1)\n    at b (/porthole/x.js:1)\n    at c (/porthole/y.js:2)";
    const style = { paint: plain, columns: undefined, foldedFrames: "/porthole/" };
    const gap = " ".repeat(12);
    assert.ok(
      prettyExchange({ ...entry, statusCode: 500, cause }, style).endsWith(
        `\n${gap}Error: boom\n${gap}    at a (/site.ts:1)\n${gap}    … 2 inside porthole`,
      ),
    );
    cause.stack = "Error: boom\n    at c (/porthole/y.js:2)";
    assert.match(prettyExchange({ ...entry, statusCode: 500, cause }, style), /boom\n +… 1 inside porthole$/);
  });

  test("access log: a client that was gone before the response has no status code in any format", () => {
    const gone = { ...entry, statusCode: 0, isCut: true };
    assert.match(prettyExchange(gone, { paint: plain, columns: 80 }), /^ {2}[0-9:]{8} {2}– {4}GET/);
    assert.equal("http.response.status_code" in JSON.parse(jsonExchange(gone)), false);
    assert.match(commonExchange(gone), /" - 1400$/);
  });

  test("access log: a cut response says so", () => {
    assert.match(prettyExchange({ ...entry, isCut: true }, { paint: plain, columns: 80 }), /kittens\.html · cut$/);
    assert.equal(JSON.parse(jsonExchange({ ...entry, isCut: true }))["porthole.cut"], true);
  });

  test("access log: JSON has OpenTelemetry's names, no empty keys and no secret when a request was answered", () => {
    const line = jsonExchange(entry);
    assert.deepEqual(JSON.parse(line), {
      timestamp: "2026-11-22T17:04:31.250Z",
      severity: "INFO",
      "http.request.method": "GET",
      "url.scheme": "http",
      "url.path": "/kittens",
      "url.query": "size=300",
      "http.response.status_code": 200,
      "http.response.body.size": 1400,
      "http.server.request.duration": 0.00184,
      "network.protocol.name": "http",
      "network.protocol.version": "1.1",
      "server.address": "localhost",
      "server.port": 5000,
      "client.address": "192.0.2.1",
      "client.port": 50_000,
      "user_agent.original": 'cat "\u001b"',
      "porthole.reason": "template kittens.html",
      "porthole.connection": 7,
      "porthole.exchange": 2,
    });
    assert.ok(!line.includes("secret"));
    assert.ok(!line.includes("\n"));
  });

  test("access log: JSON names the rule when a request was refused, and the exception when a handler threw", () => {
    const refusedKeys = JSON.parse(jsonExchange(refused));
    assert.equal(refusedKeys["error.type"], "RFC9112-3.2/HOST-MISSING");
    assert.equal(refusedKeys["server.address"], "127.0.0.1");
    assert.equal("http.request.method" in refusedKeys, false);
    const failed = JSON.parse(jsonExchange({ ...entry, statusCode: 500, cause: new RangeError("no") }));
    assert.equal(failed["error.type"], "RangeError");
    assert.equal(failed["exception.message"], "no");
    assert.match(failed["exception.stacktrace"], /^RangeError: no\n/);
    assert.equal(failed.severity, "ERROR");
  });

  test("access log: an unknown method is _OTHER with its original beside it (OpenTelemetry)", () => {
    const keys = JSON.parse(jsonExchange({ ...entry, method: "BREW" }));
    assert.equal(keys["http.request.method"], "_OTHER");
    assert.equal(keys["http.request.method_original"], "BREW");
  });

  test("access log: the host of an IPv6 authority keeps its brackets apart from its port", () => {
    const at = (authority: string) => JSON.parse(jsonExchange({ ...entry, authority }));
    assert.equal(at("[::1]:5000")["server.address"], "[::1]");
    assert.equal(at("[::1]:5000")["server.port"], 5000);
    assert.equal(at("[::1]")["server.port"], 80);
  });

  test("access log: common and combined lines are as Apache writes them, quotes and controls escaped", () => {
    const common = '192.0.2.1 - - [22/Nov/2026:17:04:31 +0000] "GET /kittens?size=300 HTTP/1.1" 200 1400';
    assert.equal(commonExchange(entry), common);
    assert.equal(combinedExchange(entry), `${common} "http://x/" "cat \\"\\x1B\\""`);
    assert.equal(commonExchange(refused), '192.0.2.1 - - [22/Nov/2026:17:04:31 +0000] "-" 400 92');
    assert.match(combinedExchange({ ...refused, contentOctets: 0 }), / 400 - "-" "-"$/);
  });

  test("access log: no format lets a control, bidi or line end character through when it came in a field or reason", () => {
    const evil = "a\u001b[2J\r\n\u202e\u0085\u2028\u009b";
    const nasty: ExchangeEntry = {
      ...entry,
      method: evil,
      requestTarget: evil,
      authority: evil,
      reason: evil,
      requestHeaderSection: FieldSection.of({ "User-Agent": evil, Referer: evil }),
      cause: evil,
      decisions: [{ subject: evil, outcome: evil }],
    };
    const style = { paint: plain, columns: undefined };
    const notice = { timeMs: 0, level: "warn", message: evil, cause: evil } as const;
    const one = [jsonExchange(nasty), commonExchange(nasty), combinedExchange(nasty), jsonNotice(notice)];
    const texts = [
      ...one,
      prettyExchange(nasty, style).replaceAll("\n", ""),
      prettyNotice(notice, style).replaceAll("\n", ""),
    ];
    for (const text of texts) assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
  });

  test("access log: whatever was thrown becomes text, without throwing, when it is no error or a hostile one", () => {
    const loop = new Error("loop");
    loop.cause = loop;
    const hostile = new Error("x");
    Object.defineProperty(hostile, "stack", {
      get() {
        throw new Error("no stack for you");
      },
    });
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    for (const cause of [null, 1n, Symbol("s"), "text", { a: 1 }, circular, loop, hostile]) {
      assert.equal(typeof causeText(cause), "string");
      assert.doesNotThrow(() => jsonExchange({ ...entry, statusCode: 500, cause }));
    }
    assert.match(causeText({ a: 1 }), /\{"a":1\} was thrown/);
  });

  test("access log: octets and durations are rounded for people, at each border of their units", () => {
    const counts = [0, 1, 999, 1000, 1449, 99_949, 99_950, 999_499, 999_500, 2_500_000, 3e9, 4e12].map(octetCount);
    assert.deepEqual(counts, [
      "–",
      "1 B",
      "999 B",
      "1.0 kB",
      "1.4 kB",
      "99.9 kB",
      "100 kB",
      "999 kB",
      "1.0 MB",
      "2.5 MB",
      "3.0 GB",
      "4.0 TB",
    ]);
    const times = [0, 0.16, 9.94, 9.96, 999.4, 999.6, 59_940, 60_000, 125_000].map(duration);
    assert.deepEqual(times, [
      "0.0 ms",
      "0.2 ms",
      "9.9 ms",
      "10 ms",
      "999 ms",
      "1.0 s",
      "59.9 s",
      "1 min 0 s",
      "2 min 5 s",
    ]);
  });
});
