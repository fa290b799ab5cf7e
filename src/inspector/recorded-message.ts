import type { OctetSpan } from "../trace/index.ts";
import type { OctetRing } from "./octet-ring.node.ts";
import type { MessageRecord, OctetsAt, ReadAt } from "./record.ts";

/** Of one message, the first octets are kept up to this … */
export const FIRST_OCTETS_KEPT_MAX = 65_536;
/** … or up to this, while more comes and goes than anybody could look at. */
export const FIRST_OCTETS_KEPT_IN_HASTE_MAX = 512;
/** Octets of messages that are kept in a second, beyond those that are kept in haste, and how many may be saved up. */
const KEPT_OCTETS_PER_SECOND = 8_388_608;
const KEPT_OCTETS_SAVED_MAX = 16_777_216;
/** Reads that are told of one by one; what follows is told of as one. */
export const READS_KEPT_MAX = 512;
/** Spans of secrets that are told of; what is beyond them is masked all the same. */
const MASKED_SPANS_MAX = 256;
/** A read may have those of many messages, as long as it is not known which is whose. */
const MASKED_SPANS_OF_READ_MAX = 2_048;

/** How many octets are kept in a while: what nobody can look at need not cost what everybody waits for. */
export class KeptRate {
  readonly #perSecond: number;
  readonly #savedMax: number;
  #left: number;
  #atUs = 0;

  constructor(perSecond = KEPT_OCTETS_PER_SECOND, savedMax = KEPT_OCTETS_SAVED_MAX) {
    this.#perSecond = perSecond;
    this.#savedMax = savedMax;
    this.#left = savedMax;
  }

