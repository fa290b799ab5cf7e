import assert from "node:assert/strict";
import { test } from "node:test";
import { caseId } from "../cases/index.ts";
import { textReport } from "./report-text.ts";
import { caseOf, hostFamily, received, resultOf, sampleReport } from "./testing/sample-report.ts";
import type { ReportPaint } from "./text-layout.ts";

const same = (text: string) => text;
const plain: ReportPaint = { dim: same, bold: same, red: same, green: same, yellow: same, magenta: same, cyan: same };
const context = { version: "1.2.3", known: new Set<string>() };
const style = { paint: plain, columns: 80, isQuiet: false, isVerbose: false };

/** Headings in the order in which they come. */
function order(text: string, ...parts: readonly string[]): void {
  let at = -1;
  for (const part of parts) {
    const next = text.indexOf(part, at + 1);
    assert.ok(next > at, `"${part}" does not come where it should:\n${text}`);
    at = next;
  }
}

test("text report: what was checked comes first, then families, advice, failures, warnings and the tally", () => {
  order(
    textReport(sampleReport(), context, style),
    "porthole 1.2.3  checked http://localhost:5000/  SimpleHTTP/0.6",
    "file /a.css, 1,234 octets",
    "Messages and their lines  ━",
    "What to change first",
    "1  Answer 400 to every",
    "4 cases ask for it: Host",
    "Host: 4 failed ──",
    "✖  no Host at all",
    "Limits and deadlines: 1 failed",
    "Tolerable: 1 warned",
    "Limits and deadlines, measured",
    "Longest request target        4,096 octets; 414 beyond",
    "Not tried: 1 skipped",
    "1  no path with a validator",
    "✖  1 passed · 1 warned · 5 failed · 1 skipped   8 cases in 2.3 s",
    "first  Answer 400",
    "--only HOST-MISSING --verbose",
  );
});

test("text report: the first failure with an advice is shown wholly, the others in a line each when they share it", () => {
  const text = textReport(sampleReport(), context, style);
  order(
    text,
    "     200 instead of 400 · MUST · RFC9112-3.2/HOST-MISSING",
    "     >>> GET / HTTP/1.1␍␊",
    "     >>> ␍␊",
    "     <<< HTTP/1.1 200 OK␍␊",
    "     <<< Set-Cookie: ‹13 octets masked›␍␊",
    "(the connection stayed open)",
    "expected  400, then the connection closed",
    "got       200 OK, and the connection stayed open",
    "RFC 9112  “A server MUST respond with a 400",
    "§3.2  https://www.rfc-editor.org/rfc/rfc9112#section-3.2",
    "why       Without it nobody knows",
    "change    Answer 400 to every",
    "another field in place of Host",
    "200 instead of 400 · MUST RFC9112-3.2/HOST-REPEATED",
    "· Host twice, alike",
    "· Host twice, different",
  );
  assert.equal(text.split("expected  400, then").length, 2);
});

test("text report: each failure and warning is shown wholly, and what was skipped by name, when it is verbose", () => {
  const text = textReport(sampleReport(), context, { ...style, isVerbose: true });
  assert.equal(text.split("expected  400, then").length, 6);
  assert.ok(text.includes("· RFC9110-13.1.2/IF-NONE-MATCH a tag that matches"));
});

test("text report: there are failures and the tally alone when it is quiet", () => {
  const text = textReport(sampleReport(), context, { ...style, isQuiet: true });
  assert.match(text, /^\n {2}Host: 4 failed/);
  for (const left of ["What to change", "Tolerable", "measured", "Not tried", "porthole 1.2.3"]) {
    assert.ok(!text.includes(left), left);
  }
  assert.ok(text.includes("5 failed"));
});

test("text report: a failure that is known is told in a line, and does not count, when the others pass", () => {
  const failed = caseOf();
  const report = sampleReport({ results: [resultOf(hostFamily, failed, "failed")] });
  const text = textReport(report, { ...context, known: new Set([caseId(failed)]) }, style);
  assert.ok(text.includes("Host: 1 failed, 1 of them known"));
  assert.ok(text.includes("✔  0 passed · 0 warned · 0 failed · 1 known to fail"));
  assert.ok(!text.includes("What to change") && !text.includes(">>>"));
  const quiet = textReport(report, { ...context, known: new Set([caseId(failed)]) }, { ...style, isQuiet: true });
  assert.ok(!quiet.includes("Host") && quiet.includes("1 known to fail"));
});

