import { type Decision, type DecisionRow, visibleText } from "../trace/index.ts";
import { duration, type Paint, truncated, wordLines } from "./pretty-text.ts";

/** How a decision record is laid out. */
export interface DecisionStyle {
  readonly paint: Pick<Paint, "dim" | "cyan" | "green">;
  /** Characters of a line of the terminal; `undefined` where nothing has to fit. */
  readonly columns: number | undefined;
  /** What stands before each line. */
  readonly indent: string;
}

const GAP = "  ";
const SUBJECT_COLUMNS_MIN = 8;
/** What was looked at takes no more of a line than this, so that what was found has room. */
const WHAT_COLUMNS_MAX = 36;
const FOUND_COLUMNS_MIN = 16;
const CHOSEN = "✓ ";
const NOT_CHOSEN = "  ";

/**
 * A decision record as lines for people: each subject with what came of it, and below it what was looked at on the way,
 * the one that was taken marked. Beside the end of a handler stands how long it took.
 */
export function prettyDecisions(decisions: readonly Decision[], style: DecisionStyle): string[] {
  const subjects = decisions.map(({ subject }) => visibleText(subject));
  const width = Math.max(SUBJECT_COLUMNS_MIN, ...subjects.map(({ length }) => length));
  const below = style.indent + " ".repeat(width) + GAP;
  const room = style.columns === undefined ? undefined : Math.max(style.columns - below.length, FOUND_COLUMNS_MIN);
  return decisions.flatMap((decision, index) => {
    const outcome = visibleText(decision.outcome);
    const [first = "", ...rest] = room === undefined ? [outcome] : wordLines(outcome, room);
    const subject = style.paint.cyan(subjects[index]!.padEnd(width));
    return [
      `${style.indent}${subject}${GAP}${first}`,
      ...rest.map((line) => below + line),
      ...rowLines(decision.rows ?? [], room, style.paint).map((line) => below + line),
    ].map((line, at) => (at === rest.length ? line + durationBeside(decisions, index, style) : line));
  });
}

function rowLines(rows: readonly DecisionRow[], room: number | undefined, paint: DecisionStyle["paint"]): string[] {
  const shown = rows.map(([what, found, isChosen]) => ({
    what: visibleText(what),
    found: visibleText(found),
    isChosen,
  }));
  const most = room === undefined ? WHAT_COLUMNS_MAX : Math.min(WHAT_COLUMNS_MAX, Math.floor(room / 2));
  const width = Math.min(Math.max(0, ...shown.map(({ what }) => what.length)), most);
  return shown.map(({ what, found, isChosen }) => {
    const name = room === undefined ? what.padEnd(width) : truncated(what, width).padEnd(width);
    const left = room === undefined ? Number.POSITIVE_INFINITY : room - CHOSEN.length - width - GAP.length;
    const line = `${name}${GAP}${truncated(found, Math.max(left, 1))}`;
    return isChosen === true ? paint.green(CHOSEN) + line : paint.dim(NOT_CHOSEN + line);
  });
}

/** How long a handler took: from the note that it runs to the one that it has answered. */
function durationBeside(decisions: readonly Decision[], index: number, { paint }: DecisionStyle): string {
  const { subject, atMs } = decisions[index]!;
  if (subject !== "handler" || atMs === undefined) return "";
  const began = decisions.slice(0, index).findLast((each) => each.subject === "handler")?.atMs;
  return began === undefined ? "" : paint.dim(` · ${duration(atMs - began)}`);
}
