import { FieldSection, isFieldContent, isTchar, SPANS_PER_LINE } from "../semantics/index.ts";
import { COLON, CR, HTAB, LF, SP } from "./grammar.ts";
import { type ProtocolError, refuse, refuseLineEnd } from "./protocol-error.ts";
import type { ReceiveBuffer } from "./receive-buffer.ts";

/** The limits of one field section, and the errors of exceeding them. */
export interface FieldLinesLimits {
  readonly octetsMax: number;
  readonly linesMax: number;
  readonly tooLarge: () => ProtocolError;
  readonly tooManyLines: () => ProtocolError;
}

/**
 * Reads the field lines of a header or trailer section and the empty line after them (RFC 9112 §5). It goes over the
 * octets once, keeps its place where they run out, and makes no text: it notes where names and values lie, and which
 * lines carry the fields that the engine itself must know.
 */
export class FieldLines {
  /** The index of the first line of each name the engine reads itself; -1 where there is none. */
  hostLine = -1;
  contentLengthLine = -1;
  transferEncodingLine = -1;
  connectionLine = -1;
  expectLine = -1;
  upgradeLine = -1;
  /** Whether another line of the same name came. */
  isHostRepeated = false;
  isConnectionRepeated = false;

  readonly #limits: FieldLinesLimits;
  #state = LINE_START;
  #sectionStart = 0;
  #lineCount = 0;
  /** Four places a line, as `FieldSection.received` wants them, noted as soon as each is known. */
  #spans: number[] = noSpans;

  constructor(limits: FieldLinesLimits) {
    this.#limits = limits;
  }

  get lineCount(): number {
    return this.#lineCount;
  }

  /** Ready for a section whose first octet lies `sectionStart` octets after the buffer's `start`. */
  restart(sectionStart: number): void {
    this.#state = LINE_START;
    this.#sectionStart = sectionStart;
    this.#lineCount = 0;
    this.hostLine = this.contentLengthLine = this.transferEncodingLine = -1;
    this.connectionLine = this.expectLine = this.upgradeLine = -1;
    this.isHostRepeated = this.isConnectionRepeated = false;
    this.#spans = spareSpans ?? [];
    spareSpans = undefined;
  }

