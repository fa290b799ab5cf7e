import { caseId } from "../cases/index.ts";
import { escapeMarkup } from "./markup.ts";
import { adviceOf, type CaseResult } from "./report.ts";
import { parseRfcSection } from "./rfc-section.ts";
import { type ShownLine, type ShownPart, shownExchange } from "./shown-exchange.ts";
import { visibleText } from "./visible-text.ts";

export interface CaseHtmlOptions {
  readonly anchor: string;
  readonly isOpen: boolean;
  readonly isKnown: boolean;
}

const marks = { passed: "✔", warned: "!", failed: "✖", skipped: "·" } as const;

/** One case as a disclosure: what it tries and what came of it, and inside all of it. */
export function caseHtml(result: CaseResult, { anchor, isOpen, isKnown }: CaseHtmlOptions): string {
  const { case: each, verdict, expected, got, difference } = result;
  const told = verdict === "skipped" ? got : difference;
  const rows = [
    row("expected", verdict === "skipped" ? "" : escaped(expected), "good"),
    row(verdict === "skipped" ? "not tried" : "got", escaped(got), verdict === "passed" ? "good" : "bad"),
    row(quoteLabel(each.quotedFrom), `<q>${escaped(each.quote)}</q>`),
    row("why", escaped(each.why)),
    row("change", verdict === "failed" || verdict === "warned" ? escaped(adviceOf(result)) : "", "change"),
  ];
  return `<details class="case ${verdict}" id="${anchor}"${isOpen ? " open" : ""}>
<summary><i class="mark" aria-label="${verdict}">${marks[verdict]}</i><span class="title">${escaped(each.title)}</span>
<span class="difference">${escaped(told)}${isKnown ? " <em>known</em>" : ""}</span></summary>
<p class="rule"><b>${each.level === "practice" ? "good practice" : each.level}</b> <code>${escaped(each.rule)}</code></p>
${exchangeHtml(result)}<dl>${rows.join("")}</dl>
</details>`;
}

function row(label: string, html: string, kind = ""): string {
  if (html === "") return "";
  return `<dt>${label}</dt><dd${kind === "" ? "" : ` class="${kind}"`}>${html}</dd>`;
}

function quoteLabel(quotedFrom: string): string {
  const section = parseRfcSection(quotedFrom);
  if (section === undefined) return escaped(quotedFrom);
  return `<a href="${escapeMarkup(section.url)}" rel="noreferrer">${escaped(section.label)}</a>`;
}

/** What is kept of cases that passed is little: a page has hundreds of them. */
function exchangeHtml(result: CaseResult): string {
  if (result.exchanged.length === 0) return "";
  const bounds =
    result.verdict === "passed" ? { linesMax: 8, lineOctetsMax: 120 } : { linesMax: 40, lineOctetsMax: 1000 };
  return `<pre class="wire">${shownExchange(result, bounds).map(lineHtml).join("")}</pre>\n`;
}

const arrows = { sent: "›››", received: "‹‹‹", note: "" } as const;

function lineHtml({ kind, parts }: ShownLine): string {
  const arrow = kind === "note" ? "" : `<b>${arrows[kind]}</b> `;
  return `<span class="${kind}">${arrow}${parts.map(partHtml).join("")}\n</span>`;
}

/** Octets that are no printable ASCII have their names in small boxes: not every font has pictures of them. */
function partHtml({ kind, text }: ShownPart): string {
  if (kind === "text") return escapeMarkup(text);
  if (kind === "note") return `<em>${escaped(text)}</em>`;
  return text.replace(/\\x(..)|./gu, (mark, digits: string | undefined) => {
    const control = mark === "␡" ? "DEL" : controls[mark.charCodeAt(0) - 0x2400];
    return `<i>${digits ?? control ?? escaped(mark)}</i>`;
  });
}

/** The names of the controls (RFC 20 §4), by octet. */
const controls: readonly string[] =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(
    " ",
  );

/** A name for each result in the address of the page; the same in every run. */
export function caseAnchors(results: readonly CaseResult[]): ReadonlyMap<CaseResult, string> {
  const anchors = new Map<CaseResult, string>();
  const taken = new Set<string>();
  for (const result of results) {
    const base = caseId(result.case)
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, "-")
      .replace(/^-|-$/g, "");
    let anchor = base;
    for (let number = 2; taken.has(anchor); number++) anchor = `${base}-${number}`;
    taken.add(anchor);
    anchors.set(result, anchor);
  }
  return anchors;
}

function escaped(text: string): string {
  return escapeMarkup(visibleText(text));
}
