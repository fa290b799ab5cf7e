/** Characters of a line that are shown. */
const SHOWN_UNITS_MAX = 160;

/**
 * A line of a text with the one before it, and a caret below the column. Of a long line that part is shown.
 * @param line counted from 1, as is the column
 */
export function textExcerpt(text: string, line: number, column: number): string {
  const lines = text.split(/\r\n|\n|\r/);
  const digits = String(line).length;
  const leftOut = column > SHOWN_UNITS_MAX ? column - SHOWN_UNITS_MAX / 2 : 0;
  const shown: string[] = [];
  for (const each of [line - 1, line]) {
    const source = lines[each - 1];
    const mark = each === line ? "›" : " ";
    if (source === undefined) continue;
    shown.push(`${mark} ${String(each).padStart(digits)} │ ${linePart(source, each === line ? leftOut : 0)}`);
  }
  const indent = linePart((lines[line - 1] ?? "").slice(0, column - 1), leftOut).length;
  shown.push(`  ${" ".repeat(digits)} │ ${" ".repeat(indent)}^`);
  return shown.join("\n");
}

function linePart(line: string, leftOut: number): string {
  const part = line.slice(leftOut, leftOut + SHOWN_UNITS_MAX).replaceAll("\t", "  ");
  return leftOut === 0 ? part : `…${part}`;
}
