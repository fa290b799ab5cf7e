/** Octets of a line at the most; a longer one is passed on in pieces. */
const LINE_OCTETS_MAX = 1_048_576;
const LINE_FEED = 0x0a;

/**
 * Makes whole lines of what one process writes piece by piece, so that the lines of several do not run into each other.
 */
export class WholeLines {
  readonly #writeLines: (text: string) => void;
  #pieces: Uint8Array[] = [];
  #octets = 0;

  /** @param writeLines takes one line or several, without a line end after the last */
  constructor(writeLines: (text: string) => void) {
    this.#writeLines = writeLines;
  }

  /** Takes octets of text in UTF-8, which are kept as they are until their line ends. */
  add(octets: Uint8Array): void {
    const lineEnd = octets.lastIndexOf(LINE_FEED);
    if (lineEnd === -1) this.#keep(octets);
    else {
      this.#write(octets.subarray(0, lineEnd));
      if (lineEnd + 1 < octets.length) this.#keep(octets.subarray(lineEnd + 1));
    }
    if (this.#octets > LINE_OCTETS_MAX) this.end();
  }

  /** Passes on what has no line end. */
  end(): void {
    if (this.#octets > 0) this.#write(new Uint8Array(0));
  }

  #keep(octets: Uint8Array): void {
    this.#pieces.push(octets);
    this.#octets += octets.length;
  }

  #write(last: Uint8Array): void {
    const decoder = new TextDecoder();
    let text = "";
    for (const piece of this.#pieces) text += decoder.decode(piece, { stream: true });
    text += decoder.decode(last);
    this.#pieces = [];
    this.#octets = 0;
    this.#writeLines(text);
  }
}
