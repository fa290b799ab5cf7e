import { octetTable } from "../semantics/index.ts";
import { AMPERSAND, CR, LF, QUOTE, SP } from "./secret-octets.ts";
import type { SecretSpans } from "./secret-spans.ts";

/** A secret whose end its own grammar tells. */
export interface SecretValue {
  /**
   * Takes octets as far as the value goes, and masks them.
   * @returns the index after the value; -1 where it goes on after `to`
   */
  scan(octets: Uint8Array, at: number, to: number): number;
}

/**
 * The value of a parameter, in a query or a form: up to "&" or the line's end. White space in it is a mistake that
 * people make: it ends the value only where the HTTP version follows.
 */
export class SecretParameter implements SecretValue {
  readonly #spans: SecretSpans;
  #isQuoted = false;
  #isAfterSpace = false;
  #matched = 0;

  constructor(spans: SecretSpans) {
    this.#spans = spans;
  }

  /** @param isQuoted whether it stands in a string of JSON, and ends with it */
  begin(isQuoted: boolean): this {
    this.#isQuoted = isQuoted;
    this.#isAfterSpace = false;
    return this;
  }

  scan(octets: Uint8Array, at: number, to: number): number {
    let next = at;
    while (next < to) {
      if (this.#isAfterSpace) {
        if (octets[next] === versionName.charCodeAt(this.#matched)) {
          next++;
          this.#matched++;
          if (this.#matched === versionName.length) return next;
          continue;
        }
        this.#isAfterSpace = false;
      }
      const start = next;
      while (next < to && endsParameter[octets[next]!] === 0) next++;
      this.#spans.add(start, next);
      if (next === to) break;
      const octet = octets[next]!;
      if (octet === AMPERSAND || octet === LF || (octet === QUOTE && this.#isQuoted)) return next;
      if (octet === QUOTE) this.#spans.add(next, next + 1);
      this.#isAfterSpace = octet === SP;
      this.#matched = 0;
      next++;
    }
    return -1;
  }
}

/** The content of a form's part (RFC 7578): line by line, until one begins with the boundary. */
export class SecretPart implements SecretValue {
  readonly #spans: SecretSpans;
  #boundary = "";
  #isLineStart = true;
  #matched = 0;

  constructor(spans: SecretSpans) {
    this.#spans = spans;
  }

  begin(boundary: string): this {
    this.#boundary = boundary;
    this.#isLineStart = true;
    this.#matched = 0;
    return this;
  }

  scan(octets: Uint8Array, at: number, to: number): number {
    let next = at;
    while (next < to) {
      if (this.#isLineStart) {
        if (octets[next] === this.#boundary.charCodeAt(this.#matched)) {
          next++;
          this.#matched++;
          if (this.#matched === this.#boundary.length) return next;
          continue;
        }
        this.#isLineStart = false;
      }
      const start = next;
      while (next < to && octets[next] !== LF && octets[next] !== CR) next++;
      this.#spans.add(start, next);
      if (octets[next] === LF && next < to) {
        this.#isLineStart = true;
        this.#matched = 0;
      }
      next++;
    }
    return -1;
  }
}

/** What begins the HTTP version of a request line. */
const versionName = "HTTP/";
const endsParameter = octetTable('\n\r "&');
