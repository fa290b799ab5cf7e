import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MessageRecord, OctetsAt, ReadAt } from "../record.ts";
import {
  characterAround,
  characterRuns,
  hexRuns,
  messageSentences,
  numberedReads,
  type OctetLine,
  octetRows,
  octetRuns,
  pastedText,
  readOf,
  requestAnatomy,
  responseAnatomy,
  UNFOLDED_CONTENT_OCTETS,
} from "./index.ts";

const head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const text = { isHex: false, isUnfolded: false };
const hex = { isHex: true, isUnfolded: false };

function messageOf(kept: string | readonly OctetsAt[], more: Partial<MessageRecord> = {}): MessageRecord {
  const pieces = typeof kept === "string" ? [{ at: 0, octets: kept }] : kept;
  return { start: 0, kept: pieces, masked: [], reads: [], ...more };
}

function rowsOf(message: MessageRecord, options = text, refusal?: { rule: string; at: number }) {
  return octetRows(message, requestAnatomy(message, refusal), options);
}

function readAt(at: number, octets: number, atUs: number): ReadAt {
  return { at, octets, atUs };
}

describe("octet rows", () => {
  test("octet rows: a row is a line, and the end of the header section follows it when text is drawn", () => {
    assert.deepEqual(
      rowsOf(messageOf(head)).map((row) => (row.kind === "line" ? row.octets : row.kind)),
      ["GET / HTTP/1.1\r\n", "Host: a\r\n", "\r\n", "head-end"],
    );
  });

  test("octet rows: a row is sixteen octets by their positions when hex is drawn", () => {
    const lines = rowsOf(messageOf([{ at: 10, octets: head }], { start: 10 }), hex).filter(
      ({ kind }) => kind === "line",
    );
    assert.deepEqual(
      lines.map((row) => row.kind === "line" && [row.start, row.octets.length]),
      [
        [10, 6],
        [16, 16],
        [32, 5],
      ],
    );
  });

  test("octet rows: a read has a row of its own when a line begins with it, and stands in the line when not", () => {
    const reads = [readAt(0, 5, 100), readAt(5, 11, 300), readAt(16, head.length - 16, 1000)];
    const rows = rowsOf(messageOf(head, { reads }));
    assert.deepEqual(rows.map(({ kind }) => kind).join(" "), "read line read line line head-end");
    const [first, line, third] = rows;
    assert.equal(first!.kind === "read" && first!.read.laterUs, undefined);
    assert.deepEqual(line!.kind === "line" && line!.reads.map(({ number, laterUs }) => [number, laterUs]), [[2, 200]]);
    assert.equal(third!.kind === "read" && third!.read.laterUs, 700);
  });

  test("octet rows: what was not kept is a row when there is a gap, and so is a fault behind its line", () => {
    const announced = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n";
    const kept = [
      { at: 0, octets: announced },
      { at: announced.length + 400, octets: "x".repeat(100) },
    ];
    const gap = rowsOf(messageOf(kept, { end: announced.length + 500 })).find(({ kind }) => kind === "gap");
    assert.deepEqual(gap, { kind: "gap", start: announced.length, end: announced.length + 400 });
    const refused = rowsOf(messageOf("GET / HTTP/1.1\r\nA b\r\n"), text, {
      rule: "RFC9112-5.1/SPACE-BEFORE-COLON",
      at: 17,
    });
    assert.equal(refused.map(({ kind }) => kind).join(" "), "line line fault");
    const incomplete = rowsOf(messageOf("GET / HT"), text, { rule: "RFC9112-8/INCOMPLETE-HEAD", at: 8 });
    assert.equal(incomplete.map(({ kind }) => kind).join(" "), "line fault");
  });

  test("octet rows: long content is folded when nobody asked for it, but not the octet that was refused", () => {
    const response = `HTTP/1.1 200 OK\r\n\r\n${"x\n".repeat(UNFOLDED_CONTENT_OCTETS)}`;
    const message = messageOf(response);
    const anatomy = responseAnatomy(message, "GET");
    const start = response.indexOf("x") + UNFOLDED_CONTENT_OCTETS;
    assert.deepEqual(octetRows(message, anatomy, text).at(-1), { kind: "folded", start, end: response.length });
    assert.ok(octetRows(message, anatomy, { ...text, isUnfolded: true }).every(({ kind }) => kind !== "folded"));
    const fault = { rule: "x", at: response.length - 1, octets: [] };
    assert.ok(octetRows(message, { ...anatomy, fault }, text).some(({ kind }) => kind === "fault"));
  });

  test("octet rows: several reads are told as one when only the first were noted", () => {
    const reads = numberedReads(messageOf("", { reads: [readAt(0, 5, 0), readAt(5, 100, 9)], joinedReads: 7 }));
    assert.deepEqual(
      reads.map(({ number, lastNumber }) => [number, lastNumber]),
      [
        [1, 1],
        [2, 8],
      ],
    );
    assert.equal(readOf(reads, 60)?.number, 2);
    assert.equal(readOf(reads, 105), undefined);
  });
});

