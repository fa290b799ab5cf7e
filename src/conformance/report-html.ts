import { caseId } from "../cases/index.ts";
import { escapeMarkup } from "./markup.ts";
import { advices, type CaseResult, type CheckReport, type Tally, tallyOf, type Verdict } from "./report.ts";
import {
  askingFor,
  type FamilyResults,
  familiesOf,
  isNewFailure,
  type ReportContext,
  withVerdict,
} from "./report-groups.ts";
import { caseAnchors, caseHtml } from "./report-html-case.ts";
import { familyFilterStyle, reportStyle } from "./report-html-style.ts";
import { counted } from "./shown-exchange.ts";
import { shownDuration } from "./text-layout.ts";
import { visibleText } from "./visible-text.ts";

const verdicts: readonly Verdict[] = ["failed", "warned", "passed", "skipped"];
/** Pieces of advice at the top, each with its first case opened below. */
const FIRST_ADVICES = 3;

/** What a run found, as a page that is whole in itself: no script, nothing from the network, light and dark. */
export function htmlReport(report: CheckReport, context: ReportContext): string {
  const families = familiesOf(report);
  const anchors = caseAnchors(report.results);
  const changes = advices({ ...report, results: report.results.filter((each) => isNewFailure(each, context.known)) })
    .filter(({ text }) => text !== "")
    .slice(0, FIRST_ADVICES);
  const opened = new Set(changes.map(({ results }) => results[0]!));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(`${titleOf(report, context)} · ${report.url}`)}</title>
<style>${reportStyle}${familyFilterStyle(families.map(({ family }) => family.name))}</style>
</head>
<body>
<main>
${headerHtml(report, context)}
${changes.length === 0 ? "" : changesHtml(changes, anchors)}${filtersHtml(report, families)}
${families.map((family) => familyHtml(family, { anchors, opened, known: context.known })).join("\n")}
${measurementsHtml(report)}<footer>porthole ${escaped(context.version)} · ${escaped(report.startedAt.toISOString())}</footer>
</main>
</body>
</html>
`;
}

function titleOf({ results }: CheckReport, { known }: ReportContext): string {
  const failures = results.filter((each) => isNewFailure(each, known)).length;
  if (failures > 0) return `${failures} of ${results.length} failed`;
  return results.length === 0 ? "nothing tried" : "nothing failed";
}

function headerHtml(report: CheckReport, context: ReportContext): string {
  const { url, software, offers, results, durationMs, cutShort } = report;
  const tally = tallyOf(results);
  const knownFailures = tally.failed - results.filter((each) => isNewFailure(each, context.known)).length;
  const found = offers.map(({ name, finding }) => `<dt>${escaped(name)}</dt><dd>${escaped(finding)}</dd>`).join("");
  const by = software === "" ? "" : ` · ${escaped(software)}`;
  const took = `${counted(results.length, "case")} in ${shownDuration(durationMs)}`;
  const knownNote = knownFailures === 0 ? "" : ` · ${knownFailures} of the failures known`;
  return `<header>
<p class="of">porthole check</p>
<h1>${escaped(url)}</h1>
<p class="by">${took}${by}${knownNote}</p>
${cutShort === undefined ? "" : `<p class="cut">Cut short: ${escaped(cutShort)}</p>\n`}<ul class="tally">
${verdicts.map((verdict) => `<li class="${verdict}"><b>${tally[verdict]}</b> ${verdict}</li>`).join("\n")}
</ul>
${barHtml(tally)}
${found === "" ? "" : `<dl class="offers">${found}</dl>\n`}</header>`;
}

function barHtml(tally: Tally): string {
  const cells = (["passed", "warned", "failed", "skipped"] as const)
    .filter((verdict) => tally[verdict] > 0)
    .map((verdict) => `<span class="${verdict}" style="flex-grow:${tally[verdict]}"></span>`);
  return `<div class="bar" aria-hidden="true">${cells.join("")}</div>`;
}

function changesHtml(changes: ReturnType<typeof advices>, anchors: ReadonlyMap<CaseResult, string>): string {
  const items = changes.map(({ text, results }) => {
    const [first] = results;
    const link = `<a href="#${anchors.get(first!)}">${escaped(first!.case.title)}</a>`;
    return `<li><strong>${escaped(text)}</strong><span>${escaped(askingFor(results))}. See ${link}.</span></li>`;
  });
  const heading = changes.length === 1 ? "What to change" : "What to change first";
  return `<section class="changes"><h2>${heading}</h2><ol>${items.join("\n")}</ol></section>\n`;
}

/** Without a failure there is nothing that the others should stand back for. */
function filtersHtml({ results }: CheckReport, families: readonly FamilyResults[]): string {
  const tally = tallyOf(results);
  const isShown = (verdict: Verdict) => tally.failed === 0 || verdict === "failed" || verdict === "warned";
  const boxes = verdicts.map((verdict) => {
    const checked = isShown(verdict) ? " checked" : "";
    const input = `<input type="checkbox" id="v-${verdict}" autocomplete="off"${checked}>`;
    return `<label class="${verdict}">${input}<span>${verdict} <b>${tally[verdict]}</b></span></label>`;
  });
  const radio = (id: string, title: string, checked: boolean) =>
    `<label><input type="radio" name="family" id="${id}" autocomplete="off"${checked ? " checked" : ""}><span>${escaped(title)}</span></label>`;
  const choices = families.map(({ family }) => radio(`f-${family.name}`, family.title, false));
  return `<form class="filters"><fieldset><legend>Show</legend>${boxes.join("")}</fieldset>
<fieldset><legend>Of</legend>${radio("f-all", "all families", true)}${choices.join("")}</fieldset></form>`;
}

interface CaseContext {
  readonly anchors: ReadonlyMap<CaseResult, string>;
  readonly opened: ReadonlySet<CaseResult>;
  readonly known: ReadonlySet<string>;
}

function familyHtml({ family, results, tally }: FamilyResults, { anchors, opened, known }: CaseContext): string {
  const has = verdicts.filter((verdict) => tally[verdict] > 0).map((verdict) => `has-${verdict}`);
  const counts = verdicts
    .filter((verdict) => tally[verdict] > 0)
    .map((verdict) => `<span class="${verdict}">${tally[verdict]} ${verdict}</span>`);
  const ordered = verdicts.flatMap((verdict) => withVerdict(results, verdict));
  const cases = ordered.map((result) =>
    caseHtml(result, {
      anchor: anchors.get(result)!,
      isOpen: opened.has(result),
      isKnown: result.verdict === "failed" && known.has(caseId(result.case)),
    }),
  );
  return `<section class="family ${has.join(" ")}" id="family-${family.name}">
<h2>${escaped(family.title)} <small>${counts.join(" ")}</small></h2>
${cases.join("\n")}
</section>`;
}

function measurementsHtml({ measurements }: CheckReport): string {
  if (measurements.length === 0) return "";
  const rows = measurements.map(
    ({ title, finding }) => `<tr><th scope="row">${escaped(title)}</th><td>${escaped(finding)}</td></tr>`,
  );
  return `<section class="measured"><h2>Limits and deadlines, measured</h2><table>${rows.join("\n")}</table></section>\n`;
}

function escaped(text: string): string {
  return escapeMarkup(visibleText(text));
}
