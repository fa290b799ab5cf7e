import type { ContentCoding } from "../files/index.ts";
import { duration, octetCount, type Paint } from "../server/index.ts";
import { visibleText } from "../trace/index.ts";
import { type CompressChoice, type SiblingOutcome, SOURCE_OCTETS_MAX } from "./compress-file.node.ts";

/** What one coding came to. */
interface CodingTotal {
  written: number;
  fresh: number;
  removed: number;
  /** Of the sources that have a sibling now. */
  beforeOctets: number;
  /** Of these siblings. */
  afterOctets: number;
}

/** What has been done so far. */
export class CompressTotals {
  /** Files that were looked at to the end. */
  files = 0;
  /** Octets that the smallest sibling of each file saves. */
  savedOctets = 0;
  failures = 0;
  /** Files that have no sibling: too small, or hardly smaller coded. */
  unneededFiles = 0;
  /** Files that are too large to be coded in memory. */
  tooLargeFiles = 0;
  readonly codings: ReadonlyMap<ContentCoding, CodingTotal>;

  constructor(codings: readonly ContentCoding[]) {
    this.codings = new Map(
      codings.map((coding) => [coding, { written: 0, fresh: 0, removed: 0, beforeOctets: 0, afterOctets: 0 }]),
    );
  }

  /** @param sizeOctets of the source */
  add(sizeOctets: number, outcomes: readonly SiblingOutcome[]): void {
    this.files++;
    if (sizeOctets > SOURCE_OCTETS_MAX) this.tooLargeFiles++;
    else if (outcomes.every(({ kind }) => kind === "unneeded" || kind === "removed")) this.unneededFiles++;
    let smallestOctets = sizeOctets;
    for (const { coding, kind, sizeOctets: siblingOctets } of outcomes) {
      const total = this.codings.get(coding);
      if (total === undefined || kind === "unneeded") continue;
      total[kind]++;
      if (kind === "removed") continue;
      total.beforeOctets += sizeOctets;
      total.afterOctets += siblingOctets;
      smallestOctets = Math.min(smallestOctets, siblingOctets);
    }
    this.savedOctets += sizeOctets - smallestOctets;
  }
}

/** "./css/site.css  12.3 kB → br 2.1 kB, gzip 2.6 kB"; `undefined` where nothing was written or removed. */
export function fileLine(
  shownPath: string,
  sizeOctets: number,
  outcomes: readonly SiblingOutcome[],
  paint: Paint,
): string | undefined {
  const written = outcomes.filter(({ kind }) => kind === "written");
  const removed = outcomes.filter(({ kind }) => kind === "removed");
  if (written.length + removed.length === 0) return undefined;
  const sizes = written.map(({ coding, sizeOctets: octets }) => `${coding} ${octetCount(octets)}`);
  const gone = removed.length === 0 ? [] : [`removed ${removed.map(({ coding }) => coding).join(", ")}`];
  const arrow = [sizes.join(", "), ...gone].filter((part) => part !== "").join("; ");
  return `${visibleText(shownPath)}  ${octetCount(sizeOctets)} ${paint.dim("→")} ${arrow}`;
}

const PROGRESS_CELLS = 24;

/**
 * "━━━━━━━━╌╌╌╌  128/400 files · 1.2 MB saved · ./large.js", not wider than the terminal.
 * @param shownPath of the file that was begun last
 */
export function progressLine(
  totals: CompressTotals,
  filesOfAll: number,
  shownPath: string,
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): string {
  const done = filesOfAll === 0 ? 1 : totals.files / filesOfAll;
  const cells = columns < 60 ? 0 : Math.round(done * PROGRESS_CELLS);
  const bar = columns < 60 ? "" : `${"━".repeat(cells)}${" ".repeat(PROGRESS_CELLS - cells)}  `;
  const count = `${totals.files}/${filesOfAll} files`;
  const saved = totals.savedOctets === 0 ? "" : ` · ${octetCount(totals.savedOctets)} saved`;
  const room = columns - 1 - 2 - bar.length - count.length - saved.length - 3;
  const name = shortened(visibleText(shownPath), room);
  const tail = name === "" ? "" : ` · ${name}`;
  return `  ${paint.cyan(bar)}${paint.bold(count)}${saved}${paint.dim(tail)}`;
}

/** The end of a path that fits; nothing where that would tell little. */
function shortened(path: string, room: number): string {
  if (path.length <= room) return path;
  return room < 12 ? "" : `…${path.slice(1 - room)}`;
}

