import { Turnstile } from "./turnstile.ts";

/** A content coding that can be made here (RFC 9110 §8.4.1, RFC 7932, RFC 8878). */
export type ContentCoding = "br" | "zstd" | "gzip";

/** How hard is tried: "once" while somebody waits for it; "best" where time is no matter. */
export type CodingEffort = "once" | "best";

/** What is added to a file's name for its content in a coding: "style.css.br". */
export const siblingExtension: Readonly<Record<ContentCoding, string>> = { br: ".br", zstd: ".zst", gzip: ".gz" };

type Encode = (octets: Uint8Array, effort: CodingEffort) => Promise<Uint8Array>;

/** What comes out is put together from pieces; the largest of them for the content of a page. */
const PIECE_OCTETS_MAX = 64 * 1024;

/** Loaded with the first content that is coded: that takes as long as a tenth of a start. */
const zlib = () => process.getBuiltinModule("node:zlib");

// Levels measured on 120 scripts and texts of 2 to 400 kB, share of the original and MB/s of one core:
// br 4: 33.0 % 30, br 5: 30.6 % 25, br 9: 30.5 % 1.3, br 11: 28.2 % 0.7; gzip 4: 32.9 % 56, 6: 32.4 % 54, 9: 32.4 % 24;
// zstd 3: 34.1 % 52, 6: 32.6 % 36, 9: 32.6 % 17, 19: 31.9 % 6. Brotli's text mode made no difference.
const brotliQuality: Readonly<Record<CodingEffort, number>> = { once: 5, best: 11 };
const gzipLevel: Readonly<Record<CodingEffort, number>> = { once: 6, best: 9 };
const zstdLevel: Readonly<Record<CodingEffort, number>> = { once: 6, best: 19 };

const brotli: Encode = (octets, effort) =>
  new Promise((resolve, reject) => {
    const { constants, brotliCompress } = zlib();
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: brotliQuality[effort],
      [constants.BROTLI_PARAM_SIZE_HINT]: octets.length,
    };
    brotliCompress(octets, { chunkSize: pieceOctets(octets), params }, (error, coded) =>
      error ? reject(error) : resolve(coded),
    );
  });

const gzip: Encode = (octets, effort) =>
  new Promise((resolve, reject) => {
    zlib().gzip(octets, { chunkSize: pieceOctets(octets), level: gzipLevel[effort] }, (error, coded) =>
      error ? reject(error) : resolve(coded),
    );
  });

/** What later versions of Node have beside what all of them have. */
interface ZstdOfZlib {
  readonly zstdCompress: (
    octets: Uint8Array,
    options: { chunkSize: number; params: Record<number, number>; pledgedSrcSize: number },
    callback: (error: Error | null, coded: Uint8Array) => void,
  ) => void;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

const zstd: Encode | undefined =
  process.versions["zstd"] === undefined
    ? undefined
    : (octets, effort) =>
        new Promise((resolve, reject) => {
          const { zstdCompress, constants } = zlib() as unknown as ZstdOfZlib;
          const params = { [constants.ZSTD_c_compressionLevel ?? 100]: zstdLevel[effort] };
          // The frame then says how long its content is, and its window is no larger (RFC 8878 §3.1.1.1).
          const options = { chunkSize: pieceOctets(octets), params, pledgedSrcSize: octets.length };
          zstdCompress(octets, options, (error, coded) => (error ? reject(error) : resolve(coded)));
        });

const encoders: Readonly<Record<ContentCoding, Encode | undefined>> = { br: brotli, zstd, gzip };

/** What this Node can make, in the order that the server prefers: zstd is not in all of them. */
export const availableCodings: readonly ContentCoding[] = (["br", "zstd", "gzip"] as const).filter(
  (coding) => encoders[coding] !== undefined,
);

/** Codings that are made at once while somebody waits: half of the four threads that read files for everybody. */
export const CODINGS_AT_ONCE_MAX = 2;
/** Codings that may wait to be made; past that there is better to do. */
export const CODINGS_WAITING_MAX = 32;
/** One for the process: its threads are one pool. */
const turnstile = new Turnstile(CODINGS_AT_ONCE_MAX);

/** Whether so many codings wait to be made that content is better sent as it is. */
export function isCodingOverloaded(): boolean {
  return turnstile.waiting >= CODINGS_WAITING_MAX;
}

/**
 * The octets in a content coding, made in the thread pool; under the effort "once" few at a time.
 * @throws RangeError where this Node cannot make that coding
 */
export async function encode(
  coding: ContentCoding,
  octets: Uint8Array,
  options: { readonly effort: CodingEffort },
): Promise<Uint8Array> {
  const encoder = encoders[coding];
  if (encoder === undefined) throw new RangeError(`this Node cannot make ${coding}`);
  const { effort } = options;
  const coded = await (effort === "once" ? turnstile.pass(() => encoder(octets, effort)) : encoder(octets, effort));
  // What is kept would keep all of the piece it was written into.
  return coded.buffer.byteLength > coded.length ? new Uint8Array(coded) : coded;
}

/** Most content gets smaller than half of what it was: one piece is then enough. */
function pieceOctets(octets: Uint8Array): number {
  return Math.min(Math.max(octets.length >> 1, 1024), PIECE_OCTETS_MAX);
}