test("text report: the advice of the result is given when it has one of its own", () => {
  const result = resultOf(hostFamily, caseOf(), "failed", { advice: "Do not end." });
  const text = textReport(sampleReport({ results: [result] }), context, style);
  assert.ok(text.includes("What to change\n\n  1  Do not end."));
  assert.match(text, /change {4}Do not end\.\n {5}and {7}Answer 400 to every/);
});

test("text report: it names the cases at which the server ended, and no family, when it ended", () => {
  const ended = { advice: "Go on.", difference: "it has ended" };
  const results = [resultOf(hostFamily, caseOf({ title: "a bare CR" }), "failed", ended)];
  assert.match(
    textReport(sampleReport({ results }), context, style),
    /1 {2}Go on\.\n {5}the server ended at “a bare CR”\n/,
  );
});

test("text report: it says what to change first when the server ended before a case was tried", () => {
  const cutShort = "the server answers nobody any more";
  const results = [resultOf(hostFamily, caseOf(), "skipped", { got: cutShort })];
  assert.match(
    textReport(sampleReport({ results, cutShort }), context, style),
    /first {2}The server ended when .*favicon/s,
  );
  const other = sampleReport({ results, cutShort: "the run was ended" });
  assert.doesNotMatch(textReport(other, context, style), /favicon/);
});

test("text report: many cases that a change mends which was told before are counted alone when it is not verbose", () => {
  const many = Array.from({ length: 9 }, (_, at) => resultOf(hostFamily, caseOf({ title: `host ${at}` }), "failed"));
  const other = { name: "other", title: "Others", cases: [] };
  const results = [...many, ...many.map((result) => ({ ...result, family: other }))];
  const report = sampleReport({ results });
  assert.match(
    textReport(report, context, style),
    /Others: 9 failed ─+\n\n {2}✖ {2}9 cases that this change mends as well/,
  );
  assert.doesNotMatch(textReport(report, context, { ...style, isVerbose: true }), /as well/);
});

test("text report: families of which nothing was tried have no row each when there are many", () => {
  const families = Array.from({ length: 9 }, (_, at) => ({ name: `f${at}`, title: `Family ${at}`, cases: [] }));
  const results = [hostFamily, ...families].map((family, at) =>
    resultOf(family, caseOf(), at > 0 ? "skipped" : "passed"),
  );
  const text = textReport(sampleReport({ results }), context, style);
  assert.match(text, /and 9 families of which nothing was tried/);
  assert.doesNotMatch(text, /Family 3/);
});

test("text report: it says that it was cut short, and why, when it was", () => {
  const text = textReport(
    sampleReport({ results: [], measurements: [], cutShort: "the run was ended" }),
    context,
    style,
  );
  order(text, "✖  0 passed", "!  cut short: the run was ended", "nothing was tried");
});

test("text report: no line is wider than the terminal when it has 40, 60, 80 or 100 columns", () => {
  const long = caseOf({ title: "word ".repeat(60).trim(), quote: "x".repeat(300), why: "y ".repeat(200).trim() });
  const results = [...sampleReport().results, resultOf(hostFamily, long, "failed", { got: "z".repeat(200) })];
  for (const columns of [40, 60, 80, 100]) {
    const text = textReport(sampleReport({ results }), context, { ...style, columns, isVerbose: true });
    const wide = text.split("\n").filter((line) => line.length > columns);
    assert.deepEqual(wide, [], String(columns));
  }
});

test("text report: nothing raw that a server sent reaches the terminal when it sent sequences of terminals", () => {
  const evil = "\u001b]0;evil\u0007\u202e";
  const result = resultOf(hostFamily, caseOf(), "failed", {
    got: evil,
    difference: evil,
    exchanged: [received(`HTTP/1.1 200 ${"\u001b[2J\u009b"}\r\n\r\n`)],
  });
  const skipped = resultOf(hostFamily, caseOf({ title: "other" }), "skipped", { got: evil });
  const report = sampleReport({
    results: [result, skipped],
    software: evil,
    offers: [{ name: "file", finding: evil }],
    measurements: [{ name: "a", title: "A", finding: evil, value: 1, unit: "octets" }],
  });
  assert.match(
    textReport(report, context, { ...style, isVerbose: true }),
    /^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]*$/,
  );
});
