import { type Decision, visibleJson, visibleText } from "../trace/index.ts";
import type { ExchangeEntry, NoticeEntry } from "./server-log.ts";

/** How the pretty lines are painted, handed in by whoever owns the terminal. Every colour is the identity where there is none. */
export interface Paint {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly magenta: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** What a pretty line is fitted to. */
export interface PrettyStyle {
  readonly paint: Paint;
  /** Characters of a line of the terminal; `undefined` where nothing has to fit. */
  readonly columns: number | undefined;
  /** Where given, stack frames in files whose path or URL has this in it are folded into one line, if there are others. */
  readonly foldedFrames?: string | undefined;
}

/** What stands where there is nothing to say. */
const NOTHING = "–";
const INDENT = "  ";

/** The columns of a pretty line whose width never changes: indent, time, status code, octets, duration, and the gaps. */
const FIXED_COLUMNS = 2 + 8 + 2 + 3 + 2 + 2 + 8 + 2 + 8 + 3;
const METHOD_COLUMNS = 4;
const TARGET_COLUMNS_MIN = 18;
const TARGET_COLUMNS_MAX = 44;
const REASON_COLUMNS = 24;

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
  const why = arrow(entry);
  const line = INDENT + parts.join("  ") + (why === "" ? "" : `   ${paint.dim("←")} ${why}`);
  const cut = entry.isCut ? ` ${paint.yellow("· cut")}` : "";
  return [
    line + cut,
    ...decisionLines(entry.decisions, paint),
    ...causeLines(entry.cause, style, entry.statusCode >= 500),
  ].join("\n");
}

/** Something to know that is no exchange, as a line for people. */
export function prettyNotice(entry: NoticeEntry, style: PrettyStyle): string {
  const { paint } = style;
  const marks = { info: paint.cyan("i"), warn: paint.yellow("!"), error: paint.red("✖") };
  const line = `${INDENT}${paint.dim(localTime(entry.timeMs))}  ${marks[entry.level]}  ${visibleLines(entry.message)}`;
  return [line, ...causeLines(entry.cause, style, true)].join("\n");
}

/** Methods that OpenTelemetry knows by name; any other is "_OTHER" with its original beside it. */
const knownMethods = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

/** One exchange as a line of JSON with the keys of OpenTelemetry's HTTP semantic conventions; our own begin with "porthole.". */
export function jsonExchange(entry: ExchangeEntry): string {
  const target = entry.requestTarget;
  const queryAt = target === undefined ? -1 : target.indexOf("?");
  const isMethodKnown = entry.method !== undefined && knownMethods.has(entry.method);
  return jsonLine({
    timestamp: new Date(entry.timeMs).toISOString(),
    severity: entry.statusCode >= 500 ? "ERROR" : "INFO",
    "http.request.method": entry.method === undefined || isMethodKnown ? entry.method : "_OTHER",
    "http.request.method_original": isMethodKnown ? undefined : entry.method,
    "url.scheme": entry.scheme,
    "url.path": queryAt === -1 ? target : target?.slice(0, queryAt),
    "url.query": queryAt === -1 ? undefined : target?.slice(queryAt + 1),
    "http.response.status_code": entry.statusCode === 0 ? undefined : entry.statusCode,
    "http.response.body.size": entry.contentOctets,
    "http.server.request.duration": seconds(entry.durationMs),
    "network.protocol.name": "http",
    "network.protocol.version": entry.httpVersion?.replace("HTTP/", ""),
    ...serverAddress(entry),
    "client.address": entry.remote.host,
    "client.port": entry.remote.port,
    "user_agent.original": entry.requestHeaderSection?.get("user-agent"),
    "error.type": errorType(entry),
    ...exceptionKeys(entry.cause),
    "porthole.reason": entry.reason,
    "porthole.rule": entry.rule,
    "porthole.connection": entry.connection,
    "porthole.exchange": entry.exchange,
    "porthole.cut": entry.isCut ? true : undefined,
    "porthole.decisions": entry.decisions,
  });
}

