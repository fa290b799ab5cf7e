import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Case, FieldExpectation, Outcome } from "../cases/index.ts";
import type { Observation } from "./case-run.ts";
import { judge } from "./judgement.ts";
import { readResponses } from "./response-reader.ts";
import type { Survey } from "./survey.ts";

const letters = "abcdefghijklmnopqrstuvwxyz";
const plain = readResponses(
  `HTTP/1.1 200 OK\r\nContent-Length: 26\r\nETag: "x"\r\nVary: Accept-Encoding, Origin\r\n\r\n${letters}`,
  ["GET"],
  false,
).final[0]!;

const target: Survey = {
  address: { host: "127.0.0.1", port: 80 },
  values: { path: "/", etag: '"x"' },
  plain: { path: plain, file: plain, coded: plain },
  lacks: new Map(),
  ignoresContent: false,
  alwaysCloses: false,
  software: "",
  offers: [],
};

function seen(text: string, more: Partial<Observation> = {}): Observation {
  const ending = more.ending ?? "open";
  const read = readResponses(text, ["GET"], ending !== "open");
  return { ...read, ending, ranOut: false, answerMs: 1, servesAnother: undefined, exchanged: [], cutting: "", ...more };
}

function judged(
  pass: readonly Outcome[],
  observation: Observation,
  more: Partial<Survey> = {},
  warn: readonly Outcome[] = [],
) {
  const each: Case = {
    ...{ rule: "RFC9112-2/X", title: "x", level: "MUST", quote: "", quotedFrom: "", why: "", advice: "", needs: [] },
    ...{ send: [], delivery: "whole", beside: [], engine: [], methods: ["GET"], pass, warn },
  };
  return judge(each, observation, { ...target, ...more });
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const bad = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const refusal: Outcome = { responses: [{ status: 400 }], connection: "closed" };

function withTag(field: FieldExpectation): Outcome {
  return { responses: [{ fields: [field] }] };
}

describe("judgement", () => {
  test("judgement: what passes is not warned of, what is tolerable is warned of, all else fails", () => {
    assert.equal(judged([refusal], seen(bad, { ending: "closed" })).verdict, "passed");
    assert.equal(judged([refusal], seen(bad), {}, [{ responses: [{ status: "4xx" }] }]).verdict, "warned");
    const failed = judged([refusal], seen(ok));
    assert.equal(failed.verdict, "failed");
    assert.equal(failed.expected, "400, the connection closed");
    assert.equal(failed.got, "200 OK, the connection stayed open");
    assert.equal(failed.difference, "200 OK instead of 400");
  });

  test("judgement: a response too many fails, one too few as well", () => {
    const one: Outcome = { responses: [{ status: "understood" }] };
    assert.equal(judged([one], seen(ok + ok)).difference, "2 responses instead of 1");
    const two: Outcome = { responses: [{ status: "understood" }, { status: "understood" }] };
    assert.equal(judged([two], seen(ok)).difference, "1 response instead of 2");
    assert.equal(judged([two], seen("")).difference, "no response");
    assert.equal(judged([{ responses: [] }], seen(ok)).difference, "200 OK where no response is right");
  });

  test("judgement: requests after an end that was announced are not held against the server, unless the case is about that", () => {
    const two: Outcome = { responses: [{ status: 400 }, { status: 200 }] };
    assert.equal(judged([two], seen(bad, { ending: "closed" })).verdict, "passed");
    assert.equal(judged([{ ...two, connection: "open" }], seen(bad, { ending: "closed" })).verdict, "failed");
    const unannounced = { responses: [{ status: 200 }, { status: 200 }] } as const;
    assert.equal(judged([unannounced], seen(ok, { ending: "closed" })).verdict, "failed");
    assert.equal(judged([unannounced], seen(ok, { ending: "closed" }), { alwaysCloses: true }).verdict, "passed");
  });

  test("judgement: an answer before the content was read is right only where content means nothing", () => {
    const unread: Outcome = { responses: [{ status: "unread" }], connection: "closed" };
    assert.equal(judged([unread], seen(ok, { ending: "closed" })).verdict, "failed");
    assert.equal(judged([unread], seen(ok, { ending: "closed" }), { ignoresContent: true }).verdict, "passed");
  });

  const endings: readonly [NonNullable<Outcome["connection"]>, Observation["ending"], boolean][] = [
    ["closed", "closed", true],
    ["closed", "reset", true],
    ["closed", "open", false],
    ["closed", "silent", false],
    ["closed-in-order", "closed", true],
    ["closed-in-order", "reset", false],
    ["open", "open", true],
    ["open", "silent", false],
    ["open", "closed", false],
  ];
  for (const [connection, ending, isRight] of endings) {
    test(`judgement: a connection that is ${ending} ${isRight ? "is" : "is not"} right when ${connection} is asked for`, () => {
      assert.equal(judged([{ connection }], seen("", { ending })).verdict, isRight ? "passed" : "failed");
    });
  }

  test("judgement: interim responses, time and other connections count when they are asked for", () => {
    const interim = seen(`HTTP/1.1 100 Continue\r\n\r\n${ok}`);
    assert.equal(judged([{ interim: [100] }], interim).verdict, "passed");
    assert.equal(judged([{ interim: [] }], interim).difference, "100 instead of no interim response");
    assert.equal(judged([{ withinMs: 10 }], seen(ok, { answerMs: 11 })).difference, "after 11 ms instead of 10");
    assert.equal(judged([{ serves: "another-connection" }], seen(ok, { servesAnother: false })).verdict, "failed");
    assert.equal(judged([{ serves: "another-connection" }], seen(ok, { servesAnother: true })).verdict, "passed");
  });

  const fielded =
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nVary: Accept, Accept-Encoding\r\nETag: "x"\r\nA: 1\r\nA: 2\r\n\r\n';
  const fields: readonly [field: object, difference: string][] = [
    [{ name: "Vary", is: "present" }, ""],
    [{ name: "Allow", is: "present" }, "no Allow"],
    [{ name: "Allow", is: "absent" }, ""],
    [{ name: "ETag", is: "absent" }, 'ETag: "x", where there may be none'],
    [{ name: "ETag", is: "at-most-once" }, ""],
    [{ name: "A", is: "at-most-once" }, "2 lines of A"],
    [{ name: "ETag", equals: "{etag}" }, ""],
    [{ name: "ETag", equals: '"y"' }, 'ETag: "x" instead of "y"'],
    [{ name: "ETag", matches: '^(w/)?"[^"]*"$' }, ""],
    [{ name: "ETag", matches: "^y$" }, 'ETag: "x", which is not as it ought to be'],
    [{ name: "Vary", lists: ["accept-encoding"] }, ""],
    [{ name: "Vary", lists: ["Origin"] }, "Vary: Accept, Accept-Encoding, without Origin"],
    [{ name: "Vary", listsNone: ["*"] }, ""],
    [{ name: "Vary", listsNone: ["ACCEPT"] }, "Vary: Accept, Accept-Encoding, with ACCEPT in it"],
    [{ name: "ETag", as: "file" }, ""],
    [
      { name: "Vary", as: "file" },
      "Vary: Accept, Accept-Encoding, but Vary: Accept-Encoding, Origin in the plain response",
    ],
  ];
  for (const [field, difference] of fields) {
    test(`judgement: a field is ${difference === "" ? "right" : "wrong"} when ${JSON.stringify(field)} is asked for`, () => {
      const outcome = { responses: [{ fields: [field] }] } as unknown as Outcome;
      assert.equal(judged([outcome], seen(fielded)).difference, difference);
    });
  }

  test("judgement: a date is about now when it is off by minutes, not when it is off by a time zone or no date", () => {
    const outcome: Outcome = { responses: [{ fields: [{ name: "Date", is: "about-now" }] }] };
    const dated = (date: string) => judged([outcome], seen(`HTTP/1.1 204 No Content\r\nDate: ${date}\r\n\r\n`));
    const offBy = (minutes: number) => new Date(Date.now() + minutes * 60_000).toUTCString();
    for (const date of [offBy(0), offBy(-9), offBy(9)]) assert.equal(dated(date).verdict, "passed", date);
    for (const date of [offBy(-15), offBy(60), "soon"]) {
      assert.equal(dated(date).difference, `Date: ${date}, which is not the time`);
    }
  });

  const holding = (content: string, type = "text/plain") =>
    `HTTP/1.1 206 Partial\r\nContent-Length: ${content.length}\r\nContent-Type: ${type}\r\n\r\n${content}`;
  const part = (range: string, octets: string) => `--B\r\nContent-Range: bytes ${range}/26\r\n\r\n${octets}\r\n`;
  const zipped = gzipSync(letters).toString("latin1");
  const contents: readonly [expected: unknown, text: string, isRight: boolean][] = [
    ["none", holding(""), true],
    ["none", holding("a"), false],
    ["whole-file", holding(letters), true],
    ["whole-file", holding(letters.toUpperCase()), false],
    [{ file: [0, 0] }, holding("a"), true],
    [{ file: [-5, -1] }, holding("vwxyz"), true],
    [{ file: [24, 99] }, holding("yz"), true],
    [{ file: [0, 1] }, holding("a"), false],
    [{ has: "bc" }, holding("abcd"), true],
    [{ has: "cb" }, holding("abcd"), false],
    [{ hasNot: "root:" }, holding("abcd"), true],
    [{ hasNot: "root:" }, holding("root:x"), false],
    [{ decodes: "gzip" }, holding(zipped), true],
    [{ decodes: "gzip" }, holding(letters), false],
    [{ parts: [[0, 1]] }, holding(`${part("0-1", "ab")}--B--\r\n`, "multipart/byteranges; boundary=B"), true],
    [{ parts: [[0, 1]] }, holding(`${part("0-1", "xb")}--B--\r\n`, "multipart/byteranges; boundary=B"), false],
    [{ parts: [[0, 1]] }, holding(part("0-1", "ab"), "multipart/byteranges; boundary=B"), false],
    [
      {
        parts: [
          [0, 1],
          [3, 3],
        ],
      },
      holding(`${part("0-1", "ab")}--B--`, 'multipart/byteranges; boundary="B"'),
      false,
    ],
    [{ parts: [[0, 1]] }, holding("ab"), false],
  ];
  for (const [content, text, isRight] of contents) {
    const octets = text.slice(text.indexOf("\r\n\r\n") + 4);
    test(`judgement: ${JSON.stringify(octets)} is ${isRight ? "" : "not "}right when ${JSON.stringify(content)} is asked for`, () => {
      const outcome = { responses: [{ content }] } as unknown as Outcome;
      assert.equal(judged([outcome], seen(text)).verdict, isRight ? "passed" : "failed");
    });
  }

  test("judgement: gzip decodes to the same when the target sends gzip to everybody", () => {
    const always = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${zipped.length}\r\n\r\n${zipped}`;
    const coded = readResponses(always, ["GET"], false).final[0]!;
    const verdictOf = (content: string) =>
      judged([{ responses: [{ content: { decodes: "gzip" } }] }], seen(holding(content)), { plain: { coded } }).verdict;
    assert.equal(verdictOf(zipped), "passed");
    assert.equal(verdictOf(gzipSync("another").toString("latin1")), "failed");
  });

  test("judgement: what stands for a placeholder in a pattern is itself, whatever characters it has", () => {
    const outcome: Outcome = { responses: [{ fields: [{ name: "Location", matches: "^http://{authority}/" }] }] };
    const to = (location: string) => seen(`HTTP/1.1 301 M\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
    const values = { authority: "[::1]:8080" };
    assert.equal(judged([outcome], to("http://[::1]:8080/a"), { values }).verdict, "passed");
    assert.equal(judged([outcome], to("http://1:8080/a"), { values }).verdict, "failed");
  });

  test("judgement: a value written on two lines alike is judged as one, for that there are two is another case's", () => {
    const twice = seen('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETag: "x"\r\nETag: "x"\r\n\r\n');
    const has = (field: FieldExpectation) => judged([withTag(field)], twice).verdict;
    assert.equal(has({ name: "ETag", equals: "{etag}" }), "passed");
    assert.equal(has({ name: "ETag", matches: '^"[a-z]"$' }), "passed");
    assert.equal(has({ name: "ETag", matches: '^"[0-9]"$' }), "failed");
    assert.equal(has({ name: "ETag", is: "at-most-once" }), "failed");
  });
});
