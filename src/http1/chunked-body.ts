import { FieldSection, hexDigitPlusOne, isFieldContent, isQdtext, isTchar } from "../semantics/index.ts";
import { FieldLines } from "./field-lines.ts";
import { BACKSLASH, CR, DQUOTE, EQUALS, HTAB, LF, SEMICOLON, SP } from "./grammar.ts";
import type { EngineLimits } from "./limits.ts";
import type { MessageBody } from "./message-body.ts";
import type { OctetText } from "./octet-text.ts";
import { refuse } from "./protocol-error.ts";
import type { ReceiveBuffer } from "./receive-buffer.ts";
import { type ChunkElement, type CountedLimit, type PartStanding, readsNothing } from "./standing.ts";
import { isForbiddenTrailer } from "./trailer-names.ts";

/**
 * A message body in the chunked transfer coding (RFC 9112 §7.1). Chunk extensions are checked, counted and passed
 * over, for none is known here (§7.1.1).
 */
export class ChunkedBody implements MessageBody {
  trailerSection: FieldSection = FieldSection.empty;

  readonly #limits: EngineLimits;
  readonly #octetText: OctetText;
  readonly #trailerLines: FieldLines;
  #state: ChunkState = "size";
  #sizeDigits = 0;
  /** Octets of the chunk that are still to come; while its size is read, the size so far. */
  #remainingOctets = 0;
  #extensionsOctets = 0;

