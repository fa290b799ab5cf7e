import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { file, files, site, status } from "../src/index.ts";
import { partsOf, type Span } from "./tools/byteranges.ts";
import type { Answer, FileClient } from "./tools/file-client.ts";
import { distinctText, randomOctets, type ServedFolder, serveFolder, withStrongTag } from "./tools/served-folder.ts";

/** A Range field of a GET for a file of that size, and the octets that must come. */
interface Row {
  readonly size: number;
  readonly range: string;
  /**
   * The spans that were asked for and can be had, in the order of the request; "whole" where the field is ignored;
   * "unsatisfiable" for 416. Several where the RFC leaves it open.
   */
  readonly outcome: Outcome | readonly Outcome[];
  readonly rule: string;
}
type Outcome = "whole" | "unsatisfiable" | { readonly spans: readonly Span[] };

const spans = (...each: Span[]): Outcome => ({ spans: each });

const single: readonly Row[] = [
  { size: 10, range: "bytes=0-9", outcome: spans([0, 9]), rule: "RFC9110§14.1.2 all of it" },
  { size: 10, range: "bytes=0-", outcome: spans([0, 9]), rule: "RFC9110§14.1.2 from the first" },
  { size: 10, range: "bytes=0-0", outcome: spans([0, 0]), rule: "RFC9110§14.1.2 the first octet" },
  { size: 10, range: "bytes=9-9", outcome: spans([9, 9]), rule: "RFC9110§14.1.2 the last octet" },
  { size: 10, range: "bytes=9-", outcome: spans([9, 9]), rule: "RFC9110§14.1.2 from the last octet" },
  { size: 10, range: "bytes=5-", outcome: spans([5, 9]), rule: "RFC9110§14.1.2 from the middle" },
  { size: 9, range: "bytes=2-5", outcome: spans([2, 5]), rule: "RFC9110§14.1.2 both ends count" },
  { size: 10, range: "bytes=0-20", outcome: spans([0, 9]), rule: "RFC9110§14.1.2 the last position is clamped" },
  { size: 9, range: "bytes=2-50", outcome: spans([2, 8]), rule: "RFC9110§14.1.2 the last position is clamped" },
  {
    size: 1000,
    range: "bytes=990-1990",
    outcome: spans([990, 999]),
    rule: "RFC9110§14.1.2 the last position is clamped",
  },
  { size: 1000, range: "bytes=0-8", outcome: spans([0, 8]), rule: "RFC9110§14.1.2" },
  { size: 1000, range: "bytes=990-", outcome: spans([990, 999]), rule: "RFC9110§14.1.2" },
  { size: 10_000, range: "bytes=0-499", outcome: spans([0, 499]), rule: "RFC9110§14.1.2, its example" },
  { size: 10_000, range: "bytes=500-999", outcome: spans([500, 999]), rule: "RFC9110§14.1.2, its example" },
  { size: 10_000, range: "bytes=9500-", outcome: spans([9500, 9999]), rule: "RFC9110§14.1.2, its example" },
  { size: 10, range: "bytes=00-04", outcome: spans([0, 4]), rule: "RFC9110§14.1.1 leading zeros are digits" },
  { size: 10, range: "BYTES=0-4", outcome: spans([0, 4]), rule: "RFC9110§14.1 units ignore case" },
  { size: 10, range: "Bytes=-4", outcome: spans([6, 9]), rule: "RFC9110§14.1 units ignore case" },
  {
    size: 10,
    range: "bytes=4-18446744073709551616",
    outcome: spans([4, 9]),
    rule: "RFC9110§17.4 no overflow of 64 bits",
  },
  { size: 10, range: "bytes=4-9007199254740993", outcome: spans([4, 9]), rule: "RFC9110§17.4 no loss beyond 2^53" },
];

