import type { ExchangeEntry, ServerLog } from "../server/index.ts";

/** Lines of one rule that are shown within a second. */
const LINES_A_SECOND_MAX = 10;

interface RuleLines {
  sinceMs: number;
  count: number;
}

/**
 * A log for a terminal, where nobody could read on while one rule refuses request after request: beyond ten lines of a
 * rule within a second the rest is told once, and shows in the count of the next line.
 */
export function withoutRefusalFlood(log: ServerLog): ServerLog {
  const rules = new Map<string, RuleLines>();
  const exchange = (entry: ExchangeEntry): void => {
    const { rule, timeMs } = entry;
    const lines = rule === undefined ? 0 : linesWithinSecond(rules, rule, timeMs);
    if (lines <= LINES_A_SECOND_MAX) log.exchange(entry);
    else if (lines === LINES_A_SECOND_MAX + 1) {
      const message = `${rule} refuses more than ${LINES_A_SECOND_MAX} a second: the others of this second are counted, not shown`;
      log.notice({ timeMs, level: "warn", message });
    }
  };
  return { exchange, notice: (entry) => log.notice(entry) };
}

function linesWithinSecond(rules: Map<string, RuleLines>, rule: string, timeMs: number): number {
  const lines = rules.get(rule);
  if (lines === undefined || timeMs - lines.sinceMs >= 1000 || timeMs < lines.sinceMs) {
    rules.set(rule, { sinceMs: timeMs, count: 1 });
    return 1;
  }
  lines.count += 1;
  return lines.count;
}
