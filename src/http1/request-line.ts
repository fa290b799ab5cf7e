import { type HttpVersion, isTchar } from "../semantics/index.ts";
import * as grammar from "./grammar.ts";
import type { EngineLimits } from "./limits.ts";
import { type ProtocolError, refuse, refuseLineEnd } from "./protocol-error.ts";
import type { ReceiveBuffer } from "./receive-buffer.ts";
import type { CountedLimit, PartStanding, RequestLineElement } from "./standing.ts";

// As in field-lines.ts: the module's own constants take less time than imported ones.
const { CR, LF, SP, isDigit, targetOctets } = grammar;
const tchar = isTchar;

/**
 * Reads a request line (RFC 9112 §3), and what may stand before it. Where octets run out it keeps its place, and goes
 * on from there. All places are counted from the buffer's `start`, the first octet of the line.
 */
export class RequestLine {
  methodEnd = 0;
  targetEnd = 0;
  /** All the kinds of octets that the target holds, joined: see `targetOctets`. */
  targetKinds = 0;
  httpVersion: HttpVersion = "HTTP/1.1";

  readonly #limits: EngineLimits;
  #state = BEFORE_LINE;
  #emptyLines = 0;

  constructor(limits: EngineLimits) {
    this.#limits = limits;
  }

  /** Ready for the next request's line. */
  restart(): void {
    this.#state = BEFORE_LINE;
    this.#emptyLines = 0;
    this.targetKinds = 0;
  }

