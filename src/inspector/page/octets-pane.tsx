// biome-ignore-all lint/a11y/noNoninteractiveTabindex: its keys go from octet to octet, and what scrolls must be reached by keys
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { type OctetPlace, octetRows, type PartSpan, pastedText, type Side, spanAt } from "../anatomy/index.ts";
import type { RecordedRefusal } from "../record.ts";
import { countOf } from "../view/window-state-words.ts";
import { OctetsBlocks } from "./octets-blocks.tsx";
import { markSpan, octetAtPoint, octetRects, scrollIntoSight, selectedOctets } from "./octets-places.ts";
import type { Drawing } from "./octets-row.tsx";

export interface OctetsPaneProps {
  readonly side: Side;
  readonly drawing: Drawing;
  readonly isUnfolded: boolean;
  readonly refusal: RecordedRefusal | undefined;
  /** How it stands with a message that is not whole, or that there is none. */
  readonly standing: string | undefined;
  /** The octet that the keyboard is at, and the one that the pointer is at, where they are in this message. */
  readonly current: number | undefined;
  readonly pointed: number | undefined;
  readonly point: (place: OctetPlace | undefined) => void;
  readonly choose: (place: OctetPlace) => void;
  readonly press: (side: Side, event: KeyboardEvent) => void;
}

const titles = {
  request: ["Request", "as it came"],
  response: ["Response", "as it went"],
} as const;

/** The octets of one message. */
export function OctetsPane(props: OctetsPaneProps) {
  const { side, drawing, isUnfolded, refusal, standing, current, point, choose, press } = props;
  const { message, anatomy, isHex } = drawing;
  const scroller = useRef<HTMLDivElement>(null);
  const drawn = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => octetRows(message, anatomy, { isHex, isUnfolded }), [message, anatomy, isHex, isUnfolded]);
  useMarks(props, scroller, drawn);
  const octets = anatomy.end - anatomy.start;
  const [title, how] = titles[side];
  return (
    <section class="octets-side" aria-labelledby={`octets-${side}-title`}>
      <h3 class="octets-title" id={`octets-${side}-title`}>
        {title}, {how} <small>{countOf(octets, "octet")}</small>
      </h3>
      <div
        class="octets-scroll"
        ref={scroller}
        role="application"
        aria-roledescription="octets"
        aria-labelledby={`octets-${side}-title`}
        aria-describedby="octets-keys"
        tabIndex={0}
        data-side={side}
        onKeyDown={(event) => event.target === event.currentTarget && press(side, event)}
        onPointerMove={({ clientX, clientY }) => pointAt(side, point, clientX, clientY)}
        onPointerLeave={() => point(undefined)}
        onClick={({ clientX, clientY }) => chooseAt(side, choose, clientX, clientY)}
        onCopy={(event) => copySelection(event, drawn.current!, drawing)}
      >
        <div class="octets-rows" ref={drawn}>
          <OctetsBlocks rows={rows} drawing={drawing} refusal={refusal} wanted={[current, anatomy.fault?.at]} />
          {standing !== undefined && <p class="octets-standing">{standing}</p>}
          <div class="octets-cursors" aria-hidden="true" />
        </div>
      </div>
    </section>
  );
}

/** Marks the octet that is looked at and the span that it is of, and scrolls there when the keyboard went there. */
function useMarks(
  { drawing, current, pointed, isUnfolded }: OctetsPaneProps,
  scroller: { readonly current: HTMLElement | null },
  drawn: { readonly current: HTMLElement | null },
): void {
  const { spans, fault } = drawing.anatomy;
  useLayoutEffect(() => {
    const rows = drawn.current!;
    const at = pointed ?? current;
    markSpan(rows, at === undefined ? undefined : markedSpan(spans, at), "data-same");
    const draw = () => {
      const cursors = rows.querySelector(".octets-cursors")!;
      cursors.replaceChildren(...cursorsOf(rows, current, "current"), ...cursorsOf(rows, pointed, "pointed"));
    };
    if (at === undefined) return draw();
    // It calls at once, and again when lines are broken elsewhere.
    const observer = new ResizeObserver(draw);
    observer.observe(rows);
    return () => observer.disconnect();
  }, [drawing, current, pointed, isUnfolded]);
  useLayoutEffect(() => {
    const [rect] = current === undefined ? [] : octetRects(drawn.current!, current);
    if (rect !== undefined) scrollIntoSight(scroller.current!, rect);
  }, [drawing.isHex, current, isUnfolded]);
  useLayoutEffect(() => {
    const [rect] = fault === undefined ? [] : octetRects(drawn.current!, fault.at);
    if (rect !== undefined) scrollIntoSight(scroller.current!, rect);
  }, [drawing.isHex, fault?.at]);
}

/** The index of the span to be marked: none where it is so long that it is no help to the eye. */
function markedSpan(spans: readonly PartSpan[], at: number): number | undefined {
  const span = spanAt(spans, at);
  return span === undefined || span.end - span.start > MARKED_OCTETS_MAX ? undefined : spans.indexOf(span);
}

const MARKED_OCTETS_MAX = 2048;

/** A frame about each place where an octet is drawn. */
function cursorsOf(rows: HTMLElement, at: number | undefined, kind: "current" | "pointed"): HTMLElement[] {
  if (at === undefined) return [];
  const origin = rows.getBoundingClientRect();
  return octetRects(rows, at).map((rect) => {
    const frame = document.createElement("span");
    frame.className = `octets-cursor octets-cursor-${kind}`;
    frame.style.left = `${rect.left - origin.left}px`;
    frame.style.top = `${rect.top - origin.top}px`;
    frame.style.width = `${rect.width}px`;
    frame.style.height = `${rect.height}px`;
    return frame;
  });
}

function pointAt(side: Side, point: OctetsPaneProps["point"], x: number, y: number): void {
  const at = octetAtPoint(x, y);
  point(at === undefined ? undefined : { side, at });
}

function chooseAt(side: Side, choose: OctetsPaneProps["choose"], x: number, y: number): void {
  const at = document.getSelection()?.isCollapsed === false ? undefined : octetAtPoint(x, y);
  if (at !== undefined) choose({ side, at });
}

/** What is copied is the octets that were selected, not how they are drawn. */
function copySelection(event: ClipboardEvent, rows: HTMLElement, { message }: Drawing): void {
  const selected = selectedOctets(rows);
  if (selected === undefined || event.clipboardData === null) return;
  const { start, end } = selected;
  const octets = message.kept
    .map((piece) => piece.octets.slice(Math.max(0, start - piece.at), Math.max(0, end - piece.at)))
    .join("");
  event.clipboardData.setData("text/plain", pastedText(octets));
  event.preventDefault();
}
