// What a run of the scoreboard keeps: docs/scoreboard.json, from which docs/scoreboard.md is written.
import { type Case, type CaseFamily, caseId } from "../../src/cases/index.ts";
import { type CheckReport, tallyOf, type Verdict } from "../../src/conformance/index.ts";

/** All servers of one run. */
export interface Scoreboard {
  /** "2026-11-22" */
  readonly date: string;
  /** Of Node, which runs the checker and those servers that are Node programs. */
  readonly node: string;
  /** Whether deadlines were waited for. */
  readonly deadlines: boolean;
  /** In the order in which a server's author does well to look at them. */
  readonly families: readonly { readonly name: string; readonly title: string; readonly cases: number }[];
  /** Porthole first. */
  readonly servers: readonly ServerRecord[];
  /** What was not tried, and why. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  /** Those that some server did not pass, by name, in the order of the families. */
  readonly cases: Readonly<Record<string, CaseRecord>>;
}

export interface ServerRecord {
  readonly name: string;
  readonly version: string;
  readonly setup: string;
  /** How many cases of a family passed, warned, failed and were skipped. */
  readonly families: Readonly<Record<string, FamilyCounts>>;
  /** What it did instead, by case. */
  readonly failed: Readonly<Record<string, string>>;
  readonly warned: Readonly<Record<string, string>>;
  /** The cases that it had no part in, by reason. */
  readonly skipped: Readonly<Record<string, readonly string[]>>;
  /** Limits and deadlines, as they were found. */
  readonly measured: Readonly<Record<string, string>>;
  /** Why the run ended before its last case, where it did. */
  readonly cutShort?: string;
}

export type FamilyCounts = readonly [passed: number, warned: number, failed: number, skipped: number];

export interface CaseRecord {
  readonly family: string;
  readonly level: Case["level"];
  readonly advice: string;
}

/** Who was checked, and what came of it. */
export interface Checked {
  readonly name: string;
  readonly version: string;
  readonly setup: string;
  readonly report: CheckReport;
}

/** What is kept of the reports of one run. */
export function scoreboardOf(
  checked: readonly Checked[],
  run: Pick<Scoreboard, "date" | "node" | "deadlines" | "leftOut">,
): Scoreboard {
  const families = new Map<string, CaseFamily>();
  for (const { report } of checked) for (const { family } of report.results) families.set(family.name, family);
  const servers = checked.map(serverRecord);
  const named = new Set(servers.flatMap(({ failed, warned }) => [...Object.keys(failed), ...Object.keys(warned)]));
  return {
    ...run,
    families: Array.from(families.values(), ({ name, title }) => ({
      name,
      title,
      cases: countsIn(servers[0]!, name).reduce((sum, count) => sum + count, 0),
    })),
    servers,
    cases: Object.fromEntries(
      checked
        .flatMap(({ report }) => report.results)
        .filter((result) => named.has(caseId(result.case)))
        .map(({ case: each, family }) => [
          caseId(each),
          { family: family.name, level: each.level, advice: each.advice },
        ]),
    ),
  };
}

export function countsIn(server: ServerRecord, family: string): FamilyCounts {
  return server.families[family] ?? [0, 0, 0, 0];
}

/** All families together. */
export function countsOf(server: ServerRecord): FamilyCounts {
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  for (const counts of Object.values(server.families)) for (const [at, count] of counts.entries()) sums[at]! += count;
  return sums;
}

function serverRecord({ name, version, setup, report }: Checked): ServerRecord {
  const place = new URL(report.url).host;
  const families: Record<string, FamilyCounts> = {};
  for (const family of new Set(report.results.map((result) => result.family))) {
    const tally = tallyOf(report.results.filter((result) => result.family === family));
    families[family.name] = [tally.passed, tally.warned, tally.failed, tally.skipped];
  }
  const skipped: Record<string, string[]> = {};
  for (const { verdict, got, case: each } of report.results) {
    if (verdict !== "skipped") continue;
    const reason = got.replaceAll(place, "{authority}");
    skipped[reason] = [...(skipped[reason] ?? []), caseId(each)];
  }
  return {
    name,
    version,
    setup,
    families,
    failed: answers(report, "failed"),
    warned: answers(report, "warned"),
    skipped,
    measured: Object.fromEntries(report.measurements.map(({ title, finding }) => [title, finding])),
    ...(report.cutShort === undefined ? {} : { cutShort: report.cutShort }),
  };
}

/** What the server did, in a few words, for each case of a verdict; its port, another each time, is left out. */
function answers(report: CheckReport, verdict: Verdict): Record<string, string> {
  const place = new URL(report.url).host;
  return Object.fromEntries(
    report.results
      .filter((result) => result.verdict === verdict)
      .map((result) => [caseId(result.case), (result.difference || result.got).replaceAll(place, "{authority}")]),
  );
}
