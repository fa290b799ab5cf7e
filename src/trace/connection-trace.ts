/** Which deadline of a connection runs: what it waits for. */
export type DeadlineKind =
  | "first-octet" // of the connection
  | "head" // its last octet
  | "idle" // the next request
  | "content" // more octets of content that the site waits for
  | "send" // the client to take more of what is unsent
  | "drain" // the end of content that nobody wants
  | "closing"; // the client to close its side

/** The deadline that runs on a connection. */
export interface RunningDeadline {
  readonly kind: DeadlineKind;
  /** When it will be over if nothing comes, by `performance.now()`. */
  readonly endsMs: number;
}

/** Who ended a connection: the client closed its side first, the server did, or the wire failed. */
export type EndedBy = "client" | "server" | "network";

/** Octets on their way out: text whose characters are octets, octets, or pieces of both. */
export type SentPieces = string | Uint8Array | readonly (string | Uint8Array)[];

/** Who watches connections: told of every octet both ways, as it was received or handed to the transport. */
export interface ConnectionTrace {
  /** @param deadline answers which deadline runs now; `undefined` where none does */
  opened(connection: number, remote: string, local: string, deadline: () => RunningDeadline | undefined): void;
  /** The octets are lent until this call returns. */
  received(connection: number, octets: Uint8Array): void;
  /** The octets may be changed once this call has returned. */
  sent(connection: number, octets: SentPieces): void;
  /** @param reason who ended it and why, in a few words */
  closed(connection: number, reason: string, by: EndedBy): void;
}

/** Two that watch, as one. */
export function bothTraces(one: ConnectionTrace, other: ConnectionTrace): ConnectionTrace {
  return {
    opened(connection, remote, local, deadline) {
      one.opened(connection, remote, local, deadline);
      other.opened(connection, remote, local, deadline);
    },
    received(connection, octets) {
      one.received(connection, octets);
      other.received(connection, octets);
    },
    sent(connection, octets) {
      one.sent(connection, octets);
      other.sent(connection, octets);
    },
    closed(connection, reason, by) {
      one.closed(connection, reason, by);
      other.closed(connection, reason, by);
    },
  };
}