/** Something to know that is no exchange, as a line of JSON. `attributes` are further keys. */
export function jsonNotice(entry: NoticeEntry, attributes: Readonly<Record<string, unknown>> = {}): string {
  return jsonLine({
    timestamp: new Date(entry.timeMs).toISOString(),
    severity: entry.level.toUpperCase(),
    message: entry.message,
    ...exceptionKeys(entry.cause),
    ...attributes,
  });
}

/** One exchange in the Common Log Format, its time in UTC. */
export function commonExchange(entry: ExchangeEntry): string {
  const { method, requestTarget, httpVersion } = entry;
  const requestLine = method === undefined ? "-" : `${method} ${requestTarget} ${httpVersion}`;
  const octets = entry.contentOctets === 0 ? "-" : entry.contentOctets;
  return `${entry.remote.host} - - [${commonTime(entry.timeMs)}] ${quoted(requestLine)} ${entry.statusCode || "-"} ${octets}`;
}

/** One exchange in the Combined Log Format: the common one, then Referer and User-Agent. */
export function combinedExchange(entry: ExchangeEntry): string {
  const fields = entry.requestHeaderSection;
  return `${commonExchange(entry)} ${quoted(fields?.get("referer") ?? "-")} ${quoted(fields?.get("user-agent") ?? "-")}`;
}

/** Octets for people: "13 B", "1.4 kB", "100 kB", "2.5 MB"; "–" for none. */
export function octetCount(octets: number): string {
  if (octets === 0) return NOTHING;
  if (octets < 1000) return `${octets} B`;
  let count = octets;
  for (const unit of ["kB", "MB", "GB"]) {
    count /= 1000;
    if (count < 999.5) return `${count < 99.95 ? count.toFixed(1) : count.toFixed(0)} ${unit}`;
  }
  return `${(count / 1000).toFixed(1)} TB`;
}

