// The few elements of SVG that charts are made of, and the colours of both schemes.

/** Text as XML wants it. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}

export type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? rounded(value) : escaped(value)}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}

export function text(content: string, attributes: Attributes): string {
  return element("text", attributes, escaped(content));
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
}

/** A whole picture, with a page of its own behind it in either scheme. */
export function picture({ width, height, title, description }: Picture, ...children: readonly string[]): string {
  const box = { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${rounded(width)} ${rounded(height)}` };
  return `${element(
    "svg",
    { ...box, width, height, role: "img", "aria-label": title },
    `\n${element("title", {}, escaped(title))}`,
    `\n${element("desc", {}, escaped(description))}`,
    `\n${element("style", {}, style)}`,
    `\n${element("rect", { class: "page", width, height, rx: 10 })}`,
    ...children.map((child) => `\n${child}`),
    "\n",
  )}\n`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const style = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #1f2933; }
  .page { fill: #fdfdfb; }
  .title { font-size: 19px; font-weight: 650; }
  .heading { font-size: 14px; font-weight: 650; }
  .note { fill: #66707a; font-size: 12px; }
  .value { font-weight: 600; font-variant-numeric: tabular-nums; }
  .grid { stroke: #dfe3e6; stroke-width: 1; }
  .one { stroke: #7b8794; stroke-width: 1.5; }
  .spread { stroke: #1f2933; stroke-width: 1.5; opacity: .55; }
  .faster { fill: #1b998b; } .slower { fill: #e0863c; }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
  .c0 { stroke: #0f8b7d; } .c1 { stroke: #d1701f; } .c2 { stroke: #5a67c7; } .c3 { stroke: #b23a6f; }
  .d0 { fill: #0f8b7d; } .d1 { fill: #d1701f; } .d2 { fill: #5a67c7; } .d3 { fill: #b23a6f; }
  text.d0, text.d1, text.d2, text.d3 { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4e7eb; }
    .page { fill: #12171c; }
    .note { fill: #98a3ad; }
    .grid { stroke: #2b333b; }
    .one { stroke: #8b97a3; }
    .spread { stroke: #e4e7eb; }
    .faster { fill: #2bb7a6; } .slower { fill: #e8944d; }
    .c0 { stroke: #34c7b5; } .c1 { stroke: #f0a05a; } .c2 { stroke: #8f9bf0; } .c3 { stroke: #e77fae; }
    .d0 { fill: #34c7b5; } .d1 { fill: #f0a05a; } .d2 { fill: #8f9bf0; } .d3 { fill: #e77fae; }
  }
`;
