import type { Case, CaseFamily } from "../cases/index.ts";
import type { Paint } from "../server/index.ts";

const LEVEL_COLUMNS = "practice".length;

/** Cases by family, one a line: level, rule, title. */
export function caseListText(
  cases: readonly { readonly case: Case; readonly family: CaseFamily }[],
  paint: Paint,
): string {
  const families = new Map<CaseFamily, Case[]>();
  for (const { case: each, family } of cases) families.set(family, [...(families.get(family) ?? []), each]);
  const lines = [""];
  for (const [family, ofFamily] of families) {
    const width = Math.max(...ofFamily.map(({ rule }) => rule.length));
    lines.push(`  ${paint.bold(family.title)}  ${paint.dim(`--only ${family.name}`)}`);
    for (const { level, rule, title } of ofFamily) {
      lines.push(`    ${paint.dim(level.padEnd(LEVEL_COLUMNS))}  ${paint.cyan(rule.padEnd(width))}  ${title}`);
    }
    lines.push("");
  }
  lines.push(`  ${cases.length} ${cases.length === 1 ? "case" : "cases"}`, "");
  return lines.join("\n");
}
