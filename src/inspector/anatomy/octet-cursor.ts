import { knownEnd } from "../message-octets.ts";
import type { MessageRecord, OctetsAt } from "../record.ts";

/** What `octet` answers where there is none: it was not kept, or the message goes no further. */
export const NO_OCTET = -1;

/** Goes once over the octets that were kept of a message, by their positions. */
export class OctetCursor {
  at: number;
  /** No octet at or after this position is looked at. */
  readonly end: number;
  readonly #kept: readonly OctetsAt[];
  #index = 0;

  /** @param kept as `orderedPieces` answers it */
  constructor(kept: readonly OctetsAt[], start: number, end: number) {
    this.#kept = kept;
    this.at = start;
    this.end = end;
  }

  /** The octet at `at`. */
  get octet(): number {
    if (this.at >= this.end) return NO_OCTET;
    for (; this.#index < this.#kept.length; this.#index++) {
      const piece = this.#kept[this.#index]!;
      if (this.at < piece.at) return NO_OCTET;
      if (this.at < piece.at + piece.octets.length) return piece.octets.charCodeAt(this.at - piece.at) & 0xff;
    }
    return NO_OCTET;
  }

  /** Whether there should be an octet, and it was not kept. */
  get isAtGap(): boolean {
    return this.at < this.end && this.octet === NO_OCTET;
  }

  /** Goes to the next octet that a table of 256 has no mark for. */
  skip(table: Uint8Array): void {
    for (let octet = this.octet; octet !== NO_OCTET && table[octet] !== 0; octet = this.octet) this.at++;
  }

  /** The octets from `start` up to `at`, as text; those that were not kept are left out. */
  textFrom(start: number): string {
    let index = this.#index;
    while (index > 0 && (this.#kept[index]?.at ?? Number.POSITIVE_INFINITY) > start) index--;
    let text = "";
    for (; index < this.#kept.length && this.#kept[index]!.at < this.at; index++) {
      const piece = this.#kept[index]!;
      text += piece.octets.slice(Math.max(0, start - piece.at), Math.max(0, this.at - piece.at));
    }
    return text;
  }
}

/** The pieces by their position, none empty and none over another, from `start` up to `end`. */
export function orderedPieces(kept: readonly OctetsAt[], start: number, end: number): OctetsAt[] {
  const ordered: OctetsAt[] = [];
  let covered = start;
  for (const piece of kept.toSorted((one, other) => one.at - other.at)) {
    const from = Math.max(0, covered - piece.at);
    const octets = piece.octets.slice(from, Math.max(from, end - piece.at));
    if (octets === "") continue;
    ordered.push({ at: piece.at + from, octets });
    covered = piece.at + from + octets.length;
  }
  return ordered;
}

/** Where a message begins and, as far as is known, ends. */
export function knownExtent(message: MessageRecord): { start: number; end: number } {
  const { start, end = knownEnd(message) } = message;
  return { start, end: Math.max(start, end) };
}
