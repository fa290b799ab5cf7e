/** Fields whose values are never written anywhere, in lower case. */
const secretFieldNames: readonly string[] = ["authorization", "cookie", "proxy-authorization", "set-cookie"];

/** The octets from index `start` up to, and not including, `end`. */
export interface OctetSpan {
  readonly start: number;
  readonly end: number;
}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SP = 0x20;
const ASTERISK = 0x2a;
const COLON = 0x3a;

/** Where on its line the masker stands. */
type Place = "line-start" | "name" | "separator" | "secret" | "other";

/**
 * Masks secrets in the octets of one direction of one connection, whatever pieces they come in.
 *
 * It knows no framing, so that it also holds for octets that were refused, and for a message smuggled into another
 * one's content: every line that begins with a secret field's name, with or without white space before it, is masked
 * from the separator after the name to the line's end, and so are the lines folded onto it (RFC 9112 §5.2). A bare CR
 * may start a line and never ends a secret. The number of octets stays.
 */
export class SecretMasker {
  #place: Place = "line-start";
  /** How many octets of a name have been seen, and the names they may become. */
  #matched = 0;
  #candidates: readonly string[] = secretFieldNames;
  #isColonSeen = false;
  /** Whether the line before this one was masked, so that a folded line goes on with it. */
  #isSecretLine = false;

  /** @param isLineStart whether a line begins with the first octet; if not, the rest of that line may be a secret's */
  constructor(isLineStart = true) {
    if (!isLineStart) this.#place = "secret";
  }

  /** Finds what must be masked in the next octets, in order. Adjacent spans are one. */
  secretSpans(octets: Uint8Array): OctetSpan[] {
    const spans: OctetSpan[] = [];
    let start = -1;
    let at = 0;
    while (at < octets.length) {
      const isSecret = this.#isSecret(octets[at]!);
      if (isSecret && start === -1) start = at;
      if (!isSecret && start !== -1) {
        spans.push({ start, end: at });
        start = -1;
      }
      at++;
      if (this.#place !== "other" && this.#place !== "secret") continue;
      // Nothing changes before the line's end, and most octets lie there.
      const end = lineEndAt(octets, at);
      if (this.#place === "secret" && start === -1 && end > at) start = at;
      at = end;
    }
    if (start !== -1) spans.push({ start, end: octets.length });
    return spans;
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

  /** Takes one octet and says whether it belongs to a secret. */
  #isSecret(octet: number): boolean {
    if (octet === LF) return this.#startLine(this.#place === "secret" || this.#place === "separator");
    if (this.#place === "secret") return octet !== CR;
    if (octet === CR) {
      if (this.#place !== "separator") this.#startLine(this.#isSecretLine && this.#place === "line-start");
      return false;
    }
    if (this.#place === "line-start" && (octet === SP || octet === TAB)) {
      if (this.#isSecretLine) this.#place = "secret";
      return this.#isSecretLine;
    }
    if (this.#place === "line-start") this.#startName(octet);
    if (this.#place === "name" && this.#isStillName(octet)) return false;
    return this.#place === "separator" && this.#endsSeparator(octet);
  }

  #startLine(isAfterSecret: boolean): false {
    this.#place = "line-start";
    this.#isSecretLine = isAfterSecret;
    return false;
  }

  /** Most lines begin with an octet that no secret's name begins with. */
  #startName(octet: number): void {
    this.#isSecretLine = false;
    this.#matched = 0;
    this.#candidates = secretFieldNames;
    this.#place = isFirstOfName[octet] === 1 ? "name" : "other";
  }

  /** Goes on with a name; when one is complete, the next octet belongs to its separator. */
  #isStillName(octet: number): boolean {
    const code = octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet;
    this.#candidates = this.#candidates.filter((name) => name.charCodeAt(this.#matched) === code);
    this.#matched++;
    const [name] = this.#candidates;
    if (name === undefined) this.#place = "other";
    else if (name.length === this.#matched) {
      this.#place = "separator";
      this.#isColonSeen = false;
    }
    return name !== undefined;
  }

  /** Whether the secret begins with this octet. White space and one colon come before it. */
  #endsSeparator(octet: number): boolean {
    if (octet === SP || octet === TAB) return false;
    if (octet === COLON && !this.#isColonSeen) {
      this.#isColonSeen = true;
      return false;
    }
    this.#place = "secret";
    return true;
  }
}

/** The index of the next CR or LF at or after `at`, or the octets' end. */
function lineEndAt(octets: Uint8Array, at: number): number {
  let end = at;
  while (end < octets.length && octets[end] !== LF && octets[end] !== CR) end++;
  return end;
}

/** For each octet, 1 where a secret field's name may begin with it. */
const isFirstOfName = new Uint8Array(256);
for (const name of secretFieldNames) {
  isFirstOfName[name.charCodeAt(0)] = 1;
  isFirstOfName[name.toUpperCase().charCodeAt(0)] = 1;
}
