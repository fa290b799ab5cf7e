import { pipeline, type Transform } from "node:stream";
import { type FieldSection, type RequestContent, ResponseError } from "../semantics/index.ts";

/** Loaded with the first content that is coded. */
const zlib = () => process.getBuiltinModule("node:zlib");

type DecoderMaker = () => Transform & { readonly bytesWritten: number };

/**
 * Codings that can be undone (RFC 9110 §8.4.1). Not zstd: not every Node that has it tells of content that breaks off.
 */
const decoders: ReadonlyMap<string, DecoderMaker> = new Map<string, DecoderMaker>([
  ["gzip", () => zlib().createGunzip()],
  ["x-gzip", () => zlib().createGunzip()],
  ["deflate", () => zlib().createInflate()],
  ["br", () => zlib().createBrotliDecompress()],
]);

/** As in Accept-Encoding: what may be sent where content is decoded. */
export const DECODABLE_CODINGS = "gzip, deflate, br";

/** @param coding in lower case */
export function isDecodable(coding: string): boolean {
  return decoders.has(coding);
}

/**
 * Content with its coding undone, as it comes: memory holds some pieces of it, whatever it grows to. No more than
 * `limitOctets` come out, and no more are taken in; what is past that is never made.
 * Rejects with ResponseError as the content itself does, and with 400 where the octets are not of that coding.
 * @param coding one that is decodable, in lower case
 */
export function decodedContent(content: RequestContent, coding: string): RequestContent {
  return new DecodedContent(content, coding);
}

class DecodedContent implements RequestContent {
  readonly lengthOctets = undefined;
  readonly #coded: RequestContent;
  readonly #coding: string;
  #codedOctets = 0;

  constructor(coded: RequestContent, coding: string) {
    this.#coded = coded;
    this.#coding = coding;
  }

  get limitOctets(): number {
    return this.#coded.limitOctets;
  }

  set limitOctets(octets: number) {
    this.#coded.limitOctets = octets;
  }

  get isTaken(): boolean {
    return this.#coded.isTaken;
  }

  get trailerSection(): FieldSection {
    return this.#coded.trailerSection;
  }

  async octets(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this) pieces.push(piece);
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const limitOctets = this.limitOctets;
    const decoder = decoders.get(this.#coding)!();
    let octets = 0;
    // What goes wrong with either end arrives at the decoder, which is read below.
    pipeline(this.#codedPieces(), decoder, () => undefined);
    try {
      for await (const piece of decoder as AsyncIterable<Uint8Array>) {
        octets += piece.length;
        if (octets > limitOctets) throw tooLarge(limitOctets);
        yield piece;
      }
    } catch (error) {
      throw isCodingError(error) ? malformed(this.#coding, error) : error;
    } finally {
      decoder.destroy();
    }
    // Decoders stop at the end of what they know; octets that follow it are not of the coding.
    if (decoder.bytesWritten !== this.#codedOctets) throw malformed(this.#coding);
  }

  /** Copies: each piece is lent until the next one is asked for, and the decoder works on some while it asks. */
  async *#codedPieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#coded) {
      this.#codedOctets += piece.length;
      yield Uint8Array.from(piece);
    }
  }
}

function isCodingError(error: unknown): boolean {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && CODING_ERROR.test(code);
}

/** Of zlib, and of Brotli by its names in all versions of Node. */
const CODING_ERROR = /^(?:Z_DATA_ERROR|Z_BUF_ERROR|Z_NEED_DICT|ERR_(?:BROTLI_DECODER)?_ERROR_FORMAT)/;

function malformed(coding: string, cause?: unknown): ResponseError {
  return new ResponseError(400, `The content is malformed: it is not ${coding}, or not all of it.`, { cause });
}

function tooLarge(limitOctets: number): ResponseError {
  return new ResponseError(413, `The content is too large: at most ${limitOctets} octets are taken here, decoded.`);
}
