import { caseId } from "../cases/index.ts";
import { advices, type CheckReport, type Tally, tallyOf, type Verdict } from "./report.ts";
import {
  askingFor,
  type FamilyResults,
  familiesOf,
  grouped,
  isNewFailure,
  type ReportContext,
  withVerdict,
} from "./report-groups.ts";
import { type FailureStyle, failureLines, ruler, shortLines, wholeLines } from "./report-text-failure.ts";
import { counted } from "./shown-exchange.ts";
import { foldedText, labelledText, type ReportPaint, shownDuration } from "./text-layout.ts";
import { visibleText } from "./visible-text.ts";

/** How a report is to look, and how much of it is shown. */
export interface TextReportStyle {
  readonly paint: ReportPaint;
  /** Characters of a line; `undefined` where there is no terminal. */
  readonly columns: number | undefined;
  /** What failed and how many came to what, and nothing else. */
  readonly isQuiet: boolean;
  /** All of each failure and warning, and what was skipped by name. */
  readonly isVerbose: boolean;
}

const COLUMNS = 100;
const COLUMNS_MIN = 40;
const COLUMNS_MAX = 110;
/** Pieces of advice that are shown at the top. */
const FIRST_ADVICES = 3;

/** What a run found, for people at a terminal. Begins and ends with an empty line. */
export function textReport(report: CheckReport, context: ReportContext, given: TextReportStyle): string {
  const columns = Math.min(Math.max(given.columns ?? COLUMNS, COLUMNS_MIN), COLUMNS_MAX);
  const style = { ...given, columns: columns - 2, known: context.known };
  const parts = given.isQuiet
    ? [failureLines(report, style)]
    : [
        headerLines(report, context, style),
        familyLines(report, style),
        firstLines(report, style),
        failureLines(report, style),
        warningLines(report, style),
        measurementLines(report, style),
        skippedLines(report, style),
      ];
  const lines = [...parts, closingLines(report, style)].filter((part) => part.length > 0);
  return ["", ...lines.flatMap((part) => [...part.map((line) => (line === "" ? "" : `  ${line}`)), ""])].join("\n");
}

function headerLines(
  { url, software, offers }: CheckReport,
  { version }: ReportContext,
  style: FailureStyle,
): string[] {
  const { paint, columns } = style;
  const found = offers.map(({ name, finding }) => visibleText(finding.includes(name) ? finding : `${name} ${finding}`));
  const named = `porthole ${version}  checked `;
  const shownUrl = visibleText(url);
  const by = software === "" ? "" : visibleText(software);
  const isOneLine = named.length + shownUrl.length + 2 + by.length <= columns;
  const [label, ...lines] = labelledText(named, shownUrl, columns, { label: paint.bold, text: paint.cyan });
  return [
    isOneLine && by !== "" ? `${label}  ${paint.dim(by)}` : label!,
    ...lines,
    ...(isOneLine || by === "" ? [] : foldedText(by, columns).map(paint.dim)),
    ...(found.length === 0
      ? []
      : labelledText("found  ", found.join(" · "), columns, { label: paint.dim, text: paint.dim })),
  ];
}

/** How many cells of a bar stand for what, and how: the shapes tell them apart where there are no colours. */
const cells: readonly { readonly verdict: Verdict; readonly cell: string; readonly paint: keyof ReportPaint }[] = [
  { verdict: "passed", cell: "━", paint: "green" },
  { verdict: "warned", cell: "~", paint: "yellow" },
  { verdict: "failed", cell: "×", paint: "red" },
  { verdict: "skipped", cell: "·", paint: "dim" },
];
const COUNT_COLUMNS = 8;
/** Families without a case that was tried that have a row all the same, at most. */
const UNTRIED_ROWS_MAX = 8;
const BAR_COLUMNS_MAX = 28;

