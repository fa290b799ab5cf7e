import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import type { ExchangedOctets } from "./report.ts";

/** Where the target listens. */
export interface TargetAddress {
  readonly host: string;
  readonly port: number;
}

/** Octets of one connection that are read; more is dropped, and the connection with it. */
const RECEIVED_OCTETS_MAX = 16 * 1024 * 1024;
/** Octets of one connection that are kept to be shown, each way. */
const SHOWN_OCTETS_MAX = 64 * 1024;
const CONNECT_MS = 3000;

/** How a connection ended, so far: the server closed its side, or reset all of it, or it is open. */
export type WireEnding = "open" | "closed" | "reset";

/** A connection to the target on which octets go out as they are told to, and come in as they are. */
export class Wire {
  readonly #socket: Socket;
  readonly #openedMs = performance.now();
  readonly #exchanged: ExchangedOctets[] = [];
  readonly #shownOctets = { sent: 0, received: 0 };
  /** Octets after so many are counted and dropped; without it the connection is dropped. */
  readonly #keptOctetsMax: number | undefined;
  #pieces: string[] = [];
  #receivedOctets = 0;
  #sentOctets = 0;
  #lastReceivedMs = this.#openedMs;
  #lastSentMs = this.#openedMs;
  #ending: WireEnding = "open";
  #endedMs = 0;
  #wake: (() => void) | undefined;
  /** The port on this side. */
  readonly localPort: number;

  private constructor(socket: Socket, keptOctetsMax: number | undefined) {
    this.#socket = socket;
    this.#keptOctetsMax = keptOctetsMax;
    this.localPort = socket.localPort ?? 0;
    // A cut between two octets is to arrive as a cut.
    socket.setNoDelay(true);
    socket.on("data", (octets: Buffer) => this.#receive(octets));
    socket.on("end", () => this.#end("closed"));
    socket.on("error", () => this.#end("reset"));
    socket.on("close", () => this.#end("reset"));
  }

  /**
   * @param options `keptOctetsMax`: of what is received, octets after so many are counted and dropped
   * @throws what node:net says where nobody accepts the connection in time
   */
  static open({ host, port }: TargetAddress, { keptOctetsMax }: { keptOctetsMax?: number } = {}): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, allowHalfOpen: true });
      const timer = setTimeout(() => socket.destroy(new Error(`not connected after ${CONNECT_MS} ms`)), CONNECT_MS);
      socket.once("error", (error) => {
        clearTimeout(timer);
        reject(error);
      });
      socket.once("connect", () => {
        clearTimeout(timer);
        socket.removeAllListeners("error");
        resolve(new Wire(socket, keptOctetsMax));
      });
    });
  }

  /** All that came, each character one octet. */
  get text(): string {
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join("")];
    return this.#pieces[0] ?? "";
  }

  get receivedOctets(): number {
    return this.#receivedOctets;
  }

  get sentOctets(): number {
    return this.#sentOctets;
  }

  get ending(): WireEnding {
    return this.#ending;
  }

  get exchanged(): readonly ExchangedOctets[] {
    return this.#exchanged;
  }

  /** For how long nothing has come. */
  get quietMs(): number {
    return performance.now() - this.#lastReceivedMs;
  }

  /** From the last octet sent to the last one received, or to the end of the connection where none came after it. */
  get answerMs(): number {
    const lastMs = this.#lastReceivedMs > this.#lastSentMs ? this.#lastReceivedMs : this.#endedMs;
    return Math.max(0, lastMs - this.#lastSentMs);
  }

  /** Sends these characters as octets; settles when the system has taken them, or the connection is over. */
  send(text: string): Promise<void> {
    if (text === "" || this.#socket.destroyed || this.#socket.writableEnded) return Promise.resolve();
    this.#note("sent", text);
    this.#sentOctets += text.length;
    this.#lastSentMs = performance.now();
    return new Promise((resolve) => {
      const settle = () => {
        this.#socket.off("close", settle);
        resolve();
      };
      this.#socket.once("close", settle);
      this.#socket.write(Buffer.from(text, "latin1"), settle);
    });
  }

  halfClose(): void {
    this.#socket.end();
    this.#lastSentMs = performance.now();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Gives the connection up, whatever its state. */
  leave(): void {
    this.#socket.destroy();
  }

  /** Settles when octets have come, when the connection has ended, or after this time. */
  change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(settle, Math.max(0, ms));
      const wake = () => settle();
      const self = this;
      function settle(): void {
        clearTimeout(timer);
        if (self.#wake === wake) self.#wake = undefined;
        resolve();
      }
      this.#wake = wake;
    });
  }

  #receive(octets: Buffer): void {
    const room = (this.#keptOctetsMax ?? Number.POSITIVE_INFINITY) - this.#receivedOctets;
    this.#receivedOctets += octets.length;
    this.#lastReceivedMs = performance.now();
    if (room > 0) {
      const text = octets.toString("latin1", 0, Math.min(room, octets.length));
      this.#pieces.push(text);
      this.#note("received", text);
    }
    if (this.#keptOctetsMax === undefined && this.#receivedOctets > RECEIVED_OCTETS_MAX) this.#socket.destroy();
    this.#wake?.();
  }

  #end(ending: WireEnding): void {
    // What comes after the server's end takes nothing away: all octets before it were read.
    if (this.#ending === "open") {
      this.#ending = ending;
      this.#endedMs = performance.now();
    }
    this.#wake?.();
  }

  #note(direction: ExchangedOctets["direction"], text: string): void {
    const room = SHOWN_OCTETS_MAX - this.#shownOctets[direction];
    if (room <= 0) return;
    this.#shownOctets[direction] += text.length;
    const atMs = performance.now() - this.#openedMs;
    this.#exchanged.push({ direction, atMs, text: text.slice(0, room), octetsInAll: text.length });
  }
}
