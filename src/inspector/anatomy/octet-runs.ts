import type { OctetLine } from "./octet-rows.ts";
import { HEX_ROW_OCTETS, spanIndexAt } from "./octet-rows.ts";
import { characterOctets, hexPair, octetPicture, pastedText } from "./octet-text.ts";
import type { PartSpan } from "./part.ts";

/** Octets of one row that are drawn as one piece: they are of one span, and of one kind. */
export interface OctetRun {
  readonly start: number;
  readonly end: number;
  /** The index of the span that they are of. */
  readonly span: number;
  /**
   * - `"plain"`: each octet one character of `text`
   * - `"space"`: each octet a dot
   * - `"picture"`: one octet, a control's picture
   * - `"pair"`: one octet in two digits
   * - `"character"`: several octets, one character in UTF-8
   * - `"secret"`: each octet one that was masked
   */
  readonly kind: "plain" | "space" | "picture" | "pair" | "character" | "secret";
  readonly text: string;
}

export interface RunOptions {
  readonly spans: readonly PartSpan[];
  readonly masked: readonly (readonly [start: number, end: number])[];
  /** Whether octets that are a character in UTF-8 are drawn as that. */
  readonly hasCharacters: boolean;
  /** Positions where a run must end. */
  readonly cuts: readonly number[];
}

/** The runs of a row, in order. */
export function octetRuns(line: OctetLine, options: RunOptions): OctetRun[] {
  const { hasCharacters } = options;
  return eachPiece(line, options, (octets, isSecret) => (isSecret ? secret(octets) : firstRun(octets, hasCharacters)));
}

/** The octets of a row in two digits each, with a space between; a new run in the middle of sixteen. */
export function hexRuns(line: OctetLine, options: RunOptions): OctetRun[] {
  const middle = line.start - (line.start % HEX_ROW_OCTETS) + HEX_ROW_OCTETS / 2;
  return wholeRuns(line, { ...options, cuts: [...options.cuts, middle] }, (octets, isSecret) =>
    Array.from(octets, (octet) => (isSecret ? "▒▒" : hexPair(octet.charCodeAt(0)))).join(" "),
  );
}

/** The octets of a row as characters, a dot for what is none. */
export function characterRuns(line: OctetLine, options: RunOptions): OctetRun[] {
  return wholeRuns(line, options, (octets, isSecret) =>
    isSecret ? secret(octets).text : octets.replace(/[^ -~]/g, "·"),
  );
}

/** Runs that end with their spans alone. */
function wholeRuns(
  line: OctetLine,
  options: RunOptions,
  textOf: (octets: string, isSecret: boolean) => string,
): OctetRun[] {
  return eachPiece(line, options, (octets, isSecret) => {
    return { kind: isSecret ? "secret" : "plain", length: octets.length, text: textOf(octets, isSecret) };
  });
}

/** Goes over a row from one place where a run must end to the next, or as far as `runOf` takes. */
function eachPiece(
  line: OctetLine,
  { spans, masked, cuts }: RunOptions,
  runOf: (octets: string, isSecret: boolean) => Pick<OctetRun, "kind" | "text"> & { readonly length: number },
): OctetRun[] {
  const runs: OctetRun[] = [];
  const lineEnd = line.start + line.octets.length;
  let span = spanIndexAt(spans, line.start);
  for (let start = line.start; start < lineEnd; ) {
    while (span < spans.length - 1 && spans[span]!.end <= start) span++;
    const stop = nearest(start, lineEnd, spans[span]?.end, cuts, masked);
    const isSecret = masked.some(([from, to]) => from <= start && start < to);
    const { kind, length, text } = runOf(line.octets.slice(start - line.start, stop - line.start), isSecret);
    runs.push({ start, end: start + length, span, kind, text });
    start += length;
  }
  return runs;
}

/** The nearest place after `start` where a run must end. */
function nearest(
  start: number,
  lineEnd: number,
  spanEnd: number | undefined,
  cuts: readonly number[],
  masked: readonly (readonly [start: number, end: number])[],
): number {
  let stop = lineEnd;
  const see = (place: number | undefined) => {
    if (place !== undefined && place > start && place < stop) stop = place;
  };
  see(spanEnd);
  cuts.forEach(see);
  for (const [from, to] of masked) {
    see(from);
    see(to);
  }
  return stop;
}

function secret(octets: string) {
  return { kind: "secret", length: octets.length, text: "▒".repeat(octets.length) } as const;
}

/** The longest run that the octets begin with. */
function firstRun(octets: string, hasCharacters: boolean) {
  const plain = /^[!-~]+/.exec(octets)?.[0];
  if (plain !== undefined) return { kind: "plain", length: plain.length, text: plain } as const;
  const spaces = /^ +/.exec(octets)?.[0].length;
  if (spaces !== undefined) return { kind: "space", length: spaces, text: "·".repeat(spaces) } as const;
  const length = hasCharacters ? characterOctets(octets, 0) : 0;
  if (length > 0) return { kind: "character", length, text: pastedText(octets.slice(0, length)) } as const;
  const octet = octets.charCodeAt(0);
  return { kind: octet < 0x80 ? "picture" : "pair", length: 1, text: octetPicture(octet) } as const;
}
