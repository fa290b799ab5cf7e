import type { MessageRecord, OctetsAt } from "./record.ts";

/** What was kept of a message from its first octet on, up to the first gap; each character one octet. */
export function octetsUpToGap({ start, kept }: MessageRecord): string {
  let octets = "";
  for (const piece of kept) {
    if (piece.at !== start + octets.length) break;
    octets += piece.octets;
  }
  return octets;
}

/** What was kept of the octets from `start` up to `end`; those between that were not are left out. */
export function octetsBetween(kept: readonly OctetsAt[], start: number, end: number): string {
  return kept.map(({ at, octets }) => octets.slice(Math.max(0, start - at), Math.max(0, end - at))).join("");
}

/** Where what is known to have come of a message ends, whether it was kept or not. */
export function knownEnd({ start, end = start, kept, reads }: MessageRecord): number {
  let last = Math.max(start, end);
  for (const { at, octets } of kept) last = Math.max(last, at + octets.length);
  for (const { at, octets } of reads) last = Math.max(last, at + octets);
  return last;
}

/** The octets of a text of which each character is one. */
export function octetArray(octets: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(octets, (octet) => octet.charCodeAt(0));
}
