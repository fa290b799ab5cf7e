import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../cases/index.ts";
import { judge } from "./judgement.ts";
import { readResponses } from "./response-reader.ts";
import type { Survey } from "./survey.ts";

const target = { values: {}, plain: {}, lacks: new Map() } as unknown as Survey;
const past: Case = {
  ...{ rule: "RFC9110-8.8.2.1/X", title: "x", level: "MUST", quote: "", quotedFrom: "", why: "", advice: "" },
  ...{ send: [], delivery: "whole", beside: [], needs: [], engine: [], methods: ["GET"], warn: [] },
  pass: [{ responses: [{ fields: [{ name: "Last-Modified", is: "not-after-date" }] }] }],
};

function verdictOf(...lines: readonly string[]): string {
  const text = ["HTTP/1.1 200 OK", ...lines, "Content-Length: 0", "\r\n"].join("\r\n");
  const seen = { ranOut: false, answerMs: 1, servesAnother: undefined, exchanged: [], cutting: "" };
  return judge(past, { ...readResponses(text, ["GET"], false), ending: "open", ...seen }, target).verdict;
}

test("date fields: Last-Modified may be Date and before, and not after it (RFC9110§8.8.2.1)", () => {
  const date = "Date: Sun, 06 Nov 1994 08:49:37 GMT";
  assert.equal(verdictOf(date, "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT"), "passed");
  assert.equal(verdictOf(date, "Last-Modified: Sat, 05 Nov 1994 08:49:37 GMT"), "passed");
  assert.equal(verdictOf(date, "Last-Modified: Sun, 06 Nov 1994 08:49:38 GMT"), "failed");
  assert.equal(verdictOf(date), "passed");
});

test("date fields: Last-Modified is compared with the time where there is no Date (RFC9110§8.8.2.1)", () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toUTCString();
  assert.equal(verdictOf("Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT"), "passed");
  assert.equal(verdictOf(`Last-Modified: ${tomorrow}`), "failed");
});
