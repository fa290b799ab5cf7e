import {
  type Connection,
  type ConnectionReceiver,
  type Endpoint,
  type Listener,
  type ListenOptions,
  type OctetPieces,
  TransportError,
} from "./transport.ts";

/** How one end of a connection in memory behaves. */
export interface MemoryEndOptions {
  /** How many octets each read brings: all there are, one, or these counts in turn, again and again. */
  readonly reads?: "whole" | "octets" | readonly number[];
  /** Octets that may lie between the peer and this end before the peer's octets count as unsent. */
  readonly windowOctets?: number;
  /** Which read of this end fails, from 1: the connection is lost instead. */
  readonly failRead?: number;
  /** Which `write` of this end fails, from 1: the connection is lost, and nothing of it is sent. */
  readonly failWrite?: number;
}

export interface MemoryPairOptions {
  readonly client?: MemoryEndOptions;
  readonly server?: MemoryEndOptions;
  readonly remote?: Endpoint;
  readonly local?: Endpoint;
  /** Whether octets move only when `step` or `run` is called; else by themselves, in microtasks. */
  readonly isStepped?: boolean;
}

const WINDOW_OCTETS = 64 * 1024;
const UNSENT_OCTETS_MAX = 64 * 1024;
const SCRIBBLE = 0x7e;

/**
 * Two ends of one connection, joined in memory. They behave as TCP does: octets that come to an end which is closed
 * reset the connection, and what the other had not received by then is lost. All calls of receivers are made from
 * `step`, one each, so that the same script always runs the same way.
 */
export class MemoryPair {
  readonly client: Connection;
  readonly server: Connection;
  readonly #ends: readonly [MemoryEnd, MemoryEnd];
  readonly #isStepped: boolean;
  #isScheduled = false;

  constructor(options: MemoryPairOptions = {}) {
    const remote = options.remote ?? { host: "192.0.2.1", port: 50_000 };
    const local = options.local ?? { host: "192.0.2.80", port: 80 };
    this.#isStepped = options.isStepped ?? false;
    const wake = () => this.#schedule();
    const client = new MemoryEnd(local, remote, options.client ?? {}, wake);
    const server = new MemoryEnd(remote, local, options.server ?? {}, wake);
    client.join(server);
    server.join(client);
    this.client = client;
    this.server = server;
    this.#ends = [client, server];
  }

  /** Lets one thing happen. @returns false when there is nothing that could */
  step(): boolean {
    return this.#ends.some((end) => end.step());
  }

  /** Lets everything happen that can. */
  run(): void {
    while (this.step());
  }

  #schedule(): void {
    if (this.#isStepped || this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (this.step()) this.#schedule();
    });
  }
}

export function memoryPair(options?: MemoryPairOptions): MemoryPair {
  return new MemoryPair(options);
}

/** A listener whose connections are made by `connect`. */
export interface MemoryListener extends Listener {
  /**
   * Makes a connection; its server end has been accepted when this returns.
   * @throws TransportError when nobody listens any more
   */
  connect(options?: MemoryPairOptions): MemoryPair;
}

/** The twin of `listenTcp`. @throws TransportError "address-not-available" where no host is given */
export async function listenMemory(options: ListenOptions): Promise<MemoryListener> {
  const port = options.port === 0 ? 49_152 : options.port;
  const endpoints = options.hosts.map((host) => ({ host, port }));
  const first = endpoints[0];
  if (first === undefined) throw new TransportError("address-not-available", "cannot listen: no host was given");
  let isListening = true;
  return {
    endpoints,
    connect(pairOptions) {
      if (!isListening) throw new TransportError("failed", "nobody listens any more");
      const pair = new MemoryPair({ local: first, ...pairOptions });
      options.accepted(pair.server);
      return pair;
    },
    async close() {
      isListening = false;
    },
  };
}

/** Where this end's way to its peer stands. */
type Sending = "open" | "ending" | "ended";