const suffix: readonly Row[] = [
  { size: 10, range: "bytes=-1", outcome: spans([9, 9]), rule: "RFC9110§14.1.2 the last octet" },
  { size: 10, range: "bytes=-5", outcome: spans([5, 9]), rule: "RFC9110§14.1.2 the last five" },
  { size: 10, range: "bytes=-10", outcome: spans([0, 9]), rule: "RFC9110§14.1.2 as many as there are" },
  { size: 10, range: "bytes=-15", outcome: spans([0, 9]), rule: "RFC9110§14.1.2 more than there are" },
  { size: 1000, range: "bytes=-10", outcome: spans([990, 999]), rule: "RFC9110§14.1.2" },
  { size: 10_000, range: "bytes=-500", outcome: spans([9500, 9999]), rule: "RFC9110§14.1.2, its example" },
  { size: 50, range: "bytes=-18446744073709551616", outcome: spans([0, 49]), rule: "RFC9110§17.4 no overflow" },
];

const unsatisfiable: readonly Row[] = [
  { size: 10, range: "bytes=10-", outcome: "unsatisfiable", rule: "RFC9110§14.1.2 one past the end" },
  { size: 10, range: "bytes=10-10", outcome: "unsatisfiable", rule: "RFC9110§14.1.2 one past the end" },
  { size: 8, range: "bytes=10-20", outcome: "unsatisfiable", rule: "RFC9110§14.1.2 past the end" },
  { size: 1000, range: "bytes=100000-", outcome: "unsatisfiable", rule: "RFC9110§14.1.2 far past the end" },
  { size: 10, range: "bytes=18446744073709551616-", outcome: "unsatisfiable", rule: "RFC9110§17.4 no overflow" },
  { size: 10, range: "bytes=-0", outcome: "unsatisfiable", rule: "RFC9110§14.1.2 the last none" },
  { size: 10, range: "bytes=10-11, 20-, -0", outcome: "unsatisfiable", rule: "RFC9110§15.5.17 none of several" },
  { size: 0, range: "bytes=0-", outcome: ["unsatisfiable", "whole"], rule: "RFC9110§14.2 416, or ignored" },
  { size: 0, range: "bytes=0-0", outcome: ["unsatisfiable", "whole"], rule: "RFC9110§14.2 416, or ignored" },
  { size: 0, range: "bytes=1-", outcome: ["unsatisfiable", "whole"], rule: "RFC9110§14.2 416, or ignored" },
  {
    size: 0,
    range: "bytes=-5",
    outcome: ["unsatisfiable", "whole"],
    rule: "RFC9110§14.1.2 no Content-Range can say it",
  },
];

/** Not in the grammar, or of another unit: the field is ignored (RFC 9110 §14.2). */
const ignored: readonly Row[] = [
  "foo",
  "bytes",
  "bytes=",
  "bytes=-",
  "bytes=,",
  "bytes= , , ,   ",
  "bytes=7",
  "bytes= 7 ",
  "bytes=5-4",
  "bytes=0-2,5-4",
  "bytes=2-5,4-3",
  "bytes=--5,4--3",
  "bytes=--1",
  "bytes=A-",
  "bytes=A-Z",
  "bytes= -Z",
  "bytes=5-Z",
  "bytes=Ran-dom, garbage",
  "bytes=0x01-0x02",
  "bytes=+0-1",
  "bytes=0-+1",
  "bytes=0.0-1.0",
  "bytes=1e0-2",
  "bytes=0-1-2",
  "bytes=0-1/10",
  "bytes=0-1;2-3",
  "bytes=1-2 3-",
  "bytes=0-1,x",
  "bytes=\u0661-\u0662",
  "bytes 0-1",
  "bytes:0-1",
  "0-1",
  "=0-1",
  "lines=0-4",
  "items=0-4",
  "bytesx=0-4",
  "x-bytes=0-4",
].map((range) => ({
  size: 10,
  range: Buffer.from(range).toString("latin1"),
  outcome: "whole",
  rule: "RFC9110§14.2 ignored",
}));

