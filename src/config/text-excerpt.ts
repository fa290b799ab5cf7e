/** Characters of a line that are shown. */
const lineLengthMax = 160;

/**
 * A line of a text with the one before it, and a caret below the column.
 * @param line counted from 1, as is the column
 */
export function textExcerpt(text: string, line: number, column: number): string {
  const lines = text.split(/\r\n|\n|\r/);
  const digits = String(line).length;
  const shown: string[] = [];
  for (const each of [line - 1, line]) {
    const source = lines[each - 1];
    const mark = each === line ? "›" : " ";
    if (source !== undefined) shown.push(`${mark} ${String(each).padStart(digits)} │ ${shownLine(source)}`);
  }
  const indent = shownLine((lines[line - 1] ?? "").slice(0, column - 1)).length;
  shown.push(`  ${" ".repeat(digits)} │ ${" ".repeat(indent)}^`);
  return shown.join("\n");
}

function shownLine(line: string): string {
  return line.replaceAll("\t", "  ").slice(0, lineLengthMax);
}
