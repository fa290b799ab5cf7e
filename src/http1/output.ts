import type { OctetText } from "./octet-text.ts";

/**
 * The octets that wait to be taken: text whose characters are octets, as long as nothing large comes between, so that
 * all of it leaves in one piece.
 */
export class Output {
  readonly #octetText: OctetText;
  #text = "";
  #pieces: (string | Uint8Array)[] | undefined;
  /** Octets in `#pieces`. */
  #piecesOctets = 0;

  constructor(octetText: OctetText) {
    this.#octetText = octetText;
  }

  get octets(): number {
    return this.#piecesOctets + this.#text.length;
  }

  /** Text whose characters are octets. */
  writeText(text: string): void {
    this.#text += text;
  }

  /** Octets; few of them become text, many are kept as they are, and must not change any more. */
  writeOctets(octets: Uint8Array): void {
    if (octets.length <= OCTETS_AS_TEXT_MAX) {
      this.#text += this.#octetText.latin1(octets, 0, octets.length);
      return;
    }
    this.#pieces ??= [];
    if (this.#text !== "") this.#pieces.push(this.#text);
    this.#pieces.push(octets);
    this.#piecesOctets += this.#text.length + octets.length;
    this.#text = "";
  }

  /** Any text, as UTF-8; `lengthOctets` is what it takes so. */
  writeUtf8(text: string, lengthOctets: number): void {
    if (lengthOctets === text.length) this.#text += text;
    else this.writeOctets(this.#octetText.utf8(text));
  }

  /** Takes all; `undefined` where there is nothing. */
  take(): string | readonly (string | Uint8Array)[] | undefined {
    const text = this.#text;
    this.#text = "";
    const pieces = this.#pieces;
    if (pieces === undefined) return text === "" ? undefined : text;
    if (text !== "") pieces.push(text);
    this.#pieces = undefined;
    this.#piecesOctets = 0;
    return pieces;
  }
}

/** Up to here a copy is cheaper than a write of several pieces. */
const OCTETS_AS_TEXT_MAX = 4096;