describe("octet runs", () => {
  const line = (octets: string, start = 0): OctetLine => ({
    kind: "line",
    start,
    octets,
    isContinued: false,
    reads: [],
  });
  const options = { spans: [], masked: [], hasCharacters: true, cuts: [] };
  const drawn = (octets: string, more = {}) =>
    octetRuns(line(octets), { ...options, ...more }).map(({ kind, text }) => `${kind} ${text}`);

  test("octet runs: every octet is drawn by its kind, and together they are the line, whatever it is", () => {
    assert.deepEqual(drawn("a  b\t\0\x7f\r\n"), [
      "plain a",
      "space ··",
      "plain b",
      "picture TAB",
      "picture NUL",
      "picture DEL",
      "picture CR",
      "picture LF",
    ]);
    const every = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join("");
    const runs = octetRuns(line(every), options);
    assert.equal(runs.at(-1)!.end, 256);
    for (const [index, run] of runs.entries()) assert.equal(run.start, index === 0 ? 0 : runs[index - 1]!.end);
  });

  test("octet runs: octets that are a character are drawn as it when that is asked for and it can do no harm", () => {
    assert.deepEqual(drawn("\xc3\xa9\xff"), ["character é", "pair ff"]);
    assert.deepEqual(drawn("\xc3\xa9", { hasCharacters: false }), ["pair c3", "pair a9"]);
    assert.deepEqual(drawn("\xe2\x80\xae"), ["pair e2", "pair 80", "pair ae"], "one that turns the text around");
    assert.deepEqual(characterAround("a\xc3\xa9b", 2), { text: "é", octets: "\xc3\xa9" });
    assert.equal(characterAround("a\xc3\xa9b", 0), undefined);
  });

  test("octet runs: a secret is drawn as shades, in text and in hex, and a run ends where it is cut", () => {
    assert.deepEqual(drawn("ab***c", { masked: [[2, 5]], cuts: [1] }), ["plain a", "plain b", "secret ▒▒▒", "plain c"]);
    assert.equal(
      hexRuns(line("a*"), { ...options, masked: [[1, 2]] })
        .map(({ text }) => text)
        .join(" "),
      "61 ▒▒",
    );
  });

  test("hex runs: sixteen octets are two halves of pairs, and the same octets as characters beside", () => {
    const octets = "GET / HTTP/1.1\r\n";
    assert.deepEqual(
      hexRuns(line(octets), options).map(({ start, text }) => [start, text]),
      [
        [0, "47 45 54 20 2f 20 48 54"],
        [8, "54 50 2f 31 2e 31 0d 0a"],
      ],
    );
    assert.equal(characterRuns(line(octets), options)[0]!.text, "GET / HTTP/1.1··");
  });

  test("octet text: what is pasted is the characters when the octets are UTF-8, and else the octets", () => {
    assert.equal(pastedText("caf\xc3\xa9\r\n"), "café\r\n");
    assert.equal(pastedText("\xff\xfe"), "\xff\xfe");
  });
});

test("message sentences: they say how much there is and where the header section ends, when it does", () => {
  const said = (octets: string) => {
    const message = messageOf(octets, { reads: [readAt(0, octets.length, 0)] });
    return messageSentences({ message, anatomy: requestAnatomy(message) }, "request");
  };
  assert.equal(
    said(head),
    "The request: 27 octets in 1 read. Its header section ends with octet 27, and it has no content.",
  );
  assert.match(said(head.slice(0, 20)), /has not ended\.$/);
});

test("message sentences: a response without content says why, when its request or its status code is why", () => {
  const octets = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
  const said = (method: string, statusCode: number) => {
    const message = messageOf(octets, { reads: [readAt(0, octets.length, 0)] });
    const anatomy = responseAnatomy({ ...message, end: octets.length }, "HEAD");
    return messageSentences({ message, anatomy }, "response", { method, statusCode });
  };
  assert.match(said("HEAD", 200), /, and it has no content: the request was HEAD\.$/);
  assert.match(said("GET", 304), /, and it has no content: a 304 response never has any\.$/);
  assert.match(said("GET", 200), /, and it has no content\.$/);
});
