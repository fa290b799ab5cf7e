import { caseId } from "../cases/index.ts";
import { caseDetail } from "./case-detail.ts";
import { escapeMarkup } from "./markup.ts";
import { type CaseResult, type CheckReport, tallyOf } from "./report.ts";
import { type FamilyResults, familiesOf, isNewFailure, type ReportContext } from "./report-groups.ts";
import { visibleText } from "./visible-text.ts";

/**
 * What a run found, as JUnit XML for CI services: a test suite a family, a test case a case. A failure that is known is
 * skipped, so that what the service counts as failed is what fails the run; a warning passes and says so in `system-out`.
 */
export function junitReport(report: CheckReport, context: ReportContext): string {
  const { results, durationMs, startedAt, url } = report;
  const name = `porthole check ${url}`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element("testsuites", { name, ...counts(results, context), time: seconds(durationMs) }),
    ...familiesOf(report).flatMap((family) => suiteLines(family, startedAt, context)),
    "</testsuites>",
    "",
  ];
  return lines.join("\n");
}

/** Numbers of cases as JUnit counts them. */
function counts(results: readonly CaseResult[], { known }: ReportContext) {
  const failures = results.filter((result) => isNewFailure(result, known)).length;
  const tally = tallyOf(results);
  return { tests: results.length, failures, errors: 0, skipped: tally.skipped + tally.failed - failures };
}

function suiteLines({ family, results }: FamilyResults, startedAt: Date, context: ReportContext): string[] {
  const durationMs = results.reduce((sum, result) => sum + result.durationMs, 0);
  return [
    `  ${element("testsuite", {
      name: family.title,
      ...counts(results, context),
      time: seconds(durationMs),
      timestamp: startedAt.toISOString().slice(0, 19),
    })}`,
    ...results.flatMap((result) => caseLines(result, context)),
    "  </testsuite>",
  ];
}

function caseLines(result: CaseResult, { known }: ReportContext): string[] {
  const { case: each, family, verdict, got, difference, durationMs } = result;
  const start = element("testcase", {
    classname: `porthole.${family.name}`,
    name: caseId(each),
    time: seconds(durationMs),
  });
  const told = `${difference}${difference === "" ? "" : ": "}${got}`;
  const outcome = {
    passed: [],
    skipped: [`${element("skipped", { message: got })}</skipped>`],
    warned: [`<system-out>${text(`warned: ${told}\n\n${caseDetail(result)}`)}</system-out>`],
    failed: isNewFailure(result, known)
      ? [`${element("failure", { message: difference || got, type: each.level })}${text(caseDetail(result))}</failure>`]
      : [`${element("skipped", { message: `known to fail: ${told}` })}</skipped>`],
  }[verdict];
  if (outcome.length === 0) return [`    ${start}</testcase>`];
  return [`    ${start}`, ...outcome.map((line) => `      ${line}`), "    </testcase>"];
}

/** A start tag. */
function element(name: string, attributes: Readonly<Record<string, string | number>>): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${text(visibleText(String(value)))}"`);
  return `<${name}${written.join("")}>`;
}

/** XML 1.0 §2.2 has no place for most controls, not even escaped, nor for U+FFFE and U+FFFF. */
function text(value: string): string {
  return escapeMarkup(value.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd"));
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}