export interface ReportStyle {
  readonly paint: Paint;
  readonly columns: number | undefined;
}

export interface CompressReport {
  readonly totals: CompressTotals;
  readonly choice: CompressChoice;
  /** "./dist" */
  readonly folder: string;
  readonly otherFiles: number;
  readonly durationMs: number;
}

const SHARE_CELLS = 16;

/**
 * What was done, as a table of the codings. Begins and ends with an empty line.
 * @param style columns: of the terminal, `undefined` where lines may be of any length
 */
export function reportText(report: CompressReport, style: ReportStyle): string {
  const { paint } = style;
  const { totals, folder, durationMs, choice } = report;
  const mark = totals.failures === 0 ? paint.green("✔") : paint.yellow("!");
  const files = `${paint.bold(counted(totals.files, "file"))} of ${visibleText(folder)}`;
  const dryRun = choice.isDryRun ? paint.yellow("  nothing was written: --dry-run") : "";
  const lines = ["", `  ${mark}  ${files} in ${duration(durationMs)}${dryRun}`, ""];
  if (choice.isRemoval) lines.push(...removalLines(report));
  else lines.push(...tableLines(report, style));
  lines.push(...noteLines(report).map((line) => (line === "" ? "" : paint.dim(`     ${line}`))), "");
  return lines.join("\n");
}

function removalLines({ totals }: CompressReport): string[] {
  return [...totals.codings].map(
    ([coding, { removed }]) => `     ${coding.padEnd(6)}${counted(removed, "sibling")} removed`,
  );
}

function tableLines({ totals }: CompressReport, { paint, columns = 80 }: ReportStyle): string[] {
  const rows = [...totals.codings].map(([coding, total]) => ({
    coding,
    files: String(total.written + total.fresh),
    written: String(total.written),
    before: octetCount(total.beforeOctets),
    after: octetCount(total.afterOctets),
    share: total.beforeOctets === 0 ? undefined : total.afterOctets / total.beforeOctets,
  }));
  const width = (key: "files" | "written" | "before" | "after") =>
    Math.max(key.length, ...rows.map((row) => row[key].length));
  const widths = { files: width("files"), written: width("written"), before: width("before"), after: width("after") };
  const head = ["coding", "files".padStart(widths.files), "written".padStart(widths.written)];
  const sizes = `${"before".padStart(widths.before)}    ${"after".padEnd(widths.after)}  share`;
  const heading = `     ${head.join("  ")}  ${sizes}`;
  const hasBar = columns > heading.length + 4 + SHARE_CELLS;
  const lines = [paint.dim(heading)];
  for (const { coding, files, written, before, after, share } of rows) {
    const counts = `${files.padStart(widths.files)}  ${written.padStart(widths.written)}  ${before.padStart(widths.before)}`;
    const bar = share === undefined ? "" : `${shareText(share)}${hasBar ? `  ${shareBar(share, paint)}` : ""}`;
    lines.push(
      `     ${paint.bold(coding.padEnd(6))}  ${counts}  ${paint.dim("→")} ${after.padEnd(widths.after)}  ${bar}`.trimEnd(),
    );
  }
  return lines;
}

function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`.padStart(6);
}

function shareBar(share: number, paint: Paint): string {
  const cells = Math.min(Math.max(Math.round(share * SHARE_CELLS), 1), SHARE_CELLS);
  return `${paint.cyan("━".repeat(cells))}${paint.dim("╌".repeat(SHARE_CELLS - cells))}`;
}

function noteLines({ totals, otherFiles, choice }: CompressReport): string[] {
  const notes: string[] = [];
  const removed = [...totals.codings.values()].reduce((sum, total) => sum + total.removed, 0);
  if (removed > 0 && !choice.isRemoval) notes.push(`${counted(removed, "old sibling")} not worth it any more, removed`);
  if (totals.unneededFiles > 0 && !choice.isRemoval) {
    notes.push(
      `${counted(totals.unneededFiles, "file")} under ${choice.octetsMin} octets, or hardly smaller when coded`,
    );
  }
  if (otherFiles > 0) notes.push(`${counted(otherFiles, "file")} of other types left as they are`);
  if (totals.tooLargeFiles > 0 && !choice.isRemoval) {
    notes.push(`${counted(totals.tooLargeFiles, "file")} over ${octetCount(SOURCE_OCTETS_MAX)} left as they are`);
  }
  if (totals.failures > 0) notes.push(`${counted(totals.failures, "failure")}, told above`);
  return notes.length === 0 ? [] : ["", ...notes];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
