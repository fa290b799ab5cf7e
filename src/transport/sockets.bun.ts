/** What is used of Bun's own sockets: no more, and no package of types for it. */
export interface BunRuntime {
  readonly version: string;
  /** @throws Error with a `code` such as EADDRINUSE */
  listen<Owner>(options: BunListenOptions<Owner>): BunListener;
  connect<Owner>(options: BunListenOptions<Owner>): Promise<BunSocket<Owner>>;
}

export interface BunListenOptions<Owner> {
  readonly hostname: string;
  readonly port: number;
  /** Whether a socket stays open for writing when its peer has closed its side. */
  readonly allowHalfOpen: boolean;
  readonly exclusive?: boolean;
  readonly ipv6Only?: boolean;
  readonly reusePort?: boolean;
  readonly socket: BunSocketListeners<Owner>;
}

/** Shared by all sockets of a listener; each finds its connection in `socket.data`. */
export interface BunSocketListeners<Owner> {
  readonly binaryType: "uint8array";
  open?(socket: BunSocket<Owner>): void;
  /** The octets are the recipient's own: Bun has copied them. */
  data(socket: BunSocket<Owner>, octets: Uint8Array): void;
  drain(socket: BunSocket<Owner>): void;
  /** The peer sends no more. */
  end(socket: BunSocket<Owner>): void;
  /** Also called from within `close` and `terminate`. */
  close(socket: BunSocket<Owner>, error?: Error): void;
  error(socket: BunSocket<Owner>, error: Error): void;
}

export interface BunListener {
  readonly hostname: string;
  readonly port: number;
  /** Stops listening; the sockets stay. */
  stop(): void;
}

export interface BunSocket<Owner> {
  data: Owner;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number;
  readonly localAddress: string | undefined;
  readonly localPort: number;
  /** @returns how many octets the system took, fewer than given where its buffer is full; -1 when the socket is closed */
  write(octets: Uint8Array, start: number, octetCount: number): number;
  pause(): void;
  resume(): void;
  /** Says that no more will be sent. */
  shutdown(): void;
  /** Closes at once. */
  close(): void;
  /** Closes at once, with a reset. */
  terminate(): void;
  setKeepAlive(isOn: boolean, initialDelayMs: number): boolean;
}

/** Bun, where it runs this. */
export function bunRuntime(): BunRuntime | undefined {
  return (globalThis as { Bun?: BunRuntime }).Bun;
}
