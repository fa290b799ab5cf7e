import { caseId } from "../cases/index.ts";
import { adviceOf, advices, type CaseResult, type CheckReport } from "./report.ts";
import { familiesOf, grouped, isNewFailure, withVerdict } from "./report-groups.ts";
import { parseRfcSection } from "./rfc-section.ts";
import { type ExchangeBounds, type ShownLine, shownExchange } from "./shown-exchange.ts";
import { foldedText, labelledText, type ReportPaint } from "./text-layout.ts";
import { visibleText } from "./visible-text.ts";

/** How failures are to look, and how much of each is shown. */
export interface FailureStyle {
  readonly paint: ReportPaint;
  readonly columns: number;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  readonly known: ReadonlySet<string>;
}

/** Pieces of advice, the most fundamental ones, whose first failure is shown wholly where nobody asks for all. */
const WHOLE_MAX = 12;
const exchangeBounds: ExchangeBounds = { linesMax: 12, lineOctetsMax: 160 };
const verboseBounds: ExchangeBounds = { linesMax: 80, lineOctetsMax: 2000 };

/** What failed, by family and by advice: the first with an advice wholly, the others in a line or two each. */
export function failureLines(report: CheckReport, style: FailureStyle): string[] {
  const { isVerbose, known } = style;
  const isNew = (result: CaseResult) => isNewFailure(result, known);
  const whole = new Set(
    advices({ ...report, results: report.results.filter(isNew) })
      .slice(0, WHOLE_MAX)
      .flatMap(({ results: [first] }) => first ?? []),
  );
  const lines: string[] = [];
  const given = new Set<string>();
  for (const { family, results } of familiesOf(report)) {
    const failed = withVerdict(results, "failed").filter((result) => !style.isQuiet || isNew(result));
    if (failed.length === 0) continue;
    const knownCount = failed.length - failed.filter(isNew).length;
    const ofThem = knownCount === 0 ? "" : `, ${knownCount} of them known`;
    lines.push(ruler(`${family.title}: ${failed.length} failed${ofThem}`, style), "");
    for (const [advice, ofAdvice] of grouped(failed, adviceOf)) {
      const first = ofAdvice.find((result) => whole.has(result));
      if (isVerbose) lines.push(...ofAdvice.flatMap((result) => wholeLines(result, style)));
      else if (given.has(advice) && advice !== "" && ofAdvice.every(isNew) && ofAdvice.length > TITLES_MAX) {
        lines.push(...againLines(advice, ofAdvice.length, style), "");
      } else {
        if (first !== undefined) lines.push(...wholeLines(first, style));
        const others = ofAdvice.filter((result) => result !== first);
        lines.push(...shortLines(others, style));
        // With a failure that is shown wholly its advice has been given.
        if (first === undefined) lines.push(...adviceLines(ofAdvice, style));
        lines.push("");
      }
      given.add(advice);
      while (lines.at(-1) === "" && lines.at(-2) === "") lines.pop();
    }
  }
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

function adviceLines(results: readonly CaseResult[], { paint, columns, known }: FailureStyle): string[] {
  const isNew = results.some((result) => isNewFailure(result, known));
  const advice = adviceOf(results[0]!);
  if (!isNew || advice === "") return [];
  return labelledText(`${INDENT}→ `, advice, columns, { label: paint.dim, text: (text) => text });
}

/** Many cases of a family that a change mends which was told before. */
function againLines(advice: string, count: number, { paint, columns }: FailureStyle): string[] {
  const text = `${count} cases that this change mends as well: ${advice}`;
  return labelledText(`${marks.failed}  `, text, columns, { label: paint.red, text: (line) => line });
}

/** A heading that goes on as a line to the right edge. */
export function ruler(title: string, { paint, columns }: FailureStyle): string {
  return `${paint.bold(title)} ${paint.dim("─".repeat(Math.max(columns - title.length - 1, 0)))}`;
}

const marks = { passed: "✔", warned: "!", failed: "✖", skipped: "·" } as const;

function markOf({ verdict }: CaseResult, paint: ReportPaint): (text: string) => string {
  return verdict === "warned" ? paint.yellow : paint.red;
}

/** Titles of cases of one rule that differ in the same way, at most. */
const TITLES_MAX = 8;

/** Cases that did not pass, those of one rule that differ in the same way together, in few lines each. */
export function shortLines(results: readonly CaseResult[], style: FailureStyle): string[] {
  const { paint, columns, known } = style;
  const plain = (text: string) => text;
  const alike = grouped(results, (result) => {
    const { case: each, difference, got } = result;
    const isKnown = known.has(caseId(each)) ? " · known" : "";
    return `${visibleText(difference || got)} · ${levelText(result)} ${each.rule}${isKnown}`;
  });
  return Array.from(alike).flatMap(([heading, together]) => {
    const label = `${marks[together[0]!.verdict]}  `;
    const mark = markOf(together[0]!, paint);
    const [{ case: first }] = together as [CaseResult];
    if (together.length === 1 && first.title.length + heading.length + 6 <= columns) {
      const [difference] = factLines(heading.split(" · "), columns, mark, paint);
      return [`${mark(label)}${first.title}   ${difference}`];
    }
    const shown = together.length > TITLES_MAX + 1 ? together.slice(0, TITLES_MAX) : together;
    const more = together.length - shown.length;
    return [
      ...factLines(heading.split(" · "), columns - INDENT.length, mark, paint).map(
        (line, at) => (at === 0 ? mark(label) : INDENT) + line,
      ),
      ...shown.flatMap(({ case: { title } }) =>
        labelledText("   · ", title, columns, { label: paint.dim, text: plain }),
      ),
      ...(more === 0 ? [] : [paint.dim(`   · and ${more} more`)]),
    ];
  });
}

/** All of a case that did not pass, with an empty line at its end. */
export function wholeLines(result: CaseResult, style: FailureStyle): string[] {
  const { paint, columns, isVerbose, known } = style;
  const { case: each, expected, got, difference, verdict } = result;
  const mark = markOf(result, paint);
  const plain = (text: string) => text;
  const isKnown = verdict === "failed" && known.has(caseId(each));
  const facts = [visibleText(difference), levelText(result), each.rule, isKnown ? "known to fail" : ""];
  const section = parseRfcSection(each.quotedFrom);
  const told: readonly (readonly [label: string, text: string, paintText: (text: string) => string])[] = [
    ["expected", visibleText(expected), paint.green],
    ["got", visibleText(got), mark],
    [section === undefined ? "rule" : `RFC ${section.rfc}`, `“${each.quote}”`, plain],
    ["", section === undefined ? each.quotedFrom : `§${section.section}  ${section.url}`, paint.dim],
    // A title that is all that there is to say is not said again.
    ["why", each.why === each.title ? "" : each.why, plain],
    ["change", adviceOf(result), paint.bold],
    // Of a server that ended there: what the case itself asks for.
    ["and", result.advice === undefined ? "" : each.advice, plain],
  ];
  const room = columns - INDENT.length;
  return [
    ...labelledText(`${marks[verdict]}  `, each.title, columns, { label: mark, text: paint.bold }),
    ...factLines(facts, room, mark, paint).map((line) => INDENT + line),
    "",
    ...exchangeText(shownExchange(result, isVerbose ? verboseBounds : exchangeBounds), style),
    "",
    ...told
      .filter(([, text]) => text !== "")
      .flatMap(([label, text, paintText]) =>
        labelledText(label.padEnd(LABEL_COLUMNS), text, room, { label: paint.dim, text: paintText }),
      )
      .map((line) => INDENT + line),
    "",
  ];
}

const INDENT = "   ";

/** Facts in one line or more, the first of them in a colour of its own. */
function factLines(
  facts: readonly string[],
  columns: number,
  paintFirst: (text: string) => string,
  { dim }: ReportPaint,
): string[] {
  const [first = "", ...others] = facts.filter((fact) => fact !== "");
  const rest = others.map((fact) => ` · ${fact}`).join("");
  if (first.length + rest.length <= columns) return [paintFirst(first) + dim(rest)];
  return [...foldedText(first, columns).map(paintFirst), ...foldedText(rest.slice(3), columns).map(dim)];
}
const LABEL_COLUMNS = 10;

function levelText({ case: { level } }: CaseResult): string {
  return level === "practice" ? "good practice" : level;
}

const arrows = { sent: ">>> ", received: "<<< ", note: "    " } as const;

function exchangeText(lines: readonly ShownLine[], { paint, columns }: FailureStyle): string[] {
  const colours = { sent: paint.cyan, received: paint.magenta, note: paint.dim };
  const room = columns - INDENT.length - arrows.sent.length;
  return lines.flatMap((line) => {
    const prefix = `${INDENT}${colours[line.kind](arrows[line.kind])}`;
    if (line.kind === "note") {
      const note = `(${line.parts.map(({ text }) => text).join("")})`;
      return foldedText(note, room).map((text) => prefix + paint.dim(text));
    }
    return brokenLine(line, room, paint).map((text) => prefix + text);
  });
}

/** The parts of a line in as many lines as they need, marks and notes dimmed. */
function brokenLine({ parts }: ShownLine, room: number, paint: ReportPaint): string[] {
  const lines: string[] = [];
  let line = "";
  let length = 0;
  for (const { kind, text } of parts) {
    for (const piece of kind === "text" ? [text] : (text.match(/\\x..|‹[^›]*›|./g) ?? [])) {
      let rest = piece;
      // An escape is not torn apart.
      if (kind !== "text" && length + rest.length > room && length > 0) breakLine();
      while (kind === "text" && rest.length > room - length) {
        line += rest.slice(0, room - length);
        rest = rest.slice(room - length);
        breakLine();
      }
      line += kind === "text" ? rest : paint.dim(rest);
      length += rest.length;
    }
  }
  return [...lines, line];

  function breakLine(): void {
    lines.push(line);
    line = "";
    length = 0;
  }
}
