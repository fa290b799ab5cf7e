/** Colours as functions, or functions that change nothing. */
export interface ReportPaint {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly magenta: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Text broken between words into lines of so many characters; a word that is longer is broken where the line ends. */
export function foldedText(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
    while (line.length > columns) {
      lines.push(line.slice(0, columns));
      line = line.slice(columns);
    }
  }
  lines.push(line);
  return lines;
}

/** Characters of a line that text beside a word needs at least. */
const ROOM_MIN = 20;

/**
 * A word, and text beside it that is folded under itself, or below it where there is no room beside it.
 * @param columns of the whole line
 */
export function labelledText(
  label: string,
  text: string,
  columns: number,
  { label: paintLabel, text: paintText }: Readonly<Record<"label" | "text", (text: string) => string>>,
): string[] {
  const room = columns - label.length;
  if (room < ROOM_MIN)
    return [paintLabel(label.trimEnd()), ...foldedText(text, columns - 2).map((line) => `  ${paintText(line)}`)];
  return foldedText(text, room).map((line, at) =>
    at === 0 ? paintLabel(label) + paintText(line) : " ".repeat(label.length) + paintText(line),
  );
}

/** "0.9 s", "12 ms", "1 min 5 s". */
export function shownDuration(durationMs: number): string {
  if (durationMs < 999.5) return `${durationMs.toFixed(0)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
