import type { Connection, ConnectionReceiver, TransportError } from "../transport.ts";

export type Call = "received" | "peerClosed" | "drained" | "closed";

/** Keeps what a connection tells, and lets a test wait for it. */
export class RecordingReceiver implements ConnectionReceiver {
  readonly calls: Call[] = [];
  readonly pieces: Uint8Array[] = [];
  octets = 0;
  error: TransportError | undefined;
  /** Called after each call, with its name. */
  told: (call: Call) => void = () => undefined;
  readonly #waiters = new Set<() => void>();

  constructor(connection?: Connection) {
    if (connection === undefined) return;
    connection.receiver = this;
    connection.resume();
  }

  get text(): string {
    return Buffer.concat(this.pieces).toString("latin1");
  }

  count(call: Call): number {
    return this.calls.filter((each) => each === call).length;
  }

  /** Settles as soon as this holds; it is looked at after each call. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
  }

  untilTold(call: Call): Promise<void> {
    return this.until(() => this.calls.includes(call));
  }

  untilText(text: string): Promise<void> {
    return this.until(() => this.text === text);
  }

  received(octets: Uint8Array): void {
    this.pieces.push(octets.slice());
    this.octets += octets.length;
    this.#tell("received");
  }

  peerClosed(): void {
    this.#tell("peerClosed");
  }

  drained(): void {
    this.#tell("drained");
  }

  closed(error: TransportError | undefined): void {
    this.error = error;
    this.#tell("closed");
  }

  #tell(call: Call): void {
    this.calls.push(call);
    this.told(call);
    for (const look of [...this.#waiters]) look();
  }
}
