import { hexDigitPlusOne } from "../semantics/index.ts";
import { CR, HTAB, LF, SP } from "./secret-octets.ts";

/** Digits of a chunk's size that are believed. */
const SIZE_DIGITS_MAX = 12;
const SEMICOLON = 0x3b;

/**
 * The framing of chunked content (RFC 9112 §7.1), followed so that a secret is known as one across chunks. It judges
 * nothing: where it does not understand, it says so, and octets are taken as they come.
 */
export class ChunkFraming {
  #place: "size" | "rest" | "data" | "data-end" = "size";
  #digits = 0;
  #size = 0;
  /** Octets of the chunk's data still to come. */
  dataOctetsAhead = 0;
  /** Whether the last chunk's line has ended. */
  isOver = false;
  isBroken = false;
  /**
   * What was taken for framing and may have been something else, each character an octet: the "C" of "Cookie" where a
   * chunk's size should be. What comes before it surely was framing or data.
   */
  doubtful = "";

  /** Reads what is not data, as far as it goes; the index where data, or what follows the last chunk, begins. */
  read(octets: Uint8Array, at: number): number {
    let next = at;
    while (next < octets.length && !this.isOver && !this.isBroken && this.dataOctetsAhead === 0) {
      const octet = octets[next]!;
      if (!this.#takes(octet)) {
        this.isBroken = true;
        return next;
      }
      if (this.#place !== "data-end" && this.#digits === 0) this.doubtful = "";
      else if (this.#place !== "rest") this.doubtful += String.fromCharCode(octet);
      next++;
    }
    return next;
  }

  /** Whether a line begins with what is doubtful. */
  get isAtLineStart(): boolean {
    return this.#place !== "data-end";
  }

  /** So many octets of data have come. */
  passData(octetCount: number): void {
    this.dataOctetsAhead -= octetCount;
    this.doubtful = "";
    if (this.dataOctetsAhead === 0) this.#place = "data-end";
  }

  #takes(octet: number): boolean {
    if (this.#place === "data-end") {
      if (octet === LF) this.#startSize();
      return octet === LF || (octet === CR && this.doubtful === "");
    }
    if (this.#place === "size") {
      const digit = hexDigitPlusOne[octet] ?? 0;
      if (digit > 0) {
        this.#size = this.#size * 16 + digit - 1;
        this.#digits++;
        return this.#digits <= SIZE_DIGITS_MAX;
      }
      this.#place = "rest";
      if (this.#digits === 0 || !endsSize(octet)) return false;
    }
    if (octet === LF) {
      this.isOver = this.#size === 0;
      this.dataOctetsAhead = this.#size;
      this.#place = "data";
    }
    return true;
  }

  #startSize(): void {
    this.#place = "size";
    this.#digits = 0;
    this.#size = 0;
  }
}

function endsSize(octet: number): boolean {
  return octet === CR || octet === LF || octet === SP || octet === HTAB || octet === SEMICOLON;
}
