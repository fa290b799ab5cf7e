import {
  type Anatomy,
  characterRuns,
  groupOfPart,
  HEX_ROW_OCTETS,
  hexRuns,
  type NumberedRead,
  type OctetLine,
  type OctetRow,
  type OctetRun,
  octetRuns,
} from "../anatomy/index.ts";
import type { MessageRecord } from "../record.ts";
import { countOf, countText, durationText, octetsText } from "../view/window-state-words.ts";

/** How the octets of a message are drawn. */
export interface Drawing {
  readonly message: MessageRecord;
  readonly anatomy: Anatomy;
  /** "read" of a request, "write" of a response. */
  readonly word: "read" | "write";
  /** What the first read came after. */
  readonly firstAfter: string | undefined;
  readonly isHex: boolean;
  readonly hasCharacters: boolean;
  readonly unfold: () => void;
}

/** One row of a message, but for the one that tells of its fault. */
export function Row({ row, drawing }: { readonly row: OctetRow; readonly drawing: Drawing }) {
  switch (row.kind) {
    case "line":
      return drawing.isHex ? <HexLine line={row} drawing={drawing} /> : <TextLine line={row} drawing={drawing} />;
    case "read":
      return (
        <p class="octets-read">
          <b>{readName(row.read, drawing.word)}</b> <span>{readFacts(row.read, drawing)}</span>
        </p>
      );
    case "gap":
      return <p class="octets-gap">{octetsText(row.end - row.start)} not kept</p>;
    case "folded":
      return (
        <p class="octets-folded">
          <button type="button" onClick={drawing.unfold}>
            Show all: {countText(row.end - row.start)} more octets
          </button>
        </p>
      );
    case "head-end":
      return (
        <p class="octets-head-end">
          <span>the header section ends here: octet {countText(row.at)}</span>
        </p>
      );
    case "fault":
      return null;
  }
}

/** "read 2", "reads 12 to 340" */
export function readName({ number, lastNumber }: NumberedRead, word: "read" | "write"): string {
  return lastNumber > number ? `${word}s ${number} to ${countText(lastNumber)}` : `${word} ${number}`;
}

function readFacts(read: NumberedRead, { firstAfter }: Drawing): string {
  const after = read.laterUs === undefined ? firstAfter : `${durationText(read.laterUs)} later`;
  return `${countOf(read.octets, "octet")}${after === undefined ? "" : ` · ${after}`}`;
}

/** A line of text, with every octet of it. */
function TextLine({ line, drawing }: { readonly line: OctetLine; readonly drawing: Drawing }) {
  const { message, anatomy, hasCharacters } = drawing;
  const cuts = [...line.reads.map(({ at }) => at), ...wrongEnds(anatomy)];
  const runs = octetRuns(line, { spans: anatomy.spans, masked: message.masked, hasCharacters, cuts });
  const ending = runs.length - (hasWholeEnding(line, runs) ? 2 : 0);
  return (
    <div class="octets-line" data-line={line.start}>
      <span class="octets-number" aria-hidden="true">
        {line.isContinued ? "" : line.start + 1}
      </span>
      <code class="octets-text">
        {runs.slice(0, ending).map((run) => (
          <RunWithMark key={run.start} run={run} reads={line.reads} drawing={drawing} />
        ))}
        {ending < runs.length && (
          <span class="octets-line-end">
            {runs.slice(ending).map((run) => (
              <RunWithMark key={run.start} run={run} reads={[]} drawing={drawing} />
            ))}
          </span>
        )}
      </code>
    </div>
  );
}

/** Whether a line's last two runs are CR and LF, and no read begins at either. */
function hasWholeEnding({ start, octets, reads }: OctetLine, runs: readonly OctetRun[]): boolean {
  const cr = start + octets.length - 2;
  return octets.endsWith("\r\n") && runs.at(-2)?.start === cr && reads.every(({ at }) => at < cr);
}

