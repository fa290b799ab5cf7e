import { FieldSection } from "../semantics/index.ts";
import type { MessageBody } from "./message-body.ts";
import type { ReceiveBuffer } from "./receive-buffer.ts";
import { type PartStanding, readsNothing } from "./standing.ts";

/** A message body delimited by Content-Length (RFC 9112 §6.2). */
export class ContentLengthBody implements MessageBody {
  readonly trailerSection = FieldSection.empty;
  #remainingOctets: number;

  constructor(lengthOctets: number) {
    this.#remainingOctets = lengthOctets;
  }

  get isComplete(): boolean {
    return this.#remainingOctets === 0;
  }

  read(buffer: ReceiveBuffer): Uint8Array | undefined {
    const { octets, at, end } = buffer;
    if (at === end || this.#remainingOctets === 0) return undefined;
    const contentEnd = Math.min(end, at + this.#remainingOctets);
    this.#remainingOctets -= contentEnd - at;
    buffer.at = contentEnd;
    buffer.release();
    return octets.subarray(at, contentEnd);
  }

  standing(): PartStanding {
    if (this.#remainingOctets === 0) return readsNothing;
    return { reading: { element: "content", octetsLeft: this.#remainingOctets }, counts: [] };
  }
}
