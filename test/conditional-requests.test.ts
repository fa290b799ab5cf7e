import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { file, files, site, status } from "../src/index.ts";
import type { Answer, FileClient } from "./tools/file-client.ts";
import {
  distinctText,
  eventually,
  modifiedAt,
  randomOctets,
  type ServedFolder,
  serveFolder,
  withStrongTag,
} from "./tools/served-folder.ts";

/**
 * Request fields and the status code that must come of them. In the fields stand for what is current: {tag} the entity
 * tag as it was sent, {opaque} what is between its quotes, {modified} Last-Modified, {rfc850} and {asctime} the same
 * in the obsolete formats, {earlier} and {later} a minute before and after it, {future} tomorrow.
 */
interface Row {
  readonly rule: string;
  readonly fields: readonly string[];
  /** Several where the RFC leaves it open. */
  readonly status: number | readonly number[];
}

const ifMatch: readonly Row[] = [
  { rule: "no precondition", fields: [], status: 200 },
  { rule: "RFC9110§13.1.1 any representation", fields: ["If-Match: *"], status: 200 },
  { rule: "RFC9110§13.1.1 the tag", fields: ["If-Match: {tag}"], status: 200 },
  { rule: "RFC9110§13.1.1 the tag in a list", fields: ['If-Match: "foo", "bar", {tag}'], status: 200 },
  { rule: "RFC9110§13.1.1 the tag amid blanks", fields: ['If-Match: "foo", "bar", \t{tag} , "baz"'], status: 200 },
  { rule: "RFC9110§5.3 the tag in a second line", fields: ['If-Match: "foo"', "If-Match: {tag}"], status: 200 },
  { rule: "RFC9110§13.1.1 another tag", fields: ['If-Match: "foo"'], status: 412 },
  { rule: "RFC9110§13.1.1 other tags", fields: ['If-Match:  "foo", "bar" '], status: 412 },
  { rule: "RFC9110§8.8.3.2 strong comparison", fields: ["If-Match: W/{tag}"], status: 412 },
  { rule: "RFC9110§8.8.3 tags are case-sensitive", fields: ['If-Match: "{OPAQUE}"'], status: 412 },
  { rule: "RFC9110§13.1.1 no tag without quotes", fields: ["If-Match: {opaque}"], status: [200, 412] },
  { rule: "RFC9110§13.2.2 step 1 before 3", fields: ['If-Match: "foo"', "If-None-Match: {tag}"], status: 412 },
  { rule: "RFC9110§13.2.2 step 3 after 1", fields: ["If-Match: {tag}", "If-None-Match: {tag}"], status: 304 },
  { rule: "RFC9110§13.2.2 step 3 is met", fields: ["If-Match: {tag}", 'If-None-Match: "foo"'], status: 200 },
  {
    rule: "RFC9110§13.1.4 If-Match decides",
    fields: ["If-Match: {tag}", "If-Unmodified-Since: {earlier}"],
    status: 200,
  },
  {
    rule: "RFC9110§13.1.4 If-Match fails",
    fields: ['If-Match: "foo"', "If-Unmodified-Since: {modified}"],
    status: 412,
  },
];

const ifUnmodifiedSince: readonly Row[] = [
  { rule: "RFC9110§13.1.4 the same date", fields: ["If-Unmodified-Since: {modified}"], status: 200 },
  { rule: "RFC9110§13.1.4 a later date", fields: ["If-Unmodified-Since: {later}"], status: 200 },
  { rule: "RFC9110§13.1.4 an earlier date", fields: ["If-Unmodified-Since: {earlier}"], status: 412 },
  { rule: "RFC9110§13.1.4 long ago", fields: ["If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"], status: 412 },
  { rule: "RFC9110§13.1.4 no date", fields: ["If-Unmodified-Since: foo"], status: 200 },
  { rule: "RFC9110§13.1.4 an empty value", fields: ["If-Unmodified-Since:"], status: 200 },
  { rule: "RFC9110§5.6.7 the RFC 850 format", fields: ["If-Unmodified-Since: {rfc850}"], status: 200 },
  { rule: "RFC9110§5.6.7 the asctime format", fields: ["If-Unmodified-Since: {asctime}"], status: 200 },
  {
    rule: "RFC9110§13.2.2 step 2 before 4",
    fields: ["If-Unmodified-Since: {earlier}", "If-Modified-Since: {modified}"],
    status: 412,
  },
];

