/** How the pretty lines are painted, handed in by whoever owns the terminal. Every colour is the identity where there is none. */
export interface Paint {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly magenta: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** What stands where there is nothing to say. */
export const NOTHING = "–";

/** Octets for people: "13 B", "1.4 kB", "100 kB", "2.5 MB"; "–" for none. */
export function octetCount(octets: number): string {
  if (octets === 0) return NOTHING;
  if (octets < 1000) return `${octets} B`;
  let count = octets;
  for (const unit of ["kB", "MB", "GB"]) {
    count /= 1000;
    if (count < 999.5) return `${count < 99.95 ? count.toFixed(1) : count.toFixed(0)} ${unit}`;
  }
  return `${(count / 1000).toFixed(1)} TB`;
}

/** A duration for people: "0.2 ms", "12 ms", "1.3 s", "2 min 5 s". */
export function duration(durationMs: number): string {
  if (Number.isNaN(durationMs)) return "";
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < 999.5) return `${durationMs.toFixed(0)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const wholeSeconds = Math.round(durationMs / 1000);
  return `${Math.floor(wholeSeconds / 60)} min ${wholeSeconds % 60} s`;
}

/** Text that takes at most so many characters, its end replaced by "…" where it is longer. */
export function truncated(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Text broken between words into lines of so many characters, where words allow. */
export function wordLines(text: string, length: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > length) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