  /** The section that was read; `text` holds the octets from the buffer's `start` on. */
  section(text: string): FieldSection {
    const spans = this.#spans;
    this.#spans = noSpans;
    spareSpans = spans;
    return FieldSection.received(text, spans.slice(0, this.#lineCount * SPANS_PER_LINE));
  }

  /** Where the value of that line lies, and where it ends, counted from the buffer's `start`. */
  valueStart(line: number): number {
    return this.#spans[line * SPANS_PER_LINE + 2]!;
  }

  valueEnd(line: number): number {
    return this.#spans[line * SPANS_PER_LINE + 3]!;
  }

  /**
   * Looks at octets up to the end of the section.
   * @returns whether the section is complete; if not, more octets are needed
   */
  read(buffer: ReceiveBuffer): boolean {
    const { octets, start, end } = buffer;
    const sectionLimit = start + this.#sectionStart + this.#limits.octetsMax;
    const stop = Math.min(end, sectionLimit);
    const view = buffer.view;
    const spans = this.#spans;
    let at = buffer.at;
    let state = this.#state;
    for (;;) {
      if (state === LINE_START) {
        if (at === end) break;
        if (octets[at] === CR) {
          at++;
          state = SECTION_LF;
        } else {
          buffer.at = at;
          if (at >= sectionLimit) throw this.#limits.tooLarge();
          this.#beginLine(octets[at]!);
          spans[this.#lineCount * SPANS_PER_LINE] = at - start;
          state = NAME;
        }
      }
      if (state === NAME) {
        while (at < stop && isTchar[octets[at]!] !== 0) at++;
        buffer.at = at;
        if (this.#needsOctets(at, stop, end)) break;
        this.#endName(octets, at, start);
        at++;
        state = BEFORE_VALUE;
      }
      if (state === BEFORE_VALUE) {
        while (at < stop && (octets[at] === SP || octets[at] === HTAB)) at++;
        if (at === end) break;
        spans[this.#lineCount * SPANS_PER_LINE + 2] = at - start;
        state = VALUE;
      }
      if (state === VALUE) {
        at = skipFieldContent(octets, view, at, stop);
        buffer.at = at;
        if (this.#needsOctets(at, stop, end)) break;
        if (octets[at] !== CR) throw octets[at] === LF ? refuseLineEnd(LF) : refuse("RFC9110-5.5/VALUE-OCTET");
        this.#endValue(octets, at, start);
        at++;
        state = LINE_LF;
      }
      if (state === LINE_LF) {
        buffer.at = at;
        if (this.#needsOctets(at, stop, end)) break;
        if (octets[at] !== LF) throw refuseLineEnd(octets[at]);
        at++;
        this.#lineCount++;
        state = LINE_START;
      } else if (state === SECTION_LF) {
        buffer.at = at;
        if (at === end) break;
        if (octets[at] !== LF) throw refuseLineEnd(octets[at]);
        buffer.at = at + 1;
        return true;
      }
    }
    buffer.at = at;
    this.#state = state;
    return false;
  }

  /** Whether there is nothing to look at; where octets are there but too many, the section is too large. */
  #needsOctets(at: number, stop: number, end: number): boolean {
    if (at !== stop) return false;
    if (at !== end) throw this.#limits.tooLarge();
    return true;
  }

  #beginLine(octet: number): void {
    if (octet === LF) throw refuseLineEnd(octet);
    if (octet === SP || octet === HTAB) {
      throw this.#lineCount === 0 ? refuse("RFC9112-2.2/LEADING-WHITESPACE") : refuse("RFC9112-5.2/OBS-FOLD");
    }
    if (this.#lineCount === this.#limits.linesMax) throw this.#limits.tooManyLines();
  }

  /** The octet at `at` is the first that is not of the name. */
  #endName(octets: Uint8Array, at: number, start: number): void {
    const octet = octets[at];
    const place = this.#lineCount * SPANS_PER_LINE;
    const nameStart = this.#spans[place]!;
    const lengthOctets = at - start - nameStart;
    if (octet === COLON && lengthOctets > 0) {
      this.#spans[place + 1] = at - start;
      this.#recognise(octets, start + nameStart, lengthOctets);
      return;
    }
    if (octet === COLON) throw refuse("RFC9112-5.1/NAME-EMPTY");
    if (octet === SP || octet === HTAB) throw refuse("RFC9112-5.1/SPACE-BEFORE-COLON");
    if (octet === CR || octet === LF) throw refuse("RFC9112-5/COLON-MISSING");
    throw refuse("RFC9110-5.1/NAME-TOKEN");
  }

  /** The CR of the line stands at `at`; white space before it is not of the value. */
  #endValue(octets: Uint8Array, at: number, start: number): void {
    const place = this.#lineCount * SPANS_PER_LINE;
    const valueStart = start + this.#spans[place + 2]!;
    let valueEnd = at;
    while (valueEnd > valueStart && (octets[valueEnd - 1] === SP || octets[valueEnd - 1] === HTAB)) valueEnd--;
    this.#spans[place + 3] = valueEnd - start;
  }

  /** Notes the lines that decide about framing, persistence and the like, by the length of their names first. */
  #recognise(octets: Uint8Array, at: number, lengthOctets: number): void {
    const line = this.#lineCount;
    switch (lengthOctets) {
      case 4:
        if (!isNamed(octets, at, "host")) return;
        if (this.hostLine === -1) this.hostLine = line;
        else this.isHostRepeated = true;
        return;
      case 6:
        if (this.expectLine === -1 && isNamed(octets, at, "expect")) this.expectLine = line;
        return;
      case 7:
        if (this.upgradeLine === -1 && isNamed(octets, at, "upgrade")) this.upgradeLine = line;
        return;
      case 10:
        if (!isNamed(octets, at, "connection")) return;
        if (this.connectionLine === -1) this.connectionLine = line;
        else this.isConnectionRepeated = true;
        return;
      case 14:
        if (this.contentLengthLine === -1 && isNamed(octets, at, "content-length")) this.contentLengthLine = line;
        return;
      case 17:
        if (this.transferEncodingLine === -1 && isNamed(octets, at, "transfer-encoding")) {
          this.transferEncodingLine = line;
        }
        return;
    }
  }
}

/**
 * The first octet at or after `at` that no field value may hold, or `stop`. It goes in steps of four octets as long as
 * each is between 0x20 and 0xff and not DEL: in `less`, the top bit of an octet is set where it, or one below it, is
 * less than 0x20; in `zero`, where it, or one below it, is 0 after DEL was made 0. HTAB stops it, and is no hurry.
 */
function skipFieldContent(octets: Uint8Array, memory: DataView, at: number, stop: number): number {
  const lastFour = stop - 4;
  const { byteOffset } = octets;
  while (at <= lastFour) {
    const four = memory.getInt32(byteOffset + at, true);
    const withoutDel = four ^ 0x7f7f7f7f;
    const less = (four - 0x20202020) & ~four;
    const zero = (withoutDel - 0x01010101) & ~withoutDel;
    if (((less | zero) & 0x80808080) !== 0) break;
    at += 4;
  }
  while (at < stop && isFieldContent[octets[at]!] !== 0) at++;
  return at;
}

/** Whether the octets at `at` spell this lower-case name; all of them are known to be `tchar`. */
function isNamed(octets: Uint8Array, at: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    if ((octets[at + index]! | 0x20) !== name.charCodeAt(index)) return false;
  }
  return true;
}

const LINE_START = 0;
const NAME = 1;
const BEFORE_VALUE = 2;
const VALUE = 3;
const LINE_LF = 4;
const SECTION_LF = 5;

/** Sections are read one after the other, mostly: the array that one was read into is the next one's. */
let spareSpans: number[] | undefined;
const noSpans: number[] = [];