/** Blanks where the grammar has none: strict readers ignore the field, lax ones take it. */
const blanks: readonly Row[] = [
  { size: 10, range: "bytes= 0-4", outcome: ["whole", spans([0, 4])], rule: "RFC9110§14.1.1 a blank after =" },
  { size: 10, range: "bytes=0 -4", outcome: ["whole", spans([0, 4])], rule: "RFC9110§14.1.1 a blank in a range" },
  { size: 10, range: "bytes =0-4", outcome: ["whole", spans([0, 4])], rule: "RFC9110§14.1.1 a blank before =" },
];

const several: readonly Row[] = [
  { size: 10_000, range: "bytes=0-0,-1", outcome: spans([0, 0], [9999, 9999]), rule: "RFC9110§14.1.2, its example" },
  {
    size: 10_000,
    range: "bytes=500-600,601-999",
    outcome: spans([500, 600], [601, 999]),
    rule: "RFC9110§14.1.2, its example",
  },
  {
    size: 10_000,
    range: "bytes=500-700,601-999",
    outcome: spans([500, 700], [601, 999]),
    rule: "RFC9110§14.1.2, its example",
  },
  {
    size: 10_000,
    range: "bytes=0-999,4500-5499,-1000",
    outcome: spans([0, 999], [4500, 5499], [9000, 9999]),
    rule: "RFC9110§14.1.2, its example",
  },
  {
    size: 10_000,
    range: "bytes=5000-5099,0-99",
    outcome: spans([5000, 5099], [0, 99]),
    rule: "RFC9110§15.3.7.2 in the order asked",
  },
  {
    size: 10_000,
    range: "bytes=0-99 , 3000-3099,\t6000-6099",
    outcome: spans([0, 99], [3000, 3099], [6000, 6099]),
    rule: "RFC9110§5.6.1 blanks in a list",
  },
  {
    size: 10_000,
    range: "bytes=,0-99,,3000-3099,",
    outcome: spans([0, 99], [3000, 3099]),
    rule: "RFC9110§5.6.1.2 empty elements",
  },
  {
    size: 10_000,
    range: "bytes=0-99,20000-,3000-3099",
    outcome: spans([0, 99], [3000, 3099]),
    rule: "RFC9110§15.3.7 the satisfiable ones",
  },
  { size: 10_000, range: "bytes=20000-,0-99", outcome: spans([0, 99]), rule: "RFC9110§15.3.7 one of two" },
  { size: 10_000, range: "bytes=0-99,-0", outcome: spans([0, 99]), rule: "RFC9110§15.3.7 one of two" },
  { size: 10, range: "bytes=15-,0-5", outcome: spans([0, 5]), rule: "RFC9110§14.1.2 one is satisfiable" },
  {
    size: 1000,
    range: "bytes=0-9, -10, 10-19",
    outcome: spans([0, 9], [990, 999], [10, 19]),
    rule: "RFC9110§15.3.7.2",
  },
  {
    size: 1000,
    range: "bytes=0-9, -10, 100000-, 10-19",
    outcome: spans([0, 9], [990, 999], [10, 19]),
    rule: "RFC9110§15.3.7.2",
  },
  { size: 10, range: "bytes=1-2,5-", outcome: spans([1, 2], [5, 9]), rule: "RFC9110§15.3.7.2" },
  { size: 11, range: "bytes=-2 , 7-", outcome: spans([9, 10], [7, 10]), rule: "RFC9110§15.3.7.2 one in the other" },
  { size: 11, range: "bytes=0-0 ,2-2, 7-", outcome: spans([0, 0], [2, 2], [7, 10]), rule: "RFC9110§15.3.7.2" },
  { size: 9, range: "bytes=1-2,3-5", outcome: spans([1, 2], [3, 5]), rule: "RFC9110§15.3.7.2 side by side" },
  { size: 10_000, range: "bytes=0-99,0-99", outcome: spans([0, 99], [0, 99]), rule: "RFC9110§15.3.7.2 twice the same" },
];