  constructor(limits: EngineLimits, octetText: OctetText) {
    this.#limits = limits;
    this.#octetText = octetText;
    this.#trailerLines = new FieldLines({
      section: "trailer",
      octetsMax: limits.trailerSectionOctetsMax,
      linesMax: limits.trailerLinesMax,
      tooLarge: () => refuse("RFC9110-6.5/TRAILER-SECTION-SIZE", limits.trailerSectionOctetsMax),
      tooManyLines: () => refuse("RFC9110-6.5/TRAILER-LINES", limits.trailerLinesMax),
    });
  }

  get isComplete(): boolean {
    return this.#state === "complete";
  }

  read(buffer: ReceiveBuffer): Uint8Array | undefined {
    while (this.#state !== "complete") {
      if (this.#state === "trailer") {
        if (!this.#trailerLines.read(buffer)) return undefined;
        this.#takeTrailers(buffer);
        continue;
      }
      if (buffer.at === buffer.end) return undefined;
      if (this.#state === "data") return this.#readData(buffer);
      this.#state = this.#readFraming(buffer, this.#state);
      buffer.at++;
      buffer.release();
      if (this.#state === "trailer") this.#trailerLines.restart(0);
    }
    return undefined;
  }

  standing(buffer: ReceiveBuffer): PartStanding {
    const state = this.#state;
    if (state === "complete") return readsNothing;
    const { chunkExtensionsOctetsMax, chunkSizeDigitsMax } = this.#limits;
    const extensions: CountedLimit = {
      limit: "chunkExtensionsOctetsMax",
      count: this.#extensionsOctets,
      max: chunkExtensionsOctetsMax,
    };
    if (state === "trailer") {
      const { reading, counts } = this.#trailerLines.standing(buffer);
      return { reading, counts: [extensions, ...counts] };
    }
    if (state === "data") {
      return { reading: { element: "chunk-data", octetsLeft: this.#remainingOctets }, counts: [extensions] };
    }
    const digits: CountedLimit = { limit: "chunkSizeDigitsMax", count: this.#sizeDigits, max: chunkSizeDigitsMax };
    return { reading: { element: framingElement(state) }, counts: [digits, extensions] };
  }

  #readData(buffer: ReceiveBuffer): Uint8Array {
    const { octets, at, end } = buffer;
    const dataEnd = Math.min(end, at + this.#remainingOctets);
    this.#remainingOctets -= dataEnd - at;
    if (this.#remainingOctets === 0) this.#state = "data-cr";
    buffer.at = dataEnd;
    buffer.release();
    return octets.subarray(at, dataEnd);
  }

  /** Looks at one octet between the data of two chunks, and answers what is expected after it. */
  #readFraming(buffer: ReceiveBuffer, state: ChunkState): ChunkState {
    const octet = buffer.octets[buffer.at]!;
    switch (state) {
      case "size":
        return this.#readSizeDigit(octet);
      case "size-lf":
        if (octet !== LF) throw refuse("RFC9112-7.1/CHUNK-LINE-END");
        this.#sizeDigits = 0;
        return this.#remainingOctets === 0 ? "trailer" : "data";
      case "data-cr":
      case "data-lf":
        if (octet !== (state === "data-cr" ? CR : LF)) throw refuse("RFC9112-7.1/CHUNK-DATA-END");
        return state === "data-cr" ? "data-lf" : "size";
      default:
        return this.#readExtension(octet, state as ExtensionState);
    }
  }

  /** `chunk-size = 1*HEXDIG`: bounded before it is counted, so that it is always exact. */
  #readSizeDigit(octet: number): ChunkState {
    const digitPlusOne = hexDigitPlusOne[octet]!;
    if (digitPlusOne !== 0) {
      const { chunkSizeDigitsMax } = this.#limits;
      // A zero before another digit is no digit of the number.
      if (this.#sizeDigits > 0 && this.#remainingOctets === 0) this.#countUnread();
      else if (this.#sizeDigits === chunkSizeDigitsMax) {
        throw refuse("RFC9112-7.1/CHUNK-SIZE-DIGITS", chunkSizeDigitsMax);
      } else this.#sizeDigits++;
      this.#remainingOctets = this.#remainingOctets * 16 + digitPlusOne - 1;
      return "size";
    }
    if (this.#sizeDigits === 0) throw refuse("RFC9112-7.1/CHUNK-SIZE");
    if (octet === CR) return "size-lf";
    if (octet !== SEMICOLON && octet !== SP && octet !== HTAB) throw refuse("RFC9112-7.1/CHUNK-SIZE-END");
    return this.#readExtension(octet, "extension-end");
  }

  /** `chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 §7.1.1). */
  #readExtension(octet: number, state: ExtensionState): ChunkState {
    const next = extensionSyntax[state](octet);
    if (next === undefined) throw refuse("RFC9112-7.1.1/EXTENSION-SYNTAX");
    if (next !== "size-lf") this.#countUnread();
    return next;
  }

  /** Octets that mean nothing, extensions and leading zeros, are bounded for the whole message. */
  #countUnread(): void {
    const { chunkExtensionsOctetsMax } = this.#limits;
    if (this.#extensionsOctets === chunkExtensionsOctetsMax) {
      throw refuse("RFC9112-7.1.1/EXTENSIONS-SIZE", chunkExtensionsOctetsMax);
    }
    this.#extensionsOctets++;
  }

  /** Fields that a trailer may not carry are dropped; the others are kept apart from the header section (§7.1.2). */
  #takeTrailers(buffer: ReceiveBuffer): void {
    this.#state = "complete";
    if (this.#trailerLines.lineCount > 0) {
      const text = this.#octetText.latin1(buffer.octets, buffer.start, buffer.at);
      const received = this.#trailerLines.section(text);
      const kept = [...received].filter(([name]) => !isForbiddenTrailer(name));
      this.trailerSection = kept.length === received.size ? received : FieldSection.of(kept);
    }
    buffer.release();
  }
}

type ExtensionState =
  | "extension-end" // after the size or a whole extension: BWS, ";" or CR
  | "extension-semicolon" // after BWS there: ";"
  | "extension-name-start"
  | "extension-name"
  | "extension-name-end" // after BWS behind a name: "=" or ";"
  | "extension-value-start"
  | "extension-token"
  | "extension-quoted"
  | "extension-quoted-pair";

type ChunkState = "size" | "size-lf" | "data" | "data-cr" | "data-lf" | "trailer" | "complete" | ExtensionState;

/** For each place in an extension: what is expected after this octet; `undefined` where it may not stand there. */
const extensionSyntax: { readonly [State in ExtensionState]: (octet: number) => ChunkState | undefined } = {
  "extension-end": (octet) => (isBws(octet) ? "extension-semicolon" : afterExtension(octet)),
  "extension-semicolon": (octet) => {
    if (isBws(octet)) return "extension-semicolon";
    return octet === SEMICOLON ? "extension-name-start" : undefined;
  },
  "extension-name-start": (octet) => {
    if (isBws(octet)) return "extension-name-start";
    return isTchar[octet] !== 0 ? "extension-name" : undefined;
  },
  "extension-name": (octet) => {
    if (isTchar[octet] !== 0) return "extension-name";
    if (isBws(octet)) return "extension-name-end";
    return octet === EQUALS ? "extension-value-start" : afterExtension(octet);
  },
  "extension-name-end": (octet) => {
    if (isBws(octet)) return "extension-name-end";
    if (octet === EQUALS) return "extension-value-start";
    return octet === SEMICOLON ? "extension-name-start" : undefined;
  },
  "extension-value-start": (octet) => {
    if (isBws(octet)) return "extension-value-start";
    if (octet === DQUOTE) return "extension-quoted";
    return isTchar[octet] !== 0 ? "extension-token" : undefined;
  },
  "extension-token": (octet) => {
    if (isTchar[octet] !== 0) return "extension-token";
    return isBws(octet) ? "extension-semicolon" : afterExtension(octet);
  },
  "extension-quoted": (octet) => {
    if (octet === DQUOTE) return "extension-end";
    if (octet === BACKSLASH) return "extension-quoted-pair";
    return isQdtext[octet] !== 0 ? "extension-quoted" : undefined;
  },
  "extension-quoted-pair": (octet) => (isFieldContent[octet] !== 0 ? "extension-quoted" : undefined),
};

function framingElement(state: ChunkState): ChunkElement {
  if (state === "size") return "chunk-size";
  if (state === "size-lf") return "chunk-line-end";
  return state === "data-cr" || state === "data-lf" ? "chunk-data-end" : "chunk-ext";
}

function afterExtension(octet: number): ChunkState | undefined {
  if (octet === SEMICOLON) return "extension-name-start";
  return octet === CR ? "size-lf" : undefined;
}

function isBws(octet: number): boolean {
  return octet === SP || octet === HTAB;
}