  /**
   * Looks at octets up to the end of the line.
   * @returns whether the line is complete; if not, more octets are needed
   */
  read(buffer: ReceiveBuffer): boolean {
    if (this.#state <= EMPTY_LINE && !this.#readEmptyLines(buffer)) return false;
    if (this.#state === METHOD && !this.#readMethod(buffer)) return false;
    if (this.#state === TARGET && !this.#readTarget(buffer)) return false;
    return this.#readVersion(buffer);
  }

  /** Where the reading stands, for someone to look at. */
  standing(buffer: ReceiveBuffer): PartStanding {
    const { emptyLinesMax, methodOctetsMax } = this.#limits;
    const octets = buffer.at - buffer.start;
    const emptyLines: CountedLimit = { limit: "emptyLinesMax", count: this.#emptyLines, max: emptyLinesMax };
    if (this.#state <= EMPTY_LINE) {
      const element = this.#state === BEFORE_LINE ? "between-requests" : "empty-line";
      return { reading: { element }, counts: [emptyLines] };
    }
    const method: CountedLimit = {
      limit: "methodOctetsMax",
      count: this.#state === METHOD ? octets : this.methodEnd,
      max: methodOctetsMax,
    };
    const counts = [emptyLines, method, this.lineOctets(octets)];
    return { reading: { element: this.#element(octets) }, counts };
  }

  /** So many octets of the line as its limit counts: without CRLF. */
  lineOctets(octets: number): CountedLimit {
    const lineEnd = this.#state === VERSION ? this.targetEnd + 1 + VERSION_OCTETS : octets;
    return {
      limit: "requestLineOctetsMax",
      count: Math.min(octets, lineEnd),
      max: this.#limits.requestLineOctetsMax,
    };
  }

  #element(octets: number): RequestLineElement {
    if (this.#state === METHOD) return "method";
    if (this.#state === TARGET) return "request-target";
    return octets < this.targetEnd + 1 + VERSION_OCTETS ? "HTTP-version" : "request-line-end";
  }

  /** Old clients end content with a CRLF too many (RFC 9112 §2.2): so many are passed over as the limit says. */
  #readEmptyLines(buffer: ReceiveBuffer): boolean {
    while (buffer.at < buffer.end) {
      const octet = buffer.octets[buffer.at]!;
      if (this.#state === BEFORE_LINE) {
        if (octet === TLS_HANDSHAKE) throw refuse("RFC9112-3/TLS");
        if (octet === LF) throw refuseLineEnd(octet);
        if (octet !== CR) {
          this.#state = METHOD;
          return true;
        }
        const { emptyLinesMax } = this.#limits;
        if (this.#emptyLines === emptyLinesMax) throw refuse("RFC9112-2.2/EMPTY-LINES", emptyLinesMax);
        this.#state = EMPTY_LINE;
        buffer.at++;
      } else {
        if (octet !== LF) throw refuseLineEnd(octet);
        this.#state = BEFORE_LINE;
        this.#emptyLines++;
        buffer.at++;
        buffer.release();
      }
    }
    return false;
  }

  /** `method = token` (RFC 9112 §3.1). */
  #readMethod(buffer: ReceiveBuffer): boolean {
    const { octets, start, end } = buffer;
    const { methodOctetsMax } = this.#limits;
    const stop = Math.min(end, start + methodOctetsMax);
    let at = buffer.at;
    while (at < stop && tchar[octets[at]!] !== 0) at++;
    buffer.at = at;
    if (at === end) return false;
    if (tchar[octets[at]!] !== 0) throw refuse("RFC9112-3.1/METHOD-LENGTH", methodOctetsMax);
    if (octets[at] !== SP || at === start) throw refuse("RFC9112-3.1/METHOD-TOKEN");
    if (at - start >= this.#limits.requestLineOctetsMax) throw this.#tooLong();
    this.methodEnd = at - start;
    this.#state = TARGET;
    buffer.at = at + 1;
    return true;
  }

  /** The octets of a `request-target`; what form it has is asked when the line is complete. */
  #readTarget(buffer: ReceiveBuffer): boolean {
    const { octets, start, end } = buffer;
    const lineLimit = start + this.#limits.requestLineOctetsMax;
    const stop = Math.min(end, lineLimit);
    let at = buffer.at;
    let kinds = this.targetKinds;
    while (at < stop) {
      const kind = targetOctets[octets[at]!]!;
      if (kind === 0) break;
      kinds |= kind;
      at++;
    }
    this.targetKinds = kinds;
    buffer.at = at;
    if (at === end) return false;
    if (at === lineLimit) throw this.#tooLong();
    const octet = octets[at];
    if (octet === CR || octet === LF) throw refuse("RFC9112-2.3/VERSION-MISSING");
    if (octet !== SP) throw refuse("RFC9112-3.2/TARGET-OCTET");
    if (kinds === 0) throw refuse("RFC9112-3.2/TARGET-EMPTY");
    this.targetEnd = at - start;
    this.#state = VERSION;
    buffer.at = at + 1;
    return true;
  }

  /** `HTTP-version = HTTP-name "/" DIGIT "." DIGIT` (RFC 9112 §2.3), and the CRLF. */
  #readVersion(buffer: ReceiveBuffer): boolean {
    const { octets, start, end } = buffer;
    const versionStart = start + this.targetEnd + 1;
    const lineLimit = start + this.#limits.requestLineOctetsMax;
    // What nearly every request has is seen in one look: all that is found below, where it is otherwise.
    if (buffer.at === versionStart && versionStart + VERSION_LINE_OCTETS <= Math.min(end, lineLimit)) {
      if (isHttp11(octets, versionStart)) {
        buffer.at = versionStart + VERSION_LINE_OCTETS;
        this.httpVersion = "HTTP/1.1";
        return true;
      }
    }
    for (let at = buffer.at; at < end; at++) {
      const octet = octets[at]!;
      const index = at - versionStart;
      buffer.at = at;
      if (index === VERSION_LINE_OCTETS - 1) {
        if (octet !== LF) throw refuseLineEnd(octet);
        buffer.at = at + 1;
        this.httpVersion = this.#version(octets, start, versionStart);
        return true;
      }
      if (index === VERSION_LINE_OCTETS - 2) {
        if (octet === LF) throw refuseLineEnd(octet);
      } else if (at >= lineLimit) {
        throw this.#tooLong();
      }
      if (!isVersionOctet(octet, index)) throw refuse("RFC9112-2.3/VERSION-SYNTAX");
    }
    buffer.at = end;
    return false;
  }

  /** A later minor version is answered as 1.1, the highest known here (RFC 9110 §2.5). */
  #version(octets: Uint8Array, start: number, versionStart: number): HttpVersion {
    if (octets[versionStart + MAJOR_AT] !== DIGIT_ONE) {
      const isPreface = this.methodEnd === 3 && octets[start] === 0x50 && octets[start + 1] === 0x52;
      throw isPreface ? refuse("RFC9113-3.4/PREFACE") : refuse("RFC9110-2.5/VERSION");
    }
    return octets[versionStart + MINOR_AT] === DIGIT_ZERO ? "HTTP/1.0" : "HTTP/1.1";
  }

  #tooLong(): ProtocolError {
    return refuse("RFC9112-3/REQUEST-LINE-LENGTH", this.#limits.requestLineOctetsMax);
  }
}

/** Whether the ten octets from `at` on are `HTTP/1.1` and CRLF. */
function isHttp11(octets: Uint8Array, at: number): boolean {
  return (
    octets[at] === 0x48 &&
    octets[at + 1] === 0x54 &&
    octets[at + 2] === 0x54 &&
    octets[at + 3] === 0x50 &&
    octets[at + 4] === 0x2f &&
    octets[at + 5] === DIGIT_ONE &&
    octets[at + 6] === 0x2e &&
    octets[at + 7] === DIGIT_ONE &&
    octets[at + 8] === CR &&
    octets[at + 9] === LF
  );
}

function isVersionOctet(octet: number, index: number): boolean {
  const expected = VERSION_PATTERN.charCodeAt(index);
  return expected === DIGIT_ZERO ? isDigit(octet) : octet === expected;
}

const BEFORE_LINE = 0;
const EMPTY_LINE = 1;
const METHOD = 2;
const TARGET = 3;
const VERSION = 4;

/** 0 stands for any digit. */
const VERSION_PATTERN = "HTTP/0.0\r";
const VERSION_LINE_OCTETS = VERSION_PATTERN.length + 1;
const VERSION_OCTETS = VERSION_PATTERN.length - 1;
const MAJOR_AT = 5;
const MINOR_AT = 7;
const DIGIT_ZERO = 0x30;
const DIGIT_ONE = 0x31;

/** The first octet of a TLS record that begins a handshake (RFC 8446 §5.1). */
const TLS_HANDSHAKE = 0x16;
