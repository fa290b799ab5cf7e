import {
  boundedRows,
  codingWeights,
  evaluatePreconditions,
  FieldSection,
  type IncomingRequest,
  type NotedRow,
  type RangeSelection,
  type Validators,
  writeEntityTag,
  writeHttpDate,
} from "../semantics/index.ts";
import type { CachedFile, Representation } from "./cached-file.ts";
import { CODED_OCTETS_MIN, isCompressible } from "./compressible.ts";

/*
 * What the decision record tells of a file that is answered with. None of it is made where nobody reads it.
 */

/** "css/a.css, 120 octets, in memory" */
export function fileNote(file: CachedFile): string {
  const from = file.whole.octets === undefined ? "on the disk" : "in memory";
  return `${file.key}, ${file.found.sizeOctets} octets, ${from}`;
}

/** What came of a coding: its octets, and those of a file that stands there or what was made here. */
export function codingNote(file: CachedFile, { coding, file: from, sizeOctets }: Representation, made: string): string {
  const origin = from === file.found ? made : (from.segments.at(-1) ?? "");
  return `${coding}, ${sizeOctets} of ${file.found.sizeOctets} octets, ${origin}`;
}

/**
 * Each coding that is on offer or that the client names: its weight (RFC 9110 §12.4.2), and what there is of it here.
 * @param chosen "identity", a coding on offer, or `undefined` where none is acceptable
 */
export function codingRows(
  file: CachedFile,
  { headerSection }: IncomingRequest,
  chosen: string | undefined,
): readonly NotedRow[] {
  const acceptEncoding = headerSection.get("accept-encoding");
  const weights = acceptEncoding === undefined ? undefined : codingWeights(acceptEncoding);
  const offered: readonly string[] = file.offered;
  const rows: NotedRow[] = offered.map((coding) => {
    return row(coding, `${weightText(coding, weights)}; ${offerText(file, coding)}`, chosen);
  });
  const identity = weights === undefined ? "always acceptable" : identityText(weights);
  rows.push(row("identity", `${identity}; ${file.found.sizeOctets} octets`, chosen));
  for (const [coding, weight] of weights ?? []) {
    if (coding === "*" || coding === "identity" || offered.includes(coding)) continue;
    rows.push([coding, `q=${weight}; ${lackText(file)}`]);
  }
  return boundedRows(rows);
}

function row(coding: string, found: string, chosen: string | undefined): NotedRow {
  return coding === chosen ? [coding, found, true] : [coding, found];
}

function weightText(coding: string, weights: ReadonlyMap<string, number> | undefined): string {
  if (weights === undefined) return "not asked for";
  const named = weights.get(coding);
  if (named !== undefined) return `q=${named}`;
  const any = weights.get("*");
  return any === undefined ? "not named by the client" : `q=${any} by *`;
}

/** RFC 9110 §12.5.3: acceptable unless it is excluded, by name or by "*". */
function identityText(weights: ReadonlyMap<string, number>): string {
  const named = weights.get("identity");
  if (named !== undefined) return named === 0 ? "refused: q=0" : `q=${named}`;
  return weights.get("*") === 0 ? "refused by *;q=0" : "acceptable, if nothing better is";
}

function offerText(file: CachedFile, coding: string): string {
  for (const [name, known] of file.coded) if (name === coding) return `${known.sizeOctets} octets`;
  for (const [name, sibling] of file.siblings)
    if (name === coding) return `${sibling.sizeOctets} octets, beside the file`;
  return "can be made";
}

function lackText({ mediaType, found }: CachedFile): string {
  if (!isCompressible(mediaType)) return `not on offer: ${mediaType} would not get smaller`;
  return found.sizeOctets < CODED_OCTETS_MIN ? "not on offer: the file is too short to gain by it" : "not on offer";
}

/** In the order in which RFC 9110 §13.2.2 has them evaluated, and what the date of each gives way to. */
const preconditionFields = [
  { name: "If-Match", overruledBy: undefined },
  { name: "If-Unmodified-Since", overruledBy: "If-Match" },
  { name: "If-None-Match", overruledBy: undefined },
  { name: "If-Modified-Since", overruledBy: "If-None-Match" },
] as const;

/** What the representation is known by, and each precondition of a request compared with that. */
export function preconditionRows(
  { method, headerSection }: Pick<IncomingRequest, "method" | "headerSection">,
  validators: Validators,
): readonly NotedRow[] {
  const tags = validators.entityTags.map(writeEntityTag).join(" or ");
  const rows: NotedRow[] = [["ETag", `${tags || "none"}, of what is here now`]];
  if (validators.lastModifiedMs !== undefined) {
    rows.push(["Last-Modified", `${writeHttpDate(Math.max(0, validators.lastModifiedMs))}, of what is here now`]);
  }
  let isDecided = false;
  for (const { name, overruledBy } of preconditionFields) {
    const value = headerSection.get(name);
    if (value === undefined) continue;
    if (overruledBy !== undefined && headerSection.has(overruledBy)) {
      rows.push([name, `not looked at, for ${overruledBy} is there`]);
      continue;
    }
    if (isDecided) {
      rows.push([name, "not looked at any more"]);
      continue;
    }
    const alone = evaluatePreconditions(method, FieldSection.of([[name, value]]), validators, Date.now());
    isDecided = alone.outcome === "failed" || alone.outcome === "not-modified";
    rows.push(isDecided ? [name, whyOf(alone.reason, name), true] : [name, whyOf(alone.reason, name)]);
  }
  return rows;
}

/** `"abc": one matches` of `If-None-Match "abc": one matches`. */
function whyOf(reason: string, name: string): string {
  return reason.startsWith(name) ? reason.slice(name.length + 1) : reason;
}

/** What a Range was compared with, and what of the representation is sent for it (RFC 9110 §14.2). */
export function rangeRows(selection: RangeSelection, ifRange: string, sizeOctets: number): readonly NotedRow[] {
  const rows: NotedRow[] = [["the whole", `${sizeOctets} octets`]];
  rows.push(["If-Range", ifRange.startsWith("If-Range ") ? ifRange.slice("If-Range ".length) : "not sent"]);
  if (selection.kind === "whole") rows.push(["sent", "all of it", true]);
  else if (selection.kind === "unsatisfiable") rows.push(["sent", `nothing: ${selection.reason}`, true]);
  else {
    for (const { start, lengthOctets } of selection.ranges) {
      rows.push([`${start} to ${start + lengthOctets - 1}`, `${lengthOctets} octets`, true]);
    }
  }
  return boundedRows(rows);
}
