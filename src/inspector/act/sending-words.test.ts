import assert from "node:assert/strict";
import { test } from "node:test";
import { sendingHint } from "./sending-hint.ts";
import type { SendingReport } from "./sending-messages.ts";
import { sendingSentence } from "./sending-words.ts";

const report: SendingReport = {
  id: "1",
  port: 1,
  isOver: true,
  sentOctets: 7,
  receivedOctets: 0,
  statusCodes: [],
  ending: "left",
};

const sentences: readonly (readonly [part: Partial<SendingReport>, sentence: string])[] = [
  [{ isOver: false, ending: "open" }, "7 of 9 octets are sent."],
  [{ isOver: false, ending: "open", sentOctets: 9 }, "All is sent, and nothing has come back yet."],
  [{ isOver: false, ending: "open", statusCodes: [200] }, "The server has answered 200. The connection is open."],
  [{ ending: "closed", statusCodes: [408] }, "The server answered 408, and closed the connection."],
  [{ ending: "closed" }, "The server closed the connection without an answer."],
  [{ ending: "reset" }, "The server reset the connection without an answer."],
  [{ ending: "reset", statusCodes: [200] }, "The server answered 200, and reset the connection."],
  [{}, "Nothing came back, and the connection was closed from here."],
  [{ port: undefined }, "Nothing was sent."],
  [{ ending: "reset-here", statusCodes: [405] }, "The server answered 405. Then the connection was reset from here."],
  [{ ending: "reset-here", sentOctets: 9 }, "9 octets are sent. Then the connection was reset from here."],
  [
    { statusCodes: [100, 200, 200, 404] },
    "The server answered 100, 2 × 200 and 404, and kept the connection open; it was closed from here.",
  ],
];

for (const [part, sentence] of sentences) {
  test(`sending words: ${sentence}`, () => {
    assert.equal(sendingSentence({ ...report, ...part }, 9), sentence);
  });
}

const head = "GET / HTTP/1.1\r\nHost: a\r\n";
const chunked = `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;

const hints: readonly (readonly [octets: string, words: string])[] = [
  ["", "Nothing to send yet."],
  ["GET", "A request line that has no end yet."],
  [head, "A header section that an empty line has yet to end."],
  [`${head}\r\n`, "A whole request."],
  [`${head}\r\n${head}\r\n`, "2 whole requests."],
  [`${head}\r\nGET`, "A whole request, then a request line that has no end yet."],
  [`${head}Content-Length: 5\r\n\r\nhe`, "3 octets of content still to come."],
  [`${chunked}5\r\nhe`, "Chunked content whose last chunk, 0, is still to come."],
  [`${chunked}0\r\nA: b\r\n`, "A trailer section that an empty line has yet to end."],
];

for (const [octets, words] of hints) {
  test(`sending hint: ${words}`, () => {
    assert.equal(sendingHint(octets)?.words, words);
  });
}

test("sending hint: the rule and the octet are told when octets would be refused (RFC9112§2.2)", () => {
  const hint = sendingHint("GET / HTTP/1.1\nHost: a\n\n");
  assert.deepEqual([hint?.kind, hint?.rule, hint?.at], ["refused", "RFC9112-2.2/BARE-LF", 14]);
  assert.match(hint!.words, /^Would be refused with 400: .*\.$/);
});

test("sending hint: where each request ends is told", () => {
  assert.deepEqual(sendingHint(`${head}\r\n${head}\r\nGET`)?.ends, [head.length + 2, 2 * (head.length + 2)]);
});

test("sending hint: none is given when there are many octets", () => {
  assert.equal(sendingHint("a".repeat(20_001)), undefined);
});
