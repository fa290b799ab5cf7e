import { FieldSection, isFieldContent, isTchar, SPANS_PER_LINE } from "../semantics/index.ts";
import * as grammar from "./grammar.ts";
import { type ProtocolError, refuse, refuseLineEnd } from "./protocol-error.ts";
import type { ReceiveBuffer } from "./receive-buffer.ts";
import type { FieldLineElement, PartStanding, SectionName } from "./standing.ts";

// An imported constant is loaded and checked wherever it is used, one of the module's own is not: a tenth of the time.
const { COLON, CR, HTAB, LF, SP } = grammar;
const tchar = isTchar;
const fieldContent = isFieldContent;
const PER_LINE = SPANS_PER_LINE;

/** The limits of one field section, and the errors of exceeding them. */
export interface FieldLinesLimits {
  readonly section: SectionName;
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
  /** Lines that were read. */
  lineCount = 0;

  readonly #limits: FieldLinesLimits;
  #state = LINE_START;
  #sectionStart = 0;
  /** Four places a line, as `FieldSection.received` wants them, noted as soon as each is known. */
  #spans: number[] = noSpans;

  constructor(limits: FieldLinesLimits) {
    this.#limits = limits;
  }

  /** Ready for a section whose first octet lies `sectionStart` octets after the buffer's `start`. */
  restart(sectionStart: number): void {
    this.#state = LINE_START;
    this.#sectionStart = sectionStart;
    this.lineCount = 0;
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
    return FieldSection.received(text, spans.slice(0, this.lineCount * PER_LINE));
  }

  /** Where the value of that line lies, and where it ends, counted from the buffer's `start`. */
  valueStart(line: number): number {
    return this.#spans[line * PER_LINE + 2]!;
  }

  valueEnd(line: number): number {
    return this.#spans[line * PER_LINE + 3]!;
  }

