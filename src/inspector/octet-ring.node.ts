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
      latin1Write.call(this.#memory, length === octets.length ? octets : octets.slice(start, end), offset);
    } else if (length === octets.length) this.#memory.set(octets, offset);
    else this.#memory.set(octets.subarray(start, end), offset);
    const place = this.#next;
    this.#next += length;
    return place;
  }

  /** The octets at a place: lent, until more is put in. `undefined` where something newer took their place. */
  view(place: number, length: number): Uint8Array | undefined {
    if (!this.#has(place)) return undefined;
    const { buffer, byteOffset, length: size } = this.#memory;
    return new Uint8Array(buffer, byteOffset + (place % size), length);
  }

  /** The octets at a place as text, each character one. `undefined` where something newer took their place. */
  text(place: number, length: number): string | undefined {
    if (!this.#has(place)) return undefined;
    const offset = place % this.#memory.length;
    return latin1Slice.call(this.#memory, offset, offset + length);
  }

  /** One octet. `undefined` where something newer took its place. */
  octetAt(place: number): number | undefined {
    return this.#has(place) ? this.#memory[place % this.#memory.length] : undefined;
  }

  #has(place: number): boolean {
    return place >= this.#next - this.#memory.length;
  }
}

/** What `write` and `toString` come to once they have looked at their arguments. */
interface Latin1 {
  latin1Write(this: Buffer, text: string, offset: number): number;
  latin1Slice(this: Buffer, start: number, end: number): string;
}
const { latin1Write, latin1Slice } = Buffer.prototype as unknown as Latin1;
