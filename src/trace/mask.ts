import { ChunkFraming } from "./secret-chunks.ts";
import { commonSecretNames, type SecretNames } from "./secret-names.ts";
import { ASTERISK } from "./secret-octets.ts";
import { type OctetDirection, SecretScanner } from "./secret-scanner.ts";
import { type OctetSpan, SecretSpans } from "./secret-spans.ts";

export interface SecretMaskerOptions {
  /** Which way the octets go. In what a server sends, parameters are looked for in fields alone. */
  readonly direction?: OctetDirection | undefined;
  /** What is a secret by its name; shared by all maskers. */
  readonly names?: SecretNames | undefined;
  /** Whether a line begins with the first octet; if not, the rest of that line may be a secret's. */
  readonly isLineStart?: boolean | undefined;
}

/**
 * Masks secrets in the octets of one direction of one connection, whatever pieces they come in:
 *
 * - a line that begins with a secret field's name, with or without white space before it, from the separator after the
 *   name to the line's end, and the lines folded onto it (RFC 9112 §5.2); a bare CR may start a line and never ends a
 *   secret;
 * - the userinfo of a URI, anywhere;
 * - what goes by a secret's name in a query or a form (`password=…`), in a form's part (`name="password"`, RFC 7578), in
 *   JSON (`"password": …`).
 *
 * It trusts no framing, so that it also holds for octets that were refused, and for a message smuggled into another
 * one's content. It only follows what heads say of their content, so that a secret is known as one across chunks, and
 * ends where the message does if a start line follows. The number of octets stays.
 */
export class SecretMasker {
  readonly #spans = new SecretSpans();
  readonly #scanner: SecretScanner;
  readonly #isRequest: boolean;
  /** Octets up to which the scanner goes on without a look at the framing. */
  #octetsAhead = Number.POSITIVE_INFINITY;
  #chunks: ChunkFraming | undefined;

  constructor({ direction = "request", names = commonSecretNames, isLineStart = true }: SecretMaskerOptions = {}) {
    this.#isRequest = direction === "request";
    this.#scanner = new SecretScanner(names, direction, this.#spans);
    if (!isLineStart) this.#scanner.beginInSecret();
  }

  /** Whether a message begins with the next octet: where others were passed over, this one goes on from there as a new one would. */
  get isAtMessageStart(): boolean {
    return this.#chunks === undefined && this.#scanner.isAtMessageStart;
  }

  /** Finds what must be masked in the next octets, in order. Adjacent spans are one. */
  secretSpans(octets: Uint8Array): OctetSpan[] {
    let at = 0;
    while (at < octets.length) at = this.#chunks === undefined ? this.#scan(octets, at) : this.#chunk(octets, at);
    return this.#spans.take();
  }

  /** The next octets with each secret one replaced by "*": the same octets where there is none, else a copy. */
  mask(octets: Uint8Array): Uint8Array {
    const spans = this.secretSpans(octets);
    if (spans.length === 0) return octets;
    // A Buffer's slice would share its memory.
    const masked = Uint8Array.from(octets);
    for (const { start, end } of spans) masked.fill(ASTERISK, start, end);
    return masked;
  }

  #scan(octets: Uint8Array, at: number): number {
    const end = this.#scanner.scan(octets, at, Math.min(octets.length, at + this.#octetsAhead));
    this.#octetsAhead -= end - at;
    const head = this.#scanner.endedHead;
    if (head?.isChunked) this.#chunks = new ChunkFraming();
    // A response to HEAD announces content that does not come.
    else if (head !== undefined && this.#isRequest && head.lengthOctets > 0) this.#octetsAhead = head.lengthOctets;
    else if (head !== undefined || this.#octetsAhead === 0) this.#beginMessage();
    return end;
  }

  #beginMessage(): void {
    this.#octetsAhead = Number.POSITIVE_INFINITY;
    this.#chunks = undefined;
    this.#scanner.beginMessage();
  }

  #chunk(octets: Uint8Array, at: number): number {
    const chunks = this.#chunks!;
    const start = chunks.read(octets, at);
    if (chunks.isOver || chunks.isBroken) {
      this.#chunks = undefined;
      if (chunks.isBroken) return this.#withoutFraming(chunks, at, start);
      this.#scanner.beginTrailers();
      return start;
    }
    if (chunks.dataOctetsAhead === 0) return start;
    const end = Math.min(octets.length, start + chunks.dataOctetsAhead);
    for (let next = start; next < end; ) next = this.#scanner.scan(octets, next, end);
    chunks.passData(end - start);
    return end;
  }

  /**
   * What follows is no chunk. What was taken for the framing of one is looked at as what it may be: a field of a message
   * that was smuggled in, or more of a secret.
   * @returns the index to go on from
   */
  #withoutFraming({ doubtful, isAtLineStart }: ChunkFraming, at: number, start: number): number {
    if (isAtLineStart) this.#beginMessage();
    const begin = Math.max(at, start - doubtful.length);
    const earlier = doubtful.slice(0, doubtful.length - (start - begin));
    // These were in pieces before: it is too late to mask them, and nothing of this piece has been found yet.
    if (earlier !== "") {
      this.#scanner.scan(
        Uint8Array.from(earlier, (octet) => octet.charCodeAt(0)),
        0,
        earlier.length,
      );
      this.#spans.take();
    }
    return begin;
  }
}
