// Lines of what happens when something grows, several panels in one picture.
import { element, picture, text } from "./svg.ts";

export interface GrowthLine {
  readonly name: string;
  /** Sizes in rising order. */
  readonly points: readonly (readonly [size: number, value: number])[];
}

export interface GrowthPanel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly GrowthLine[];
  /** How a size is written below the axis. */
  sizeText(size: number): string;
  valueText(value: number): string;
  /** A line across, at this value. */
  readonly across?: number;
}

const width = 860;
const margin = 28;
const gap = 36;
const panelHeight = 268;
const top = 84;
const plotLeft = 52;
const plotRight = 92;
const plotTop = 44;
const plotBottom = 18;

export function growthChart(title: string, note: string, panels: readonly GrowthPanel[]): string {
  const panelWidth = (width - 2 * margin - gap) / 2;
  const rows = Math.ceil(panels.length / 2);
  const height = top + rows * panelHeight + 14;
  const description = panels
    .flatMap(({ title, lines }) =>
      lines.map(({ name, points }) => `${title}, ${name}: ${points.map(String).join("; ")}`),
    )
    .join(". ");
  return picture(
    { width, height, title, description },
    text(title, { class: "title", x: margin, y: 40 }),
    text(note, { class: "note", x: margin, y: 62 }),
    ...panels.map((panel, place) =>
      panelAt(panel, margin + (place % 2) * (panelWidth + gap), top + Math.floor(place / 2) * panelHeight, panelWidth),
    ),
  );
}

function panelAt(panel: GrowthPanel, x: number, y: number, panelWidth: number): string {
  const sizes = [...new Set(panel.lines.flatMap(({ points }) => points.map(([size]) => size)))].toSorted(
    (a, b) => a - b,
  );
  const highest = Math.max(panel.across ?? 0, ...panel.lines.flatMap(({ points }) => points.map(([, value]) => value)));
  const ticks = valueTicks(highest);
  const [left, right] = [x + plotLeft, x + panelWidth - plotRight];
  const [upper, lower] = [y + plotTop, y + panelHeight - plotBottom - 16];
  const across = (size: number) => left + position(size, sizes) * (right - left);
  const up = (value: number) => lower - (value / ticks.at(-1)!) * (lower - upper);
  return element(
    "g",
    {},
    text(panel.title, { class: "heading", x, y: y + 16 }),
    text(panel.unit, { class: "note", x, y: y + 33 }),
    ...ticks.flatMap((tick) => [
      element("line", { class: "grid", x1: left, x2: right, y1: up(tick), y2: up(tick) }),
      text(panel.valueText(tick), { class: "note", x: left - 8, y: up(tick) + 4, "text-anchor": "end" }),
    ]),
    ...(panel.across === undefined
      ? []
      : [element("line", { class: "one", x1: left, x2: right, y1: up(panel.across), y2: up(panel.across) })]),
    ...labelled(sizes, across).map((size) =>
      text(panel.sizeText(size), { class: "note", x: across(size), y: lower + 20, "text-anchor": "middle" }),
    ),
    ...panel.lines.map((line, place) => lineOf(line, place, across, up)),
    ...names(panel.lines, up, right + 10),
  );
}

function lineOf(
  { points }: GrowthLine,
  place: number,
  across: (size: number) => number,
  up: (value: number) => number,
) {
  const at = points.map(([size, value]) => [across(size), up(value)] as const);
  const path = at.map(([x, y]) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`).join(" ");
  return element(
    "g",
    {},
    element("polyline", { class: `line c${place}`, points: path }),
    ...at.map(([x, y]) => element("circle", { class: `d${place}`, cx: x, cy: y, r: 3.4 })),
  );
}

const nameHeight = 16;

/** The names at the ends of the lines, apart from each other. */
function names(lines: readonly GrowthLine[], up: (value: number) => number, x: number): readonly string[] {
  const wanted = lines
    .map(({ name, points }, place) => ({ name, place, y: up(points.at(-1)![1]) + 4 }))
    .toSorted((one, other) => one.y - other.y);
  for (const [at, each] of wanted.entries()) {
    const above = wanted[at - 1];
    if (above !== undefined) each.y = Math.max(each.y, above.y + nameHeight);
  }
  // What was moved below the axis is moved up again, with those above it.
  const lowest = up(0) + 4;
  for (let at = wanted.length - 1; at >= 0; at--) {
    const below = wanted[at + 1]?.y ?? lowest + nameHeight;
    wanted[at]!.y = Math.min(wanted[at]!.y, below - nameHeight);
  }
  return wanted.map(({ name, place, y }) => text(name, { class: `d${place}`, x, y }));
}

/** Where a size lies between the first and the last, by its factor. */
function position(size: number, sizes: readonly number[]): number {
  const [from, to] = [Math.log(sizes[0]!), Math.log(sizes.at(-1)!)];
  return from === to ? 0.5 : (Math.log(size) - from) / (to - from);
}

const labelApart = 40;

/** Sizes that have room for their label, from the last one back. */
function labelled(sizes: readonly number[], across: (size: number) => number): readonly number[] {
  const kept: number[] = [];
  for (const size of sizes.toReversed()) {
    const last = kept.at(-1);
    if (last === undefined || across(last) - across(size) >= labelApart) kept.push(size);
  }
  return kept;
}

/** Zero and three to five round values, the last of which is not below the highest. */
function valueTicks(highest: number): readonly number[] {
  const rough = Math.max(highest, Number.MIN_VALUE) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.ceil(highest / step - 1e-9) + 1 }, (_, place) => place * step);
}
