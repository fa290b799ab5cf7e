// What a run of the scoreboard keeps: docs/scoreboard.json, from which docs/scoreboard.md is written.
import { type Case, caseId } from "../../src/cases/index.ts";
import { adviceOf, type CheckReport, tallyOf, type Verdict } from "../../src/conformance/index.ts";

/** All servers of one run. */
export interface Scoreboard {
  /** "2026-11-22" */
  readonly date: string;
  /** Of the Node that runs those servers that are Node programs. */
  readonly node: string;
  /** Whether deadlines were waited for. */
  readonly deadlines: boolean;
  /** In the order in which a server's author does well to look at them. */
  readonly families: readonly { readonly name: string; readonly title: string; readonly cases: number }[];
  /** Porthole first. */
  readonly servers: readonly ServerRecord[];
  /** What was not tried, and why. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  /** What to change in a server; groups name theirs by its place in here. */
  readonly advices: readonly string[];
  /** The cases that no respected server passes that they apply to, by name, and who fails them; the others are warned. */
  readonly disputed: Readonly<Record<string, readonly string[]>>;
}

export interface ServerRecord {
  readonly name: string;
  readonly version: string;
  readonly setup: string;
  /** The server on which it stands, whose reading of requests is its own. */
  readonly on?: string;
  /** How many cases of a family passed, warned, failed and were skipped. */
  readonly families: Readonly<Record<string, FamilyCounts>>;
  readonly failed: readonly RuleRecord[];
  readonly warned: readonly RuleRecord[];
  /** How many cases it had no part in, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Limits and deadlines, as they were found. */
  readonly measured: Readonly<Record<string, string>>;
  /** Why the run ended before its last case, where it did. */
  readonly cutShort?: string;
}

export type FamilyCounts = readonly [passed: number, warned: number, failed: number, skipped: number];

/** Cases of one rule that a server did not pass, in the order of the families. */
export interface RuleRecord {
  readonly rule: string;
  readonly level: Case["level"];
  /** Its place among the advices. */
  readonly advice: number;
  /** What the server did instead, and the titles of the cases where it did; a case's name is the rule and the title. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
}

/** Who was checked, and what came of it. */
export interface Checked {
  readonly name: string;
  readonly version: string;
  readonly setup: string;
  readonly on?: string | undefined;
  readonly report: CheckReport;
}

/** What most of the Web is served by. Where all of them differ from us, we are the first to be suspected. */
export const respected: readonly string[] = ["nginx", "Apache httpd", "Caddy", "lighttpd", "node:http"];

/** What is kept of the reports of one run. */
export function scoreboardOf(
  checked: readonly Checked[],
  run: Pick<Scoreboard, "date" | "node" | "deadlines" | "leftOut">,
): Scoreboard {
  const advices: string[] = [];
  return {
    ...run,
    families: familiesOf(checked[0]!),
    advices,
    disputed: disputedCases(checked),
    servers: checked.map((each) => serverRecord(each, advices)),
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

/** The cases of these rules with what the server did, by name. */
export function answersByCase(rules: readonly RuleRecord[]): ReadonlyMap<string, string> {
  return new Map(
    rules.flatMap(({ rule, answers }) =>
      Object.entries(answers).flatMap(([answer, titles]) =>
        titles.map((title) => [`${rule} ${title}`, answer] as const),
      ),
    ),
  );
}

/** The same rules without the cases that have one of these names. */
export function withoutCases(rules: readonly RuleRecord[], names: { has(id: string): boolean }): readonly RuleRecord[] {
  return rules
    .map((record) => ({
      ...record,
      answers: Object.fromEntries(
        Object.entries(record.answers)
          .map(([answer, titles]) => [answer, titles.filter((title) => !names.has(`${record.rule} ${title}`))] as const)
          .filter(([, titles]) => titles.length > 0),
      ),
    }))
    .filter(({ answers }) => Object.keys(answers).length > 0);
}

function familiesOf({ report }: Checked): Scoreboard["families"] {
  const families = new Map<string, { name: string; title: string; cases: number }>();
  for (const { family } of report.results) {
    const { name, title } = family;
    families.set(name, { name, title, cases: (families.get(name)?.cases ?? 0) + 1 });
  }
  return [...families.values()];
}

/** The cases that at least two respected servers were tried with, and none of them passed. */
function disputedCases(checked: readonly Checked[]): Scoreboard["disputed"] {
  const tried = new Map<string, { passed: number; warned: number; failedBy: string[] }>();
  for (const { name, report } of checked) {
    if (!respected.includes(name)) continue;
    for (const { case: each, verdict } of report.results) {
      if (verdict === "skipped") continue;
      const known = tried.get(caseId(each)) ?? { passed: 0, warned: 0, failedBy: [] };
      tried.set(caseId(each), known);
      if (verdict === "failed") known.failedBy.push(name);
      else known[verdict]++;
    }
  }
  const none = [...tried].filter(([, { passed, warned, failedBy }]) => passed === 0 && warned + failedBy.length > 1);
  return Object.fromEntries(none.map(([id, { failedBy }]) => [id, failedBy]));
}

function serverRecord({ name, version, setup, on, report }: Checked, advices: string[]): ServerRecord {
  const families: Record<string, FamilyCounts> = {};
  for (const family of new Set(report.results.map((result) => result.family))) {
    const tally = tallyOf(report.results.filter((result) => result.family === family));
    families[family.name] = [tally.passed, tally.warned, tally.failed, tally.skipped];
  }
  const skipped: Record<string, number> = {};
  for (const { verdict, got } of report.results) {
    if (verdict !== "skipped") continue;
    const reason = withoutPlace(got, report);
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  }
  return {
    name,
    version,
    setup,
    ...(on === undefined ? {} : { on }),
    families,
    failed: ruleRecords(report, "failed", advices),
    warned: ruleRecords(report, "warned", advices),
    skipped,
    measured: Object.fromEntries(report.measurements.map(({ title, finding }) => [title, finding])),
    ...(report.cutShort === undefined ? {} : { cutShort: report.cutShort }),
  };
}

function ruleRecords(report: CheckReport, verdict: Verdict, advices: string[]): readonly RuleRecord[] {
  const rules = new Map<
    string,
    { rule: string; level: Case["level"]; advice: number; answers: Record<string, string[]> }
  >();
  for (const result of report.results) {
    if (result.verdict !== verdict) continue;
    const { rule, level, title } = result.case;
    const advice = placeOf(adviceOf(result), advices);
    const key = `${rule} ${level} ${advice}`;
    const record = rules.get(key) ?? { rule, level, advice, answers: {} };
    rules.set(key, record);
    const answer = withoutPlace(result.difference || result.got, report);
    record.answers[answer] = [...(record.answers[answer] ?? []), title];
  }
  return [...rules.values()];
}

function placeOf(advice: string, advices: string[]): number {
  const known = advices.indexOf(advice);
  return known === -1 ? advices.push(advice) - 1 : known;
}

/** A target's port is another each time, and says nothing. */
function withoutPlace(text: string, { url }: CheckReport): string {
  return text.replaceAll(new URL(url).host, "{authority}");
}
