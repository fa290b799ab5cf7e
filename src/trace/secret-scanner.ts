import { isTchar } from "../semantics/index.ts";
import { SecretJsonValue } from "./secret-json.ts";
import { isMessageBeginning, isMethodOrVersion, type LineKind, type LineStart } from "./secret-lines.ts";
import { NAME_OCTETS_SEEN, type SecretNames } from "./secret-names.ts";
import { type ContentFraming, SecretNotes } from "./secret-notes.ts";
import {
  ASTERISK,
  AT,
  BACKSLASH,
  COLON,
  CR,
  EQUALS,
  endsAuthority,
  HTAB,
  isLineEnd,
  isStopInRequest,
  isStopInResponse,
  isWhiteSpace,
  LF,
  lowerCase,
  nextOf,
  QUOTE,
  SLASH,
  SP,
} from "./secret-octets.ts";
import { OctetsBefore } from "./secret-octets-before.ts";
import type { SecretPlace } from "./secret-place.ts";
import type { SecretSpans } from "./secret-spans.ts";
import { SecretParameter, SecretPart, type SecretValue } from "./secret-value.ts";

/** Which way octets go: what a client sends is looked at more closely, for pages are full of names. */
export type OctetDirection = "request" | "response";

/** Octets of a method that are believed. */
const METHOD_OCTETS_MAX = 32;

/** Finds secrets in the octets of one direction, in whatever pieces they come. It believes no framing. */
export class SecretScanner {
  readonly #names: SecretNames;
  readonly #isRequest: boolean;
  readonly #spans: SecretSpans;
  /** Made when they are needed: most connections bring none. */
  #parameter: SecretParameter | undefined;
  #json: SecretJsonValue | undefined;
  #part: SecretPart | undefined;
  #value: SecretValue | undefined;
  readonly #before = new OctetsBefore();
  readonly #notes: SecretNotes;
  #place: SecretPlace;
  /** The place to go back to where no start line follows the message's end. */
  #placeInSecret: SecretPlace = "value";
  /** How many octets of what is being matched have been seen. */
  #matched = 0;
  #lineStart: LineStart | undefined;
  #isMethod = false;
  #isColonSeen = false;
  /** Whether a colon has come on this line: what follows is no field's name. */
  #isNameOver = false;
  #isLineEmpty = true;
  /** Whether the line before this one was a secret field's, so that a folded line goes on with it. */
  #isSecretLine = false;
  /** Whether this line is a field whose value is a URI reference. */
  #isReferenceLine = false;
  #isHead = true;
  #hasHeadLine = false;
  /** Start line octets after a secret that went up to a message's end. */
  #beginning = "";
  /** Set where a head's empty line has just ended: the scan stops there. */
  endedHead: ContentFraming | undefined;

  /** @param isTarget whether a request target begins with the first octet */
  constructor(names: SecretNames, direction: OctetDirection, spans: SecretSpans, isTarget = false) {
    this.#names = names;
    this.#isRequest = direction === "request";
    this.#spans = spans;
    this.#notes = new SecretNotes(names);
    this.#place = isTarget ? "target-start" : "line-start";
  }

  /** The first octets are not known to begin a line: they may be the rest of a secret. */
  beginInSecret(): void {
    this.#place = "field-value";
  }

  /** A message begins with the next octet, as far as the one before said. A secret goes on where none does. */
  beginMessage(): void {
    this.#isHead = true;
    this.#hasHeadLine = false;
    this.#notes.forgetContent();
    const isNameBegun = this.#place === "line-name" && this.#lineStart !== undefined;
    if (this.#place === "separator" || this.#place === "authority" || isNameBegun) return;
    if (this.#place === "field-value" || this.#place === "value") {
      this.#placeInSecret = this.#place;
      this.#place = "after-message";
      this.#matched = 0;
    } else if (this.#place !== "after-message") this.#beginLine();
  }

  /** Whether nothing is known but that a message begins with the next octet. */
  get isAtMessageStart(): boolean {
    return this.#place === "line-start" && this.#isHead && !this.#hasHeadLine;
  }

  /** The last chunk has come: lines follow up to an empty one, and no content goes on in them. */
  beginTrailers(): void {
    this.#isHead = true;
    this.#hasHeadLine = true;
    this.#notes.forgetContent();
    this.#beginLine();
  }

  #beginLine(): void {
    this.#place = "line-start";
    this.#isLineEmpty = true;
    this.#isSecretLine = false;
    this.#isReferenceLine = false;
  }

  /**
   * Takes octets from `from` up to, and not including, `to`, or up to the end of a head.
   * @returns the index up to which it went
   */
  scan(octets: Uint8Array, from: number, to: number): number {
    this.endedHead = undefined;
    this.#notes.add(octets, from, to);
    this.#before.begin(octets, from);
    let at = from;
    while (at < to && this.endedHead === undefined) at = this.#step(octets, at, to);
    if (this.endedHead === undefined) this.#before.end(at);
    else this.#before.endWhole();
    return at;
  }

  #step(octets: Uint8Array, at: number, to: number): number {
    const place = this.#place;
    if (place === "text") return this.#text(octets, at, to);
    if (place === "line-start") return this.#atLineStart(octets, at, to);
    if (place === "line-name") return this.#lineName(octets, at, to);
    if (place === "target-start") return this.#targetStart(octets, at);
    if (place === "separator") return this.#separator(octets, at);
    if (place === "after-message") return this.#afterMessage(octets, at);
    if (place === "authority") return this.#authority(octets, at, to);
    return place === "field-value" ? this.#fieldValue(octets, at, to) : this.#rest(octets, at, to);
  }

