import type { BunSocket, BunSocketListeners } from "./sockets.bun.ts";
import { peerIsGone, tcpError } from "./tcp-error.node.ts";
import {
  type Connection,
  type ConnectionReceiver,
  type Endpoint,
  type OctetPieces,
  type TransportError,
  UNSENT_OCTETS_MAX,
  unreceived,
} from "./transport.ts";

/** No more octets than this are told in one `received`: Bun reads up to 512 KiB at a time. */
const RECEIVED_OCTETS_MAX = 64 * 1024;

/** A read of more is lent as it came. */
const COPIED_OCTETS_MAX = 8 * 1024;

/** Where text becomes octets, and pieces one write, on their way to the system. */
const WRITE_OCTETS_MAX = 64 * 1024;
const writeMemory = Buffer.allocUnsafeSlow(WRITE_OCTETS_MAX);

/**
 * Where octets lie while they are lent. Each read comes with memory of its own, whose `buffer` the engine below makes
 * only when it is asked for; that costs more than to copy an ordinary request to memory that has one.
 */
const readMemory = new Uint8Array(COPIED_OCTETS_MAX);
/** Requests that are alike are alike in length: the view of the last one serves again. */
let readView = readMemory;

/** One TCP connection on a socket of Bun. What Bun does not take at once is kept here, for Bun keeps nothing. */
export class BunTcpConnection implements Connection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly isEncrypted = false;
  receiver: ConnectionReceiver = unreceived;
  unsentOctets = 0;

  readonly #socket: BunSocket<BunTcpConnection>;
  /** What is unsent, in order; octets all of it. */
  #unsent: Uint8Array[] = [];
  /** Whether a `write` answered false since the last `drained`. */
  #isBlocked = false;
  #isPaused = true;
  /** Octets that came while it was paused, or were too many for one call; Bun is told to pause once there are any. */
  #held: Uint8Array[] | undefined;
  /** Whether the peer has closed its side, and whether the receiver was told. */
  #peerHasClosed: "no" | "untold" | "told" = "no";
  /** Whether no write is taken any more. */
  #hasEnded = false;
  /** Whether the owner let go: nothing is told any more but `closed`. */
  #isReleased = false;
  #isGone = false;
  #error: TransportError | undefined;

  constructor(socket: BunSocket<BunTcpConnection>, remote: Endpoint, local: Endpoint) {
    this.remote = remote;
    this.local = local;
    this.#socket = socket;
    socket.data = this;
  }

  write(octets: OctetPieces): boolean {
    if (this.#hasEnded) return true;
    if (typeof octets === "string") this.#writeText(octets);
    else if (octets instanceof Uint8Array) this.#writeOctets(octets);
    else this.#writePieces(octets);
    if (this.unsentOctets < UNSENT_OCTETS_MAX) return true;
    this.#isBlocked = true;
    return false;
  }

  /** Costs no system call: only when octets come all the same is Bun told. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (this.#held !== undefined || this.#peerHasClosed === "untold") queueMicrotask(() => this.#tellHeld());
  }

  halfClose(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.unsentOctets === 0) this.#socket.shutdown();
  }

  close(): void {
    if (this.#isReleased) return;
    this.#release();
    if (this.#isGone) return;
    if (this.unsentOctets === 0) this.#socket.close();
    // What the peer still sends is read and dropped: left unread it would reset the connection and what was written.
    else if (this.#held !== undefined) this.#socket.resume();
  }

  abort(): void {
    this.#release();
    if (!this.#isGone) this.#socket.terminate();
  }

  /** Tells the receiver of octets that came in. Called by the socket's listeners, as are the three below. */
  takeOctets(octets: Uint8Array): void {
    if (this.#isReleased) return;
    if (!this.#isPaused && this.#held === undefined && octets.length <= RECEIVED_OCTETS_MAX) {
      this.receiver.received(inReadMemory(octets));
      return;
    }
    if (this.#held === undefined) {
      this.#held = [];
      this.#socket.pause();
    }
    for (let at = 0; at < octets.length; at += RECEIVED_OCTETS_MAX) {
      this.#held.push(octets.subarray(at, at + RECEIVED_OCTETS_MAX));
    }
    this.#tellHeld();
  }

  takeEnd(): void {
    if (this.#peerHasClosed === "no") this.#peerHasClosed = "untold";
    this.#tellHeld();
  }

  takeDrain(): void {
    if (this.unsentOctets === 0) return;
    this.#writeUnsent();
    if (this.unsentOctets > 0) return;
    if (this.#isReleased) {
      this.#socket.close();
      return;
    }
    if (this.#hasEnded) this.#socket.shutdown();
    if (!this.#isBlocked) return;
    this.#isBlocked = false;
    this.receiver.drained();
  }

  takeClose(error: Error | undefined): void {
    // Where a write was what failed, Bun does not say so; but nobody has closed a side that may still be written to.
    if (error !== undefined) this.#error = tcpError(error);
    else if (!this.#hasEnded || this.unsentOctets > 0) this.#error = peerIsGone();
    // When both sides have closed theirs, Bun tells this at once; a receiver is told one after the other.
    else if (this.#peerHasClosed === "no") this.#peerHasClosed = "untold";
    if (this.#error !== undefined) this.#held = undefined;
    this.#isGone = true;
    this.#hasEnded = true;
    this.#unsent = [];
    this.unsentOctets = 0;
    // Bun calls this from within `close` and `terminate` too.
    queueMicrotask(() => this.#tellHeld());
  }

  #release(): void {
    this.#isReleased = true;
    this.#hasEnded = true;
    if (this.#isGone) queueMicrotask(() => this.#tellClosed());
  }

  /** Tells what came and was not told, as long as it is not paused. */
  #tellHeld(): void {
    const held = this.#held;
    if (held !== undefined) {
      while (held.length > 0 && this.#mayTell) this.receiver.received(held.shift()!);
      if (held.length === 0 && this.#held === held) {
        this.#held = undefined;
        if (!this.#isGone && !this.#isReleased) this.#socket.resume();
      }
    }
    if (this.#held === undefined && this.#peerHasClosed === "untold" && this.#error === undefined && this.#mayTell) {
      this.#peerHasClosed = "told";
      this.receiver.peerClosed();
    }
    const isAllTold = this.#held === undefined && this.#peerHasClosed === "told";
    if (this.#isGone && (isAllTold || this.#isReleased || this.#error !== undefined)) this.#tellClosed();
  }

  get #mayTell(): boolean {
    return !this.#isPaused && !this.#isReleased;
  }

  #tellClosed(): void {
    const error = this.#isReleased ? undefined : this.#error;
    this.#isReleased = true;
    const { receiver } = this;
    this.receiver = unreceived;
    receiver.closed(error);
  }

  #writeText(text: string): void {
    if (text.length > WRITE_OCTETS_MAX || this.unsentOctets > 0) {
      this.#writeOctets(Buffer.from(text, "latin1"));
      return;
    }
    this.#writeFromMemory(writeMemory.write(text, 0, "latin1"));
  }

  #writeOctets(octets: Uint8Array): void {
    if (octets.length === 0) return;
    const taken = this.unsentOctets > 0 ? 0 : this.#socket.write(octets, 0, octets.length);
    if (taken < octets.length) this.#keep(octets.subarray(Math.max(taken, 0)));
  }

  #writePieces(pieces: readonly (string | Uint8Array)[]): void {
    let filled = 0;
    for (const piece of pieces) {
      if (filled + piece.length > WRITE_OCTETS_MAX) {
        this.#writeFromMemory(filled);
        filled = 0;
      }
      if (piece.length > WRITE_OCTETS_MAX) {
        if (typeof piece === "string") this.#writeText(piece);
        else this.#writeOctets(piece);
        continue;
      }
      if (typeof piece === "string") writeMemory.write(piece, filled, "latin1");
      else writeMemory.set(piece, filled);
      filled += piece.length;
    }
    this.#writeFromMemory(filled);
  }

  #writeFromMemory(octetCount: number): void {
    if (octetCount === 0) return;
    const taken = this.unsentOctets > 0 ? 0 : this.#socket.write(writeMemory, 0, octetCount);
    if (taken < octetCount) this.#keep(new Uint8Array(writeMemory.subarray(Math.max(taken, 0), octetCount)));
  }

  #keep(octets: Uint8Array): void {
    this.#unsent.push(octets);
    this.unsentOctets += octets.length;
  }

  #writeUnsent(): void {
    let sent = 0;
    for (const octets of this.#unsent) {
      const taken = Math.max(0, this.#socket.write(octets, 0, octets.length));
      this.unsentOctets -= taken;
      if (taken < octets.length) {
        this.#unsent[sent] = octets.subarray(taken);
        break;
      }
      sent += 1;
    }
    this.#unsent.splice(0, sent);
  }
}

function inReadMemory(octets: Uint8Array): Uint8Array {
  const { length } = octets;
  if (length > COPIED_OCTETS_MAX) return octets;
  readMemory.set(octets);
  if (readView.length !== length) readView = readMemory.subarray(0, length);
  return readView;
}

/** The listeners of all sockets; each finds its connection through the socket. */
export const socketListeners: BunSocketListeners<BunTcpConnection> = {
  binaryType: "uint8array",
  data: (socket, octets) => socket.data.takeOctets(octets),
  drain: (socket) => socket.data?.takeDrain(),
  end: (socket) => socket.data.takeEnd(),
  close: (socket, error) => socket.data.takeClose(error),
  error: () => undefined,
};