/** A run, after the mark of the read that begins with it. */
function RunWithMark(props: {
  readonly run: OctetRun;
  readonly reads: readonly NumberedRead[];
  readonly drawing: Drawing;
}) {
  const { run, reads, drawing } = props;
  const read = reads.find(({ at }) => at === run.start);
  return (
    <>
      {read !== undefined && <ReadMark read={read} drawing={drawing} isShort={reads.length >= SHORT_MARKS} />}
      <Run
        run={run}
        drawing={drawing}
        stride={run.kind === "plain" || run.kind === "space" || run.kind === "secret" ? 1 : 0}
      />
      {run.kind === "secret" && isMaskEnd(drawing.message, run.end) && (
        <span class="octets-mark octets-mark-secret">
          secret, {countOf(maskedOctets(drawing.message, run.start), "octet")}, never kept
        </span>
      )}
    </>
  );
}

/** Where a read begins within a line: in few characters, where there are many on it. */
function ReadMark(props: { readonly read: NumberedRead; readonly drawing: Drawing; readonly isShort: boolean }) {
  const { read, drawing, isShort } = props;
  const words = `${readName(read, drawing.word)}, ${readFacts(read, drawing)}`;
  if (!isShort) return <span class="octets-mark">{words}</span>;
  return (
    <span class="octets-mark octets-mark-short" title={words}>
      +{durationText(read.laterUs ?? 0)}
    </span>
  );
}

const SHORT_MARKS = 3;

function isMaskEnd({ masked }: MessageRecord, end: number): boolean {
  return masked.some(([, to]) => to === end);
}

function maskedOctets({ masked }: MessageRecord, at: number): number {
  const [start, end] = masked.find(([from, to]) => from <= at && at < to) ?? [0, 0];
  return end - start;
}

interface RunProps {
  readonly run: OctetRun;
  readonly drawing: Drawing;
  readonly stride: number;
  /** Whether a read begins with it, and nothing else says so. */
  readonly isReadStart?: boolean;
}

function Run({ run, drawing, stride, isReadStart = false }: RunProps) {
  const { anatomy } = drawing;
  const span = anatomy.spans[run.span];
  const group = groupOfPart[span?.part ?? "unplaced"];
  const isWrong = anatomy.fault?.octets.some(([start, end]) => start < run.end && run.start < end) ?? false;
  return (
    <span
      class={`octets-run octets-${run.kind} octets-is-${group}${isWrong ? " octets-wrong" : ""}${isReadStart ? " octets-begins" : ""}`}
      data-at={run.start}
      data-n={run.end - run.start}
      data-stride={stride}
      data-span={run.span}
    >
      {run.text}
    </span>
  );
}

/** Sixteen octets: where they are, in two digits each, and as characters. */
function HexLine({ line, drawing }: { readonly line: OctetLine; readonly drawing: Drawing }) {
  const { message, anatomy } = drawing;
  const begins = line.reads.map(({ at }) => at);
  const cuts = [...begins, ...wrongEnds(anatomy)];
  const options = { spans: anatomy.spans, masked: message.masked, hasCharacters: false, cuts };
  const column = line.start % HEX_ROW_OCTETS;
  const middle = line.start - column + HEX_ROW_OCTETS / 2;
  return (
    <div class="octets-line octets-line-hex" data-line={line.start}>
      <span class="octets-number" aria-hidden="true">
        {(line.start - column).toString(16).padStart(4, "0")}
      </span>
      <code class="octets-hex">
        {"   ".repeat(column)}
        {column > HEX_ROW_OCTETS / 2 ? " " : ""}
        {hexRuns(line, options).map((run) => (
          <>
            {run.start === middle ? " " : ""}
            <Run key={run.start} run={run} drawing={drawing} stride={3} isReadStart={begins.includes(run.start)} />
            {run.end - line.start + column === HEX_ROW_OCTETS ? "" : " "}
          </>
        ))}
      </code>
      <code class="octets-characters">
        {" ".repeat(column)}
        {characterRuns(line, options).map((run) => (
          <Run key={run.start} run={run} drawing={drawing} stride={1} />
        ))}
      </code>
      {line.reads.map((read) => (
        <ReadMark key={read.number} read={read} drawing={drawing} isShort={line.reads.length >= SHORT_MARKS} />
      ))}
    </div>
  );
}

function wrongEnds({ fault }: Anatomy): number[] {
  return fault?.octets.flat() ?? [];
}
