/** One frame of a film, a key frame: it can be shown without the ones before it. */
export interface Frame {
  readonly timeMs: number;
  readonly octets: Uint8Array;
}

export interface Film {
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
  /** Encoded as VP8. */
  readonly frames: readonly Frame[];
  /** Octets that stand between each frame and the next and mean nothing, so that a player has something to skip. */
  readonly padOctets: number;
}

/** A film as WebM (RFC 9559), with its cues at the end: a player has to ask for them before it can seek. */
export function webm({ width, height, durationMs, frames, padOctets }: Film): Buffer {
  const header = element("1a45dfa3", [
    element("4286", uint(1)),
    element("42f7", uint(1)),
    element("42f2", uint(4)),
    element("42f3", uint(8)),
    element("4282", Buffer.from("webm")),
    element("4287", uint(4)),
    element("4285", uint(2)),
  ]);
  const duration = Buffer.alloc(8);
  duration.writeDoubleBE(durationMs);
  const info = element("1549a966", [
    element("2ad7b1", uint(1_000_000)),
    element("4489", duration),
    element("4d80", Buffer.from("porthole")),
    element("5741", Buffer.from("porthole")),
  ]);
  const video = element("e0", [element("b0", uint(width)), element("ba", uint(height))]);
  const track = [element("d7", uint(1)), element("73c5", uint(1)), element("83", uint(1))];
  const tracks = element("1654ae6b", element("ae", [...track, element("86", Buffer.from("V_VP8")), video]));
  const clusters = frames.map(({ timeMs, octets }) => {
    const block = element("a3", [Buffer.from([0x81, 0, 0, 0x80]), octets]);
    return element("1f43b675", [element("e7", uint(timeMs)), block, element("ec", Buffer.alloc(padOctets))]);
  });
  const seekHeadOctets = seekHead(0).length;
  let at = seekHeadOctets + info.length + tracks.length;
  const cues: Buffer[] = [];
  for (const [index, cluster] of clusters.entries()) {
    const positions = element("b7", [element("f7", uint(1)), element("f1", uint(at))]);
    cues.push(element("bb", [element("b3", uint(frames[index]!.timeMs)), positions]));
    at += cluster.length;
  }
  const segment = element("18538067", [seekHead(at), info, tracks, ...clusters, element("1c53bb6b", cues)]);
  return Buffer.concat([header, segment]);
}

/** Where the cues stand, counted from the segment's first octet of content. */
function seekHead(cuesAt: number): Buffer {
  const seek = element("4dbb", [element("53ab", Buffer.from("1c53bb6b", "hex")), element("53ac", uint(cuesAt))]);
  return element("114d9b74", seek);
}

/** An element of EBML (RFC 8794) with its size in the longest form. */
function element(id: string, content: Uint8Array | readonly Uint8Array[]): Buffer {
  const octets = content instanceof Uint8Array ? content : Buffer.concat(content);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(octets.length) | (1n << 56n));
  return Buffer.concat([Buffer.from(id, "hex"), size, octets]);
}

function uint(value: number): Buffer {
  const octets = Buffer.alloc(8);
  octets.writeBigUInt64BE(BigInt(value));
  return octets;
}
