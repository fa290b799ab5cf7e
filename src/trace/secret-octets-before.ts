import { octetTable } from "../semantics/index.ts";
import { NAME_OCTETS_SEEN } from "./secret-names.ts";
import {
  CR,
  DEL,
  isAroundQuotedName,
  isBeforeName,
  LF,
  letterPlace,
  octetsText,
  pairBit,
  SLASH,
  SP,
} from "./secret-octets.ts";

/** What is looked back at goes no further: white space, a name, and what stands around both. */
const KEPT_OCTETS = 2 * NAME_OCTETS_SEEN + 4;

/** The octets of a piece, and the last ones of those before it, to look back from an index. */
export class OctetsBefore {
  #octets: Uint8Array = noOctets;
  #from = 0;
  /** The last octets before `from`, a character each. */
  #kept = "";
  /** The "@" in this piece that was met last, and where its authority begins. */
  #lastAt = NONE;
  #lastAuthorityStart = -1;
  #nameStart = 0;
  #nameEnd = 0;
  /** The letters of the name that was looked at last, a bit each; -1 where it has escapes. */
  letters = 0;
  /** Which of them follow one another, whatever stands between: `pairBit` of each two. */
  pairs = 0;
  /** The last of them, from 1; 0 where there is none. */
  lastLetter = 0;

  /** A piece begins, at an index of what it comes in. */
  begin(octets: Uint8Array, from: number): void {
    this.#octets = octets;
    this.#from = from;
    this.#lastAt = NONE;
  }

  /** The piece ends: its last octets are kept. The others are let go. */
  end(to: number): void {
    const start = Math.max(this.#from, to - KEPT_OCTETS);
    const last = octetsText(this.#octets, start, to);
    this.#kept = to - this.#from >= KEPT_OCTETS ? last : (this.#kept + last).slice(-KEPT_OCTETS);
    this.#octets = noOctets;
  }

  /** The piece ends, and no name goes on after it. */
  endWhole(): void {
    this.#kept = "";
    this.#octets = noOctets;
  }

  /** The octet at an index, which may lie before the piece; -1 where none is known. */
  octet(index: number): number {
    if (index >= this.#from) return this.#octets[index]!;
    const at = this.#kept.length - (this.#from - index);
    return at < 0 ? -1 : this.#kept.charCodeAt(at);
  }

  /**
   * Looks at the name that ends before an index, as much of its end as counts.
   * @param isQuoted whether it is a JSON member's, and goes back to a quote
   * @returns whether there is any
   */
  lookAtName(end: number, isQuoted: boolean): boolean {
    const octets = this.#octets;
    const from = this.#from;
    const isBefore = isQuoted ? isAroundQuotedName : isBeforeName;
    let letters = 0;
    let pairs = 0;
    let following = 0;
    let last = 0;
    let start = end;
    for (const first = end - NAME_OCTETS_SEEN; start > first; start--) {
      const octet = start > from ? octets[start - 1]! : this.octet(start - 1);
      if (octet === -1 || isBefore[octet] === 1) break;
      const place = letterPlace[octet]!;
      if (place === 0) continue;
      if (place < 0) {
        letters = place;
        continue;
      }
      letters |= 1 << place;
      if (following === 0) last = place;
      else pairs |= pairBit(place, following);
      following = place;
    }
    this.#nameStart = start;
    this.#nameEnd = end;
    this.letters = letters;
    this.pairs = pairs;
    this.lastLetter = last;
    return start < end;
  }

  /** Whether the name that was looked at begins a line. */
  isLineStart(): boolean {
    const before = this.octet(this.#nameStart - 1);
    return before === LF || before === CR || before === -1;
  }

  /** Where the userinfo begins that ends with "@" at an index, in this piece; the index itself where it is none. */
  userinfoStart(end: number): number {
    const start = this.authorityStart(end);
    this.#lastAt = end;
    this.#lastAuthorityStart = start;
    return start === -1 ? end : start;
  }

  /** The index after "//", if an authority may go from there up to `end` (RFC 3986 §3.2), or the piece's first; else -1. */
  authorityStart(end: number): number {
    const octets = this.#octets;
    let at = end - 1;
    while (at > this.#lastAt && at >= this.#from && octets[at] !== SLASH && endsAuthority[octets[at]!] === 0) at--;
    while (at !== this.#lastAt) {
      const octet = this.octet(at);
      if (octet === SLASH) return this.octet(at - 1) === SLASH ? Math.max(at + 1, this.#from) : -1;
      if (octet === -1 || endsAuthority[octet] === 1) return -1;
      at--;
    }
    return this.#lastAuthorityStart;
  }

  /** The name that was looked at. */
  name(): string {
    const start = this.#nameStart;
    const end = this.#nameEnd;
    if (start >= this.#from) return octetsText(this.#octets, start, end);
    const keptEnd = this.#kept.length - Math.max(0, this.#from - end);
    const kept = this.#kept.slice(this.#kept.length - (this.#from - start), keptEnd);
    return end > this.#from ? kept + octetsText(this.#octets, this.#from, end) : kept;
  }
}

const noOctets = new Uint8Array(0);
const NONE = Number.MIN_SAFE_INTEGER;
/** White space, controls, and what ends an authority; "/" tells more. */
const endsAuthority = octetTable('"#<>?\\')
  .fill(1, 0, SP + 1)
  .fill(1, DEL, DEL + 1);
