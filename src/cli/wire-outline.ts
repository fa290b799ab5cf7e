/** What the next octets of a direction look like. */
export type WirePlace = "start-line" | "field-line" | "content";

/** Octets that belong to one place, from index `start` up to, and not including, `end`. */
export interface WireSpan {
  readonly place: WirePlace;
  readonly start: number;
  readonly end: number;
  /** Whether these octets go on with a line that an earlier read or write broke. */
  readonly continuesLine: boolean;
  /** Whether the line, or the content, has ended with these octets. */
  readonly isEnded: boolean;
}

const LF = 0x0a;
/** Text of a line that is looked at. */
const LINE_OCTETS_SEEN = 9000;

/**
 * Guesses where heads and content lie in one direction of a connection, for looks alone: it believes Content-Length,
 * and else that content lasts until something like a start line comes. The engine alone judges framing.
 */
export class WireOutline {
  readonly #isStartLine: (line: string) => boolean;
  readonly #hasContentWithoutLength: boolean;
  #place: WirePlace = "start-line";
  /** The text so far of a head's line that is not whole yet. */
  #line = "";
  #isInLine = false;
  #lengthOctets: number | undefined;
  #isChunked = false;
  /** Octets of content still to come: Infinity where no one said. */
  #contentOctetsAhead = 0;

  /**
   * @param isStartLine whether a line, with its line end, begins a message of this direction
   * @param hasContentWithoutLength whether a message that announces no content may have some: a response may
   */
  constructor(isStartLine: (line: string) => boolean, hasContentWithoutLength: boolean) {
    this.#isStartLine = isStartLine;
    this.#hasContentWithoutLength = hasContentWithoutLength;
  }

  /** Cuts the octets of one read or write into lines of heads and pieces of content, in order. */
  spans(octets: Uint8Array): WireSpan[] {
    const spans: WireSpan[] = [];
    for (let start = 0; start < octets.length; ) {
      if (this.#place === "content" && this.#isStartLine(lineText(octets, start))) this.#expectStartLine();
      const span = this.#place === "content" ? this.#contentSpan(octets, start) : this.#lineSpan(octets, start);
      spans.push(span);
      start = span.end;
    }
    return spans;
  }

  #contentSpan(octets: Uint8Array, start: number): WireSpan {
    const { length } = octets;
    let end = Math.min(length, start + this.#contentOctetsAhead);
    if (this.#contentOctetsAhead === Number.POSITIVE_INFINITY) {
      end = lineEnd(octets, start);
      while (end < length && !this.#isStartLine(lineText(octets, end))) end = lineEnd(octets, end);
    }
    this.#contentOctetsAhead -= end - start;
    const continuesLine = this.#isInLine;
    const isEnded = this.#contentOctetsAhead === 0;
    this.#isInLine = !isEnded && octets[end - 1] !== LF;
    if (isEnded) this.#expectStartLine();
    return { place: "content", start, end, continuesLine, isEnded };
  }

  #lineSpan(octets: Uint8Array, start: number): WireSpan {
    const end = lineEnd(octets, start);
    const place = this.#place;
    const continuesLine = this.#isInLine;
    const isEnded = octets[end - 1] === LF;
    if (this.#line.length < LINE_OCTETS_SEEN) this.#line += lineText(octets, start);
    this.#isInLine = !isEnded;
    if (isEnded) {
      this.#endLine(this.#line.trim());
      this.#line = "";
    }
    return { place, start, end, continuesLine, isEnded };
  }

  #endLine(line: string): void {
    if (line !== "") {
      if (this.#place === "field-line") this.#readFraming(line.toLowerCase());
      this.#place = "field-line";
    } else if (this.#place === "field-line") this.#expectContent();
  }

  #readFraming(line: string): void {
    const length = /^content-length:[ \t]*([0-9]{1,15})$/.exec(line)?.[1];
    if (length !== undefined) this.#lengthOctets = Number(length);
    if (line.startsWith("transfer-encoding:")) this.#isChunked = true;
  }

  #expectContent(): void {
    const isUnknown = this.#isChunked || (this.#lengthOctets === undefined && this.#hasContentWithoutLength);
    this.#contentOctetsAhead = isUnknown ? Number.POSITIVE_INFINITY : (this.#lengthOctets ?? 0);
    if (this.#contentOctetsAhead === 0) this.#expectStartLine();
    else this.#place = "content";
  }

  #expectStartLine(): void {
    this.#place = "start-line";
    this.#isInLine = false;
    this.#lengthOctets = undefined;
    this.#isChunked = false;
  }
}

/** The index after the next LF, or the end. */
export function lineEnd(octets: Uint8Array, start: number): number {
  const at = octets.indexOf(LF, start);
  return at === -1 ? octets.length : at + 1;
}

/** Octets as characters of the same numbers. */
export function octetText(octets: Uint8Array, start: number, end: number): string {
  return Buffer.from(octets.buffer, octets.byteOffset + start, end - start).toString("latin1");
}

function lineText(octets: Uint8Array, start: number): string {
  return octetText(octets, start, Math.min(lineEnd(octets, start), start + LINE_OCTETS_SEEN));
}
