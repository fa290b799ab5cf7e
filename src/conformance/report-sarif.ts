import { type Case, caseId, type Level } from "../cases/index.ts";
import { caseDetail } from "./case-detail.ts";
import { adviceOf, type CaseResult, type CheckReport } from "./report.ts";
import { grouped, type ReportContext } from "./report-groups.ts";
import { parseRfcSection, sectionLabel } from "./rfc-section.ts";
import { visibleJson, visibleText } from "./visible-text.ts";

/** What a SARIF log is told besides. */
export interface SarifContext extends ReportContext {
  /**
   * The file of the repository that the results are shown at, such as "src/server.py". Not given: a name made of the
   * target's, for there must be one, and code scanning refuses a log that names anything with a scheme.
   */
  readonly source: string | undefined;
}

/** What a run found, as SARIF 2.1.0 for code scanning: failures and warnings, each at the file that was named. */
export function sarifReport(report: CheckReport, context: SarifContext): string {
  const told = report.results.filter(({ verdict }) => verdict === "failed" || verdict === "warned");
  const rules = [...grouped(told, ({ case: each }) => each.rule)];
  const ruleIndexes = new Map(rules.map(([rule], at) => [rule, at]));
  const run = {
    tool: {
      driver: {
        name: "porthole check",
        version: context.version,
        semanticVersion: context.version,
        rules: rules.map(([, results]) => ruleMembers(results)),
      },
    },
    automationDetails: { id: "porthole-check/" },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: report.cutShort === undefined,
        startTimeUtc: report.startedAt.toISOString(),
        endTimeUtc: new Date(report.startedAt.getTime() + report.durationMs).toISOString(),
      },
    ],
    properties: { url: report.url, software: report.software },
    results: told.map((result) => resultMembers(result, ruleIndexes.get(result.case.rule)!, report.url, context)),
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${visibleJson(JSON.stringify(log, undefined, 2))}\n`;
}

/** A rule, as the first of its cases that did not pass tells it. */
function ruleMembers(results: readonly CaseResult[]) {
  const cases = results.map((each) => each.case);
  const first = cases[0]!;
  const section = parseRfcSection(first.quotedFrom);
  const heading = sectionLabel(first.quotedFrom);
  const changes = [...new Set(results.map(adviceOf))].filter((advice) => advice !== "");
  const name = first.rule.slice(first.rule.indexOf("/") + 1);
  const link = section === undefined ? heading : `[${heading}](${section.url})`;
  return {
    id: first.rule,
    name,
    shortDescription: { text: `${sectionLabel(first.rule)}: ${name.toLowerCase().replaceAll("-", " ")}` },
    fullDescription: { text: first.why },
    help: {
      text: [`${heading}: “${first.quote}”`, `Why: ${first.why}`, ...changes].join("\n\n"),
      markdown: [`> ${markdown(first.quote)}`, link, `**Why:** ${markdown(first.why)}`, ...changes.map(markdown)].join(
        "\n\n",
      ),
    },
    ...(section === undefined ? {} : { helpUri: section.url }),
    defaultConfiguration: { level: sarifLevels[strongest(cases)] },
    properties: { level: strongest(cases), tags: ["http", "conformance"], precision: "very-high" },
  };
}

const sarifLevels: Readonly<Record<Level, "error" | "warning" | "note">> = {
  MUST: "error",
  practice: "error",
  SHOULD: "warning",
  MAY: "note",
};
const byStrength: readonly Level[] = ["MUST", "practice", "SHOULD", "MAY"];

function strongest(cases: readonly Case[]): Level {
  return byStrength.find((level) => cases.some((each) => each.level === level))!;
}

function resultMembers(result: CaseResult, ruleIndex: number, url: string, { known, source }: SarifContext) {
  const { case: each, verdict, got, difference } = result;
  const id = caseId(each);
  const summary = `${each.title.replace(/\.$/, "")}: ${visibleText(difference || got)}.`;
  return {
    ruleId: each.rule,
    ruleIndex,
    level: verdict === "warned" ? "note" : sarifLevels[each.level],
    kind: "fail",
    message: { text: `${summary}\n\n${caseDetail(result)}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: source === undefined ? nameOf(url) : relativeUri(source) },
          region: { startLine: 1 },
        },
        logicalLocations: [{ name: id, fullyQualifiedName: `${url} ${id}`, kind: "resource" }],
      },
    ],
    partialFingerprints: { "caseId/v1": id, primaryLocationLineHash: `${fingerprint(id)}:1` },
    // All results of a run have suppressions or none has (§3.27.23).
    suppressions: verdict === "failed" && known.has(id) ? [{ kind: "external", justification: "known to fail" }] : [],
  };
}

/** "localhost-5000": a colon would make a scheme of what stands before it. */
function nameOf(url: string): string {
  return new URL(url).host.replace(/[^A-Za-z0-9.-]+/g, "-").replace(/^-|-$/g, "");
}

/** A path below the repository's root as a relative reference (RFC 3986 §4.2). */
function relativeUri(path: string): string {
  const segments = path
    .replaceAll("\\", "/")
    .replace(/^(?:\.?\/)+/, "")
    .split("/");
  return segments.map(encodeURIComponent).join("/");
}

/** FNV-1a over UTF-16 code units, as 16 hexadecimal digits: the same text has the same in every run. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}

/** What would mean something in Markdown, escaped. */
function markdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, "\\$&");
}
