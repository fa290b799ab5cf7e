import type { FieldSection } from "../semantics/index.ts";
import type { ReceiveBuffer } from "./receive-buffer.ts";
import type { PartStanding } from "./standing.ts";

/** A message body that is being received (RFC 9112 §6). */
export interface MessageBody {
  /**
   * The next octets of content, where they lie in the buffer; `undefined` when there are none yet, or none any more.
   * @throws ProtocolError its framing is broken
   */
  read(buffer: ReceiveBuffer): Uint8Array | undefined;
  /** Whether all of it has been read. */
  readonly isComplete: boolean;
  /** The trailer section, once all has been read. */
  readonly trailerSection: FieldSection;
  /** Where the reading stands, for someone to look at. */
  standing(buffer: ReceiveBuffer): PartStanding;
}