/** A duration for people: "0.2 ms", "12 ms", "1.3 s", "2 min 5 s". */
export function duration(durationMs: number): string {
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < 999.5) return `${durationMs.toFixed(0)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const wholeSeconds = Math.round(durationMs / 1000);
  return `${Math.floor(wholeSeconds / 60)} min ${wholeSeconds % 60} s`;
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
  const room = columns === undefined ? TARGET_COLUMNS_MAX : columns - FIXED_COLUMNS - METHOD_COLUMNS - REASON_COLUMNS;
  const width = METHOD_COLUMNS + 1 + Math.min(Math.max(room, TARGET_COLUMNS_MIN), TARGET_COLUMNS_MAX);
  const shownMethod = truncated(method, 16).padEnd(METHOD_COLUMNS);
  const targetWidth = width - shownMethod.length - 1;
  // Where nothing has to fit, nothing is left out either.
  const shownTarget = columns === undefined ? target : truncated(target, Math.max(targetWidth, 8));
  return { method: shownMethod, gap: " ", target: shownTarget.padEnd(targetWidth) };
}

/** Text that takes at most so many characters, its end replaced by "…" where it is longer. */
function truncated(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function arrow(entry: ExchangeEntry): string {
  const reason = entry.reason === undefined ? "" : visibleText(entry.reason);
  if (entry.rule === undefined || reason.startsWith(entry.rule)) return reason;
  return reason === "" ? entry.rule : `${entry.rule}: ${reason}`;
}

function decisionLines(decisions: readonly Decision[] | undefined, paint: Paint): string[] {
  if (decisions === undefined) return [];
  const gap = " ".repeat(12);
  return decisions.map(({ subject, outcome }) =>
    paint.dim(`${gap}${visibleText(subject).padEnd(12)}  ${visibleText(outcome)}`),
  );
}

/** What was thrown: with its stack and everything that caused it, or its first line alone. */
function causeLines(cause: unknown, style: PrettyStyle, isWhole: boolean): string[] {
  if (cause === undefined) return [];
  const gap = " ".repeat(12);
  const lines = causeText(cause).split("\n", isWhole ? undefined : 1);
  const { red, dim } = style.paint;
  return withFoldedFrames(lines, style.foldedFrames).map(
    (line, index) => gap + (index === 0 ? red : dim)(visibleText(line)),
  );
}

/** Stack lines with each run of frames of that path as one line; all of them where there are no other frames. */
function withFoldedFrames(lines: readonly string[], path: string | undefined): readonly string[] {
  const isFrame = (line: string) => /^ +at /.test(line);
  if (path === undefined || !lines.some((line) => isFrame(line) && !line.includes(path))) return lines;
  const shown: string[] = [];
  let folded = 0;
  for (const line of [...lines, ""]) {
    const isFolded = isFrame(line) && line.includes(path);
    if (isFolded) folded++;
    else if (folded > 0) {
      shown.push(`    … ${folded} inside porthole`);
      folded = 0;
    }
    if (!isFolded) shown.push(line);
  }
  return shown.slice(0, -1);
}

/** How deep a chain of causes is followed, so that one that loops ends. */
const CAUSES_MAX = 5;

/** Everything known of what was thrown, with line feeds between lines. Never throws, whatever was thrown. */
export function causeText(cause: unknown): string {
  const texts: string[] = [];
  let each: unknown = cause;
  try {
    for (let depth = 0; depth < CAUSES_MAX && each !== undefined; depth++) {
      texts.push((depth === 0 ? "" : "caused by: ") + oneCauseText(each));
      each = each instanceof Error ? each.cause : undefined;
    }
  } catch {
    texts.push("(what was thrown cannot be shown as text)");
  }
  return texts.join("\n");
}

function oneCauseText(cause: unknown): string {
  if (!(cause instanceof Error))
    return `${typeof cause === "object" ? JSON.stringify(cause) : String(cause)} was thrown`;
  const head = `${cause.name}: ${cause.message}`;
  if (typeof cause.stack !== "string") return head;
  // An error whose message was changed after its making keeps the old one in its stack.
  return cause.stack.includes(cause.message) ? cause.stack : `${head}\n${cause.stack}`;
}

function visibleLines(text: string): string {
  return text
    .split("\n")
    .map(visibleText)
    .join(`\n${" ".repeat(15)}`);
}

function serverAddress(entry: ExchangeEntry): Record<string, unknown> {
  const authority = /^(.*?)(?::([0-9]{1,5}))?$/.exec(entry.authority ?? "");
  return {
    "server.address": authority?.[1] || entry.local.host,
    "server.port": serverPort(entry, authority?.[2]),
  };
}

function serverPort(entry: ExchangeEntry, named: string | undefined): number {
  if (named !== undefined) return Number(named);
  if (!entry.authority) return entry.local.port;
  return entry.scheme === "https" ? 443 : 80;
}

function errorType(entry: ExchangeEntry): string | undefined {
  if (entry.rule !== undefined) return entry.rule;
  if (entry.statusCode < 500) return undefined;
  return entry.cause instanceof Error ? String(entry.cause.name) : String(entry.statusCode);
}

function exceptionKeys(cause: unknown): Record<string, unknown> {
  if (cause === undefined) return {};
  return {
    "exception.type": cause instanceof Error ? String(cause.name) : typeof cause,
    "exception.message": cause instanceof Error ? String(cause.message) : causeText(cause),
    "exception.stacktrace": cause instanceof Error ? causeText(cause) : undefined,
  };
}

/** Keys whose value is `undefined` are left out. */
function jsonLine(record: Readonly<Record<string, unknown>>): string {
  return visibleJson(JSON.stringify(record));
}

/** Seconds to the microsecond. */
function seconds(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1_000_000;
}

/** As Apache quotes: `"` and `\` get a backslash, and what is not printable ASCII becomes `\xNN` or `\u{NNNN}`. */
function quoted(text: string): string {
  const escaped = text.replace(/["\\]|[^\u0020-\u007e]/gu, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    const code = character.codePointAt(0)!.toString(16).toUpperCase();
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code.padStart(4, "0")}}`;
  });
  return `"${escaped}"`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "22/Nov/2026:17:41:48 +0000" */
function commonTime(timeMs: number): string {
  const time = new Date(timeMs);
  const day = `${twoDigits(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${day}:${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())}:${twoDigits(time.getUTCSeconds())} +0000`;
}

/** "12:04:31" */
function localTime(timeMs: number): string {
  const time = new Date(timeMs);
  return `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}:${twoDigits(time.getSeconds())}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