  /** Whether so many more may be kept. */
  may(octets: number, nowUs: number): boolean {
    const earned = ((nowUs - this.#atUs) / 1_000_000) * this.#perSecond;
    this.#left = Math.min(this.#savedMax, this.#left + earned);
    this.#atUs = nowUs;
    if (octets > this.#left) return false;
    this.#left -= octets;
    return true;
  }
}

/** One read or write, as far as it belongs to a message. */
export interface RecordedRead {
  at: number;
  octets: number;
  atUs: number;
  /** The first of its octets are kept: so many, at this place of the ring. */
  keptOctets: number;
  place: number;
}

/** Records the octets of one message, in the order they come. It is used again for another, once nobody asks for it any more. */
export class RecordedMessage {
  start = 0;
  /** -1 as long as it is not known. */
  end = -1;
  /** Octets that have come so far. */
  octets = 0;
  joinedReads = 1;
  /** Most messages come in one read: its record is used again as well. */
  readonly #first: RecordedRead = { at: 0, octets: 0, atUs: 0, keptOctets: 0, place: 0 };
  #later: RecordedRead[] | undefined;
  #readCount = 0;
  /** Whether octets were passed over: of what follows none is kept, for nobody knows whether a secret goes on in it. */
  hasPassedOver = false;
  /** Spans of secrets, each as two positions that follow one another. */
  #masked: number[] | undefined;
  #keptOctets = 0;
  /** Where a fault was seen that lies beyond what was kept: some octets around it. */
  #aroundFault: readonly OctetsAt[] = [];

  /** Begins a message, in place of the one before. */
  restart(start: number): void {
    this.start = start;
    this.end = -1;
    this.octets = 0;
    this.#later = undefined;
    this.#readCount = 0;
    this.hasPassedOver = false;
    this.joinedReads = 1;
    this.#masked = undefined;
    this.#keptOctets = 0;
    this.#aroundFault = [];
  }

  /** How many of the next octets there is room for. */
  roomFor(octets: number, rate: KeptRate, nowUs: number): number {
    if (this.hasPassedOver || this.#readCount >= READS_KEPT_MAX) return 0;
    const room = Math.min(octets, FIRST_OCTETS_KEPT_MAX - this.#keptOctets);
    const left = Math.max(0, FIRST_OCTETS_KEPT_IN_HASTE_MAX - this.#keptOctets);
    // Content that comes by itself is kept wholly or not at all: a look for secrets in its beginning would cost the most.
    const inHaste = room <= left ? room : this.#readCount === 0 ? left : 0;
    return room > inHaste && rate.may(room - inHaste, nowUs) ? room : inHaste;
  }

  get firstRead(): RecordedRead | undefined {
    return this.#readCount === 0 ? undefined : this.#first;
  }

  get reads(): readonly RecordedRead[] {
    if (this.#readCount === 0) return [];
    return this.#later === undefined ? [this.#first] : [this.#first, ...this.#later];
  }

  /** Takes a read that follows those before, or another piece of the same write. */
  add(at: number, octets: number, atUs: number, keptOctets: number, place: number): void {
    this.octets += octets;
    this.#keptOctets += keptOctets;
    if (keptOctets < octets) this.hasPassedOver = true;
    if (this.#readCount > 0 && this.#isSameWrite(atUs, place)) {
      const last = this.#lastRead;
      last.octets += octets;
      last.keptOctets += keptOctets;
      return;
    }
    if (this.#readCount >= READS_KEPT_MAX) {
      const last = this.#lastRead;
      last.octets += octets;
      last.atUs = atUs;
      this.joinedReads += 1;
      return;
    }
    this.#readCount += 1;
    if (this.#readCount === 1) fill(this.#first, at, octets, atUs, keptOctets, place);
    else {
      this.#later ??= [];
      this.#later.push({ at, octets, atUs, keptOctets, place });
    }
  }

  get #lastRead(): RecordedRead {
    return this.#later?.at(-1) ?? this.#first;
  }

  #isSameWrite(atUs: number, place: number): boolean {
    const last = this.#lastRead;
    return last.atUs === atUs && last.keptOctets === last.octets && last.place + last.octets === place;
  }

  /** Keeps octets around a fault, without secrets, as far as they lie beyond what was kept. */
  addAroundFault(octets: readonly OctetsAt[]): void {
    this.#aroundFault = octets;
  }

  /** Notes secrets that were found in the octets of one read, from a position on. */
  addMasked(at: number, spans: readonly OctetSpan[]): void {
    if (spans.length === 0) return;
    this.forgetManyMasked();
    this.#masked ??= [];
    const masked = this.#masked;
    const numbersMax = masked.length + 2 * MASKED_SPANS_OF_READ_MAX;
    for (const { start, end } of spans) {
      if (masked.length > 0 && masked.at(-1) === at + start) masked[masked.length - 1] = at + end;
      else if (masked.length < numbersMax) masked.push(at + start, at + end);
    }
  }

  /** Those of the last read were all of this message. */
  forgetManyMasked(): void {
    if (this.#masked === undefined || this.#masked.length <= 2 * MASKED_SPANS_MAX) return;
    this.#masked = this.#masked.slice(0, 2 * MASKED_SPANS_MAX);
  }

  /** Ends this message where the next begins, which takes what has come beyond. */
  splitAt(position: number, next: RecordedMessage): void {
    const { reads } = this;
    for (const read of reads) {
      const skipped = Math.max(0, position - read.at);
      const octets = read.octets - skipped;
      const keptOctets = Math.max(0, read.keptOctets - skipped);
      if (octets > 0) next.add(read.at + skipped, octets, read.atUs, keptOctets, read.place + skipped);
    }
    const own = reads.filter((read) => read.at < position);
    for (const read of own) cutAt(read, position);
    this.#readCount = own.length;
    this.#later = own.length > 1 ? own.slice(1) : undefined;
    this.octets = position - this.start;
    this.#keptOctets = own.reduce((sum, read) => sum + read.keptOctets, 0);
    this.#splitMaskedAt(position, next);
  }

  #splitMaskedAt(position: number, next: RecordedMessage): void {
    const masked = this.#masked;
    if (masked === undefined || masked.length === 0 || masked.at(-1)! <= position) return;
    // Of the span that the next message begins in, or else of the first in it, the start.
    let at = 0;
    while (masked[at + 1]! <= position) at += 2;
    const nextMasked = masked.slice(at);
    next.#masked = nextMasked;
    masked.length = at;
    if (nextMasked[0]! >= position) return;
    masked.push(nextMasked[0]!, position);
    nextMasked[0] = position;
  }

  /** What is known of it, as far as the ring still has its octets. */
  record(ring: OctetRing): MessageRecord {
    const kept: OctetsAt[] = [];
    for (const { at, keptOctets, place } of this.reads) {
      const octets = keptOctets === 0 ? undefined : ring.text(place, keptOctets);
      if (octets !== undefined) addTo(kept, at, octets);
    }
    for (const { at, octets } of this.#aroundFault) {
      const before = kept.at(-1);
      const skipped = before === undefined ? 0 : Math.max(0, before.at + before.octets.length - at);
      if (skipped < octets.length) addTo(kept, at + skipped, octets.slice(skipped));
    }
    return {
      start: this.start,
      end: this.end === -1 ? undefined : this.end,
      kept,
      masked: spansOf(this.#masked),
      reads: this.reads.map(({ at, octets, atUs }): ReadAt => ({ at, octets, atUs })),
      joinedReads: this.joinedReads === 1 ? undefined : this.joinedReads,
    };
  }
}

function spansOf(masked: readonly number[] = []): [start: number, end: number][] {
  const spans: [number, number][] = [];
  const last = Math.min(masked.length, 2 * MASKED_SPANS_MAX);
  for (let at = 0; at < last; at += 2) spans.push([masked[at]!, masked[at + 1]!]);
  return spans;
}

function addTo(kept: OctetsAt[], at: number, octets: string): void {
  const before = kept.at(-1);
  if (before !== undefined && before.at + before.octets.length === at) {
    kept[kept.length - 1] = { at: before.at, octets: before.octets + octets };
  } else kept.push({ at, octets });
}

function fill(read: RecordedRead, at: number, octets: number, atUs: number, keptOctets: number, place: number): void {
  read.at = at;
  read.octets = octets;
  read.atUs = atUs;
  read.keptOctets = keptOctets;
  read.place = place;
}

function cutAt(read: RecordedRead, position: number): void {
  read.octets = Math.min(read.octets, position - read.at);
  read.keptOctets = Math.min(read.keptOctets, read.octets);
}
