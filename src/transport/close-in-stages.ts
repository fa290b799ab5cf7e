import type { Connection, ConnectionReceiver, TransportError } from "./transport.ts";

/** How far the peer is followed while a connection closes in stages. */
export interface ClosingBounds {
  /** Octets of the peer that are read and dropped at the most. */
  readonly drainOctetsMax: number;
  /** How long the peer may take to close its side, in milliseconds, once all that was written has been sent. */
  readonly patienceMs: number;
}

/**
 * Closes a connection in stages (RFC 9112 §9.6): what was written is sent and no more will come; what the peer still
 * sends is read and dropped, until it closes, has sent more than it may, or takes too long; then the connection
 * is closed. Closing at once instead would reset it, and the peer could lose the last response.
 *
 * From now on the connection's calls come here; its old receiver is told nothing more but `closed`.
 */
export function closeInStages(connection: Connection, bounds: ClosingBounds): ClosingConnection {
  return new ClosingConnection(connection, bounds);
}

/** A connection on its way from the half-close to the close. It has no timer: whoever has one asks `checkPatience`. */
export class ClosingConnection implements ConnectionReceiver {
  readonly #connection: Connection;
  readonly #formerReceiver: ConnectionReceiver;
  readonly #bounds: ClosingBounds;
  #stage: "draining" | "closing" | "closed" = "draining";
  #drainedOctets = 0;
  #waitingSinceMs: number | undefined;

  constructor(connection: Connection, bounds: ClosingBounds) {
    this.#connection = connection;
    this.#formerReceiver = connection.receiver;
    this.#bounds = bounds;
    connection.receiver = this;
    connection.halfClose();
    connection.resume();
  }

  /** Octets that came since, and were dropped. */
  get drainedOctets(): number {
    return this.#drainedOctets;
  }

  get isClosed(): boolean {
    return this.#stage === "closed";
  }

  /**
   * Lets go of the connection where the peer has taken too long. As long as something is unsent its time does not run:
   * whether the peer takes what is sent is for whoever wrote it to watch.
   * @param nowMs the time of any clock, the same at each call
   */
  checkPatience(nowMs: number): void {
    if (this.#connection.unsentOctets > 0) this.#waitingSinceMs = undefined;
    else this.#waitingSinceMs ??= nowMs;
    if (nowMs - (this.#waitingSinceMs ?? nowMs) > this.#bounds.patienceMs) this.#close();
  }

  received(octets: Uint8Array): void {
    this.#drainedOctets += octets.length;
    if (this.#drainedOctets > this.#bounds.drainOctetsMax) this.#close();
  }

  peerClosed(): void {
    this.#close();
  }

  drained(): void {}

  closed(error: TransportError | undefined): void {
    this.#stage = "closed";
    this.#formerReceiver.closed(error);
  }

  #close(): void {
    if (this.#stage !== "draining") return;
    this.#stage = "closing";
    this.#connection.close();
  }
}
