/** An IP address as text, without brackets, and a port number. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const mappedPrefix = "::ffff:";

/** An IPv4 address is told as one, also where it came to a socket that speaks both families (RFC 4291 §2.5.5.2). */
export function endpoint(address: string | undefined, port: number | undefined): Endpoint {
  const host = address ?? "";
  const isMapped = host.startsWith(mappedPrefix) && host.includes(".");
  return { host: isMapped ? host.slice(mappedPrefix.length) : host, port: port ?? 0 };
}

/**
 * One connection that carries octets, as its owner sees it. Nothing here waits: what cannot leave at once is kept and
 * counted, and `write` says when that is too much.
 */
export interface Connection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly isEncrypted: boolean;
  /** Who is told what happens. Set by whoever accepts the connection, before the accepting call returns. */
  receiver: ConnectionReceiver;
  /** Octets that were written and have not yet been handed to the operating system. */
  readonly unsentOctets: number;
  /**
   * Writes octets: text whose characters are octets (0 to 255), octets, or several of both, which leave together.
   * Octets must not be changed afterwards. Ignored once the connection is closed or half-closed.
   * @returns false when more is unsent than should be; `drained` then tells when to go on
   */
  write(octets: OctetPieces): boolean;
  /** No more `received` until `resume`. */
  pause(): void;
  resume(): void;
  /** Sends what was written, then says that no more will come. What the peer sends is still received. */
  halfClose(): void;
  /** Lets go of the connection once what was written has been sent; nothing more is received. */
  close(): void;
  /** Lets go of the connection now, and tells the peer so (a reset). */
  abort(): void;
}

export type OctetPieces = string | Uint8Array | readonly (string | Uint8Array)[];

/** How many octets there are in all pieces. */
export function octetCountOf(octets: OctetPieces): number {
  if (typeof octets === "string" || octets instanceof Uint8Array) return octets.length;
  let octetCount = 0;
  for (const piece of octets) octetCount += piece.length;
  return octetCount;
}

export interface ConnectionReceiver {
  /** Octets came in. They are lent until this call returns: then the transport uses their memory again. */
  received(octets: Uint8Array): void;
  /** The peer will send no more. */
  peerClosed(): void;
  /** What was unsent has been handed over, after a `write` answered false. */
  drained(): void;
  /** The connection is gone; always the last call, and the only one after a failure. */
  closed(error: TransportError | undefined): void;
}

/** Receives for a connection that nobody has taken yet, or that is gone. */
export const unreceived: ConnectionReceiver = {
  received() {},
  peerClosed() {},
  drained() {},
  closed() {},
};

/** When this much is unsent, a connection's `write` answers false. */
export const UNSENT_OCTETS_MAX = 64 * 1024;

export interface ListenOptions {
  /** Host names or IP addresses; all share one port. */
  readonly hosts: readonly string[];
  /** 0 takes any free port. */
  readonly port: number;
  /** Called for each connection accepted. It must set `connection.receiver`. Nothing is received before `resume`. */
  readonly accepted: (connection: Connection) => void;
  /** Accepting failed (out of file descriptors, say); listening goes on. */
  readonly failed: (error: TransportError) => void;
}

/** How a connection's octets are read. */
export type ReadMode =
  /** Into memory that all connections share: nothing is allocated for a read. */
  | "shared-memory"
  /** As `node:net` does it by itself, wherever the other is not sure to work. */
  | "own-memory";

export interface Listener {
  /** The addresses that are listened on, at least one. */
  readonly endpoints: readonly Endpoint[];
  /** Stops listening. Accepted connections stay. */
  close(): Promise<void>;
}

export type TransportErrorKind =
  | "reset"
  | "timed-out"
  | "address-in-use"
  | "address-not-available"
  | "permission-denied"
  | "too-many-descriptors"
  | "failed";

/** The wire failed, or could not be had. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  readonly kind: TransportErrorKind;

  constructor(kind: TransportErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
