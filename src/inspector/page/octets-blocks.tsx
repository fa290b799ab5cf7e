import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { OctetRow } from "../anatomy/index.ts";
import type { RecordedRefusal } from "../record.ts";
import { OctetsFault } from "./octets-fault.tsx";
import { type Drawing, Row } from "./octets-row.tsx";

export interface OctetsBlocksProps {
  readonly rows: readonly OctetRow[];
  readonly drawing: Drawing;
  readonly refusal: RecordedRefusal | undefined;
  /** The octets that must be drawn, wherever they are. */
  readonly wanted: readonly (number | undefined)[];
}

/** How many rows are drawn at once. */
const BLOCK_ROWS = 48;
/** So many rows are drawn without waiting for anything. */
const ALL_ROWS = 256;
/** What a row is high before anything is known of it. */
const ROW_REM = 1.3;

/** The rows of a message, in blocks that are drawn when they come near to what is in view. */
export function OctetsBlocks({ rows, drawing, refusal, wanted }: OctetsBlocksProps) {
  const blocks = useMemo(() => {
    const count = Math.ceil(rows.length / BLOCK_ROWS);
    return Array.from({ length: count }, (_, index) => rows.slice(index * BLOCK_ROWS, (index + 1) * BLOCK_ROWS));
  }, [rows]);
  return (
    <>
      {blocks.map((block, index) => (
        <Block
          key={startOf(block[0]!) ?? index}
          rows={block}
          drawing={drawing}
          refusal={refusal}
          isWanted={
            rows.length <= ALL_ROWS ||
            index === 0 ||
            wanted.some((at) => at !== undefined && isIn(at, block, blocks[index + 1]))
          }
        />
      ))}
    </>
  );
}

function Block(props: {
  readonly rows: readonly OctetRow[];
  readonly drawing: Drawing;
  readonly refusal: RecordedRefusal | undefined;
  readonly isWanted: boolean;
}) {
  const { rows, drawing, refusal, isWanted } = props;
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const wasDrawn = useRef(false);
  wasDrawn.current ||= isWanted || isNear;
  useEffect(() => {
    if (place.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      { rootMargin: "800px" },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [wasDrawn.current]);
  const lines = useMemo(
    () => (wasDrawn.current ? rows.map((row) => drawnRow(row, drawing, refusal)) : undefined),
    [rows, drawing, refusal, wasDrawn.current],
  );
  if (lines !== undefined) return <>{lines}</>;
  const [start, end] = [startOf(rows[0]!) ?? 0, endOf(rows)];
  const height = `${rows.length * ROW_REM}rem`;
  return (
    <div class="octets-later" ref={place} style={{ height }} data-at={start} data-n={end - start} data-stride={0} />
  );
}

function drawnRow(row: OctetRow, drawing: Drawing, refusal: RecordedRefusal | undefined) {
  if (row.kind !== "fault") return <Row key={keyOf(row)} row={row} drawing={drawing} />;
  return refusal && <OctetsFault key="fault" refusal={refusal} anatomy={drawing.anatomy} />;
}

/** The same for the same row, also when there is more before or behind it. */
function keyOf(row: OctetRow): string {
  return `${row.kind}${startOf(row) ?? ""}`;
}

function startOf(row: OctetRow): number | undefined {
  switch (row.kind) {
    case "line":
    case "gap":
    case "folded":
      return row.start;
    case "read":
      return row.read.at;
    case "head-end":
      return row.at;
    case "fault":
      return undefined;
  }
}

function endOf(rows: readonly OctetRow[]): number {
  const last = rows.findLast((row) => row.kind === "line");
  return last === undefined ? (startOf(rows[0]!) ?? 0) : last.start + last.octets.length;
}

function isIn(at: number, block: readonly OctetRow[], next: readonly OctetRow[] | undefined): boolean {
  const nextStart = next === undefined ? Number.POSITIVE_INFINITY : (startOf(next[0]!) ?? endOf(block));
  return at >= (startOf(block[0]!) ?? 0) && at < nextStart;
}