const ifNoneMatch: readonly Row[] = [
  { rule: "RFC9110§13.1.2 any representation", fields: ["If-None-Match: *"], status: 304 },
  { rule: "RFC9110§13.1.2 the tag", fields: ["If-None-Match: {tag}"], status: 304 },
  { rule: "RFC9110§8.8.3.2 weak comparison", fields: ["If-None-Match: W/{tag}"], status: 304 },
  { rule: "RFC9110§13.1.2 the tag in a list", fields: ['If-None-Match: "foo", "bar", {tag} , "baz"'], status: 304 },
  { rule: "RFC9110§13.1.2 a weak tag in a list", fields: ['If-None-Match: W/"foo", W/{tag}'], status: 304 },
  { rule: "RFC9110§13.1.2 a list without blanks", fields: ['If-None-Match: "foo",{tag},"baz"'], status: 304 },
  { rule: "RFC9110§5.6.1 empty elements", fields: ['If-None-Match: , ,"foo",, {tag},'], status: 304 },
  { rule: "RFC9110§8.8.3 a comma in a tag", fields: ['If-None-Match: "a,b", {tag}'], status: 304 },
  { rule: "RFC9110§8.8.3 a backslash is itself", fields: ['If-None-Match: "a\\", {tag}'], status: 304 },
  { rule: "RFC9110§5.3 several lines", fields: ['If-None-Match: "foo"', "If-None-Match: {tag}"], status: 304 },
  { rule: "RFC9110§13.1.2 hundreds of tags", fields: ["If-None-Match: {hundreds}, {tag}"], status: 304 },
  { rule: "RFC9110§13.1.2 another tag", fields: ['If-None-Match: "foo"'], status: 200 },
  { rule: "RFC9110§13.1.2 an empty tag", fields: ['If-None-Match: ""'], status: 200 },
  { rule: "RFC9110§8.8.3 tags are case-sensitive", fields: ['If-None-Match: "{OPAQUE}"'], status: 200 },
  { rule: "RFC9110§8.8.3 W is upper case", fields: ["If-None-Match: w/{tag}"], status: 200 },
  { rule: "RFC9110§8.8.3 part of the tag", fields: ['If-None-Match: "{opaque}x"'], status: 200 },
  { rule: "RFC9110§8.8.3 the tag within another", fields: ['If-None-Match: "x,{opaque}"'], status: 200 },
  { rule: "RFC9110§8.8.3 no tag without quotes", fields: ["If-None-Match: {opaque}"], status: 200 },
  { rule: "RFC9110§13.1.2 an asterisk in quotes", fields: ['If-None-Match: "*"'], status: 200 },
  { rule: "RFC9110§13.1.2 a comma alone", fields: ["If-None-Match: ,"], status: 200 },
  { rule: "RFC9110§13.1.2 an empty value", fields: ["If-None-Match:"], status: 200 },
  {
    rule: "RFC9110§13.1.3 If-None-Match decides",
    fields: ['If-None-Match: "foo"', "If-Modified-Since: {modified}"],
    status: 200,
  },
  {
    rule: "RFC9110§13.1.3 If-None-Match decides, the other way",
    fields: ["If-None-Match: {tag}", "If-Modified-Since: {earlier}"],
    status: 304,
  },
  {
    rule: "RFC9110§13.1.3 both say so",
    fields: ["If-None-Match: {tag}", "If-Modified-Since: {modified}"],
    status: 304,
  },
];

const ifModifiedSince: readonly Row[] = [
  { rule: "RFC9110§13.1.3 the same date", fields: ["If-Modified-Since: {modified}"], status: 304 },
  { rule: "RFC9110§13.1.3 a later date", fields: ["If-Modified-Since: {later}"], status: 304 },
  { rule: "RFC9110§13.1.3 an earlier date", fields: ["If-Modified-Since: {earlier}"], status: 200 },
  {
    rule: "RFC9110§13.1.3 the day that time began",
    fields: ["If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"],
    status: 200,
  },
  { rule: "RFC9110§13.1.3 tomorrow", fields: ["If-Modified-Since: {future}"], status: [200, 304] },
  {
    rule: "RFC9110§13.1.3 beyond 32 bits",
    fields: ["If-Modified-Since: Fri, 25 Feb 2174 09:42:23 GMT"],
    status: [200, 304],
  },
  { rule: "RFC9110§5.6.7 the RFC 850 format", fields: ["If-Modified-Since: {rfc850}"], status: 304 },
  { rule: "RFC9110§5.6.7 the asctime format", fields: ["If-Modified-Since: {asctime}"], status: 304 },
  { rule: "RFC9110§13.1.3 no date", fields: ["If-Modified-Since: foo"], status: 200 },
  { rule: "RFC9110§13.1.3 an empty value", fields: ["If-Modified-Since:"], status: 200 },
  { rule: "RFC9110§13.1.3 no such day", fields: ["If-Modified-Since: Mon, 99 Jun 2099 00:00:00 GMT"], status: 200 },
  { rule: "RFC9110§5.6.7 a number of seconds", fields: ["If-Modified-Since: 4102444800"], status: 200 },
  {
    rule: "RFC9110§5.6.7 another time zone",
    fields: ["If-Modified-Since: Fri, 01 Jan 2100 00:00:00 +0100"],
    status: 200,
  },
  { rule: "RFC9110§5.6.7 ISO 8601", fields: ["If-Modified-Since: 2100-01-01T00:00:00Z"], status: 200 },
  {
    rule: "RFC9110§13.1.3 more than one date",
    fields: ["If-Modified-Since: {modified}", "If-Modified-Since: {later}"],
    status: 200,
  },
];

