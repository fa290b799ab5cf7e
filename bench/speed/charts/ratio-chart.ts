// Bars of ratios on a scale of factors: to the right of 1 Porthole is faster, to the left the other.
import { ratio } from "../report/numbers.ts";
import { element, picture, text } from "./svg.ts";

export interface RatioBar {
  readonly name: string;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface RatioSection {
  readonly title: string;
  readonly bars: readonly RatioBar[];
}

export interface RatioChart {
  readonly title: string;
  readonly note: string;
  readonly sections: readonly RatioSection[];
}

const width = 860;
const margin = 28;
const nameWidth = 150;
const valueWidth = 58;
const columnGap = 28;
const barHeight = 16;
const rowHeight = 23;
const headingHeight = 34;
const sectionGap = 14;
const top = 92;

/** Sections in two columns, the shorter column first. */
export function ratioChart({ title, note, sections }: RatioChart): string {
  const columnWidth = (width - 2 * margin - columnGap) / 2;
  const scale = factorScale(sections, columnWidth - nameWidth - valueWidth);
  const heights = [top, top];
  const drawn = sections.map((section) => {
    const column = heights[0]! <= heights[1]! ? 0 : 1;
    const x = margin + column * (columnWidth + columnGap);
    const y = heights[column]!;
    heights[column] = y + headingHeight + section.bars.length * rowHeight + sectionGap;
    return sectionAt(section, x, y, scale);
  });
  const height = Math.max(...heights) + 40;
  const description = sections
    .map(
      ({ title, bars }) => `${title}: ${bars.map(({ name, median }) => `${ratio(median)} times ${name}`).join(", ")}`,
    )
    .join(". ");
  return picture(
    { width, height, title, description },
    text(title, { class: "title", x: margin, y: 40 }),
    text(note, { class: "note", x: margin, y: 62 }),
    ...drawn,
    legend(margin, height - 22),
  );
}

interface FactorScale {
  readonly ticks: readonly number[];
  /** Where a factor lies, from the left of the bars. */
  position(factor: number): number;
}

const allTicks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

/** A scale that holds all medians and 1, from tick to tick. */
function factorScale(sections: readonly RatioSection[], length: number): FactorScale {
  const medians = sections.flatMap(({ bars }) => bars.map(({ median }) => median));
  const from = allTicks.findLast((tick) => tick <= Math.min(0.5, ...medians)) ?? allTicks[0]!;
  const to = allTicks.find((tick) => tick >= Math.max(2, ...medians)) ?? allTicks.at(-1)!;
  const share = (factor: number) => (Math.log(factor) - Math.log(from)) / (Math.log(to) - Math.log(from));
  return {
    ticks: allTicks.filter((tick) => tick >= from && tick <= to),
    position: (factor) => Math.min(1, Math.max(0, share(factor))) * length,
  };
}

function sectionAt({ title, bars }: RatioSection, x: number, y: number, scale: FactorScale): string {
  const left = x + nameWidth;
  const first = y + headingHeight;
  const bottom = first + bars.length * rowHeight;
  const labels = labelledTicks(scale);
  const grid = scale.ticks.flatMap((tick) => {
    const at = left + scale.position(tick);
    const label = text(tick === 1 ? "1 ×" : String(tick), {
      class: "note",
      x: at,
      y: first - 9,
      "text-anchor": "middle",
    });
    const line = { class: tick === 1 ? "one" : "grid", x1: at, x2: at, y1: first - 4, y2: bottom };
    return [element("line", line), ...(labels.includes(tick) ? [label] : [])];
  });
  return element(
    "g",
    {},
    text(title, { class: "heading", x, y: y + 12 }),
    ...grid,
    ...bars.map((bar, row) => barAt(bar, x, left, first + row * rowHeight, scale)),
  );
}

const labelApart = 26;

/** Ticks with room for their label, from 1 to either side. */
function labelledTicks({ ticks, position }: FactorScale): readonly number[] {
  const kept = [1];
  for (const tick of [...ticks.filter((each) => each > 1), ...ticks.filter((each) => each < 1).toReversed()])
    if (kept.every((other) => Math.abs(position(other) - position(tick)) >= labelApart)) kept.push(tick);
  return kept;
}

function barAt(
  { name, median, lowest, highest }: RatioBar,
  x: number,
  left: number,
  y: number,
  scale: FactorScale,
): string {
  const [one, end] = [scale.position(1), scale.position(median)];
  const middle = y + rowHeight / 2;
  const from = left + Math.min(one, end);
  // A bar of no length is seen all the same.
  const length = Math.max(2, Math.abs(end - one));
  const values = { class: "value", x: left + Math.max(one, end, scale.position(highest)) + 7, y: middle + 4.5 };
  return element(
    "g",
    {},
    text(name, { x: x + nameWidth - 10, y: middle + 4.5, "text-anchor": "end" }),
    element("rect", {
      class: median >= 1 ? "faster" : "slower",
      x: from,
      y: middle - barHeight / 2,
      width: length,
      height: barHeight,
      rx: 2.5,
    }),
    element("line", {
      class: "spread",
      x1: left + scale.position(lowest),
      x2: left + scale.position(highest),
      y1: middle,
      y2: middle,
    }),
    text(ratio(median), values),
  );
}

function legend(x: number, y: number): string {
  const square = (className: string, at: number) =>
    element("rect", { class: className, x: at, y: y - 10, width: 12, height: 12, rx: 2.5 });
  return element(
    "g",
    {},
    square("faster", x),
    text("Porthole answers more", { class: "note", x: x + 18, y }),
    square("slower", x + 170),
    text("the other answers more", { class: "note", x: x + 188, y }),
    element("line", { class: "spread", x1: x + 350, x2: x + 374, y1: y - 4, y2: y - 4 }),
    text("lowest to highest round", { class: "note", x: x + 381, y }),
  );
}
