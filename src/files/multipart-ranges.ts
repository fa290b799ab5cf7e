import { type ByteRange, type FileRange, writeContentRange } from "../semantics/index.ts";

/** Several ranges of one representation as one content. */
export interface MultipartRanges {
  /** The response's Content-Type. */
  readonly mediaType: string;
  readonly content: FileRange;
}

/** Where the octets of each range are had, one range after the other. */
export interface RangeSource {
  /** One for each range, in their order. */
  readonly parts: readonly (Uint8Array | FileRange)[];
  close(): void;
}

/**
 * Content of the type multipart/byteranges (RFC 9110 §14.6). Nothing is copied: the octets are those of the source.
 * @param mediaType of the representation
 * @param boundary that stands nowhere in the content
 */
export function multipartRanges(
  ranges: readonly ByteRange[],
  source: RangeSource,
  sizeOctets: number,
  mediaType: string,
  boundary: string,
): MultipartRanges {
  const heads = ranges.map((range, at) => {
    const start = at === 0 ? "" : "\r\n";
    const contentRange = writeContentRange(range, sizeOctets);
    return encoder.encode(
      `${start}--${boundary}\r\nContent-Type: ${mediaType}\r\nContent-Range: ${contentRange}\r\n\r\n`,
    );
  });
  const end = encoder.encode(`\r\n--${boundary}--\r\n`);
  let lengthOctets = end.length;
  for (const head of heads) lengthOctets += head.length;
  for (const range of ranges) lengthOctets += range.lengthOctets;
  return {
    mediaType: `multipart/byteranges; boundary=${boundary}`,
    content: {
      lengthOctets,
      close: () => source.close(),
      [Symbol.asyncIterator]: () => {
        const pieces = partsWithHeads(heads, source, end);
        return {
          next: () => pieces.next(),
          // A generator that was never asked for anything ends without its `finally`.
          return: () => {
            source.close();
            return pieces.return(undefined);
          },
        };
      },
    },
  };
}

const encoder = new TextEncoder();

async function* partsWithHeads(
  heads: readonly Uint8Array[],
  source: RangeSource,
  end: Uint8Array,
): AsyncGenerator<Uint8Array, undefined> {
  try {
    for (const [at, part] of source.parts.entries()) {
      yield heads[at]!;
      if (part instanceof Uint8Array) yield part;
      else yield* part;
    }
    yield end;
  } finally {
    source.close();
  }
  return undefined;
}