const rows = [...ifMatch, ...ifUnmodifiedSince, ...ifNoneMatch, ...ifModifiedSince];

/** Representations that every row holds for: small and large, as they are and coded. */
const representations: readonly {
  readonly name: string;
  readonly target: string;
  readonly fields: readonly string[];
}[] = [
  { name: "a small file", target: "/small.txt", fields: [] },
  { name: "a page", target: "/page.html", fields: [] },
  { name: "a page coded with br", target: "/page.html", fields: ["Accept-Encoding: br"] },
  { name: "a page coded with gzip", target: "/page.html", fields: ["Accept-Encoding: gzip"] },
  { name: "a folder's index", target: "/docs/", fields: [] },
  { name: "a large file", target: "/large.bin", fields: [] },
  { name: "an empty file", target: "/empty.txt", fields: [] },
];

describe("conditional requests", { timeout: 60_000 }, () => {
  let folder: ServedFolder;
  let client: FileClient;
  before(async () => {
    folder = await serveFolder(
      {
        "small.txt": "abcdefghijklmnopqrstuvwxyz",
        "page.html": distinctText(20_000),
        "docs/index.html": "<h1>docs</h1>",
        "large.bin": randomOctets(3_000_000),
        "empty.txt": "",
        "teapot.html": distinctText(5_000),
      },
      {},
      () => site({ "/teapot": status(418, file("teapot.html")), "/*": files(".") }),
    );
    client = await folder.connect();
  });
  after(() => folder[Symbol.asyncDispose]());

  for (const { name, target, fields } of representations) {
    for (const method of ["GET", "HEAD"]) {
      test(`conditional requests: ${method} of ${name} keeps the table of preconditions`, async () => {
        const whole = await withStrongTag(client, target, ...fields);
        assert.equal(whole.statusCode, 200);
        assert.match(whole.field("etag") ?? "", /^"[!#-~]+"$/, "a strong tag");
        for (const row of rows) {
          const lines = row.fields.map((line) => filled(line, whole));
          const answer = await client.ask(method, target, [...fields, ...lines]);
          const shown = `${row.rule}: ${method} ${target} with ${lines.join(", ").slice(0, 200)}`;
          assert.ok(
            [row.status].flat().includes(answer.statusCode),
            `${shown}: ${answer.statusCode}, not ${row.status}`,
          );
          requireFields(answer, whole, method, shown);
        }
      });
    }
  }

  test("conditional requests: preconditions are ignored when the answer would not be 2xx (RFC9110§13.2.1)", async () => {
    const whole = await client.get("/teapot");
    assert.equal(whole.statusCode, 418);
    const wouldDecide = [
      'If-Match: "foo"',
      "If-None-Match: *",
      `If-None-Match: ${whole.field("etag") ?? '"foo"'}`,
      "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
      "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
    ];
    for (const line of wouldDecide) {
      for (const method of ["GET", "HEAD"]) {
        assert.equal((await client.ask(method, "/nothing", [line])).statusCode, 404, `${method} /nothing ${line}`);
        assert.equal((await client.ask(method, "/docs", [line])).statusCode, 301, `${method} /docs ${line}`);
        const teapot = await client.ask(method, "/teapot", [line]);
        assert.equal(teapot.statusCode, 418, `${method} /teapot ${line}`);
        if (method === "GET") assert.deepEqual(teapot.content, whole.content);
      }
      assert.equal((await client.ask("POST", "/small.txt", [line, "Content-Length: 0"])).statusCode, 405);
      assert.equal((await client.ask("DELETE", "/small.txt", [line])).statusCode, 405);
    }
  });

  test("conditional requests: the tag stays when the file is written again with equal content", async () => {
    const content = distinctText(900);
    await folder.write("same.txt", content);
    const first = (await client.get("/same.txt")).field("etag");
    await folder.write("same.txt", content, new Date("2024-09-01T08:00:00Z"));
    const answer = await eventually(
      () => client.get("/same.txt"),
      ({ fields }) => fields.some(([name, value]) => name === "last-modified" && value.includes("01 Sep 2024")),
      "the new date",
    );
    assert.equal(answer.field("etag"), first);
    assert.equal((await client.get("/same.txt", `If-None-Match: ${first}`)).statusCode, 304);
  });

  test("conditional requests: the tag changes when the content does, with size and date kept", async () => {
    await folder.write("changing.txt", "one ".repeat(100));
    const first = await client.get("/changing.txt");
    await folder.write("changing.txt", "two ".repeat(100));
    const answer = await eventually(
      () => client.get("/changing.txt", `If-None-Match: ${first.field("etag")}`),
      ({ statusCode }) => statusCode === 200,
      "the new content",
    );
    assert.equal(answer.content.toString(), "two ".repeat(100));
    assert.notEqual(answer.field("etag"), first.field("etag"));
    assert.equal(answer.field("last-modified"), first.field("last-modified"));
  });

  test("conditional requests: either tag of a large file's content matches when it is not hashed yet", async () => {
    await folder.write("download.bin", randomOctets(4_000_000, 7));
    const early = await client.get("/download.bin");
    assert.equal((await client.get("/download.bin", `If-None-Match: ${early.field("etag")}`)).statusCode, 304);
    const late = await withStrongTag(client, "/download.bin");
    assert.equal((await client.get("/download.bin", `If-None-Match: ${early.field("etag")}`)).statusCode, 304);
    assert.equal((await client.get("/download.bin", `If-None-Match: ${late.field("etag")}`)).statusCode, 304);
  });

  test("conditional requests: a date in the future is not told as Last-Modified (RFC9110§8.8.2.1)", async () => {
    await folder.write("future.txt", "from tomorrow", new Date(Date.now() + 86_400_000));
    const answer = await client.get("/future.txt");
    assert.ok(Date.parse(answer.field("last-modified")!) <= Date.parse(answer.field("date")!));
  });
});

