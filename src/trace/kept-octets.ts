import { SecretMasker } from "./mask.ts";
import type { OctetsAtHand } from "./octets-at-hand.ts";
import { commonSecretNames, type SecretNames } from "./secret-names.ts";
import type { OctetSpan } from "./secret-spans.ts";

/** Octets as they are kept to be looked at: a copy without secrets. */
export interface KeptOctets {
  /** How many octets of that direction of the connection came before; `undefined` where nobody noted it. */
  readonly at: number | undefined;
  /** Each character one octet, 0 to 255; each octet of a secret is "*". */
  readonly octets: string;
  /** How many of them are secrets. */
  readonly maskedOctets: number;
}

/** Of what follows the octet that was looked at last, so much is kept. */
const FOLLOWING_OCTETS_MAX = 512;
/** The part of the room that the beginning of what was being read gets where not all of it fits. */
const BEGINNING_SHARE = 0.25;

const ASTERISK = 0x2a;
const SP = 0x20;
const HTAB = 0x09;

/**
 * Keeps what tells most: the octets up to the one that was looked at last and a few after it; where that is too much,
 * the beginning of what was being read and the octets around that one, with what lies between left out.
 *
 * Secrets are looked for in all octets that there are, not only in those kept, for the name may stand before. Where the
 * first line's beginning is not there it may be the rest of a secret: it is masked, unless it is a request line.
 */
export function keptOctets(
  hand: OctetsAtHand,
  octetsMax: number,
  names: SecretNames = commonSecretNames,
): KeptOctets[] {
  const end = Math.min(hand.octets.length, hand.at + FOLLOWING_OCTETS_MAX);
  const octets = hand.octets.subarray(0, end);
  const masker = new SecretMasker({ names, isLineStart: isLineStart(hand) || hasRequestLine(octets) });
  const secrets = masker.secretSpans(octets);
  return spansKept(hand.start, end, octetsMax).map((span) => ({
    at: hand.octetsBefore + span.start,
    ...maskedCopy(octets, span, secrets),
  }));
}

/** Keeps the first octets of a text whose characters are octets. Its first line must be a whole one. */
export function keptText(text: string, octetsMax: number, names: SecretNames = commonSecretNames): KeptOctets {
  return { at: undefined, ...maskedPiece(new SecretMasker({ names }), text.slice(0, octetsMax)) };
}

/** Keeps the first octets of what is sent, whatever pieces it comes in. */
export class SentOctets {
  readonly #octetsMax: number;
  readonly #masker: SecretMasker;
  #skippedOctets: number;
  #octets = "";
  #maskedOctets = 0;

  /** @param skippedOctets octets that go out first and are not looked at: answers to what came before */
  constructor(octetsMax: number, skippedOctets: number, names: SecretNames = commonSecretNames) {
    this.#octetsMax = octetsMax;
    this.#masker = new SecretMasker({ direction: "response", names });
    this.#skippedOctets = skippedOctets;
  }

  /** What has been kept; `undefined` where nothing was sent. */
  get kept(): KeptOctets | undefined {
    if (this.#octets === "") return undefined;
    return { at: undefined, octets: this.#octets, maskedOctets: this.#maskedOctets };
  }

  add(output: string | Uint8Array | readonly (string | Uint8Array)[]): void {
    if (typeof output === "string" || output instanceof Uint8Array) this.#add(output);
    else for (const piece of output) this.#add(piece);
  }

  #add(piece: string | Uint8Array): void {
    const skipped = Math.min(this.#skippedOctets, piece.length);
    this.#skippedOctets -= skipped;
    const room = this.#octetsMax - this.#octets.length;
    if (room === 0 || skipped === piece.length) return;
    const part = piece.slice(skipped, skipped + room);
    const { octets, maskedOctets } = maskedPiece(this.#masker, typeof part === "string" ? part : latin1(part));
    this.#octets += octets;
    this.#maskedOctets += maskedOctets;
  }
}

/** A line that begins with white space may be folded onto one that was a secret. */
function isLineStart({ octets, octetsBefore, isLineStart: isKnown }: OctetsAtHand): boolean {
  return isKnown && (octetsBefore === 0 || (octets[0] !== SP && octets[0] !== HTAB));
}

function hasRequestLine(octets: Uint8Array): boolean {
  return /^[A-Z]{1,32} [!-~]+ HTTP\/[0-9]\.[0-9]\r?\n/.test(latin1(octets.subarray(0, 2048)));
}

function spansKept(start: number, end: number, octetsMax: number): OctetSpan[] {
  if (end === 0) return [];
  if (end - start <= octetsMax) return [{ start: Math.max(0, end - octetsMax), end }];
  const beginningEnd = start + Math.floor(octetsMax * BEGINNING_SHARE);
  return [
    { start, end: beginningEnd },
    { start: end - (octetsMax - (beginningEnd - start)), end },
  ];
}

function maskedCopy(octets: Uint8Array, { start, end }: OctetSpan, secrets: readonly OctetSpan[]) {
  const copy = Uint8Array.from(octets.subarray(start, end));
  let maskedOctets = 0;
  for (const secret of secrets) {
    const from = Math.max(secret.start, start);
    const to = Math.min(secret.end, end);
    if (from >= to) continue;
    copy.fill(ASTERISK, from - start, to - start);
    maskedOctets += to - from;
  }
  return { octets: latin1(copy), maskedOctets };
}

function maskedPiece(masker: SecretMasker, text: string) {
  const octets = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) octets[at] = text.charCodeAt(at);
  return maskedCopy(octets, { start: 0, end: octets.length }, masker.secretSpans(octets));
}

function latin1(octets: Uint8Array): string {
  return String.fromCharCode.apply(undefined, octets as unknown as number[]);
}
