import { type Connection, type OctetPieces, octetCountOf } from "../transport/index.ts";
import type { ConnectionWatch } from "./connection-watch.ts";
import type { ProtocolEngine } from "./protocol-engine.ts";

/** Why receiving is put off: the turn is over for it, or newcomers are being let in. One bit each. */
export const HOLD_FOR_TURN = 1;
export const HOLD_FOR_NEWCOMERS = 2;
export type HoldReason = typeof HOLD_FOR_TURN | typeof HOLD_FOR_NEWCOMERS;

/** Whether octets of a connection are received: only when there is someone to take them, and nobody puts it off. */
export class InputFlow {
  readonly #connection: Connection;
  #isWanted = true;
  #holds = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Octets are wanted from now on, or are not. */
  want(isWanted: boolean): void {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    if (this.#holds === 0) this.#set(isWanted);
  }

  /** Nothing is received until it was released of each reason, though it is wanted. */
  hold(reason: HoldReason): void {
    const wasFree = this.#holds === 0;
    this.#holds |= reason;
    if (wasFree && this.#isWanted) this.#set(false);
  }

  release(reason: HoldReason): void {
    if ((this.#holds & reason) === 0) return;
    this.#holds &= ~reason;
    if (this.#holds === 0 && this.#isWanted) this.#set(true);
  }

  #set(isFlowing: boolean): void {
    if (isFlowing) this.#connection.resume();
    else this.#connection.pause();
  }
}

/** The way of an engine's output to the transport, no faster than the client takes it. */
export class OutputFlow {
  /** Whether the client has to take some before more is produced. */
  isBlocked = false;

  readonly #engine: ProtocolEngine;
  readonly #connection: Connection;
  readonly #watch: ConnectionWatch | undefined;
  #sent: ((output: OctetPieces) => void) | undefined;
  #writtenOctets = 0;
  #waiters: (() => void)[] | undefined;

  /** @param watch is shown all output on its way; `undefined` where nobody watches */
  constructor(engine: ProtocolEngine, connection: Connection, watch: ConnectionWatch | undefined) {
    this.#engine = engine;
    this.#connection = connection;
    this.#watch = watch;
  }

  /** Shows all output from now on to one more. */
  show(sent: (output: OctetPieces) => void): void {
    const before = this.#sent;
    this.#sent = (output) => {
      before?.(output);
      sent(output);
    };
  }

  get unsentOctets(): number {
    return this.#connection.unsentOctets;
  }

  /** Octets handed to the operating system so far. */
  get sentOctets(): number {
    return this.#writtenOctets - this.#connection.unsentOctets;
  }

  /** Hands the engine's output to the transport, in one write. @returns false when the client has to take some first */
  flush(): boolean {
    const output = this.#engine.takeOutput();
    if (output === undefined) return !this.isBlocked;
    this.#writtenOctets += octetCountOf(output);
    this.#watch?.sent(output, this.#writtenOctets);
    this.#sent?.(output);
    if (!this.#connection.write(output)) this.isBlocked = true;
    this.#watch?.handedOver(this.sentOctets);
    return !this.isBlocked;
  }

  /** Settles when there is room again, or the connection is gone. */
  untilDrained(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.isBlocked) {
        resolve();
        return;
      }
      this.#waiters ??= [];
      this.#waiters.push(resolve);
    });
  }

  /** There is room again, or nobody will need it. */
  release(): void {
    this.isBlocked = false;
    this.#watch?.handedOver(this.sentOctets);
    const waiters = this.#waiters;
    if (waiters === undefined) return;
    this.#waiters = undefined;
    for (const wake of waiters) wake();
  }
}
