import type { CaseResult, ExchangedOctets } from "./report.ts";
import { octetMark } from "./visible-text.ts";

/** A piece of a line: octets that stand for themselves, marks for others, or words of our own. */
export interface ShownPart {
  readonly kind: "text" | "mark" | "note";
  readonly text: string;
}

/** A line of what went over the wire, up to and with its LF, or a word about it. */
export interface ShownLine {
  readonly kind: "sent" | "received" | "note";
  readonly parts: readonly ShownPart[];
}

/** How much of it is shown. */
export interface ExchangeBounds {
  /** Lines of what went one way without a pause; more are cut out of their middle. */
  readonly linesMax: number;
  /** Octets of a line; more are cut out of its middle. */
  readonly lineOctetsMax: number;
}

/** Octets that go the same way so much later are shown apart. */
const PAUSE_MS = 150;

/**
 * What went over the wire in a case, a line of octets a line, and how the connection ended. What a server sent in fields
 * that carry secrets is masked.
 */
export function shownExchange(result: CaseResult, bounds: ExchangeBounds): readonly ShownLine[] {
  const lines: ShownLine[] = [];
  let lastMs = 0;
  for (const run of runsOf(result.exchanged)) {
    if (run.atMs - lastMs >= PAUSE_MS && lines.length > 0) lines.push(noteLine(`${seconds(run.atMs - lastMs)} later`));
    lines.push(...runLines(run, bounds));
    lastMs = run.untilMs;
  }
  if (result.exchanged.every(({ direction }) => direction === "sent") && result.ending !== "none") {
    lines.push(noteLine("nothing came back"));
  }
  const ending = endings[result.ending];
  if (ending !== "") lines.push(noteLine(ending));
  return lines;
}

const endings: Readonly<Record<CaseResult["ending"], string>> = {
  closed: "the server closed the connection",
  reset: "the server reset the connection",
  open: "the connection stayed open",
  none: "",
};

/** Octets that went one way without a pause. */
interface Run {
  readonly direction: ExchangedOctets["direction"];
  readonly atMs: number;
  untilMs: number;
  text: string;
  /** How many there were besides. */
  octetsLeftOut: number;
}

function runsOf(exchanged: readonly ExchangedOctets[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { direction, atMs, text, octetsInAll } of exchanged) {
    const last = runs.at(-1);
    const octetsLeftOut = Math.max(octetsInAll - text.length, 0);
    if (last?.direction === direction && last.octetsLeftOut === 0 && atMs - last.untilMs < PAUSE_MS) {
      last.text += text;
      last.untilMs = atMs;
      last.octetsLeftOut = octetsLeftOut;
    } else runs.push({ direction, atMs, untilMs: atMs, text, octetsLeftOut });
  }
  return runs;
}

function runLines({ direction, text, octetsLeftOut }: Run, { linesMax, lineOctetsMax }: ExchangeBounds): ShownLine[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const shown = (line: string): ShownLine => ({
    kind: direction,
    parts: lineParts(direction === "received" ? masked(line) : line, lineOctetsMax),
  });
  const more = octetsLeftOut > 0 ? [noteLine(`${counted(octetsLeftOut, "more octet")} not kept`)] : [];
  if (lines.length <= linesMax) return [...lines.map(shown), ...more];
  const first = Math.ceil((linesMax - 1) * HEAD_SHARE);
  const last = linesMax - 1 - first;
  const cut = lines.slice(first, lines.length - last);
  const octets = cut.reduce((sum, line) => sum + line.length, 0);
  return [
    ...lines.slice(0, first).map(shown),
    noteLine(`${counted(cut.length, "line")}, ${counted(octets, "octet")} left out here`),
    ...lines.slice(lines.length - last).map(shown),
    ...more,
  ];
}

/** What stands before the place where lines or octets are left out, as a part of all that is shown. */
const HEAD_SHARE = 0.7;

function lineParts(line: string, octetsMax: number): ShownPart[] {
  if (line.length <= octetsMax) return parts(line);
  const first = Math.ceil(octetsMax * HEAD_SHARE);
  const last = octetsMax - first;
  const octets = line.length - first - last;
  return [
    ...parts(line.slice(0, first)),
    { kind: "note", text: `‹${counted(octets, "octet")}›` },
    ...parts(line.slice(line.length - last)),
  ];
}

/** Printable ASCII as it is, one part for each stretch of it; other octets by their marks; what is masked as a note. */
function parts(octets: string): ShownPart[] {
  return Array.from(octets.matchAll(/[ -~]+|‹[^›]*›|[^ -~‹]+/g), ([piece]) => {
    if (/^[ -~]/.test(piece)) return { kind: "text", text: piece };
    if (piece.startsWith("‹")) return { kind: "note", text: piece };
    return { kind: "mark", text: Array.from(piece, (octet) => octetMark(octet.charCodeAt(0) & 0xff)).join("") };
  });
}

/** A field line of a response whose value would let others in has its value's length alone. */
export function masked(line: string): string {
  return line.replace(
    secretField,
    (_, name: string, value: string) => `${name}‹${counted(value.length, "octet")} masked›`,
  );
}

const secretField = /^((?:set-cookie|cookie|authorization|proxy-authorization)[ \t]*:[ \t]*)([^\r\n]+)/i;

function noteLine(text: string): ShownLine {
  return { kind: "note", parts: [{ kind: "note", text }] };
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** "1 octet", "12,345 octets". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
