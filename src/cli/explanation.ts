import { octetCount, type Paint, prettyDecisions, statusColour } from "../server/index.ts";
import { notRun } from "../site/index.ts";
import { causeText, FIELDS_SUBJECT, fieldOrigins, fieldsTakenAway, SecretMasker, visibleText } from "../trace/index.ts";
import type { ExplainedExchange } from "./explained-exchange.ts";

export interface ExplanationStyle {
  readonly paint: Paint;
  /** Characters of a line of the terminal; `undefined` where nothing has to fit. */
  readonly columns: number | undefined;
  /** Whether all of a stack is shown. */
  readonly isVerbose: boolean;
}

/** Lines of what was thrown that are shown where nobody asked for all: its message, and where it was thrown. */
const CAUSE_LINES = 2;

/** What became of one request, for people: the request, the decisions in their order, the response's head, and why. */
export function explanationText(
  requestOctets: Uint8Array,
  explained: ExplainedExchange,
  style: ExplanationStyle,
): string {
  const { paint, isVerbose } = style;
  const { entry } = explained;
  const [requestLine = "", ...fieldLines] = headLines(requestOctets, 0).lines;
  const lines = [
    "",
    `  ${paint.bold(requestLine)}`,
    ...indented(fieldLines),
    "",
    ...decisionLines(explained, style),
    "",
  ];
  if (entry.reason === notRun.reason) {
    const method = visibleText(entry.method ?? "");
    lines.push(`  ${paint.yellow("!")} the handler was not run for ${method}: ${paint.bold("--run")} runs it`, "");
    return lines.join("\n");
  }
  lines.push(...responseLines(explained, style));
  if (entry.cause !== undefined) {
    const cause = causeText(entry.cause).split("\n", isVerbose ? undefined : CAUSE_LINES);
    lines.push(...indented(cause.map(visibleText)).map(paint.red), "");
  }
  return lines.join("\n");
}

function responseLines(explained: ExplainedExchange, style: ExplanationStyle): string[] {
  const { entry, responseOctets } = explained;
  const { paint } = style;
  const lines: string[] = [];
  const heads = responseHeads(responseOctets);
  for (const [at, [statusLine = "", ...fieldLines]] of heads.entries()) {
    const statusCode = Number(statusLine.slice(9, 12));
    const isFinal = at === heads.length - 1;
    lines.push(
      `  ${paint.bold(statusColour(statusCode, paint)(statusLine))}`,
      ...(isFinal ? originLines(fieldLines, explained, style) : indented(fieldLines)),
      "",
    );
  }
  const content = entry.isCut ? "more than was waited for" : octetCount(entry.contentOctets);
  lines.push(paint.dim(`  content  ${content}`), "", `  ${paint.dim("←")} ${paint.bold(why(explained))}`, "");
  return lines;
}

/** Field lines longer than this have their origin two spaces behind them, not in the column of the others. */
const FIELD_COLUMNS_MAX = 48;

/** Each field line of the response with who added it beside it, and the fields that somebody took away. */
function originLines(fieldLines: readonly string[], { entry }: ExplainedExchange, style: ExplanationStyle): string[] {
  const { paint, columns } = style;
  const decisions = entry.decisions ?? [];
  const names = fieldLines.map((line) => line.slice(0, Math.max(0, line.indexOf(":"))));
  const origins = fieldOrigins(names, { statusCode: entry.statusCode, decisions });
  const width = Math.max(0, ...fieldLines.map(({ length }) => length).filter((length) => length <= FIELD_COLUMNS_MAX));
  const lines = fieldLines.map((line, index) => {
    const who = visibleText(origins[index]!.who);
    const beside = `  ${line.padEnd(width)}   ${paint.dim(who)}`;
    const isFitting = columns === undefined || Math.max(line.length, width) + who.length + 5 <= columns;
    return isFitting ? beside : `  ${line}\n      ${paint.dim(who)}`;
  });
  const taken = fieldsTakenAway(names, decisions).map(({ name, by }) => `  ${name}: taken away by ${by}`);
  return [...lines, ...taken.map((line) => paint.dim(visibleText(line)))];
}

/**
 * What was decided, but for who added which field: that stands beside the fields. A refusal by the engine comes before
 * there is any decision: its rule is then the only one.
 */
function decisionLines({ entry, notices }: ExplainedExchange, { paint, columns }: ExplanationStyle): string[] {
  const decisions = (entry.decisions ?? []).filter(({ subject }) => subject !== FIELDS_SUBJECT);
  if (entry.rule !== undefined) decisions.push({ subject: "refused", outcome: `${entry.rule}: ${entry.reason ?? ""}` });
  for (const { message } of notices) decisions.push({ subject: "notice", outcome: message });
  return prettyDecisions(decisions, { paint, columns, indent: "  " });
}

function why({ entry }: ExplainedExchange): string {
  const reason = visibleText(entry.reason ?? "");
  return entry.rule === undefined ? reason : `${entry.rule}: ${reason}`;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** The heads that come before content: of interim responses, and of the final one. */
function responseHeads(octets: Uint8Array): string[][] {
  const heads: string[][] = [];
  for (let at = 0; at < octets.length; ) {
    const { lines, end } = headLines(octets, at);
    heads.push(lines);
    if (!/^HTTP\/[0-9.]+ 1/.test(lines[0] ?? "")) break;
    at = end;
  }
  return heads;
}

/** The lines of the head that begins at an index, secrets masked, and the index after its empty line. */
function headLines(octets: Uint8Array, start: number): { lines: string[]; end: number } {
  const text = Buffer.from(new SecretMasker().mask(octets.subarray(start))).toString("latin1");
  const headEnd = text.indexOf("\r\n\r\n");
  const head = headEnd === -1 ? text.trimEnd() : text.slice(0, headEnd);
  return { lines: head.split("\r\n").map(shownLine), end: headEnd === -1 ? octets.length : start + headEnd + 4 };
}

/** A line of octets as it was typed, where it is UTF-8. */
function shownLine(octetText: string): string {
  try {
    return visibleText(utf8.decode(Buffer.from(octetText, "latin1")));
  } catch {
    return visibleText(octetText);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