  get #hasParameters(): boolean {
    return this.#isRequest || this.#isReferenceLine;
  }

  /** The rest of a line: on to the next octet that a secret may follow. */
  #text(octets: Uint8Array, start: number, to: number): number {
    const isStop = this.#hasParameters ? isStopInRequest : isStopInResponse;
    for (let at = nextOf(isStop, octets, start, to); at < to; at = nextOf(isStop, octets, at + 1, to)) {
      const octet = octets[at]!;
      if (octet === LF) return this.#endLine(at);
      if (octet === CR) {
        if (at + 1 < to && octets[at + 1] === LF) return this.#endLine(at + 1);
        this.#endLineAtCr();
        return at + 1;
      }
      if (octet === AT) {
        this.#spans.add(this.#before.userinfoStart(at), at);
        continue;
      }
      if (octet === EQUALS) {
        if (!this.#isSecretName(at, false)) continue;
        this.#beginParameter();
        return at + 1;
      }
      this.#colon(at);
      if (this.#place !== "text") return at + 1;
    }
    this.#endInAuthority(to);
    return to;
  }

  /** A colon after a JSON member's name, or a field's. */
  #colon(at: number): void {
    const before = this.#before;
    let end = at;
    while (at - end < NAME_OCTETS_SEEN && isWhiteSpace(before.octet(end - 1))) end--;
    if (before.octet(end - 1) === QUOTE) {
      if (before.octet(end - 2) === BACKSLASH) end--;
      if (this.#isSecretName(end - 1, true)) this.#beginJson();
    } else if (!this.#isNameOver && this.#isSecretName(end, false) && before.isLineStart()) {
      this.#isColonSeen = true;
      this.#place = "separator";
    }
    this.#isNameOver = true;
  }

  /** Whether the name that ends before an index is a secret's. */
  #isSecretName(end: number, isQuoted: boolean): boolean {
    const before = this.#before;
    return (
      before.lookAtName(end, isQuoted) &&
      this.#names.mayHave(before.lastLetter, before.letters, before.pairs) &&
      this.#names.has(before.name())
    );
  }

  /** LF ends a line, whatever it is. */
  #endLine(at: number): number {
    this.#notes.endLine(this.#isHead);
    const isEmpty = this.#place === "line-start" && this.#isLineEmpty;
    this.#isSecretLine = this.#place === "field-value" || this.#place === "separator";
    this.#isReferenceLine = false;
    this.#place = "line-start";
    if (!isEmpty) this.#hasHeadLine = true;
    else if (this.#notes.isSecretPart) {
      this.#notes.isSecretPart = false;
      this.#part ??= new SecretPart(this.#spans);
      this.#beginValue(this.#part.begin(this.#notes.boundary));
    } else if (this.#isHead && this.#hasHeadLine) {
      this.#isHead = false;
      this.endedHead = this.#notes.framing;
    }
    this.#isLineEmpty = true;
    return at + 1;
  }

  /** A bare CR may begin a line. */
  #endLineAtCr(): void {
    this.#notes.endLine(this.#isHead);
    this.#isSecretLine = this.#isSecretLine && this.#place === "line-start";
    if (this.#place !== "line-start") this.#isLineEmpty = false;
    this.#place = "line-start";
  }

  #atLineStart(octets: Uint8Array, at: number, to: number): number {
    const octet = octets[at]!;
    if (octet === LF) return this.#endLine(at);
    if (octet === CR) {
      this.#endLineAtCr();
      return at + 1;
    }
    this.#isLineEmpty = false;
    if (octet === SP || octet === HTAB) {
      if (!this.#isSecretLine) return at + 1;
      this.#place = "field-value";
      return this.#fieldValue(octets, at, to);
    }
    this.#isSecretLine = false;
    this.#isNameOver = false;
    this.#matched = 0;
    this.#lineStart = this.#names.firstLineStart;
    this.#isMethod = this.#isRequest;
    this.#place = "line-name";
    return this.#lineName(octets, at, to);
  }

  /** Most lines begin with octets that no line begins with that decides about secrets. */
  #lineName(octets: Uint8Array, start: number, to: number): number {
    let lineStart = this.#lineStart;
    for (let at = start; at < to; at++) {
      const octet = octets[at]!;
      if (lineStart?.kind === "named" && isTchar[octet] !== 1 && octet !== EQUALS) return this.#beginSeparator(at);
      if (this.#isMethod) {
        if (octet === SP && this.#matched > 0) {
          this.#place = "target-start";
          return at + 1;
        }
        this.#matched++;
        this.#isMethod = octet >= 0x41 && octet <= 0x5a && this.#matched <= METHOD_OCTETS_MAX;
      }
      lineStart = lineStart?.next[lowerCase[octet]!];
      if (lineStart === undefined) {
        if (this.#isMethod) continue;
        this.#place = "text";
        return this.#text(octets, at, to);
      }
      const { kind } = lineStart;
      if (kind === undefined || kind === "named") continue;
      if (kind === "secret") return this.#beginSeparator(at + 1);
      this.#beginText(kind, octets, at + 1, to);
      return at + 1;
    }
    this.#lineStart = lineStart;
    return to;
  }

  #beginSeparator(at: number): number {
    this.#place = "separator";
    this.#isColonSeen = false;
    return at;
  }

  /** A line whose text decides is read once for secrets, and once for what it says. */
  #beginText(kind: Exclude<LineKind, "secret" | "named">, octets: Uint8Array, at: number, to: number): void {
    this.#place = "text";
    if (kind === "reference") {
      this.#isReferenceLine = true;
      return;
    }
    if (!this.#isRequest && kind !== "coding") return;
    this.#notes.begin(kind);
    this.#notes.add(octets, at, to);
  }

  #targetStart(octets: Uint8Array, at: number): number {
    const octet = octets[at]!;
    if (octet === SP || octet === HTAB) return at + 1;
    this.#place = octet === SLASH || octet === ASTERISK ? "text" : "authority";
    return at;
  }

  /** What comes last may be userinfo that goes on. */
  #endInAuthority(to: number): void {
    const start = this.#before.authorityStart(to);
    if (start === -1) return;
    this.#spans.add(start, to);
    this.#place = "authority";
  }

  /**
   * What comes before the last "@" of an authority is userinfo. It is known to be some only at the "@": where the
   * octets end before, it is masked in case it is.
   */
  #authority(octets: Uint8Array, start: number, to: number): number {
    let userinfoEnd = start;
    for (let at = nextOf(endsAuthority, octets, start, to); at < to; at = nextOf(endsAuthority, octets, at + 1, to)) {
      const octet = octets[at]!;
      if (octet === AT) userinfoEnd = at;
      else if (octet !== EQUALS || !this.#hasParameters) {
        this.#spans.add(start, userinfoEnd);
        this.#place = "text";
        return at;
      } else if (this.#isSecretName(at, false)) {
        this.#spans.add(start, userinfoEnd);
        this.#beginParameter();
        return at + 1;
      }
    }
    this.#spans.add(start, to);
    return to;
  }

  /** White space and one colon come before a field's value. */
  #separator(octets: Uint8Array, at: number): number {
    const octet = octets[at]!;
    if (octet === LF) return this.#endLine(at);
    if (octet === SP || octet === HTAB || octet === CR) return at + 1;
    const isColon = octet === COLON && !this.#isColonSeen;
    if (isColon) this.#isColonSeen = true;
    else this.#place = "field-value";
    return isColon ? at + 1 : at;
  }

  /** A bare CR never ends a secret. */
  #fieldValue(octets: Uint8Array, start: number, to: number): number {
    const end = nextOf(isLineEnd, octets, start, to);
    this.#spans.add(start, end);
    if (end === to) return to;
    return octets[end] === LF ? this.#endLine(end) : end + 1;
  }

  #beginParameter(): void {
    this.#parameter ??= new SecretParameter(this.#spans);
    this.#beginValue(this.#parameter.begin(this.#notes.isJson));
  }

  #beginJson(): void {
    this.#json ??= new SecretJsonValue(this.#spans);
    this.#beginValue(this.#json.begin());
  }

  #beginValue(value: SecretValue): void {
    this.#value = value;
    this.#place = "value";
  }

  /** The rest of a value. */
  #rest(octets: Uint8Array, at: number, to: number): number {
    const end = this.#value!.scan(octets, at, to);
    if (end === -1) return to;
    this.#place = "text";
    if (this.#before.octet(end - 1) === LF) this.#beginLine();
    return end;
  }

  /** What is no start line's is the secret's. */
  #afterMessage(octets: Uint8Array, at: number): number {
    const octet = octets[at]!;
    if (this.#matched === 0 && octet === CR) return at + 1;
    if (this.#matched === 0 && octet === LF) {
      this.#beginLine();
      return at + 1;
    }
    const seen = this.#matched === 0 ? String.fromCharCode(octet) : this.#beginning + String.fromCharCode(octet);
    this.#beginning = seen;
    this.#matched++;
    this.#isLineEmpty = false;
    if (!isMessageBeginning(seen, this.#isRequest)) {
      this.#place = this.#placeInSecret;
      return at;
    }
    if (isMethodOrVersion(seen)) this.#place = this.#isRequest ? "target-start" : "text";
    return at + 1;
  }
}
