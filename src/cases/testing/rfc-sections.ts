/** The text of each section of an RFC, those below it included, by its number, white space as one space. */
export function sectionTexts(rfc: string): ReadonlyMap<string, string> {
  const lines = rfc.split("\n").filter((line) => !isPageBreak(line));
  const headings = headingsOf(lines);
  return new Map(
    headings.map(({ number, at }, index) => {
      const next = headings.slice(index + 1).find((heading) => !heading.number.startsWith(`${number}.`));
      return [number, lines.slice(at, next?.at).join("\n").replace(/\s+/g, " ")];
    }),
  );
}

/** Lines that begin with a section's number, each greater than the one before: a reference at a line's start is none. */
function headingsOf(lines: readonly string[]): { readonly number: string; readonly at: number }[] {
  const headings: { number: string; at: number }[] = [];
  lines.forEach((line, at) => {
    const number = /^(\d+(?:\.\d+)*)\. {1,2}\S/.exec(line)?.[1];
    if (number !== undefined && isAfter(number, headings.at(-1)?.number ?? "0")) headings.push({ number, at });
  });
  return headings;
}

function isAfter(number: string, before: string): boolean {
  return number.localeCompare(before, "en", { numeric: true }) > 0;
}

/** What stands about the break between two pages of an RFC that is set in pages. */
function isPageBreak(line: string): boolean {
  return line.startsWith("\f") || /\[Page \d+\]$/.test(line) || /^RFC \d+ .* \w+ \d{4}$/.test(line);
}
