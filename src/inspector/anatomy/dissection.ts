import { octetTable } from "../../semantics/index.ts";
import type { OctetsAt } from "../record.ts";
import { NO_OCTET, OctetCursor, orderedPieces } from "./octet-cursor.ts";
import type { Part, PartSpan } from "./part.ts";

/** One pass over a message that names its octets as it goes. */
export class Dissection {
  readonly cursor: OctetCursor;
  readonly kept: readonly OctetsAt[];
  readonly spans: PartSpan[] = [];
  /** The position up to which octets have been named. */
  #named: number;

  constructor(kept: readonly OctetsAt[], start: number, end: number) {
    this.kept = orderedPieces(kept, start, end);
    this.cursor = new OctetCursor(this.kept, start, end);
    this.#named = start;
  }

  /** Names the octets from the last that was named up to `end`, or to where the cursor stands, if there are any. */
  name(part: Part, more?: Pick<PartSpan, "field" | "chunk">, end = this.cursor.at): void {
    if (end <= this.#named) return;
    this.spans.push({ start: this.#named, end, part, ...more });
    this.#named = end;
  }

  /** Names the octets that a table of 256 marks. @returns whether there was one */
  nameAll(table: Uint8Array, part: Part, more?: Pick<PartSpan, "field" | "chunk">): boolean {
    const start = this.cursor.at;
    this.cursor.skip(table);
    this.name(part, more);
    return this.cursor.at > start;
  }

  /** Names this octet, if it is the next one. @returns whether it was */
  nameOne(octet: number, part: Part, more?: Pick<PartSpan, "field" | "chunk">): boolean {
    if (this.cursor.octet !== octet) return false;
    this.cursor.at++;
    this.name(part, more);
    return true;
  }

  /** Names CR and LF, or a CR that nothing has followed yet. @returns whether both were there */
  nameCrlf(part: Part, more?: Pick<PartSpan, "field" | "chunk">): boolean {
    const { cursor } = this;
    const first = cursor.octet;
    if (first !== CR) return false;
    cursor.at++;
    const isWhole = cursor.octet === LF;
    if (isWhole) cursor.at++;
    this.name(part, more);
    return isWhole;
  }

  /** Names that many octets, kept or not. @returns whether all of them have come */
  nameLength(lengthOctets: number, part: Part, more?: Pick<PartSpan, "field" | "chunk">): boolean {
    const { cursor } = this;
    const end = cursor.at + lengthOctets;
    cursor.at = Math.min(cursor.end, end);
    this.name(part, more);
    return cursor.at === end;
  }

  /** Names what is left. */
  nameRest(part: Part): void {
    this.cursor.at = this.cursor.end;
    this.name(part);
  }
}

/** The same spans, with the octets that were not kept cut out of them and named so. */
export function withGaps(spans: readonly PartSpan[], kept: readonly OctetsAt[]): PartSpan[] {
  const cut: PartSpan[] = [];
  let index = 0;
  for (const span of spans) {
    let at = span.start;
    while (at < span.end) {
      while (index < kept.length && kept[index]!.at + kept[index]!.octets.length <= at) index++;
      const piece = kept[index];
      const isKept = piece !== undefined && piece.at <= at;
      const next = isKept ? piece.at + piece.octets.length : (piece?.at ?? span.end);
      const end = Math.min(span.end, next);
      pushJoined(cut, isKept ? { ...span, start: at, end } : { start: at, end, part: "not-kept", within: span.part });
      at = end;
    }
  }
  return cut;
}

/** A gap over several parts is one gap; of other spans each stands for itself, but where it was cut by pieces that touch. */
function pushJoined(spans: PartSpan[], span: PartSpan): void {
  const last = spans.at(-1);
  const isSameGap = last?.part === "not-kept" && span.part === "not-kept";
  const isSamePart =
    last !== undefined &&
    last.end === span.start &&
    last.part === span.part &&
    JOINED_PARTS.has(span.part) &&
    last.chunk === span.chunk;
  if (last !== undefined && (isSameGap || isSamePart)) spans[spans.length - 1] = { ...last, end: span.end };
  else spans.push(span);
}

/** Two of them one after the other are one. */
const JOINED_PARTS: ReadonlySet<Part> = new Set(["content", "chunk-data", "unread", "unplaced", "field-value"]);

export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export { NO_OCTET };

export const isWhiteSpace: Uint8Array = octetTable("\t ");
export const isDigit: Uint8Array = octetTable([0x30, 0x39]);
export const isHexDigit: Uint8Array = octetTable([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]);
/** All but CR and LF. */
export const isOnLine: Uint8Array = octetTable([0x00, 0x09], [0x0b, 0x0c], [0x0e, 0xff]);
/** All but CR, LF and SP. */
export const isInTarget: Uint8Array = octetTable([0x00, 0x09], [0x0b, 0x0c], [0x0e, 0x1f], [0x21, 0xff]);