function familyLines(report: CheckReport, { paint, columns }: FailureStyle): string[] {
  const all = familiesOf(report);
  const tried = all.filter(({ tally, results }) => tally.skipped < results.length);
  // A server that ended early has left most of them out: a row of nothing each tells nothing.
  const families = all.length - tried.length > UNTRIED_ROWS_MAX ? tried : all;
  const untried = all.length - families.length;
  const titleWidth = Math.max(...families.map(({ family }) => family.title.length), 6);
  const more = untried === 0 ? [] : [paint.dim(`and ${untried} families of which nothing was tried`)];
  const room = columns - titleWidth - 2 - cells.length * COUNT_COLUMNS;
  if (room < 0) return [...families.flatMap((each) => narrowFamilyLines(each, columns)), ...more];
  const barWidth = room < 8 ? 0 : Math.min(room, BAR_COLUMNS_MAX);
  const heads = cells.map(({ verdict }) => verdict.padStart(COUNT_COLUMNS)).join("");
  const heading = paint.dim(" ".repeat(titleWidth + 2 + barWidth) + heads);
  return [
    ...(families.length === 0 ? [] : [heading]),
    ...families.map(({ family, tally }) => {
      const counts = cells.map(({ verdict, paint: colour }) => {
        const count = String(tally[verdict]).padStart(COUNT_COLUMNS);
        return tally[verdict] === 0 ? paint.dim("–".padStart(COUNT_COLUMNS)) : paint[colour](count);
      });
      return `${family.title.padEnd(titleWidth)}  ${bar(tally, barWidth, paint)}${counts.join("")}`;
    }),
    ...more,
  ];
}

/** Without room for a table: "Host: 3 passed, 1 failed". */
function narrowFamilyLines({ family, tally }: FamilyResults, columns: number): string[] {
  const counts = cells.flatMap(({ verdict }) => (tally[verdict] === 0 ? [] : [`${tally[verdict]} ${verdict}`]));
  return labelledText("· ", `${family.title}: ${counts.join(", ")}`, columns, {
    label: (text) => text,
    text: (text) => text,
  });
}

/** Each verdict that there is has a cell at least; the largest takes what is left. */
function bar(tally: Tally, width: number, paint: ReportPaint): string {
  const all = cells.reduce((sum, { verdict }) => sum + tally[verdict], 0);
  if (width === 0 || all === 0) return "";
  const shares = cells.map(({ verdict }) => tally[verdict] && Math.max(Math.floor((tally[verdict] / all) * width), 1));
  const largest = shares.indexOf(Math.max(...shares));
  shares[largest] = shares[largest]! + width - shares.reduce((sum, share) => sum + share, 0);
  return cells
    .map(({ cell, paint: colour }, at) => (shares[at] ? paint[colour](cell.repeat(shares[at])) : ""))
    .join("");
}

/** What to change first, as numbered advice. */
function firstLines(report: CheckReport, { paint, columns, known }: FailureStyle): string[] {
  const all = advices({ ...report, results: report.results.filter((result) => isNewFailure(result, known)) });
  const first = all.filter(({ text }) => text !== "").slice(0, FIRST_ADVICES);
  if (first.length === 0) return [];
  const lines = [paint.bold(first.length === 1 ? "What to change" : "What to change first"), ""];
  first.forEach(({ text, results }, at) => {
    const number = `${at + 1}  `;
    lines.push(...labelledText(number, text, columns, { label: paint.red, text: paint.bold }));
    lines.push(...foldedText(visibleText(askingFor(results)), columns - 3).map((line) => paint.dim(`   ${line}`)));
  });
  return lines;
}

function warningLines({ results }: CheckReport, style: FailureStyle): string[] {
  const warned = withVerdict(results, "warned");
  if (warned.length === 0) return [];
  const { paint, columns, isVerbose } = style;
  const cases = isVerbose ? warned.flatMap((result) => wholeLines(result, style)) : shortLines(warned, style);
  return [
    ruler(`Tolerable: ${warned.length} warned`, style),
    ...foldedText(tolerable, columns).map(paint.dim),
    "",
    ...(cases.at(-1) === "" ? cases.slice(0, -1) : cases),
  ];
}

const tolerable = "Not what is asked for, and no harm by itself: warnings do not fail the run.";

function measurementLines({ measurements }: CheckReport, style: FailureStyle): string[] {
  const { paint, columns } = style;
  if (measurements.length === 0) return [];
  const width = Math.max(...measurements.map(({ title }) => title.length)) + 2;
  const plain = (text: string) => text;
  return [
    ruler("Limits and deadlines, measured", style),
    "",
    ...measurements.flatMap(({ title, finding }) =>
      labelledText(title.padEnd(width), visibleText(finding), columns, { label: paint.dim, text: plain }),
    ),
  ];
}

