import type { MessageRecord, ReadAt } from "../record.ts";
import { orderedPieces } from "./octet-cursor.ts";
import type { Anatomy, PartSpan } from "./part.ts";

/** One row of a message as it is drawn. */
export type OctetRow =
  | { readonly kind: "read"; readonly read: NumberedRead }
  | OctetLine
  | { readonly kind: "gap"; readonly start: number; readonly end: number }
  | { readonly kind: "folded"; readonly start: number; readonly end: number }
  | { readonly kind: "head-end"; readonly at: number }
  | { readonly kind: "fault" };

/** Octets that stand on one row. */
export interface OctetLine {
  readonly kind: "line";
  readonly start: number;
  /** From `start` on, each character one. */
  readonly octets: string;
  /** Whether it goes on with the line before it. */
  readonly isContinued: boolean;
  /** Reads that begin within it. */
  readonly reads: readonly NumberedRead[];
}

export interface NumberedRead extends ReadAt {
  /** From 1; of several that are told as one, the first. */
  readonly number: number;
  readonly lastNumber: number;
  /** After the read before it; `undefined` of the first. */
  readonly laterUs: number | undefined;
}

export interface RowOptions {
  /** Sixteen octets a row, or a line a row. */
  readonly isHex: boolean;
  /** Whether long content is shown whole. */
  readonly isUnfolded: boolean;
}

/** Content beyond so much is folded, unless what is left is hardly more than the row that says so. */
export const UNFOLDED_CONTENT_OCTETS = 4096;
const FOLDED_OCTETS_MIN = 512;
/** Lines of content can be of any length: this much is a row. */
const LINE_OCTETS_MAX = 1024;
export const HEX_ROW_OCTETS = 16;

/** The rows of a message, in order. */
export function octetRows(message: MessageRecord, anatomy: Anatomy, options: RowOptions): OctetRow[] {
  const reads = numberedReads(message);
  const folded = options.isUnfolded ? undefined : foldedOf(anatomy);
  const rows: OctetRow[] = [];
  let at = anatomy.start;
  for (const piece of orderedPieces(message.kept, anatomy.start, anatomy.end)) {
    if (folded !== undefined && at >= folded.start) break;
    pushGap(rows, at, Math.min(piece.at, folded?.start ?? piece.at), reads);
    const octets = piece.octets.slice(0, Math.max(0, (folded?.start ?? Number.POSITIVE_INFINITY) - piece.at));
    pushPiece(rows, { at: piece.at, octets }, reads, anatomy, options);
    at = piece.at + octets.length;
  }
  if (folded !== undefined) rows.push({ kind: "folded", ...folded });
  else pushGap(rows, at, anatomy.end, reads);
  // What is missing at the end, or was not kept, has no line of its own.
  if (anatomy.fault !== undefined && rows.every(({ kind }) => kind !== "fault")) rows.push({ kind: "fault" });
  return rows;
}

/** The reads of a message with their numbers, and the time between them. */
export function numberedReads({ reads, joinedReads = 1 }: MessageRecord): NumberedRead[] {
  return reads.map((read, index) => ({
    ...read,
    number: index + 1,
    lastNumber: index + (index === reads.length - 1 ? joinedReads : 1),
    laterUs: index === 0 ? undefined : read.atUs - reads[index - 1]!.atUs,
  }));
}

/** Which read brought this octet; `undefined` where that is not known. */
export function readOf(reads: readonly NumberedRead[], at: number): NumberedRead | undefined {
  return reads.findLast((read) => read.at <= at && at < read.at + read.octets);
}

/** The span that an octet is in; `undefined` where there is none. */
export function spanAt(spans: readonly PartSpan[], at: number): PartSpan | undefined {
  const span = spans[spanIndexAt(spans, at)];
  return span !== undefined && span.start <= at ? span : undefined;
}

/** The index of the first span that ends after `at`. */
export function spanIndexAt(spans: readonly PartSpan[], at: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.end <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What of the content is not drawn until someone asks: never the octet that was refused. */
function foldedOf({ headEnd, end, fault }: Anatomy): { start: number; end: number } | undefined {
  if (headEnd === undefined) return undefined;
  const start = headEnd + UNFOLDED_CONTENT_OCTETS;
  const isLong = end - start >= FOLDED_OCTETS_MIN;
  return isLong && (fault === undefined || fault.at < start) ? { start, end } : undefined;
}

/** A gap; the reads in it have no octet that could be drawn. */
function pushGap(rows: OctetRow[], start: number, end: number, reads: readonly NumberedRead[]): void {
  if (end <= start) return;
  for (const read of reads) if (read.at === start) rows.push({ kind: "read", read });
  rows.push({ kind: "gap", start, end });
}

function pushPiece(
  rows: OctetRow[],
  piece: { readonly at: number; readonly octets: string },
  reads: readonly NumberedRead[],
  { headEnd, fault }: Anatomy,
  options: RowOptions,
): void {
  const pieceEnd = piece.at + piece.octets.length;
  let next = reads.findIndex((read) => read.at >= piece.at);
  if (next === -1) next = reads.length;
  let isContinued = false;
  for (let start = piece.at; start < pieceEnd; ) {
    for (; reads[next]?.at === start; next++) rows.push({ kind: "read", read: reads[next]! });
    const end = rowEnd(piece, start, headEnd, options.isHex);
    const within: NumberedRead[] = [];
    for (; next < reads.length && reads[next]!.at < end; next++) within.push(reads[next]!);
    const octets = piece.octets.slice(start - piece.at, end - piece.at);
    rows.push({ kind: "line", start, octets, isContinued, reads: within });
    isContinued = !octets.endsWith("\n");
    if (headEnd === end) rows.push({ kind: "head-end", at: end });
    if (fault !== undefined && fault.at >= start && fault.at < end) rows.push({ kind: "fault" });
    start = end;
  }
}

function rowEnd(
  piece: { readonly at: number; readonly octets: string },
  start: number,
  headEnd: number | undefined,
  isHex: boolean,
): number {
  let end = piece.at + piece.octets.length;
  if (isHex) end = Math.min(end, start - (start % HEX_ROW_OCTETS) + HEX_ROW_OCTETS);
  else {
    const lineEnd = piece.octets.indexOf("\n", start - piece.at);
    end = Math.min(end, start + LINE_OCTETS_MAX, lineEnd === -1 ? end : piece.at + lineEnd + 1);
  }
  return headEnd !== undefined && headEnd > start ? Math.min(end, headEnd) : end;
}
