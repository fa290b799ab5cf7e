/** Characters of a line that are shown. */
const SHOWN_UNITS_MAX = 160;

/** How the parts of an excerpt are painted, and what makes text of a file fit to be shown. */
export interface ExcerptStyle {
  readonly visible: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly mark: (text: string) => string;
}

const same = (text: string) => text;
const plainStyle: ExcerptStyle = { visible: same, dim: same, mark: same };

/**
 * A line of a text with the one before it, and a caret below the column. Of a long line that part is shown.
 * @param line counted from 1, as is the column; without a column there is no caret
 * @returns lines; none where the text has no such line
 */
export function textExcerpt(
  lines: readonly string[],
  line: number,
  column: number | undefined,
  { visible, dim, mark }: ExcerptStyle = plainStyle,
): readonly string[] {
  const source = lines[line - 1];
  const before = lines[line - 2];
  if (source === undefined) return [];
  const digits = String(line).length;
  const leftOut = column !== undefined && column > SHOWN_UNITS_MAX ? column - SHOWN_UNITS_MAX / 2 : 0;
  const numbered = (number: string, text: string) => `${number.padStart(digits)} ${dim("│")} ${text}`;
  const excerpt = [`${mark("›")} ${numbered(String(line), visible(linePart(source, leftOut)))}`];
  if (before !== undefined) excerpt.unshift(`  ${dim(numbered(String(line - 1), visible(linePart(before, 0))))}`);
  if (column === undefined) return excerpt;
  const indent = visible(linePart(source.slice(0, column - 1), leftOut)).length;
  return [...excerpt, `  ${numbered("", `${" ".repeat(indent)}${mark("^")}`)}`];
}

function linePart(line: string, leftOut: number): string {
  const part = line.slice(leftOut, leftOut + SHOWN_UNITS_MAX).replaceAll("\t", "  ");
  return leftOut === 0 ? part : `…${part}`;
}
