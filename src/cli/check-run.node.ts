import { isatty } from "node:tty";
import { caseId, cases } from "../cases/index.ts";
import {
  type CheckOptions,
  type CheckReport,
  check,
  htmlReport,
  isNewFailure,
  jsonReport,
  junitReport,
  sarifReport,
  TargetError,
  textReport,
} from "../conformance/index.ts";
import { packageVersion } from "../package-version.node.ts";
import type { Paint } from "../server/index.ts";
import { visibleText } from "../trace/index.ts";
import { checkedAddress } from "./check-address.node.ts";
import { type Baseline, baselineNews, baselineText, writeBaseline } from "./check-baseline.ts";
import { readBaseline, requireFolderOf, writeOutput, writeTo } from "./check-files.node.ts";
import type { CheckFlags, ReportFormat } from "./check-flags.ts";
import { type CheckProgress, checkProgressLine, progressed } from "./check-progress.ts";
import { writeErrorLine } from "./log-writer.node.ts";
import { shownPath } from "./paths.node.ts";
import { ProgressLine } from "./progress-line.node.ts";
import { listenToSignals } from "./signals.node.ts";
import { CommandError, exitCodes } from "./start-error.ts";
import type { Streams } from "./streams.node.ts";
import { paintFor } from "./terminal.ts";

/**
 * Checks the target that the flags name, and reports.
 * @returns the exit code
 * @throws CommandError the target or a file cannot be had
 */
export async function completeCheck(flags: CheckFlags, streams: Streams): Promise<number> {
  const before = flags.baseline === undefined ? undefined : readBaseline(flags.baseline, flags.updateBaseline);
  const written = flags.outputs.map(({ file }) => file);
  for (const file of flags.updateBaseline ? [...written, flags.baseline!] : written) requireFolderOf(file);
  const report = await checked(flags, streams);
  const isUpdated = flags.updateBaseline && report.cutShort === undefined;
  if (isUpdated) writeTo(flags.baseline!, writeBaseline(report, before));
  const baseline = (isUpdated ? readBaseline(flags.baseline!, false) : before) ?? { known: new Set() };
  const run: CompletedRun = { report, baseline, flags };
  const plain = { paint: paintFor(false), columns: undefined };
  for (const { file, format } of flags.outputs) writeTo(file, reportIn(format, run, plain));
  await writeOutput(reportIn(flags.format, run, { paint: streams.paint, columns: streams.columns() }));
  await tellBaseline(run, isUpdated, streams);
  const fails = report.cutShort !== undefined || report.results.some((each) => isNewFailure(each, baseline.known));
  return fails ? exitCodes.failed : exitCodes.ok;
}

interface CompletedRun {
  readonly report: CheckReport;
  readonly baseline: Baseline;
  readonly flags: CheckFlags;
}

/** The run, with its progress where standard error is a terminal, and an end in order where a signal asks for it. */
async function checked(flags: CheckFlags, { errorPaint: paint }: Streams): Promise<CheckReport> {
  const url = flags.url!;
  const isShown = isatty(2) && process.env["TERM"] !== "dumb" && !flags.quiet;
  const line = new ProgressLine(isShown, 2);
  let progress: CheckProgress = { done: 0, all: 0, failed: 0, family: "" };
  const draw = () => line.draw(() => checkProgressLine(progress, { paint, columns: process.stderr.columns ?? 80 }));
  const controller = new AbortController();
  const drain = () => controller.abort();
  const leaveSignals = listenToSignals({ drain, force: () => process.exit(exitCodes.failed), reload: drain }, true);
  try {
    draw();
    const address = await checkedAddress(url, flags.isAllowed);
    return await check({
      ...optionsOf(flags),
      url,
      address,
      signal: controller.signal,
      onResult(result, done, all) {
        progress = progressed(progress, result, done, all);
        draw();
      },
      ...(isatty(2) ? { goneMs: RESTART_MS } : {}),
      onGone: (caseIds) => line.errorLine(goneText(caseIds, paint)),
    });
  } catch (error) {
    throw targetError(error);
  } finally {
    leaveSignals();
    line.clear();
  }
}

function optionsOf(flags: CheckFlags): Partial<CheckOptions> {
  const { only, level, file, post, redirect, deadlines, connections: connectionsMax } = flags;
  const options = { only, level, file, post, redirect, deadlines, connectionsMax };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** A person who is told that the server has ended gets so long to start it again. */
const RESTART_MS = 30_000;

function goneText(caseIds: readonly string[], paint: Paint): string {
  const after = caseIds.length === 0 ? "" : " after";
  const told = [
    `the server answers nobody any more${after}`,
    ...caseIds.slice(0, GONE_CASES_MAX).map((id) => `· ${visibleText(id)}`),
    ...(caseIds.length > GONE_CASES_MAX ? [`· or one of ${caseIds.length - GONE_CASES_MAX} more`] : []),
    "Start it again now, and the run goes on.",
  ];
  return ["", ...told.map((line, at) => (at === 0 ? `  ${paint.yellow("!")}  ${line}` : `     ${line}`)), ""].join(
    "\n",
  );
}

const GONE_CASES_MAX = 4;

function targetError(error: unknown): unknown {
  if (!(error instanceof TargetError)) return error;
  const exitCode = error.kind === "unreachable" ? exitCodes.unreachable : exitCodes.usage;
  return new CommandError(error.message, exitCode, { hint: error.hint, cause: error });
}

interface Place {
  readonly paint: Paint;
  readonly columns: number | undefined;
}

function reportIn(format: ReportFormat, { report, baseline, flags }: CompletedRun, place: Place): string {
  const context = { version: packageVersion(), known: baseline.known };
  switch (format) {
    case "text":
      return `${textReport(report, context, { ...place, isQuiet: flags.quiet, isVerbose: flags.verbose })}\n`;
    case "json":
      return jsonReport(report, context);
    case "junit":
      return junitReport(report, context);
    case "sarif":
      return sarifReport(report, { ...context, source: flags.source });
    case "html":
      return htmlReport(report, context);
  }
}

/** Where the report is for a program, what is said of the baseline goes to standard error. */
async function tellBaseline({ report, baseline, flags }: CompletedRun, isUpdated: boolean, streams: Streams) {
  if (flags.baseline === undefined) return;
  const paint = flags.format === "text" ? streams.paint : streams.errorPaint;
  const file = visibleText(shownPath(flags.baseline));
  const all = new Set(cases.map(caseId));
  const known = `${baseline.known.size} ${baseline.known.size === 1 ? "failure" : "failures"}`;
  const text = isUpdated
    ? `  ${paint.green("✔")}  ${file} has ${known} now\n`
    : baselineText(baselineNews(baseline, report, all), paint);
  const unwritten = flags.updateBaseline && !isUpdated ? `  ${paint.yellow("!")}  ${file} was not written\n` : "";
  if (text + unwritten === "") return;
  if (flags.format === "text") await writeOutput(`${text}${unwritten}\n`);
  else writeErrorLine(`${text}${unwritten}`.trimEnd());
}