/** Requests that cost a server more than they cost the client: the response stays about as large as the file. */
const abusive: readonly { readonly name: string; readonly range: string }[] = [
  { name: "the whole five times", range: "bytes=0-,1-,2-,3-,4-" },
  { name: "more than all", range: "bytes=0-10001, 0-0" },
  { name: "thirteen hundred prefixes", range: `bytes=${Array.from({ length: 1300 }, (_, at) => `0-${at}`).join(",")}` },
  {
    name: "fifteen hundred octets",
    range: `bytes=${Array.from({ length: 1500 }, (_, at) => `${at * 2}-${at * 2}`).join(",")}`,
  },
  { name: "the same two, two hundred times", range: `bytes=${"0-1,3-4,".repeat(200)}` },
  {
    name: "a thousand far apart",
    range: `bytes=${Array.from({ length: 999 }, (_, at) => `${9990 - at * 10}-${9990 - at * 10}`).join(",")}`,
  },
  { name: "a long number", range: `bytes=0-${"9".repeat(7000)}` },
];

const sizes = [0, 8, 9, 10, 11, 50, 1000, 10_000];
const content = (size: number): Buffer => Buffer.from(distinctText(size));

describe("ranges", { timeout: 60_000 }, () => {
  let folder: ServedFolder;
  let client: FileClient;
  before(async () => {
    const bySize = Object.fromEntries(sizes.map((size) => [`${size}.txt`, content(size)]));
    folder = await serveFolder(
      {
        ...bySize,
        "page.html": distinctText(30_000),
        "large.bin": randomOctets(3_000_000),
        "teapot.html": distinctText(5_000),
        "docs/index.html": "docs",
      },
      {},
      () => site({ "/teapot": status(418, file("teapot.html")), "/*": files(".") }),
    );
    client = await folder.connect();
  });
  after(() => folder[Symbol.asyncDispose]());

  const tables = { single, suffix, unsatisfiable, ignored, blanks, several };
  for (const [name, rows] of Object.entries(tables)) {
    test(`ranges: the octets that were asked for come, by the table of ${name} ranges (RFC9110§14)`, async () => {
      for (const row of rows) {
        const answer = await client.get(`/${row.size}.txt`, `Range: ${row.range}`);
        requireOutcome(answer, row, `${row.rule}: ${row.range} of ${row.size}`);
      }
    });
  }

  test("ranges: the response stays about as large as the file when a request asks for much (RFC9110§14.2, §17.15)", async () => {
    for (const { name, range } of abusive) {
      const answer = await client.get("/10000.txt", `Range: ${range}`);
      assert.ok([200, 206, 416].includes(answer.statusCode), `${name}: ${answer.statusCode}`);
      assert.ok(answer.content.length < 40_000, `${name}: ${answer.content.length} octets`);
      if (answer.statusCode === 206) requireParts(answer, 10_000, name);
      if (answer.statusCode === 200) assert.ok(answer.content.equals(content(10_000)), name);
    }
  });

  test("ranges: HEAD tells of the whole when it has a Range (RFC9110§14.2)", async () => {
    for (const range of ["bytes=0-0", "bytes=-1", "bytes=99999-", "bytes=0-1,5000-5001", "foo"]) {
      const [plain, head] = [await client.head("/10000.txt"), await client.head("/10000.txt", `Range: ${range}`)];
      assert.equal(head.statusCode, 200, range);
      assert.equal(head.field("content-length"), "10000");
      assert.equal(head.field("content-range"), undefined);
      assert.deepEqual(undated(head), undated(plain));
    }
  });

  test("ranges: Accept-Ranges is said for files, on 200 and HEAD (RFC9110§14.3)", async () => {
    for (const target of ["/10.txt", "/page.html", "/large.bin", "/0.txt"]) {
      assert.equal((await client.get(target)).field("accept-ranges"), "bytes", target);
      assert.equal((await client.head(target)).field("accept-ranges"), "bytes", target);
    }
  });

  test("ranges: several Range lines are never read as one that was not sent", async () => {
    const answer = await client.get("/10000.txt", "Range: bytes=0-0", "Range: bytes=5000-5000");
    assert.ok([200, 400].includes(answer.statusCode), `${answer.statusCode}: Range is no list field (RFC9110§14.2)`);
  });

  test("ranges: a 206 has the fields that the 200 has (RFC9110§15.3.7)", async () => {
    for (const fields of [[], ["Accept-Encoding: br"]]) {
      const whole = await client.get("/page.html", ...fields);
      for (const range of ["bytes=0-99", "bytes=0-99,1000-1099"]) {
        const answer = await client.get("/page.html", `Range: ${range}`, ...fields);
        assert.equal(answer.statusCode, 206);
        for (const name of ["etag", "cache-control", "vary", "content-location", "expires", "content-encoding"]) {
          assert.equal(answer.field(name), whole.field(name), `${range}: ${name}`);
        }
        for (const part of partsOf(answer)) assert.equal(part.mediaType, whole.field("content-type"));
      }
    }
  });

  test("ranges: a large file is put together from its parts, each as it stands in the file", async () => {
    const whole = randomOctets(3_000_000);
    const pieces: Buffer[] = [];
    for (let at = 0; at < whole.length; at += 700_001) {
      const answer = await client.get("/large.bin", `Range: bytes=${at}-${at + 700_000}`);
      const [part] = partsOf(answer);
      assert.equal(part?.span[0], at);
      assert.equal(part.sizeOctets, whole.length);
      pieces.push(part.content);
    }
    assert.ok(Buffer.concat(pieces).equals(whole));
    const multipart = await client.get("/large.bin", "Range: bytes=0-999999,2000000-2000000,-300000");
    requireParts(multipart, whole.length, "large.bin", whole);
    assert.equal(partsOf(multipart).length, 3);
  });

  test("ranges: count in the coded representation when a coding was chosen (RFC9110§14.1.2)", async () => {
    const whole = await client.get("/page.html", "Accept-Encoding: br");
    assert.equal(whole.field("content-encoding"), "br");
    const half = whole.content.length >> 1;
    const first = await client.get("/page.html", "Accept-Encoding: br", `Range: bytes=0-${half - 1}`);
    const last = await client.get("/page.html", "Accept-Encoding: br", `Range: bytes=${half}-`);
    for (const { statusCode, field } of [first, last]) {
      assert.equal(statusCode, 206);
      assert.equal(field("content-encoding"), "br");
    }
    assert.equal(partsOf(first)[0]?.sizeOctets, whole.content.length);
    const joined = Buffer.concat([first.content, last.content]);
    assert.equal(brotliDecompressSync(joined).toString(), distinctText(30_000));
    const beyond = await client.get("/page.html", "Accept-Encoding: br", `Range: bytes=${whole.content.length}-`);
    assert.equal(beyond.statusCode, 416);
    assert.equal(beyond.field("content-range"), `bytes */${whole.content.length}`);
  });

  for (const target of ["/10000.txt", "/large.bin"]) {
    test(`ranges: If-Range keeps its table for ${target} (RFC9110§13.1.5)`, async () => {
      const whole = await withStrongTag(client, target);
      const tag = whole.field("etag")!;
      const modified = whole.field("last-modified")!;
      const shifted = (seconds: number) => new Date(Date.parse(modified) + seconds * 1000).toUTCString();
      const rows: readonly (readonly [ifRange: string, statusCode: number])[] = [
        [tag, 206],
        [`W/${tag}`, 200],
        ['"foo"', 200],
        [`"foo", ${tag}`, 200],
        ["*", 200],
        [tag.slice(1, -1), 200],
        [modified, 206],
        ["Tuesday, 25-Jun-24 17:12:18 GMT", 206],
        ["Tue Jun 25 17:12:18 2024", 206],
        [shifted(1), 200],
        [shifted(-1), 200],
        [shifted(86_400), 200],
        ["Fri, 01 Jan 2100 00:00:00 GMT", 200],
        ["foo", 200],
        ["", 200],
      ];
      for (const [ifRange, statusCode] of rows) {
        for (const range of ["bytes=0-99", "bytes=-1", "bytes=0-9,5000-5009"]) {
          const answer = await client.get(target, `Range: ${range}`, `If-Range: ${ifRange}`);
          assert.equal(answer.statusCode, statusCode, `If-Range: ${ifRange}, Range: ${range}`);
          if (statusCode === 200) assert.ok(answer.content.equals(whole.content));
          else requireParts(answer, whole.content.length, ifRange, whole.content);
        }
        const beyond = await client.get(target, "Range: bytes=9999999-", `If-Range: ${ifRange}`);
        assert.equal(beyond.statusCode, statusCode === 206 ? 416 : 200, `If-Range: ${ifRange}, beyond the end`);
        assert.equal(
          (await client.get(target, `If-Range: ${ifRange}`)).statusCode,
          200,
          "without Range it says nothing",
        );
        assert.equal((await client.head(target, "Range: bytes=0-1", `If-Range: ${ifRange}`)).statusCode, 200);
      }
    });
  }

  test("ranges: If-Range with a date that may not hold the content fast gets the whole (RFC9110§8.8.2.2)", async () => {
    await folder.write("future.txt", content(10_000), new Date(Date.now() + 86_400_000));
    const whole = await client.get("/future.txt");
    const lines = ["Range: bytes=0-9", `If-Range: ${whole.field("last-modified")}`];
    assert.equal((await client.get("/future.txt", ...lines)).statusCode, 200);
  });

  test("ranges: the tag of one coding does not hold for another when it is in If-Range (RFC9110§8.8.3.3)", async () => {
    const codings = ["", "Accept-Encoding: br", "Accept-Encoding: gzip"];
    const tags: string[] = [];
    for (const coding of codings) tags.push((await client.get("/page.html", ...lineOf(coding))).field("etag")!);
    for (const [at, coding] of codings.entries()) {
      for (const [of, tag] of tags.entries()) {
        const answer = await client.get("/page.html", ...lineOf(coding), "Range: bytes=0-9", `If-Range: ${tag}`);
        assert.equal(
          answer.statusCode,
          at === of ? 206 : 200,
          `${coding || "identity"} with the tag of ${codings[of]}`,
        );
      }
    }
  });

  test("ranges: preconditions come first (RFC9110§13.2.2)", async () => {
    const whole = await client.get("/10000.txt");
    const [tag, modified] = [whole.field("etag"), whole.field("last-modified")];
    const rows: readonly (readonly [lines: readonly string[], statusCode: number])[] = [
      [[`If-None-Match: ${tag}`], 304],
      [[`If-None-Match: "foo"`], 206],
      [[`If-Modified-Since: ${modified}`], 304],
      [[`If-Match: "foo"`], 412],
      [[`If-Match: ${tag}`], 206],
      [["If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"], 412],
      [[`If-Unmodified-Since: ${modified}`], 206],
      [[`If-None-Match: ${tag}`, `If-Range: ${tag}`], 304],
      [[`If-Match: ${tag}`, `If-Range: "foo"`], 200],
    ];
    for (const [lines, statusCode] of rows) {
      const answer = await client.get("/10000.txt", "Range: bytes=0-9", ...lines);
      assert.equal(answer.statusCode, statusCode, lines.join(", "));
      const beyond = await client.get("/10000.txt", "Range: bytes=10000-", ...lines);
      assert.equal(beyond.statusCode, statusCode === 206 ? 416 : statusCode, `${lines.join(", ")}, beyond the end`);
    }
  });

  test("ranges: are ignored when the answer would not be 200 without them (RFC9110§14.2)", async () => {
    const teapot = await client.get("/teapot", "Range: bytes=0-9");
    assert.equal(teapot.statusCode, 418);
    assert.equal(teapot.content.toString(), distinctText(5_000));
    assert.equal(teapot.field("content-range"), undefined);
    assert.equal((await client.get("/nothing", "Range: bytes=0-9")).statusCode, 404);
    assert.equal((await client.get("/docs", "Range: bytes=0-0")).statusCode, 301);
    assert.equal((await client.ask("POST", "/10.txt", ["Content-Length: 0", "Range: bytes=0-9"])).statusCode, 405);
  });
});

