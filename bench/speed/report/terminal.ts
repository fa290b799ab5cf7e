// What a run prints: one line of progress that is written over, a table for each scenario, the bars at the end.
import type { Change } from "../figures/comparison.ts";
import type { BarRecord, FiguresRecord, LeftOut, RunRecord, ScenarioRecord } from "../figures/records.ts";
import { count, octetsPerSecond, ratio, ratioWithSpread, size } from "./numbers.ts";
import { type Cell, textTable } from "./text-table.ts";

export class Terminal {
  readonly #isTty = process.stdout.isTTY === true;
  readonly #isColoured = this.#isTty && !process.env["NO_COLOR"];
  #hasProgress = false;

  /** Shows what happens now; where it cannot be written over, nothing. */
  progress(text: string): void {
    if (!this.#isTty) return;
    const width = Math.max(20, (process.stdout.columns ?? 80) - 1);
    process.stdout.write(`\r\x1b[2K${text.slice(0, width)}`);
    this.#hasProgress = true;
  }

  say(...lines: readonly string[]): void {
    if (this.#hasProgress) process.stdout.write("\r\x1b[2K");
    this.#hasProgress = false;
    for (const line of lines) console.log(line);
  }

  scenario(record: ScenarioRecord): void {
    const countsOctets = record.counts === "octets";
    const rows = record.contestants.map((each): (string | Cell)[] => [
      each.name,
      each.at === undefined ? "" : size(each.at),
      countsOctets ? octetsPerSecond(each.octetsPerSecond.median) : count(each.requestsPerSecond.median),
      each.processorMicroseconds === undefined ? "–" : count(each.processorMicroseconds.median),
      each.latency99Ms === undefined ? "–" : count(each.latency99Ms.median),
    ]);
    const pairs = record.pairs.map((pair) => [
      `${atSize(pair.one, pair.oneAt)} ÷ ${atSize(pair.other, pair.otherAt)}`,
      { text: ratio(pair.rate.median), colour: "bold" } as Cell,
      `${ratio(pair.rate.lowest)}–${ratio(pair.rate.highest)}`,
      pair.processorTime === undefined ? "–" : ratio(pair.processorTime.median),
    ]);
    this.say(
      "",
      `${record.title}  [${record.id}]`,
      ...this.#table(
        ["left", "right", "right", "right", "right"],
        [["", "", countsOctets ? "octets" : "requests/s", "CPU µs/request", "99 % within ms"].map(dim), ...rows],
      ),
      ...this.#table(
        ["left", "right", "left", "right"],
        [["", "rate", "lowest–highest", "CPU time"].map(dim), ...pairs],
      ),
      ...left(record.leftOut),
    );
  }

  figures(record: FiguresRecord): void {
    const rows = record.figures.map(({ name, value }) => [
      name,
      { text: count(value.median), colour: "bold" } as Cell,
      `${count(value.lowest)}–${count(value.highest)}`,
    ]);
    this.say(
      "",
      `${record.title}  [${record.id}]`,
      ...this.#table(["left", "right", "left"], [["", record.unit, "lowest–highest"].map(dim), ...rows]),
      ...left(record.leftOut),
    );
  }

  bars(bars: readonly BarRecord[]): void {
    if (bars.length === 0) return;
    const signs = {
      met: ["✓ met", "green"],
      unmet: ["✗ unmet", "red"],
      "not measured": ["– not measured", "yellow"],
    } as const;
    const rows = bars.map(({ title, wanted, measured, verdict }): (string | Cell)[] => [
      { text: signs[verdict][0], colour: signs[verdict][1] },
      title.replaceAll("`", ""),
      wanted,
      measured === undefined ? "" : ratioWithSpread(measured),
    ]);
    const met = bars.filter(({ verdict }) => verdict === "met").length;
    this.say("", `${met} of ${bars.length} bars are met`, ...this.#table(["left", "left", "left", "left"], rows));
  }

  changes(all: readonly Change[], from: string, inCommon: number): void {
    const rows = all.map(({ title, before, after }) => [title, ratioWithSpread(before), "→", ratioWithSpread(after)]);
    const moved = all.length === 0 ? "nothing moved beyond its spread" : `${all.length} moved beyond their spread`;
    this.say(
      "",
      `Beside ${from}: of ${inCommon} in common, ${moved}`,
      ...this.#table(["left", "left", "left", "left"], rows),
    );
  }

  machine({ machine, rounds, seconds }: Pick<RunRecord, "machine" | "rounds" | "seconds">): void {
    const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
    this.say(
      `${machine.processor}, ${machine.cores} cores, ${machine.system}`,
      versions.join(" · "),
      `${rounds} rounds of ${seconds} s each`,
      ...machine.missing,
    );
  }

  #table(columns: Parameters<typeof textTable>[0], rows: Parameters<typeof textTable>[1]): readonly string[] {
    return textTable(columns, rows, this.#isColoured).map((line) => `  ${line}`);
  }
}

function dim(text: string): Cell {
  return { text, colour: "dim" };
}

function left(all: readonly LeftOut[]): readonly string[] {
  return all.map(({ name, at, reason }) => `  ${atSize(name, at)} has no result: ${reason}`);
}

function atSize(name: string, at: number | undefined): string {
  return at === undefined ? name : `${name} at ${size(at)}`;
}
