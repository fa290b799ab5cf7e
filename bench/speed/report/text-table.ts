// Tables for a terminal: columns aligned, words beside every sign, colour only where it is wanted.

export type Align = "left" | "right";

export interface Cell {
  readonly text: string;
  readonly colour?: keyof typeof colours;
}

const colours = { green: 32, red: 31, yellow: 33, dim: 2, bold: 1 } as const;

/** Lines of a table without a border: its columns two spaces apart. */
export function textTable(
  columns: readonly Align[],
  rows: readonly (readonly (string | Cell)[])[],
  isColoured: boolean,
): readonly string[] {
  const cells = rows.map((row) => row.map((cell): Cell => (typeof cell === "string" ? { text: cell } : cell)));
  const widths = columns.map((_, column) => Math.max(0, ...cells.map((row) => widthOf(row[column]?.text ?? ""))));
  return cells.map((row) =>
    row
      .map(({ text, colour }, column) => {
        const space = " ".repeat(widths[column]! - widthOf(text));
        const shown = isColoured && colour !== undefined ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text;
        return columns[column] === "right" ? space + shown : shown + space;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Columns that a text takes: what we write has no wide characters. */
function widthOf(text: string): number {
  return [...text].length;
}
