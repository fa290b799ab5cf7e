import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { hexPair, octetName } from "../anatomy/index.ts";
import type { ParserReplay, ReplayStep } from "../replay/parser-replay.ts";
import { octetsInWords } from "../replay/parser-replay-words.ts";

export interface ParserOctetsProps {
  readonly replay: ParserReplay;
  readonly start: number;
  readonly at: ReplayStep;
  readonly go: (step: number) => void;
}

/** The octets: what has been read, the one read last, what is to come. A click goes to where one was read. */
export function ParserOctets({ replay, start, at, go }: ParserOctetsProps) {
  const box = useRef<HTMLElement>(null);
  const { from, to } = windowAround(at.step, replay.octets.length);
  const drawn = useMemo(() => new DrawnLines(replay, start), [replay, start]);
  useLayoutEffect(() => {
    const current = box.current?.querySelector<HTMLElement>(".parser-octet-last, .parser-octet-refused");
    if (box.current !== null && current != null) keepInSight(box.current, current);
    else if (at.step === 0 && box.current !== null) box.current.scrollTop = 0;
  }, [at, replay]);
  const goToClicked = (event: MouseEvent) => {
    const index = indexAt(event);
    if (index !== undefined) go(index + 1);
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
        {drawn.lines(at, from, to)}
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

/** Lines of octets, each drawn once as long as all of it is in one place: a step draws the line it is in. */
class DrawnLines {
  readonly #replay: ParserReplay;
  readonly #start: number;
  readonly #drawn = new Map<string, VNode>();

  constructor(replay: ParserReplay, start: number) {
    this.#replay = replay;
    this.#start = start;
  }

  lines(at: ReplayStep, from: number, to: number): VNode[] {
    const { octets } = this.#replay;
    const found: VNode[] = [];
    for (let first = from; first < to; ) {
      const lineEnd = octets.indexOf("\n", first);
      const end = lineEnd === -1 || lineEnd >= to ? to : lineEnd + 1;
      found.push(this.#line(at, first, end));
      first = end;
    }
    return found;
  }

  #line(at: ReplayStep, first: number, end: number): VNode {
    const places = placesOf(this.#replay, at, first, end);
    const only = places.length === 1 ? places[0]! : undefined;
    if (only === undefined) return this.#draw(first, end, places);
    const key = `${first} ${end} ${only.kind}`;
    const drawn = this.#drawn.get(key) ?? this.#draw(first, end, places);
    if (this.#drawn.size === LINES_KEPT_MAX) this.#drawn.clear();
    this.#drawn.set(key, drawn);
    return drawn;
  }

  #draw(first: number, end: number, places: readonly Place[]): VNode {
    const { octets } = this.#replay;
    return (
      <div class="parser-line" key={`${first} ${end}`}>
        <span class="parser-line-number" aria-hidden="true">
          {this.#start + first + 1}
        </span>
        <span class="parser-line-octets">
          {places.flatMap(({ kind, from, to }) => runsOf(octets, from, to).map((run) => drawnRun(run, kind)))}
        </span>
      </div>
    );
  }
}

/** Octets of one kind: read, read last, refused, to come, never to be read. */
interface Place {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

/** The places that the octets from `first` up to `end` are in, in order, none of them empty. */
function placesOf({ lastStep }: ParserReplay, at: ReplayStep, first: number, end: number): Place[] {
  const { step, refusal } = at;
  // What was refused behind the last octet is about none of them.
  const isRefused = refusal !== undefined && refusal.at < refusal.step;
  const marked = isRefused ? refusal.at : step - 1;
  const places: Place[] = [
    { kind: "", from: 0, to: marked },
    { kind: isRefused ? "parser-octet-refused" : "parser-octet-last", from: marked, to: marked + 1 },
    { kind: "parser-octet-later", from: marked + 1, to: lastStep },
    { kind: "parser-octet-never", from: Math.max(marked + 1, lastStep), to: Number.POSITIVE_INFINITY },
  ];
  return places
    .map(({ kind, from, to }) => ({ kind, from: Math.max(first, from), to: Math.min(end, to) }))
    .filter(({ from, to }) => from < to);
}

/** Octets that are drawn as characters, or one that is drawn as a sign. */
interface Run {
  readonly from: number;
  readonly text: string;
  readonly isSign: boolean;
}

function runsOf(octets: string, from: number, to: number): Run[] {
  return Array.from(octets.slice(from, to).matchAll(runPattern), ({ 0: text, index }) => {
    const isSign = !printable.test(text);
    const drawn = isSign ? octetSign(text.charCodeAt(0)) : text.replaceAll(" ", "·");
    return { from: from + index, text: drawn, isSign };
  });
}

function drawnRun({ from, text, isSign }: Run, kind: string): VNode {
  return (
    <span key={from} data-index={from} class={`parser-octet ${kind} ${isSign ? "parser-octet-sign" : ""}`}>
      {text}
    </span>
  );
}

/** Controls by their names, which every font has letters for; from 0x80 on two digits. */
function octetSign(octet: number): string {
  return octet < 0x80 ? octetName(octet) : hexPair(octet);
}

/** The index of the octet that was clicked. */
function indexAt({ target, clientX, clientY }: MouseEvent): number | undefined {
  const run = (target as HTMLElement).dataset["index"];
  if (run === undefined) return undefined;
  if ((target as HTMLElement).classList.contains("parser-octet-sign")) return Number(run);
  const [text] = (target as HTMLElement).childNodes;
  const range = document.createRange();
  for (let at = 0; at < (text?.textContent ?? "").length; at++) {
    range.setStart(text!, at);
    range.setEnd(text!, at + 1);
    const isHit = [...range.getClientRects()].some(
      ({ left, right, top, bottom }) => left <= clientX && clientX < right && top <= clientY && clientY < bottom,
    );
    if (isHit) return Number(run) + at;
  }
  return undefined;
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

const printable = /^[ -~]/;
const runPattern = /[ -~]+|[^ -~]/g;
const DRAWN_MAX = 1600;
const MOVED = 400;
const LINES_KEPT_MAX = 4000;
const MARGIN_PX = 48;
