import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case, CaseFamily } from "../cases/index.ts";
import type { CaseResult, CheckReport, Verdict } from "../conformance/index.ts";
import { baselineNews, baselineText, parseBaseline, writeBaseline } from "./check-baseline.ts";
import { paintFor } from "./terminal.ts";

const family: CaseFamily = { name: "host", title: "Host", cases: [] };

/** A report with these names of cases and their verdicts. */
function reportOf(verdicts: Readonly<Record<string, Verdict>>): CheckReport {
  const results = Object.entries(verdicts).map(([title, verdict]): CaseResult => {
    const each = { rule: "RULE", title } as Case;
    const nothing = { expected: "", got: "", difference: "", exchanged: [], ending: "none", durationMs: 0 } as const;
    return { case: each, family, verdict, ...nothing };
  });
  const whole = { url: "http://localhost/", software: "", durationMs: 1, offers: [], measurements: [] };
  return { ...whole, startedAt: new Date(0), cutShort: undefined, results };
}

const idsOf = (text: string) => [...parseBaseline(text).known];

test("check baseline: it has what failed and what was known and not tried now when it is written", () => {
  const before = parseBaseline(writeBaseline(reportOf({ a: "failed", b: "failed", c: "failed" }), undefined));
  const now = reportOf({ a: "passed", b: "skipped", d: "failed" });
  assert.deepEqual(idsOf(writeBaseline(now, before)), ["RULE b", "RULE c", "RULE d"]);
});

test("check baseline: new failures, mended ones and names that no case has are told apart when it is compared", () => {
  const baseline = parseBaseline(writeBaseline(reportOf({ a: "failed", b: "failed", c: "failed" }), undefined));
  const now = reportOf({ a: "failed", b: "warned", d: "failed" });
  const news = baselineNews(baseline, now, new Set(["RULE a", "RULE b", "RULE d"]));
  assert.deepEqual(news, { newFailures: ["RULE d"], fixed: ["RULE b"], gone: ["RULE c"] });
  const text = baselineText(news, paintFor(false));
  assert.match(text, /1 known failure mended/);
  assert.match(text, /1 entry of the baseline that no case has now/);
  assert.equal(baselineText({ newFailures: ["x"], fixed: [], gone: [] }, paintFor(false)), "");
});

for (const text of ["", "null", "[]", "{}", '{"schemaVersion":2,"cases":[]}', '{"schemaVersion":1,"cases":[{}]}']) {
  test(`check baseline: it is refused when its text is '${text}'`, () => assert.throws(() => parseBaseline(text)));
}
