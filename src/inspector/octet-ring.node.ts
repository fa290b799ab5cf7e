import { Buffer } from "node:buffer";

/**
 * Memory of fixed size that octets are copied into one after the other: what is new takes the place of what is oldest.
 * Nothing has to be let go of, and the bound holds whatever comes.
 */
export class OctetRing {
  readonly #memory: Buffer;
  /** Octets put in since it was made, with those left free at the memory's end: the place of the next. */
  #next = 0;

  /** @param octetsMax its size; nothing that is put in may be longer */
  constructor(octetsMax: number) {
    this.#memory = Buffer.allocUnsafeSlow(octetsMax);
  }

  /**
   * Copies octets in, in one piece.
   * @param octets octets, or text whose characters are octets
   * @returns their place, for `view`
   */
  put(octets: Uint8Array | string, start: number, end: number): number {
    const size = this.#memory.length;
    const length = end - start;
    let offset = this.#next % size;
    if (offset + length > size) {
      this.#next += size - offset;
      offset = 0;
    }
    if (typeof octets === "string") {
      const isWhole = length === octets.length;
      this.#memory.write(isWhole ? octets : octets.slice(start, end), offset, "latin1");
    } else if (length === octets.length) this.#memory.set(octets, offset);
    else this.#memory.set(octets.subarray(start, end), offset);
    const place = this.#next;
    this.#next += length;
    return place;
  }

  /** The octets at a place: lent, until more is put in. `undefined` where something newer took their place. */
  view(place: number, length: number): Uint8Array | undefined {
    return this.#view(place, length);
  }

  /** The octets at a place as text, each character one. `undefined` where something newer took their place. */
  text(place: number, length: number): string | undefined {
    return this.#view(place, length)?.toString("latin1");
  }

  #view(place: number, length: number): Buffer | undefined {
    if (place < this.#next - this.#memory.length) return undefined;
    const offset = place % this.#memory.length;
    return this.#memory.subarray(offset, offset + length);
  }
}
