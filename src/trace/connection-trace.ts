/** Who watches connections: told of every octet both ways, as it was received or handed to the transport. */
export interface ConnectionTrace {
  opened(connection: number, remote: string, local: string): void;
  /** The octets are lent until this call returns. */
  received(connection: number, octets: Uint8Array): void;
  /** `octets` is text whose characters are octets, octets, or pieces of both. */
  sent(connection: number, octets: string | Uint8Array | readonly (string | Uint8Array)[]): void;
  /** @param reason who ended it and why, in a few words */
  closed(connection: number, reason: string): void;
}
