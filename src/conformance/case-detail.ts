import { adviceOf, type CaseResult } from "./report.ts";
import { sectionLabel } from "./rfc-section.ts";
import { shownExchange } from "./shown-exchange.ts";
import { visibleText } from "./visible-text.ts";

/** What a case came to, for a person, in plain text. */
export function caseDetail(result: CaseResult): string {
  const { case: each, expected, got } = result;
  const arrows = { sent: ">>> ", received: "<<< ", note: "    " };
  const exchange = shownExchange(result, { linesMax: 24, lineOctetsMax: 400 }).map(({ kind, parts }) => {
    const line = parts.map((part) => part.text).join("");
    return arrows[kind] + (kind === "note" ? `(${line})` : line);
  });
  const told = [
    `expected  ${expected}`,
    `got       ${got}`,
    "",
    `${each.level}, ${sectionLabel(each.quotedFrom)}: “${each.quote}”`,
    `why       ${each.why}`,
    ...(adviceOf(result) === "" ? [] : [`change    ${adviceOf(result)}`]),
  ];
  return [...told.slice(0, 2), "", ...exchange, ...told.slice(2)].map(visibleText).join("\n");
}
