import { type Paint, statusColour } from "../server/index.ts";
import { type OctetSpan, type SecretMasker, visibleOctet } from "../trace/index.ts";
import { WireLine } from "./wire-line.ts";
import { lineEnd, octetText, type WireOutline, type WireSpan } from "./wire-outline.ts";

/** How the lines of one direction look. */
export interface WireStyle {
  /** What stands before each line, painted. */
  readonly prefix: string;
  readonly paint: Paint;
  /** Characters of a line at this moment; `undefined` where lines need not be broken. */
  readonly columns: () => number | undefined;
}

/** Content of one message that is printed; after it, each further piece is only counted. */
const CONTENT_OCTETS_SHOWN = 2048;
/** Octets of content that is not text that are printed, so that a file's magic number can be seen. */
const BINARY_OCTETS_SHOWN = 48;
/** Octets of one line of a head that are printed. */
const HEAD_LINE_OCTETS_SHOWN = 9000;

/** Octets of one read or write, with the secrets among them. */
interface Piece {
  readonly octets: Uint8Array;
  readonly secrets: readonly OctetSpan[];
}

type Colour = ((text: string) => string) | undefined;

/** One direction of one connection as it is printed; it knows where its octets stand between two reads. */
export class WireDirection {
  readonly #style: WireStyle;
  readonly #outline: WireOutline;
  readonly #masker: SecretMasker;
  #contentOctetsLeft = CONTENT_OCTETS_SHOWN;

  constructor(style: WireStyle, outline: WireOutline, masker: SecretMasker) {
    this.#style = style;
    this.#outline = outline;
    this.#masker = masker;
  }

  /** The lines to print for the octets of one read or write. */
  lines(octets: Uint8Array): string[] {
    const piece: Piece = { octets, secrets: this.#masker.secretSpans(octets) };
    const lines: string[] = [];
    for (const span of this.#outline.spans(octets)) {
      if (span.place === "content") lines.push(...this.#contentLines(piece, span));
      else lines.push(...this.#headLine(piece, span));
    }
    return lines;
  }

  #headLine(piece: Piece, span: WireSpan): string[] {
    this.#contentOctetsLeft = CONTENT_OCTETS_SHOWN;
    const { start, end } = span;
    const line = this.#openLine(span.continuesLine);
    const shownEnd = Math.min(end, start + HEAD_LINE_OCTETS_SHOWN);
    const text = octetText(piece.octets, start, shownEnd);
    if (span.place === "start-line") this.#append(line, piece, start, shownEnd, this.#startLineColour(text));
    else {
      const nameEnd = span.continuesLine ? start : start + Math.max(text.indexOf(":"), 0);
      this.#append(line, piece, start, nameEnd, this.#style.paint.cyan);
      this.#append(line, piece, nameEnd, shownEnd, undefined);
    }
    if (shownEnd < end) this.#appendCount(line, end - shownEnd, "more");
    if (!span.isEnded) this.#markBroken(line);
    return line.lines();
  }

  #startLineColour(text: string): Colour {
    const { paint } = this.#style;
    const statusCode = /^HTTP\/[0-9.]+ ([1-9][0-9]{2})(?: |\r|$)/.exec(text)?.[1];
    const colour = statusCode === undefined ? paint.cyan : statusColour(Number(statusCode), paint);
    return (each) => paint.bold(colour(each));
  }

  #contentLines(piece: Piece, span: WireSpan): string[] {
    const { start, end } = span;
    const isText = isMostlyText(piece.octets, start, end);
    const room = isText ? this.#contentOctetsLeft : Math.min(this.#contentOctetsLeft, BINARY_OCTETS_SHOWN);
    const shownEnd = Math.min(end, start + room);
    this.#contentOctetsLeft = isText && shownEnd === end ? this.#contentOctetsLeft - (end - start) : 0;
    if (room === 0) {
      const line = this.#openLine(false);
      this.#appendCount(line, end - start, "of content");
      return line.lines();
    }
    const lines: string[] = [];
    for (let at = start; at < shownEnd; ) {
      const next = Math.min(lineEnd(piece.octets, at), shownEnd);
      const line = this.#openLine(at === start && span.continuesLine);
      this.#append(line, piece, at, next, undefined);
      if (next === shownEnd && shownEnd < end) this.#appendCount(line, end - shownEnd, "more");
      else if (next === end && !span.isEnded && piece.octets[next - 1] !== LF) this.#markBroken(line);
      lines.push(...line.lines());
      at = next;
    }
    return lines;
  }

  #openLine(continuesLine: boolean): WireLine {
    const line = new WireLine(this.#style.prefix, this.#style.columns());
    if (continuesLine) this.#markBroken(line);
    return line;
  }

  /** Marks where a line was broken by the end of a read or write. */
  #markBroken(line: WireLine): void {
    line.append("⋯", this.#style.paint.dim);
  }

  #appendCount(line: WireLine, octetCount: number, what: string): void {
    const octets = octetCount === 1 ? "octet" : "octets";
    line.append(`‹${octetCount.toLocaleString("en")} ${octets} ${what}›`, this.#style.paint.yellow);
  }

  /** Appends octets, each in the colour of what it is; a secret becomes its octet count. */
  #append(line: WireLine, { octets, secrets }: Piece, start: number, end: number, colour: Colour): void {
    const { paint } = this.#style;
    for (let at = start; at < end; ) {
      const secret = secrets.find((span) => span.start <= at && at < span.end);
      if (secret !== undefined) {
        const secretEnd = Math.min(secret.end, end);
        this.#appendCount(line, secretEnd - at, "masked");
        at = secretEnd;
        continue;
      }
      const plainEnd = endOfPlain(octets, at, secrets.find((span) => span.start > at)?.start ?? end, end);
      if (plainEnd > at) line.append(octetText(octets, at, plainEnd), colour);
      else line.appendUnbroken(visibleOctet[octets[at]!]!, isLineEnd(octets[at]!) ? paint.dim : paint.magenta);
      at = Math.max(plainEnd, at + 1);
    }
  }
}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;

function isLineEnd(octet: number): boolean {
  return octet === CR || octet === LF;
}

/** Where the printable ASCII that begins at `start` ends, at the latest at the next secret. */
function endOfPlain(octets: Uint8Array, start: number, secretStart: number, end: number): number {
  const last = Math.min(secretStart, end);
  let at = start;
  while (at < last && octets[at]! >= 0x20 && octets[at]! < 0x7f) at++;
  return at;
}

/** Whether at most one octet in eight of those looked at is a control that text does not have, and none is NUL. */
function isMostlyText(octets: Uint8Array, start: number, end: number): boolean {
  const seenEnd = Math.min(end, start + 512);
  let controls = 0;
  for (let at = start; at < seenEnd; at++) {
    const octet = octets[at]!;
    if (octet === 0) return false;
    if ((octet < 0x20 && !isLineEnd(octet) && octet !== TAB) || octet === 0x7f) controls++;
  }
  return controls * 8 <= seenEnd - start;
}
