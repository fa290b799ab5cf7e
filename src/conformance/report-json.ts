import { caseId } from "../cases/index.ts";
import { adviceOf, advices, type CaseResult, type CheckReport, tallyOf } from "./report.ts";
import { familiesOf, isNewFailure, type ReportContext } from "./report-groups.ts";
import { parseRfcSection } from "./rfc-section.ts";
import { masked } from "./shown-exchange.ts";
import { visibleJson } from "./visible-text.ts";

/** Raised when a member goes away or means something else; members may be added without it. */
export const REPORT_SCHEMA_VERSION = 1;

/**
 * What a run found, as JSON for programs (docs/checker.md has each member). Octets are text whose characters are octets;
 * what a server sent in fields that carry secrets is masked.
 */
export function jsonReport(report: CheckReport, context: ReportContext): string {
  const { results } = report;
  const document = {
    schemaVersion: REPORT_SCHEMA_VERSION,
    checker: { name: "porthole", version: context.version },
    url: report.url,
    software: report.software,
    startedAt: report.startedAt.toISOString(),
    durationMs: rounded(report.durationMs),
    cutShort: report.cutShort ?? null,
    tally: { ...tallyOf(results), newFailures: results.filter((each) => isNewFailure(each, context.known)).length },
    families: familiesOf(report).map(({ family: { name, title }, tally }) => ({ name, title, tally })),
    advices: advices(report).map((advice) => ({ text: advice.text, cases: advice.results.map(idOf) })),
    offers: report.offers,
    measurements: report.measurements.map((each) => ({ ...each, value: each.value ?? null })),
    results: results.map((result) => resultMembers(result, context)),
  };
  return `${visibleJson(JSON.stringify(document, undefined, 2))}\n`;
}

function resultMembers(result: CaseResult, { known }: ReportContext) {
  const { case: each, family, verdict, expected, got, difference, exchanged, ending, durationMs } = result;
  return {
    id: idOf(result),
    rule: each.rule,
    title: each.title,
    family: family.name,
    level: each.level,
    verdict,
    ...(verdict === "failed" ? { known: known.has(idOf(result)) } : {}),
    expected,
    got,
    difference,
    quote: each.quote,
    quotedFrom: each.quotedFrom,
    quotedUrl: parseRfcSection(each.quotedFrom)?.url ?? null,
    why: each.why,
    advice: adviceOf(result),
    exchanged: exchanged.map(({ direction, atMs, text, octetsInAll }) => ({
      direction,
      atMs: rounded(atMs),
      octets: direction === "received" ? text.replace(/[^\n]+/g, masked) : text,
      octetsInAll,
    })),
    ending,
    durationMs: rounded(durationMs),
  };
}

function idOf({ case: each }: CaseResult): string {
  return caseId(each);
}

/** Milliseconds with three places: microseconds are all that the clock knows. */
function rounded(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}