  /** Where the reading stands, for someone to look at. */
  standing(buffer: ReceiveBuffer): PartStanding {
    const { section, octetsMax, linesMax } = this.#limits;
    const octets = buffer.at - buffer.start - this.#sectionStart - (this.#state === SECTION_LF ? 1 : 0);
    return {
      reading: { element: elements[this.#state]!, section, line: this.lineCount + 1 },
      counts: [
        { limit: `${section}SectionOctetsMax`, count: octets, max: octetsMax },
        { limit: `${section}LinesMax`, count: this.lineCount, max: linesMax },
      ],
    };
  }

  /**
   * Looks at octets up to the end of the section.
   * @returns whether the section is complete; if not, more octets are needed
   */
  read(buffer: ReceiveBuffer): boolean {
    const { octets, start, end, view } = buffer;
    const sectionLimit = start + this.#sectionStart + this.#limits.octetsMax;
    const stop = Math.min(end, sectionLimit);
    const spans = this.#spans;
    let at = buffer.at;
    let state = this.#state;
    let place = this.lineCount * PER_LINE;
    for (;;) {
      if (state === LINE_START) {
        if (at === end) break;
        buffer.at = at;
        if (octets[at] === CR) {
          at++;
          state = SECTION_LF;
        } else {
          if (at >= sectionLimit) throw this.#limits.tooLarge();
          if (tchar[octets[at]!] === 0) checkLineStart(octets[at]!, place === 0);
          if (this.lineCount === this.#limits.linesMax) throw this.#limits.tooManyLines();
          spans[place] = at - start;
          state = NAME;
        }
      }
      if (state === NAME) {
        while (at < stop && tchar[octets[at]!] !== 0) at++;
        buffer.at = at;
        if (at === stop && this.#needsOctets(at, end)) break;
        const nameStart = spans[place]!;
        const lengthOctets = at - start - nameStart;
        if (octets[at] !== COLON || lengthOctets === 0) throw refuseNameEnd(octets[at]!);
        spans[place + 1] = at - start;
        if (mayBeKnown(lengthOctets)) this.#recognise(octets, start + nameStart, lengthOctets);
        at++;
        state = BEFORE_VALUE;
      }
      if (state === BEFORE_VALUE) {
        while (at < stop && isWhiteSpace(octets[at]!)) at++;
        if (at === end) break;
        spans[place + 2] = at - start;
        state = VALUE;
      }
      if (state === VALUE) {
        at = skipFieldContent(octets, view, at, stop);
        buffer.at = at;
        if (at === stop && this.#needsOctets(at, end)) break;
        if (octets[at] !== CR) throw octets[at] === LF ? refuseLineEnd(LF) : refuse("RFC9110-5.5/VALUE-OCTET");
        const valueStart = start + spans[place + 2]!;
        let valueEnd = at;
        while (valueEnd > valueStart && isWhiteSpace(octets[valueEnd - 1]!)) valueEnd--;
        spans[place + 3] = valueEnd - start;
        at++;
        state = LINE_LF;
      }
      if (at === end) break;
      buffer.at = at;
      if (state === LINE_LF && at === stop) throw this.#limits.tooLarge();
      if (octets[at] !== LF) throw refuseLineEnd(octets[at]);
      at++;
      if (state === SECTION_LF) {
        buffer.at = at;
        return true;
      }
      this.lineCount++;
      place += PER_LINE;
      state = LINE_START;
    }
    buffer.at = at;
    this.#state = state;
    return false;
  }

  /** Whether the octets have run out at the stop; where some are there but too many, the section is too large. */
  #needsOctets(at: number, end: number): boolean {
    if (at !== end) throw this.#limits.tooLarge();
    return true;
  }

  /** Notes the lines that decide about framing, persistence and the like, by the length of their names first. */
  #recognise(octets: Uint8Array, at: number, lengthOctets: number): void {
    const line = this.lineCount;
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

/** No line begins with an octet that was found to be no `tchar`; some of them tell what was meant. */
function checkLineStart(octet: number, isFirst: boolean): void {
  if (octet === LF) throw refuseLineEnd(octet);
  if (isWhiteSpace(octet)) throw isFirst ? refuse("RFC9112-2.2/LEADING-WHITESPACE") : refuse("RFC9112-5.2/OBS-FOLD");
}

/** The octet that ends a name is not the colon behind one. */
function refuseNameEnd(octet: number): ProtocolError {
  if (octet === COLON) return refuse("RFC9112-5.1/NAME-EMPTY");
  if (isWhiteSpace(octet)) return refuse("RFC9112-5.1/SPACE-BEFORE-COLON");
  if (octet === CR || octet === LF) return refuse("RFC9112-5/COLON-MISSING");
  return refuse("RFC9110-5.1/NAME-TOKEN");
}

function isWhiteSpace(octet: number): boolean {
  return octet === SP || octet === HTAB;
}

/**
 * The first octet at or after `from` that no field value may hold, or `stop`. It goes in steps of eight octets as long
 * as each is between SP and "~"; in `others` and `laterOthers`, the top bit of the first that is not is set, and of
 * none before it. Any other octet stops it, for few values hold one.
 */
function skipFieldContent(octets: Uint8Array, memory: DataView, from: number, stop: number): number {
  const { byteOffset } = octets;
  const lastEight = byteOffset + stop - 8;
  let at = byteOffset + from;
  while (at <= lastEight) {
    const four = memory.getInt32(at, true);
    const others = (four | (four + 0x01010101) | (four - 0x20202020)) & 0x80808080;
    if (others !== 0) {
      at += firstMarked(others);
      break;
    }
    const later = memory.getInt32(at + 4, true);
    const laterOthers = (later | (later + 0x01010101) | (later - 0x20202020)) & 0x80808080;
    if (laterOthers !== 0) {
      at += 4 + firstMarked(laterOthers);
      break;
    }
    at += 8;
  }
  at -= byteOffset;
  while (at < stop && fieldContent[octets[at]!] !== 0) at++;
  return at;
}

/** The index of the lowest of four octets whose top bit is set. */
function firstMarked(octets: number): number {
  return (31 - Math.clz32(octets & -octets)) >> 3;
}

/** Whether the octets at `at` spell this lower-case name; all of them are known to be `tchar`. */
function isNamed(octets: Uint8Array, at: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    if ((octets[at + index]! | 0x20) !== name.charCodeAt(index)) return false;
  }
  return true;
}

/** Whether `#recognise` knows a name of this length; its shifts see the lower five bits alone, which is no harm. */
function mayBeKnown(lengthOctets: number): boolean {
  return ((KNOWN_LENGTHS >>> lengthOctets) & 1) !== 0;
}

const KNOWN_LENGTHS = (1 << 4) | (1 << 6) | (1 << 7) | (1 << 10) | (1 << 14) | (1 << 17);

const LINE_START = 0;
const NAME = 1;
const BEFORE_VALUE = 2;
const VALUE = 3;
const LINE_LF = 4;
const SECTION_LF = 5;

/** What is being read in each of these states, in their order. */
const elements: readonly FieldLineElement[] = [
  "field-line",
  "field-name",
  "OWS",
  "field-value",
  "field-line-end",
  "section-end",
];

/** Sections are read one after the other, mostly: the array that one was read into is the next one's. */
let spareSpans: number[] | undefined;
const noSpans: number[] = [];
