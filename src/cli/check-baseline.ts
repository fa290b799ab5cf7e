import { caseId } from "../cases/index.ts";
import { type CaseResult, type CheckReport, isNewFailure } from "../conformance/index.ts";
import type { Paint } from "../server/index.ts";
import { visibleText } from "../trace/index.ts";

/** Failures that are known: a run with it fails on others alone. */
export interface Baseline {
  /** Names of cases (`caseId`). */
  readonly known: ReadonlySet<string>;
}

/**
 * Parses what `writeBaseline` wrote.
 * @throws Error it is something else; its message says what
 */
export function parseBaseline(text: string): Baseline {
  const document: unknown = JSON.parse(text);
  const { schemaVersion, cases } = (document ?? {}) as { schemaVersion?: unknown; cases?: unknown };
  if (schemaVersion !== 1 || !Array.isArray(cases)) throw new Error("it has no schemaVersion 1 with cases");
  const ids = cases.map((each) => (each as { id?: unknown } | null)?.id);
  if (!ids.every((id) => typeof id === "string")) throw new Error("one of its cases has no id");
  return { known: new Set(ids as string[]) };
}

/**
 * A baseline as JSON: what failed in this run, and what was known before and was not tried now.
 * @param before `undefined` where there was none
 */
export function writeBaseline({ url, results }: CheckReport, before: Baseline | undefined): string {
  const tried = new Set(results.filter(({ verdict }) => verdict !== "skipped").map(idOf));
  const failed = results.filter(({ verdict }) => verdict === "failed").map(idOf);
  const kept = [...(before?.known ?? [])].filter((id) => !tried.has(id));
  const ids = [...new Set([...failed, ...kept])].sort();
  const document = { schemaVersion: 1, url, cases: ids.map((id) => ({ id, verdict: "failed" })) };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What a run says about a baseline. */
export interface BaselineNews {
  readonly newFailures: readonly string[];
  /** Known, and they do not fail any more. */
  readonly fixed: readonly string[];
  /** Known, and no case has that name now. */
  readonly gone: readonly string[];
}

/** @param all names of all cases that there are */
export function baselineNews({ known }: Baseline, { results }: CheckReport, all: ReadonlySet<string>): BaselineNews {
  const isFixed = ({ verdict }: CaseResult) => verdict === "passed" || verdict === "warned";
  return {
    newFailures: results.filter((result) => isNewFailure(result, known)).map(idOf),
    fixed: results
      .filter(isFixed)
      .map(idOf)
      .filter((id) => known.has(id)),
    gone: [...known].filter((id) => !all.has(id)),
  };
}

const NAMES_MAX = 10;

/** What a person is told of a baseline's entries that can be taken out; "" where there are none. */
export function baselineText({ fixed, gone }: BaselineNews, paint: Paint): string {
  const lines: string[] = [];
  const tell = (ids: readonly string[], mark: string, what: string) => {
    if (ids.length === 0) return;
    lines.push(`  ${mark}  ${what}`, ...ids.slice(0, NAMES_MAX).map((id) => paint.dim(`     · ${visibleText(id)}`)));
    if (ids.length > NAMES_MAX) lines.push(paint.dim(`     · and ${ids.length - NAMES_MAX} more`));
  };
  const take = "--update-baseline takes them out";
  tell(fixed, paint.green("✔"), `${counted(fixed, "known failure")} mended: ${take}`);
  tell(gone, paint.yellow("!"), `${counted(gone, "entry", "entries")} of the baseline that no case has now: ${take}`);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function counted({ length }: readonly string[], one: string, many = `${one}s`): string {
  return `${length} ${length === 1 ? one : many}`;
}

function idOf({ case: each }: CaseResult): string {
  return caseId(each);
}
