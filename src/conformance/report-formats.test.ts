import assert from "node:assert/strict";
import { test } from "node:test";
import { caseId } from "../cases/index.ts";
import { htmlReport } from "./report-html.ts";
import { jsonReport } from "./report-json.ts";
import { junitReport } from "./report-junit.ts";
import { sarifReport } from "./report-sarif.ts";
import { caseOf, hostFamily, received, resultOf, sampleReport } from "./testing/sample-report.ts";

const context = { version: "1.2.3", known: new Set<string>() };
const known = { ...context, known: new Set([caseId(caseOf())]) };
const hostile = sampleReport({
  software: '<script>alert("1")</script>\u0000\ufffe',
  results: [
    resultOf(hostFamily, caseOf({ title: "<b>&\"'" }), "failed", {
      got: "]]>\u0001\u001b\ud800</failure>",
      difference: "<i>",
      exchanged: [received("<script>\0\xff\r\n")],
    }),
  ],
});

/** Names of elements in their order of beginning; throws where the tags do not close what they open. */
function elementsOf(markup: string, voids: readonly string[] = []): string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, slash, name = "", rest = ""] of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:[^<>"]|"[^<"]*")*)>/g)) {
    if (slash === "/") assert.equal(open.pop(), name);
    else {
      names.push(name);
      if (!voids.includes(name) && !rest.endsWith("/")) open.push(name);
    }
  }
  assert.deepEqual(open, []);
  return names;
}

test("JSON report: every member is there and the results carry their octets when it is read back", () => {
  const document = JSON.parse(jsonReport(sampleReport(), known));
  assert.deepEqual(Object.keys(document), [
    "schemaVersion",
    "checker",
    "url",
    "software",
    "startedAt",
    "durationMs",
    "cutShort",
    "tally",
    "families",
    "advices",
    "offers",
    "measurements",
    "results",
  ]);
  assert.deepEqual(document.tally, { passed: 1, warned: 1, failed: 5, skipped: 1, newFailures: 4 });
  assert.deepEqual(document.checker, { name: "porthole", version: "1.2.3" });
  const failed = document.results[3];
  assert.equal(failed.id, "RFC9112-3.2/HOST-MISSING no Host at all");
  assert.equal(failed.known, true);
  assert.equal(failed.quotedUrl, "https://www.rfc-editor.org/rfc/rfc9112#section-3.2");
  assert.equal(failed.exchanged[0].octets, "GET / HTTP/1.1\r\n\r\n");
  assert.ok(failed.exchanged[1].octets.includes("Set-Cookie: ‹13 octets masked›\r\n"));
  assert.ok(!jsonReport(sampleReport(), context).includes("opensesame"));
  assert.equal(document.measurements[1].value, null);
});

test("JSON report: nothing unsafe for a terminal is in it when the server sent such", () => {
  assert.match(jsonReport(hostile, context), /^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\ud800-\udfff]*$/);
});

test("JUnit report: suites are families and failures are counted as they fail the run when some are known", () => {
  const xml = junitReport(sampleReport(), known);
  assert.deepEqual(
    new Set(elementsOf(xml.slice(xml.indexOf("\n")))),
    new Set(["testsuites", "testsuite", "testcase", "skipped", "system-out", "failure"]),
  );
  assert.match(
    xml,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="porthole check http:\/\/localhost:5000\/" tests="8" failures="4" errors="0" skipped="2" time="2\.346">/,
  );
  assert.match(
    xml,
    /<testsuite name="Host" tests="4" failures="3" errors="0" skipped="1" time="0\.013" timestamp="2026-01-02T03:04:05">/,
  );
  assert.match(
    xml,
    /<testcase classname="porthole\.host" name="RFC9112-3\.2\/HOST-MISSING no Host at all" time="0\.003">\n {6}<skipped message="known to fail: /,
  );
  assert.match(xml, /<failure message="200 instead of 400" type="MUST">expected {2}400/);
  assert.match(xml, /<system-out>warned: closed without a word/);
});

