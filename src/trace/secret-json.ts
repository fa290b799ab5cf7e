import { octetTable } from "../semantics/index.ts";
import { BACKSLASH, CR, isWhiteSpace, LF, QUOTE } from "./secret-octets.ts";
import type { SecretSpans } from "./secret-spans.ts";
import type { SecretValue } from "./secret-value.ts";

/**
 * The value of a JSON member that is a secret (RFC 8259 §3): a string between its quotes, a number or name up to what
 * ends it, an object or array whole. A string ends at LF at the latest, which it cannot have; an object or array at an
 * empty line, which nobody writes in one.
 */
export class SecretJsonValue implements SecretValue {
  readonly #spans: SecretSpans;
  #place: "start" | "string" | "other" | "nested" = "start";
  /** Backslashes that stand before the octet that comes next. */
  #backslashes = 0;
  /** Whether all this is itself in a JSON string: its quotes have a backslash each. */
  #isQuotedItself = false;
  #isInString = false;
  #depth = 0;
  #isLineEmpty = false;

  constructor(spans: SecretSpans) {
    this.#spans = spans;
  }

  /** A colon has been read, and the value begins. */
  begin(): this {
    this.#place = "start";
    this.#backslashes = 0;
    this.#isQuotedItself = false;
    this.#isInString = false;
    this.#depth = 0;
    this.#isLineEmpty = false;
    return this;
  }

  scan(octets: Uint8Array, at: number, to: number): number {
    let next = at;
    if (this.#place === "start") {
      next = this.#start(octets, next, to);
      if (next === to || this.#place === "start") return next === to ? -1 : next;
    }
    if (this.#place === "string") return this.#string(octets, next, to);
    return this.#place === "other" ? this.#other(octets, next, to) : this.#nested(octets, next, to);
  }

  /** White space may come first. What then begins a line, and no value, is none. */
  #start(octets: Uint8Array, at: number, to: number): number {
    let next = at;
    while (next < to && isWhiteSpace(octets[next]!)) {
      if (octets[next] === LF) this.#isLineEmpty = true;
      next++;
    }
    if (next === to) return to;
    const octet = octets[next]!;
    if (octet === BACKSLASH && !this.#isQuotedItself) {
      this.#isQuotedItself = true;
      return this.#start(octets, next + 1, to);
    }
    if (octet === QUOTE) {
      this.#place = "string";
      return next + 1;
    }
    if (octet === OPEN_BRACKET || octet === OPEN_BRACE) this.#place = "nested";
    else if (!this.#isLineEmpty || isOfNumber[octet] === 1) this.#place = "other";
    return next;
  }

  #string(octets: Uint8Array, at: number, to: number): number {
    let start = at;
    for (let next = at; next < to; next++) {
      const octet = octets[next]!;
      if (octet === LF || (octet === QUOTE && this.#isStringEnd())) {
        this.#spans.add(start, next);
        return octet === LF ? next : next + 1;
      }
      if (octet === CR) {
        this.#spans.add(start, next);
        start = next + 1;
      }
      this.#backslashes = octet === BACKSLASH ? this.#backslashes + 1 : 0;
    }
    this.#spans.add(start, to);
    return -1;
  }

  #isStringEnd(): boolean {
    return this.#isQuotedItself ? this.#backslashes % 4 < 2 : this.#backslashes % 2 === 0;
  }

  #other(octets: Uint8Array, at: number, to: number): number {
    let next = at;
    while (next < to && endsOther[octets[next]!] === 0) next++;
    this.#spans.add(at, next);
    return next === to ? -1 : next;
  }

  #nested(octets: Uint8Array, at: number, to: number): number {
    let start = at;
    for (let next = at; next < to; next++) {
      const octet = octets[next]!;
      if (octet === LF && this.#isLineEmpty) return next;
      if (octet === LF || octet === CR) {
        this.#spans.add(start, next);
        start = next + 1;
        if (octet === LF) this.#isLineEmpty = true;
        continue;
      }
      this.#isLineEmpty = false;
      if (!this.#nests(octet)) continue;
      this.#spans.add(start, next + 1);
      return next + 1;
    }
    this.#spans.add(start, to);
    return -1;
  }

  /** Counts brackets that stand in no string; whether this was the last. */
  #nests(octet: number): boolean {
    if (this.#isInString) {
      if (octet === QUOTE && this.#isStringEnd()) this.#isInString = false;
      this.#backslashes = octet === BACKSLASH ? this.#backslashes + 1 : 0;
      return false;
    }
    if (octet === QUOTE) this.#isInString = true;
    else if (octet === OPEN_BRACKET || octet === OPEN_BRACE) this.#depth++;
    else if (octet === CLOSE_BRACKET || octet === CLOSE_BRACE) this.#depth--;
    return this.#depth === 0;
  }
}

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const endsOther = octetTable("\r\n,}]");
const isOfNumber = octetTable("-0123456789");