function requireOutcome(answer: Answer, { size, outcome }: Row, shown: string): void {
  const outcomes = [outcome].flat();
  const fitting = outcomes.find((each) => statusOf(each) === answer.statusCode);
  assert.ok(fitting !== undefined, `${shown}: ${answer.statusCode}, not ${outcomes.map(statusOf)}`);
  if (fitting === "whole") {
    assert.ok(answer.content.equals(content(size)), `${shown}: the whole`);
    assert.equal(answer.field("content-range"), undefined, shown);
  } else if (fitting === "unsatisfiable") {
    assert.equal(answer.field("content-range"), `bytes */${size}`, shown);
  } else {
    const parts = requireParts(answer, size, shown);
    if (fitting.spans.length === 1) assert.deepEqual(parts, fitting.spans, shown);
    for (const span of fitting.spans) {
      assert.ok(
        parts.some((part) => part[0] <= span[0] && span[1] <= part[1]),
        `${shown}: ${span} in one of ${parts.join(" ")}`,
      );
    }
    for (const [first, last] of parts) {
      // A part may join several that were asked for, and no more than what lies between these.
      assert.ok(
        fitting.spans.some((span) => span[0] === first),
        `${shown}: nobody asked for octet ${first}`,
      );
      assert.ok(
        fitting.spans.some((span) => span[1] === last),
        `${shown}: nobody asked for octet ${last}`,
      );
    }
    const areApart = fitting.spans.every(([first], at) =>
      fitting.spans.every(([, last], of) => of === at || Math.abs(first - last) > 1000),
    );
    if (areApart) assert.deepEqual(parts, fitting.spans, `${shown}: as asked, in that order`);
  }
}

