import { causeText, type Decision, foldedFrames, visibleText } from "../trace/index.ts";
import { prettyDecisions } from "./pretty-decisions.ts";
import { duration, NOTHING, octetCount, type Paint, truncated, wordLines } from "./pretty-text.ts";
import type { ExchangeEntry, NoticeEntry } from "./server-log.ts";

/** What a pretty line is fitted to. */
export interface PrettyStyle {
  readonly paint: Paint;
  /** Characters of a line of the terminal; `undefined` where nothing has to fit. */
  readonly columns: number | undefined;
  /** Where given, stack frames in files whose path or URL has this in it are folded into one line, if there are others. */
  readonly foldedFrames?: string | undefined;
}

const INDENT = "  ";

/** The columns of a pretty line whose width never changes: indent, time, status code, octets, duration, and the gaps. */
const FIXED_COLUMNS = 2 + 8 + 2 + 3 + 2 + 2 + 8 + 2 + 8;
const METHOD_COLUMNS = 4;
const TARGET_COLUMNS_MIN = 18;
const TARGET_COLUMNS_MAX = 44;
const REASON_COLUMNS = 24;
/** The gap before the reason: three spaces, the arrow, a space. */
const ARROW_COLUMNS = 5;
/** What stands before lines that belong to the one above. */
const BELOW = " ".repeat(12);

/**
 * One exchange as a line for people: local time, status code, method, request target, octets of content, duration,
 * and after the arrow why. What was thrown follows on lines of its own, and so does the decision record.
 * @returns lines without a line end after the last
 */
export function prettyExchange(entry: ExchangeEntry, style: PrettyStyle): string {
  const { paint } = style;
  const columns = requestColumns(entry, style.columns);
  const parts = [
    paint.dim(localTime(entry.timeMs)),
    shownStatusCode(entry.statusCode, paint),
    columns.method + columns.gap + columns.target,
    octetCount(entry.contentOctets).padStart(8),
    paint.dim(duration(entry.durationMs).padStart(8)),
  ];
  const lineColumns = FIXED_COLUMNS + columns.method.length + columns.gap.length + columns.target.length;
  return [
    INDENT + parts.join("  ") + arrowText(entry, lineColumns, style),
    ...decisionLines(entry.decisions, style),
    ...causeLines(entry.cause, entry.reason, style, entry.statusCode >= 500),
  ].join("\n");
}

/** Something to know that is no exchange, as a line for people. */
export function prettyNotice(entry: NoticeEntry, style: PrettyStyle): string {
  const { paint } = style;
  const marks = { info: paint.cyan("i"), warn: paint.yellow("!"), error: paint.red("✖") };
  const line = `${INDENT}${paint.dim(localTime(entry.timeMs))}  ${marks[entry.level]}  ${visibleLines(entry.message)}`;
  return [line, ...causeLines(entry.cause, undefined, style, true)].join("\n");
}

/** The colour that a status code's class has everywhere. */
export function statusColour(statusCode: number, paint: Paint): (text: string) => string {
  if (statusCode < 200) return paint.blue;
  if (statusCode < 300) return paint.green;
  if (statusCode < 400) return paint.cyan;
  return statusCode < 500 ? paint.yellow : paint.red;
}

/** No response was sent where the client was gone before there was one. */
function shownStatusCode(statusCode: number, paint: Paint): string {
  return statusCode === 0 ? paint.yellow(NOTHING.padEnd(3)) : statusColour(statusCode, paint)(String(statusCode));
}

/** Method and target share one width, so that a long method takes its room from the target's. */
function requestColumns(entry: ExchangeEntry, columns: number | undefined) {
  const method = visibleText(entry.method ?? NOTHING);
  const target = visibleText(entry.requestTarget ?? NOTHING);
  const room =
    columns === undefined
      ? TARGET_COLUMNS_MAX
      : columns - FIXED_COLUMNS - METHOD_COLUMNS - ARROW_COLUMNS - REASON_COLUMNS;
  const width = METHOD_COLUMNS + 1 + Math.min(Math.max(room, TARGET_COLUMNS_MIN), TARGET_COLUMNS_MAX);
  const shownMethod = truncated(method, 16).padEnd(METHOD_COLUMNS);
  const targetWidth = width - shownMethod.length - 1;
  // Where nothing has to fit, nothing is left out either.
  const shownTarget = columns === undefined ? target : truncated(target, Math.max(targetWidth, 8));
  return { method: shownMethod, gap: " ", target: shownTarget.padEnd(targetWidth) };
}

/** The arrow and what stands after it: on the line where it fits there, else below it. */
function arrowText(entry: ExchangeEntry, lineColumns: number, { paint, columns }: PrettyStyle): string {
  const reason = reasonWithRule(entry);
  const times = (entry.ruleCount ?? 1) > 1 ? ` ×${entry.ruleCount}` : "";
  const cut = (entry.isCut ? ` ${paint.yellow("· cut")}` : "") + (times && paint.dim(times));
  if (reason === "") return cut;
  const isFitting = columns === undefined || lineColumns + ARROW_COLUMNS + reason.length + times.length <= columns;
  if (isFitting) return `   ${paint.dim("←")} ${reason}${cut}`;
  const lines = wordLines(reason, Math.max(columns - BELOW.length - 3 - times.length, REASON_COLUMNS));
  return `\n${BELOW}${paint.dim("←")} ${lines.join(`\n${BELOW}  `)}${cut}`;
}

function reasonWithRule(entry: ExchangeEntry): string {
  const reason = entry.reason === undefined ? "" : visibleText(withoutOwnPath(entry.reason, entry.requestTarget));
  if (entry.rule === undefined || reason.startsWith(entry.rule)) return reason;
  return reason === "" ? entry.rule : `${entry.rule}: ${reason}`;
}

/** "file" for "file css/a.css" where /css/a.css was asked for: the path stands in the line already. */
function withoutOwnPath(reason: string, requestTarget: string | undefined): string {
  const path = requestTarget?.split("?", 1)[0] ?? "";
  const own = `file ${path.slice(1)}`;
  if (path.length < 2 || !reason.startsWith(own)) return reason;
  return /^(?:$|[ ,(:])/.test(reason.slice(own.length)) ? `file${reason.slice(own.length)}` : reason;
}

/** Beside the line of their exchange they stand back, as a whole. */
function decisionLines(decisions: readonly Decision[] | undefined, { paint, columns }: PrettyStyle): string[] {
  if (decisions === undefined) return [];
  return prettyDecisions(decisions, { paint: unpainted, columns, indent: BELOW }).map(paint.dim);
}

const unpainted = { dim: (text: string) => text, cyan: (text: string) => text, green: (text: string) => text };

/** What was thrown: with its stack and everything that caused it, or its first line alone; not what the arrow said. */
function causeLines(cause: unknown, said: string | undefined, style: PrettyStyle, isWhole: boolean): string[] {
  if (cause === undefined) return [];
  const lines = causeText(cause).split("\n", isWhole ? undefined : 1);
  const { red, dim } = style.paint;
  return (style.foldedFrames === undefined ? lines : foldedFrames(lines, style.foldedFrames))
    .map((line, index) => BELOW + (index === 0 ? red : dim)(visibleText(line)))
    .slice(lines[0] === said ? 1 : 0);
}

function visibleLines(text: string): string {
  return text
    .split("\n")
    .map(visibleText)
    .join(`\n${" ".repeat(15)}`);
}

/** "12:04:31" */
function localTime(timeMs: number): string {
  const time = new Date(timeMs);
  return `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}:${twoDigits(time.getSeconds())}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
