// biome-ignore-all lint/a11y: what scrolls is a region that the keyboard reaches, and its line ends are its own
import { useMemo } from "preact/hooks";
import { PAUSE_MARK } from "../act/octet-escapes.ts";
import type { SendingHint } from "../act/sending-hint.ts";
import { type Anatomy, groupOfPart, octetRuns, requestAnatomy } from "../anatomy/index.ts";

export interface SendOctetsProps {
  readonly pieces: readonly string[];
  /** Whether it is waited between the pieces. */
  readonly hasPauses: boolean;
  readonly hint: SendingHint | undefined;
}

/** More is not drawn while someone types. */
const OCTETS_MAX = 4000;

/** Octets as they will go out, each drawn, in the colours of what they are; a line of octets a line. */
export function SendOctets({ pieces, hasPauses, hint }: SendOctetsProps) {
  const octets = pieces.join("");
  const anatomies = useMemo(() => anatomiesOf(octets, hint), [octets, hint]);
  const pauses = hasPauses ? pieceEnds(pieces) : [];
  const more = octets.length - OCTETS_MAX;
  return (
    <pre class="octets send-octets" tabIndex={0} role="region" aria-label="The octets that go out">
      {lineStarts(octets.slice(0, OCTETS_MAX)).map(([start, line]) => (
        <Line key={start} start={start} line={line} anatomies={anatomies} pauses={pauses} />
      ))}
      {more > 0 && <i class="send-octets-more">{`… and ${more.toLocaleString("en-US")} more octets`}</i>}
    </pre>
  );
}

interface LineProps {
  readonly start: number;
  readonly line: string;
  readonly anatomies: readonly Anatomy[];
  readonly pauses: readonly number[];
}

function Line({ start, line, anatomies, pauses }: LineProps) {
  const anatomy = anatomies.findLast((each) => each.start <= start) ?? anatomies[0]!;
  const wrong = anatomy.fault?.octets ?? [];
  const next = anatomies.find((each) => each.start > start)?.start ?? Number.POSITIVE_INFINITY;
  const cuts = [...pauses, ...wrong.flat(), next];
  const options = { spans: anatomy.spans, masked: [], hasCharacters: true, cuts };
  const runs = octetRuns({ kind: "line", start, octets: line, isContinued: false, reads: [] }, options);
  return (
    <>
      {runs.map((run) => {
        const group = groupOfPart[anatomy.spans[run.span]?.part ?? "unplaced"];
        const isWrong = wrong.some(([from, to]) => from < run.end && run.start < to);
        return (
          <>
            {pauses.includes(run.start) && run.start > 0 && <b class="send-octets-pause">{PAUSE_MARK}</b>}
            <span
              key={run.start}
              class={`octets-run octets-${run.kind} octets-is-${group}${isWrong ? " octets-wrong" : ""}`}
            >
              {run.text}
            </span>
          </>
        );
      })}
      {"\n"}
    </>
  );
}

/** What the octets of each request are; the last one may be unfinished, or refused. */
function anatomiesOf(octets: string, hint: SendingHint | undefined): readonly Anatomy[] {
  const starts = [0, ...(hint?.ends ?? [])].filter((start, index) => index === 0 || start < octets.length);
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? octets.length;
    const request = { start, end, kept: [{ at: start, octets: octets.slice(start, end) }], masked: [], reads: [] };
    const isLast = index === starts.length - 1;
    const refusal = isLast && hint?.rule !== undefined ? { rule: hint.rule, at: hint.at } : undefined;
    return requestAnatomy(request, refusal);
  });
}

function pieceEnds(pieces: readonly string[]): readonly number[] {
  let at = 0;
  return pieces.slice(0, -1).map((piece) => {
    at += piece.length;
    return at;
  });
}

function lineStarts(octets: string): readonly (readonly [start: number, line: string])[] {
  return Array.from(octets.matchAll(/[^\n]*\n|[^\n]+$/g), ({ index, 0: line }) => [index, line] as const);
}