class MemoryEnd implements Connection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly isEncrypted = false;
  receiver: ConnectionReceiver = { received() {}, peerClosed() {}, drained() {}, closed() {} };

  readonly #options: MemoryEndOptions;
  readonly #wake: () => void;
  #peer!: MemoryEnd;
  /** What was written and has no room in the peer's window yet. */
  #unsent = new OctetQueue();
  /** What the peer has sent and this end has not read yet. */
  #arrived = new OctetQueue();
  #sending: Sending = "open";
  #hasPeerEnded = false;
  #hasToldPeerEnd = false;
  #isPaused = false;
  #isBlocked = false;
  /** Whether the owner let go: nothing is told any more but `closed`. */
  #isReleased = false;
  #state: "open" | "lost" | "closed" = "open";
  #error: TransportError | undefined;
  #reads = 0;
  #writes = 0;

  constructor(remote: Endpoint, local: Endpoint, options: MemoryEndOptions, wake: () => void) {
    this.remote = remote;
    this.local = local;
    this.#options = options;
    this.#wake = wake;
  }

  join(peer: MemoryEnd): void {
    this.#peer = peer;
  }

  get unsentOctets(): number {
    return this.#unsent.octets;
  }

  write(octets: OctetPieces): boolean {
    if (this.#sending !== "open" || this.#state !== "open") return true;
    this.#writes += 1;
    if (this.#writes === this.#options.failWrite) {
      this.#lose(new TransportError("reset", `write ${this.#writes} failed`));
      return true;
    }
    for (const piece of typeof octets === "string" || octets instanceof Uint8Array ? [octets] : octets) {
      this.#unsent.add(typeof piece === "string" ? octetsOfText(piece) : piece);
    }
    this.#send();
    if (this.#unsent.octets < UNSENT_OCTETS_MAX) return true;
    this.#isBlocked = true;
    return false;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#wake();
  }

  halfClose(): void {
    if (this.#sending !== "open") return;
    this.#sending = "ending";
    this.#send();
  }

  close(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#isPaused = false;
    this.halfClose();
    this.#wake();
  }

  abort(): void {
    this.#isReleased = true;
    if (this.#state === "open") this.#lose(undefined);
  }

  /** Lets the next thing happen at this end. @returns false when nothing can */
  step(): boolean {
    if (this.#state === "closed") return false;
    if (this.#state === "lost" || (this.#sending === "ended" && (this.#isReleased || this.#hasToldPeerEnd))) {
      this.#tellClosed();
      return true;
    }
    if (this.#isBlocked && this.#unsent.octets === 0) {
      this.#isBlocked = false;
      if (!this.#isReleased) this.receiver.drained();
      return true;
    }
    if (this.#isPaused) return false;
    if (this.#arrived.octets > 0) {
      this.#read();
      return true;
    }
    if (!this.#hasPeerEnded || this.#hasToldPeerEnd) return false;
    this.#hasToldPeerEnd = true;
    if (!this.#isReleased) this.receiver.peerClosed();
    return true;
  }

  #read(): void {
    this.#reads += 1;
    if (this.#reads === this.#options.failRead) {
      this.#lose(new TransportError("reset", `read ${this.#reads} failed`));
      return;
    }
    const octets = this.#arrived.take(this.#readOctets());
    this.#peer.#send();
    if (!this.#isReleased) this.receiver.received(octets);
    // They were lent: whoever kept them finds out.
    octets.fill(SCRIBBLE);
  }

  #readOctets(): number {
    const { reads = "whole" } = this.#options;
    if (reads === "whole") return Number.POSITIVE_INFINITY;
    if (reads === "octets") return 1;
    return Math.max(1, reads[(this.#reads - 1) % reads.length] ?? 1);
  }

  /** Moves on what the peer has room for, and then the end of it. */
  #send(): void {
    const peer = this.#peer;
    if (peer.#state === "closed" && this.#unsent.octets > 0) {
      this.#lose(new TransportError("reset", "the peer had closed the connection"));
      return;
    }
    const room = (peer.#options.windowOctets ?? WINDOW_OCTETS) - peer.#arrived.octets;
    if (room > 0 && this.#unsent.octets > 0) peer.#arrived.add(this.#unsent.take(room));
    if (this.#sending === "ending" && this.#unsent.octets === 0) {
      this.#sending = "ended";
      peer.#hasPeerEnded = true;
    }
    this.#wake();
  }

  /** The connection is gone: here with this error, at the peer with a reset. */
  #lose(error: TransportError | undefined): void {
    const peer = this.#peer;
    this.#drop("lost", error);
    if (peer.#state === "open") peer.#drop("lost", new TransportError("reset", "the peer reset the connection"));
    this.#wake();
  }

  #drop(state: "lost" | "closed", error: TransportError | undefined): void {
    this.#state = state;
    this.#sending = "ended";
    this.#error ??= error;
    this.#unsent = new OctetQueue();
    this.#arrived = new OctetQueue();
  }

  #tellClosed(): void {
    const hasUnread = this.#arrived.octets > 0;
    const peer = this.#peer;
    this.#drop("closed", undefined);
    if (peer.#state === "open" && (hasUnread || peer.#unsent.octets > 0)) {
      peer.#drop("lost", new TransportError("reset", "the peer reset the connection"));
    }
    this.receiver.closed(this.#isReleased ? undefined : this.#error);
    this.#wake();
  }
}

/** Octets in the order they were added. */
class OctetQueue {
  octets = 0;
  #pieces: Uint8Array[] = [];

  add(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.octets += piece.length;
  }

  /** A copy of the first `octetsMax` octets, which are gone from here then. */
  take(octetsMax: number): Uint8Array {
    const taken = new Uint8Array(Math.min(octetsMax, this.octets));
    let at = 0;
    while (at < taken.length) {
      const piece = this.#pieces[0]!;
      const part = piece.subarray(0, taken.length - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(part.length);
    }
    this.octets -= taken.length;
    return taken;
  }
}

function octetsOfText(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) octets[at] = text.charCodeAt(at);
  return octets;
}