function statusOf(outcome: Outcome): number {
  if (outcome === "whole") return 200;
  return outcome === "unsatisfiable" ? 416 : 206;
}

/** The spans of a 206, whose parts are the file's own octets, lie apart, and are not more than the file has. */
function requireParts(answer: Answer, size: number, shown: string, whole: Buffer = content(size)): readonly Span[] {
  const parts = partsOf(answer);
  const isMultipart = answer.field("content-range") === undefined;
  for (const { span, sizeOctets, content } of parts) {
    assert.equal(sizeOctets, size, shown);
    assert.ok(content.equals(whole.subarray(span[0], span[1] + 1)), `${shown}: the octets ${span.join("-")}`);
  }
  const ordered = parts.map(({ span }) => span).sort(([one], [other]) => one - other);
  for (const [at, [first]] of ordered.entries())
    assert.ok(at === 0 || first > ordered[at - 1]![1], `${shown}: they overlap`);
  if (isMultipart) assert.ok(parts.length > 1, `${shown}: one part needs no multipart (RFC9110§15.3.7.2)`);
  return parts.map(({ span }) => span);
}

function undated({ fields }: Answer): readonly (readonly [string, string])[] {
  return fields.filter(([name]) => name !== "date");
}

function lineOf(line: string): readonly string[] {
  return line === "" ? [] : [line];
}
