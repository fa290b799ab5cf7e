import { trimOws } from "./field-syntax.ts";

/** Octets of a representation that follow one another (RFC 9110 §14.1.2). */
export interface ByteRange {
  /** How many octets stand before it. */
  readonly start: number;
  /** At least one. */
  readonly lengthOctets: number;
}

/**
 * What of a representation a Range asks for: "whole" where the field is ignored (200), "unsatisfiable" (416), or "ranges"
 * (206): at least one, within the representation, none touching another. Several go into one part each.
 */
export type RangeSelection =
  | { readonly kind: "whole"; readonly reason: string }
  | { readonly kind: "unsatisfiable"; readonly reason: string }
  | { readonly kind: "ranges"; readonly ranges: readonly ByteRange[]; readonly reason: string };

/** Elements, empty ones among them, that a Range may list; one with more is ignored (RFC 9110 §17.15). */
export const RANGE_SPECS_MAX = 200;

/** Ranges that may remain after merging; a Range that asks for more is ignored. */
export const RANGES_MAX = 100;

/** Digits of a position: more than any size has. Overlong ones make the Range invalid. */
export const POSITION_DIGITS_MAX = 32;

/** A gap smaller than what a further part costs is sent rather than left out (RFC 9110 §15.3.7.2). */
export const PART_OVERHEAD_OCTETS = 80;

/**
 * Selects the octets that a Range asks for (RFC 9110 §14.1.2, §14.2). Ranges that overlap, touch or are nearly adjacent
 * become one, which stands where the first of them stood in the request. Everything invalid is ignored, as is any range
 * of nothing (§14.2 allows both).
 * @param rangeFieldValue the field's value, of a GET whose preconditions and If-Range hold
 */
export function selectRanges(rangeFieldValue: string, sizeOctets: number): RangeSelection {
  const equals = rangeFieldValue.indexOf("=");
  if (equals === -1) return whole("not a range");
  if (rangeFieldValue.substring(0, equals).toLowerCase() !== "bytes") return whole("the unit is not bytes");
  const specs = rangeFieldValue.substring(equals + 1).split(",", RANGE_SPECS_MAX + 1);
  if (specs.length > RANGE_SPECS_MAX) return whole(`more than ${RANGE_SPECS_MAX} ranges`);

  const satisfiable: ByteRange[] = [];
  let isEmpty = true;
  for (const element of specs) {
    const spec = trimOws(element);
    if (spec === "") continue; // §5.6.1.2: empty elements do not count
    isEmpty = false;
    const range = parseRangeSpec(spec, sizeOctets);
    if (range === "invalid") return whole("an invalid range"); // §14.1.1: then all of it is
    if (range !== undefined) satisfiable.push(range);
  }
  if (isEmpty) return whole("not a range");
  if (sizeOctets === 0) return whole("there is nothing to take a range of");
  if (satisfiable.length === 0) return { kind: "unsatisfiable", reason: `none lies within ${sizeOctets} octets` };
  const ranges = satisfiable.length === 1 ? satisfiable : merge(satisfiable);
  if (ranges.length > RANGES_MAX) return whole(`more than ${RANGES_MAX} ranges after merging`);
  return { kind: "ranges", ranges, reason: reasonOf(ranges, satisfiable.length, sizeOctets) };
}

/** Content-Range of a 206, or of one of its parts: `bytes 0-499/1234` (RFC 9110 §14.4). */
export function writeContentRange(range: ByteRange, sizeOctets: number): string {
  return `bytes ${positions(range)}/${sizeOctets}`;
}

/** Content-Range of a 416: an asterisk, and how long the representation is (RFC 9110 §14.4, §15.5.17). */
export function writeUnsatisfiedRange(sizeOctets: number): string {
  return `bytes */${sizeOctets}`;
}

function whole(reason: string): RangeSelection {
  return { kind: "whole", reason };
}

const RANGE_SPEC = new RegExp(`^([0-9]{0,${POSITION_DIGITS_MAX}})-([0-9]{0,${POSITION_DIGITS_MAX}})$`);

/**
 * int-range or suffix-range (RFC 9110 §14.1.1). A numeral beyond 2^53 loses its last digits and stays beyond any size.
 * @returns `undefined` where it is not satisfiable
 */
function parseRangeSpec(spec: string, sizeOctets: number): ByteRange | undefined | "invalid" {
  const match = RANGE_SPEC.exec(spec);
  if (match === null) return "invalid";
  const [, first = "", last = ""] = match;
  if (first === "") {
    if (last === "") return "invalid";
    const lengthOctets = Math.min(Number(last), sizeOctets);
    return lengthOctets === 0 ? undefined : { start: sizeOctets - lengthOctets, lengthOctets };
  }
  const start = Number(first);
  const end = last === "" ? Number.POSITIVE_INFINITY : Number(last);
  if (end < start) return "invalid";
  return start >= sizeOctets ? undefined : { start, lengthOctets: Math.min(end + 1, sizeOctets) - start };
}

/** One range for all that are less than a part's overhead apart, where the first of them stood. */
function merge(ranges: readonly ByteRange[]): ByteRange[] {
  const ascending = ranges.map((range, rank) => ({ start: range.start, end: range.start + range.lengthOctets, rank }));
  ascending.sort((one, other) => one.start - other.start);
  const merged: typeof ascending = [];
  for (const range of ascending) {
    const last = merged.at(-1);
    if (last === undefined || range.start - last.end >= PART_OVERHEAD_OCTETS) {
      merged.push(range);
    } else {
      last.end = Math.max(last.end, range.end);
      last.rank = Math.min(last.rank, range.rank);
    }
  }
  merged.sort((one, other) => one.rank - other.rank);
  return merged.map(({ start, end }) => ({ start, lengthOctets: end - start }));
}

function positions({ start, lengthOctets }: ByteRange): string {
  return `${start}-${start + lengthOctets - 1}`;
}

function reasonOf(ranges: readonly ByteRange[], asked: number, sizeOctets: number): string {
  const shown = ranges.length > 3 ? `${ranges.length} ranges` : ranges.map(positions).join(", ");
  return `${shown} of ${sizeOctets}${asked === ranges.length ? "" : `, merged from ${asked}`}`;
}