/** What a response to a conditional request must have, and what it must not. */
function requireFields(answer: Answer, whole: Answer, method: string, shown: string): void {
  if (answer.statusCode === 412) return;
  for (const name of ["etag", "cache-control", "vary", "content-location", "expires"]) {
    assert.equal(answer.field(name), whole.field(name), `${shown}: ${name} is as in the 200 (RFC9110§15.4.5)`);
  }
  assert.ok(answer.field("date") !== undefined, `${shown}: Date`);
  if (answer.statusCode === 304) {
    for (const name of ["content-type", "content-encoding", "content-range"]) {
      assert.equal(answer.field(name), undefined, `${shown}: no ${name} in a 304`);
    }
    const lengthOctets = answer.field("content-length");
    assert.ok(lengthOctets === undefined || lengthOctets === whole.field("content-length"), "RFC9110§8.6");
    return;
  }
  for (const name of ["content-type", "content-encoding", "content-length", "last-modified", "accept-ranges"]) {
    assert.equal(answer.field(name), whole.field(name), `${shown}: ${name}`);
  }
  if (method === "GET") assert.ok(answer.content.equals(whole.content), `${shown}: the content`);
}

function filled(line: string, whole: Answer): string {
  const tag = whole.field("etag") ?? "";
  const opaque = tag.slice(1, -1);
  const otherCase = opaque.replace(/[A-Za-z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  const values: Record<string, string> = {
    tag,
    opaque,
    OPAQUE: otherCase === opaque ? `${opaque}X` : otherCase,
    hundreds: Array.from({ length: 400 }, (_, at) => `"tag-${at}-of-some-length"`).join(", "),
    modified: whole.field("last-modified") ?? "",
    rfc850: "Tuesday, 25-Jun-24 17:12:18 GMT",
    asctime: "Tue Jun 25 17:12:18 2024",
    earlier: new Date(modifiedAt.getTime() - 60_000).toUTCString(),
    later: new Date(modifiedAt.getTime() + 60_000).toUTCString(),
    future: new Date(Date.now() + 86_400_000).toUTCString(),
  };
  return line.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
