import { NAME_OCTETS_SEEN } from "./secret-names.ts";
import { CR, isBeforeName, LF, octetsText, QUOTE } from "./secret-octets.ts";

/** What is looked back at goes no further: white space, a name, and what stands around both. */
const KEPT_OCTETS = 2 * NAME_OCTETS_SEEN + 4;

/** The octets of a piece, and the last ones of those before it, to look back from an index. */
export class OctetsBefore {
  #octets: Uint8Array = noOctets;
  #from = 0;
  /** The last octets before `from`, a character each. */
  #kept = "";

  /** A piece begins, at an index of what it comes in. */
  begin(octets: Uint8Array, from: number): void {
    this.#octets = octets;
    this.#from = from;
  }

  /** The piece ends: its last octets are kept. The others are let go. */
  end(to: number): void {
    const start = Math.max(this.#from, to - KEPT_OCTETS);
    const last = octetsText(this.#octets, start, to);
    this.#kept = to - this.#from >= KEPT_OCTETS ? last : (this.#kept + last).slice(-KEPT_OCTETS);
    this.#octets = noOctets;
  }

  /** The octet at an index, which may lie before the piece; -1 where none is known. */
  octet(index: number): number {
    if (index >= this.#from) return this.#octets[index]!;
    const at = this.#kept.length - (this.#from - index);
    return at < 0 ? -1 : this.#kept.charCodeAt(at);
  }

  /** The name of a parameter that ends before an index: as much of its end as is looked at. */
  name(end: number): string {
    return this.#text(this.#nameStart(end), end);
  }

  /** Whether a name that begins a line ends before an index. */
  isLineStart(end: number): boolean {
    const start = this.#nameStart(end);
    const before = this.octet(start - 1);
    return start < end && (before === LF || before === CR || before === -1);
  }

  /** What stands between a quote and the index of the quote after it. */
  quoted(end: number): string {
    let start = end;
    while (end - start < NAME_OCTETS_SEEN && !endsQuoted(this.octet(start - 1))) start--;
    return this.#text(start, end);
  }

  #nameStart(end: number): number {
    let start = end;
    while (end - start < NAME_OCTETS_SEEN) {
      const octet = this.octet(start - 1);
      if (octet === -1 || isBeforeName[octet] === 1) break;
      start--;
    }
    return start;
  }

  #text(start: number, end: number): string {
    if (start >= this.#from) return octetsText(this.#octets, start, end);
    const keptEnd = this.#kept.length - Math.max(0, this.#from - end);
    const kept = this.#kept.slice(this.#kept.length - (this.#from - start), keptEnd);
    return end > this.#from ? kept + octetsText(this.#octets, this.#from, end) : kept;
  }
}

const noOctets = new Uint8Array(0);

function endsQuoted(octet: number): boolean {
  return octet === -1 || octet === QUOTE || octet === LF || octet === CR;
}
