import { useLayoutEffect, useRef } from "preact/hooks";
import { hexPair, octetName } from "../anatomy/index.ts";
import type { ParserReplay, ReplayStep } from "../parser-replay.ts";
import { octetInWords, octetsInWords } from "../parser-replay-words.ts";

export interface ParserOctetsProps {
  readonly replay: ParserReplay;
  readonly start: number;
  readonly at: ReplayStep;
  readonly go: (step: number) => void;
}

/** The octets: what has been read, the one read last, what is to come. A click goes to where one was read. */
export function ParserOctets({ replay, start, at, go }: ParserOctetsProps) {
  const box = useRef<HTMLDivElement>(null);
  const { from, to } = windowAround(at.step, replay.octets.length);
  useLayoutEffect(() => {
    const current = box.current?.querySelector<HTMLElement>(".parser-octet-last, .parser-octet-refused");
    if (box.current != null && current != null) keepInSight(box.current, current);
    else if (at.step === 0 && box.current !== null) box.current.scrollTop = 0;
  }, [at, replay]);
  const goToClicked = (event: MouseEvent) => {
    const index = (event.target as HTMLElement).dataset["index"];
    if (index !== undefined) go(Number(index) + 1);
  };
  return (
    <div class="parser-part">
      <h3 class="parser-heading">
        Octets <span class="parser-aside">{legend(replay, at)}</span>
      </h3>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click is a short cut; for keys there is the slider */}
      <section
        class="parser-octets"
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        tabIndex={0}
        aria-label="Octets"
        onClick={goToClicked}
      >
        {from > 0 && <p class="parser-elided">{octetsInWords(from)} before these</p>}
        {lines(replay.octets, from, to).map(([first, end]) => (
          <div class="parser-line" key={first}>
            <span class="parser-line-number" aria-hidden="true">
              {start + first + 1}
            </span>
            <span class="parser-line-octets">{octetsOf(replay, start, at, first, end)}</span>
          </div>
        ))}
        {to < replay.octets.length && (
          <p class="parser-elided">{octetsInWords(replay.octets.length - to)} after these</p>
        )}
      </section>
    </div>
  );
}

function legend(replay: ParserReplay, { step }: ReplayStep): string {
  const all = replay.octets.length;
  return `${Math.min(step, all).toLocaleString("en")} of ${octetsInWords(all)} read`;
}

function octetsOf(replay: ParserReplay, start: number, at: ReplayStep, first: number, end: number) {
  const spans = [];
  for (let index = first; index < end; index++) {
    const octet = replay.octets.charCodeAt(index);
    const place = placeOf(replay, at, index);
    const kind = octet === SP ? "parser-octet-space" : octet < SP || octet >= DEL ? "parser-octet-sign" : "";
    spans.push(
      <span
        key={index}
        data-index={index}
        class={`parser-octet ${place} ${kind}`}
        title={`octet ${start + index + 1}: ${octetInWords(octet)}`}
      >
        {octet === SP ? "·" : octetSign(octet)}
      </span>,
    );
  }
  return spans;
}

/** Controls by their names, which every font has letters for; from 0x80 on two digits. */
function octetSign(octet: number): string {
  return octet < 0x80 ? octetName(octet) : hexPair(octet);
}

function placeOf(replay: ParserReplay, { step, refusal }: ReplayStep, index: number): string {
  if (refusal?.at === index) return "parser-octet-refused";
  if (index >= step) return replay.lastStep <= index ? "parser-octet-never" : "parser-octet-later";
  if (refusal !== undefined) return "";
  return index === step - 1 ? "parser-octet-last" : "";
}

/** Lines of octets, each with its LF. */
function lines(octets: string, from: number, to: number): [start: number, end: number][] {
  const found: [number, number][] = [];
  for (let start = from; start < to; ) {
    const lineEnd = octets.indexOf("\n", start);
    const end = lineEnd === -1 || lineEnd >= to ? to : lineEnd + 1;
    found.push([start, end]);
    start = end;
  }
  return found;
}

/** The octets that are drawn: all, or some about the step, moved on by many at once so that it stays calm. */
function windowAround(step: number, length: number): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor((step - DRAWN_MAX / 2) / MOVED) * MOVED);
  return { from, to: Math.min(length, from + DRAWN_MAX) };
}

/** Scrolls the box alone, not the page. */
function keepInSight(box: HTMLElement, current: HTMLElement): void {
  const [outer, inner] = [box.getBoundingClientRect(), current.getBoundingClientRect()];
  const margin = Math.min(MARGIN_PX, outer.height / 4);
  if (inner.top < outer.top + margin) box.scrollTop += inner.top - outer.top - margin;
  else if (inner.bottom > outer.bottom - margin) box.scrollTop += inner.bottom - outer.bottom + margin;
}

const SP = 0x20;
const DEL = 0x7f;
const DRAWN_MAX = 2400;
const MOVED = 600;
const MARGIN_PX = 48;
