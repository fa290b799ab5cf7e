import { type CaseFamily, caseId } from "../cases/index.ts";
import type { CaseResult, CheckReport, Tally, Verdict } from "./report.ts";
import { tallyOf } from "./report.ts";
import { counted } from "./shown-exchange.ts";

/** What a report is told besides what the run found. */
export interface ReportContext {
  /** Of the checker: "0.1.0". */
  readonly version: string;
  /** Names of cases whose failing is known and let pass (`caseId`). */
  readonly known: ReadonlySet<string>;
}

/** Whether it failed and that is not known: what makes a run fail. */
export function isNewFailure({ verdict, case: each }: CaseResult, known: ReadonlySet<string>): boolean {
  return verdict === "failed" && !known.has(caseId(each));
}

/** What came of the cases of one family. */
export interface FamilyResults {
  readonly family: CaseFamily;
  readonly results: readonly CaseResult[];
  readonly tally: Tally;
}

/** The families that have a result, in their order. */
export function familiesOf({ results }: CheckReport): readonly FamilyResults[] {
  return Array.from(grouped(results, ({ family }) => family.name).values(), (ofFamily) => ({
    family: ofFamily[0]!.family,
    results: ofFamily,
    tally: tallyOf(ofFamily),
  }));
}

/** Results with something in common, in the order of their first. */
export function grouped<Key>(
  results: readonly CaseResult[],
  keyOf: (result: CaseResult) => Key,
): ReadonlyMap<Key, readonly CaseResult[]> {
  const groups = new Map<Key, CaseResult[]>();
  for (const result of results) {
    const key = keyOf(result);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return groups;
}

export function withVerdict(results: readonly CaseResult[], verdict: Verdict): readonly CaseResult[] {
  return results.filter((result) => result.verdict === verdict);
}

const NAMED_MAX = 3;

/** Who asks for a change: "2 cases ask for it: Host"; of a server that ended, at which cases it did. */
export function askingFor(results: readonly CaseResult[]): string {
  const ended = results.filter(({ advice }) => advice !== undefined);
  if (ended.length > 0) {
    return `the server ended at ${some(ended.map(({ case: { title } }) => `“${title}”`))}`;
  }
  const asking = `${counted(results.length, "case")} ${results.length === 1 ? "asks" : "ask"} for it`;
  return `${asking}: ${some([...new Set(results.map(({ family }) => family.title))])}`;
}

/** The first names of many, and how many more there are. */
function some(names: readonly string[]): string {
  if (names.length <= NAMED_MAX + 1) return names.join(" · ");
  return `${names.slice(0, NAMED_MAX).join(" · ")} and ${names.length - NAMED_MAX} more`;
}