test("JUnit report: it is well-formed and has no character that XML forbids when the server sent such", () => {
  const xml = junitReport(hostile, context);
  elementsOf(xml.slice(xml.indexOf("\n")));
  assert.match(xml, /^[\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
  assert.ok(!xml.includes("]]>") && !xml.includes("<script>"));
});

test("SARIF report: rules, results and locations are as 2.1.0 asks when some failed, warned and are known", () => {
  const { $schema, version, runs } = JSON.parse(
    sarifReport(sampleReport(), { ...known, source: "./src/my server.py" }),
  );
  assert.deepEqual([version, runs.length, typeof $schema], ["2.1.0", 1, "string"]);
  const [{ tool, results, invocations }] = runs;
  assert.equal(tool.driver.name, "porthole check");
  assert.equal(invocations[0].executionSuccessful, true);
  assert.equal(results.length, 6);
  for (const result of results) {
    assert.equal(tool.driver.rules[result.ruleIndex].id, result.ruleId);
    assert.ok(["error", "warning", "note"].includes(result.level));
    assert.ok(result.message.text.length > 0);
    assert.deepEqual(result.locations[0].physicalLocation, {
      artifactLocation: { uri: "src/my%20server.py" },
      region: { startLine: 1 },
    });
    assert.equal(Array.isArray(result.suppressions), true);
  }
  const prints = results.map((result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints);
  assert.equal(new Set(prints.map((each: Record<string, string>) => each["primaryLocationLineHash"])).size, 6);
  assert.deepEqual(
    results.map((result: { level: string; suppressions: unknown[] }) => [result.level, result.suppressions.length]),
    [
      ["note", 0],
      ["error", 1],
      ["error", 0],
      ["error", 0],
      ["error", 0],
      ["warning", 0],
    ],
  );
  const host = tool.driver.rules.find(({ id }: { id: string }) => id === "RFC9112-3.2/HOST-MISSING");
  assert.equal(host.helpUri, "https://www.rfc-editor.org/rfc/rfc9112#section-3.2");
  for (const text of [host.shortDescription.text, host.fullDescription.text, host.help.text, host.help.markdown]) {
    assert.ok(text.length > 0);
  }
});

test("SARIF report: a location has no scheme when no file is named, for code scanning refuses such", () => {
  for (const url of ["http://localhost:5000/", "http://[::1]:80/a"]) {
    const [{ results }] = JSON.parse(sarifReport(sampleReport({ url }), { ...context, source: undefined })).runs;
    assert.match(results[0].locations[0].physicalLocation.artifactLocation.uri, /^[a-z0-9-]+$/);
  }
});

const voids = ["meta", "input"];

test("HTML report: it is whole in itself, without script, when it is opened", () => {
  const html = htmlReport(sampleReport(), context);
  const names = elementsOf(html.replace(/<style>.*<\/style>/s, "").replace("<!doctype html>", ""), voids);
  assert.ok(!names.includes("script") && !names.includes("img") && !names.includes("link"));
  assert.ok(html.includes("default-src 'none'"));
  assert.ok(!/ (?:src|onclick)=|@import|url\(/.test(html));
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href!);
  for (const href of links.filter((each) => !each.startsWith("https://www.rfc-editor.org/rfc/"))) {
    assert.ok(html.includes(`id="${href.slice(1)}"`), href);
  }
});

test("HTML report: failures are shown at first, and the first of each advice at the top is open, when there are some", () => {
  const html = htmlReport(sampleReport(), context);
  assert.match(html, /id="v-failed" autocomplete="off" checked/);
  assert.match(html, /id="v-passed" autocomplete="off">/);
  assert.equal(html.split(" open>").length - 1, 2);
  assert.match(htmlReport(sampleReport({ results: [] }), context), /id="v-passed" autocomplete="off" checked/);
  assert.ok(html.includes("<i>CR</i><i>LF</i>"));
  assert.ok(!html.includes("opensesame"));
});

test("HTML report: all that a server sent is text when it sent markup", () => {
  const html = htmlReport(hostile, context);
  elementsOf(html.replace(/<style>.*<\/style>/s, "").replace("<!doctype html>", ""), voids);
  assert.ok(!/<script|<b>&|<\/failure>/.test(html));
  assert.ok(html.includes("&lt;script&gt;<i>NUL</i><i>FF</i><i>CR</i><i>LF</i>"));
});