function skippedLines({ results }: CheckReport, style: FailureStyle): string[] {
  const { paint, columns, isVerbose } = style;
  const skipped = withVerdict(results, "skipped");
  if (skipped.length === 0) return [];
  const lines = [ruler(`Not tried: ${skipped.length} skipped`, style), ""];
  for (const [reason, ofReason] of grouped(skipped, ({ got }) => got)) {
    const number = `${String(ofReason.length).padStart(4)}  `;
    lines.push(...labelledText(number, visibleText(reason), columns, { label: paint.bold, text: paint.dim }));
    if (isVerbose) {
      for (const { case: each } of ofReason) {
        lines.push(...labelledText("      · ", caseId(each), columns, { label: paint.dim, text: paint.dim }));
      }
    }
  }
  return lines;
}

function closingLines(report: CheckReport, style: FailureStyle): string[] {
  const { paint, columns, isQuiet, known } = style;
  const { results, durationMs, cutShort, measurements } = report;
  const tally = tallyOf(results);
  const knownFailures = results.filter((result) => result.verdict === "failed" && !isNewFailure(result, known)).length;
  const newFailures = tally.failed - knownFailures;
  const count = (what: string, number: number, colour: (text: string) => string) => {
    const text = `${number} ${what}`;
    return [number === 0 ? paint.dim(text) : colour(text), text.length] as const;
  };
  const mark = newFailures > 0 || cutShort !== undefined ? paint.red("✖") : paint.green("✔");
  const counts = [
    count("passed", tally.passed, paint.green),
    count("warned", tally.warned, paint.yellow),
    count("failed", newFailures, paint.red),
    ...(knownFailures > 0 ? [count("known to fail", knownFailures, paint.magenta)] : []),
    count("skipped", tally.skipped, paint.dim),
  ];
  const took = `${counted(results.length, "case")} in ${shownDuration(durationMs)}`;
  const tallied = `${mark}  ${counts.map(([text]) => text).join(paint.dim(" · "))}`;
  const room = columns - 3 - counts.map(([, length]) => length + 3).reduce((sum, length) => sum + length, 0);
  const lines = took.length <= room ? [`${tallied}   ${paint.dim(took)}`] : [tallied, paint.dim(`   ${took}`)];
  // Wider than the terminal by itself: a count a line.
  if (room < -3) lines.splice(0, 1, ...counts.map(([text], at) => (at === 0 ? `${mark}  ${text}` : `   ${text}`)));
  if (cutShort !== undefined) {
    lines.push(
      ...labelledText("!  ", `cut short: ${visibleText(cutShort)}`, columns, {
        label: paint.yellow,
        text: paint.yellow,
      }),
    );
  }
  if (/answers nobody/.test(cutShort ?? "") && results.every(({ verdict }) => verdict === "skipped")) {
    lines.push(...labelledText("   first  ", endedEarly, columns, { label: paint.dim, text: paint.bold }));
  }
  if (results.length === 0 && measurements.length === 0) lines.push(paint.dim("   nothing was tried"));
  if (!isQuiet && newFailures > 0) lines.push(...nextLines(report, style));
  return lines;
}

/** Only ordinary requests come before the first case: the target ended at one of them. */
const endedEarly =
  "The server ended when it was asked for pages that many sites have, such as /favicon.ico, and for one that is not there. " +
  "Answer 404 for what is not there, and catch every error where one connection is served, so that the server goes on.";

/** What to do now, at the end of a long report. */
function nextLines(report: CheckReport, { paint, columns, known }: FailureStyle): string[] {
  const [first] = advices({ ...report, results: report.results.filter((result) => isNewFailure(result, known)) });
  if (first === undefined) return [];
  const [, name] = first.results[0]!.case.rule.split("/");
  const again = `porthole check ${visibleText(report.url)} --only ${name} --verbose`;
  return [
    ...(first.text === ""
      ? []
      : labelledText("   first  ", first.text, columns, { label: paint.dim, text: paint.bold })),
    ...labelledText("   then   ", again, columns, { label: paint.dim, text: paint.cyan }),
  ];
}
