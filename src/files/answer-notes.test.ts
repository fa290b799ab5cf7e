import assert from "node:assert/strict";
import { test } from "node:test";
import { selectRanges } from "../semantics/index.ts";
import { preconditionRows, rangeRows } from "./answer-notes.ts";
import { requestFor } from "./testing/exchanges.ts";
import { memoryStore } from "./testing/memory-store.ts";
import { ServedFolder } from "./testing/served-folder.ts";

const page = "kitten ".repeat(1000);

async function codingRows(files: Record<string, string>, path: string, acceptEncoding?: string): Promise<string[]> {
  const served = new ServedFolder(memoryStore(files), {});
  const headers = acceptEncoding === undefined ? {} : { "Accept-Encoding": acceptEncoding };
  return (await served.decisions(path, headers)).rowsOf("coding");
}

test("answer-notes: each coding stands with its weight and what there is of it when a file is answered (RFC9110§12.5.3)", async () => {
  const rows = await codingRows({ "a.html": page }, "/a.html", "gzip;q=0.5, br, compress, *;q=0.1");
  assert.match(rows[0]!, /^br \| q=1; [0-9]+ octets \| chosen$/);
  assert.ok(rows.includes("gzip | q=0.5; can be made"), rows.join("\n"));
  assert.ok(rows.includes("identity | acceptable, if nothing better is; 7000 octets"), rows.join("\n"));
  assert.equal(rows.at(-1), "compress | q=1; not on offer");
});

test("answer-notes: the file itself is what was chosen when nobody asks for a coding", async () => {
  const rows = await codingRows({ "a.html": page }, "/a.html");
  assert.equal(rows[0], "br | not asked for; can be made");
  assert.equal(rows.at(-1), "identity | always acceptable; 7000 octets | chosen");
});

test("answer-notes: why a coding is not on offer is told when a file would gain nothing by it", async () => {
  const files = { "a.png": page, "a.txt": "short" };
  const ofPicture = await codingRows(files, "/a.png", "gzip");
  assert.equal(ofPicture.at(-1), "gzip | q=1; not on offer: image/png would not get smaller");
  const ofShort = await codingRows(files, "/a.txt", "gzip, identity;q=0.5");
  assert.deepEqual(ofShort, [
    "identity | q=0.5; 5 octets | chosen",
    "gzip | q=1; not on offer: the file is too short to gain by it",
  ]);
});

test("answer-notes: no coding is marked when none is acceptable (RFC9110§12.5.3)", async () => {
  const rows = await codingRows({ "a.png": page }, "/a.png", "identity;q=0");
  assert.deepEqual(rows, ["identity | refused: q=0; 7000 octets"]);
  assert.deepEqual(await codingRows({ "a.png": page }, "/a.png", "*;q=0"), [
    "identity | refused by *;q=0; 7000 octets",
  ]);
});

const validators = { entityTags: [{ isWeak: false, opaque: "now" }], lastModifiedMs: Date.UTC(2026, 0, 1) };
const known = [
  ["ETag", '"now", of what is here now'],
  ["Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT, of what is here now"],
];
const date = "Fri, 02 Jan 2026 00:00:00 GMT";

const conditions: readonly (readonly [what: string, headers: Record<string, string>, rows: readonly unknown[]])[] = [
  ["one decides", { "If-None-Match": '"now"' }, [["If-None-Match", '"now": one matches', true]]],
  ["none does", { "If-None-Match": '"old"' }, [["If-None-Match", '"old": none matches "now"']]],
  [
    "a tag is there besides a date",
    { "If-None-Match": '"old"', "If-Modified-Since": date },
    [
      ["If-None-Match", '"old": none matches "now"'],
      ["If-Modified-Since", "not looked at, for If-None-Match is there"],
    ],
  ],
  [
    "an earlier one has failed",
    { "If-Match": '"old"', "If-None-Match": '"now"' },
    [
      ["If-Match", '"old": none matches "now"', true],
      ["If-None-Match", "not looked at any more"],
    ],
  ],
];

for (const [what, headers, rows] of conditions) {
  test(`answer-notes: preconditions stand in their order when ${what} (RFC9110§13.2.2)`, () => {
    assert.deepEqual(preconditionRows(requestFor("GET", "/", { headers }), validators), [...known, ...rows]);
  });
}

test("answer-notes: what is sent of a file stands beside what was asked when it has a Range (RFC9110§14.2)", () => {
  const rows = (range: string, ifRange = "no If-Range") => rangeRows(selectRanges(range, 1000), ifRange, 1000).slice(1);
  assert.deepEqual(rows("bytes=0-9, 500-"), [
    ["If-Range", "not sent"],
    ["0 to 9", "10 octets", true],
    ["500 to 999", "500 octets", true],
  ]);
  assert.deepEqual(rows("bytes=5000-", 'If-Range "a": matches'), [
    ["If-Range", '"a": matches'],
    ["sent", "nothing: none lies within 1000 octets", true],
  ]);
  assert.deepEqual(rows("lines=1-2").at(-1), ["sent", "all of it", true]);
});
