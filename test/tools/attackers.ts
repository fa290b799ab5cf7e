import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Connections that are opened at a time. */
const OPENING_MAX = 250;
const LAST_OCTETS = 40;

/** Clients that mean no good. They read what comes and count it, and take no notice of failures. */
export class Attackers implements Disposable {
  readonly sockets: Socket[] = [];
  receivedOctets = 0;
  /** Connections that are gone, however they ended. */
  endedCount = 0;
  /** Responses by status code, of those that begin with a read. */
  readonly statusCodes: Record<string, number> = {};

  /** The end of what each has read, in the order of the sockets. */
  readonly lastTexts: string[] = [];

  /** Opens so many connections, some at a time. @throws where one is refused */
  static async connect(port: number, count: number): Promise<Attackers> {
    const attackers = new Attackers();
    while (attackers.sockets.length < count) {
      const opening = Math.min(OPENING_MAX, count - attackers.sockets.length);
      await Promise.all(Array.from({ length: opening }, () => attackers.#open(port)));
    }
    return attackers;
  }

  /** Those that are still there. */
  get left(): Socket[] {
    return this.sockets.filter((socket) => !socket.destroyed && !socket.writableEnded);
  }

  get responseCount(): number {
    return Object.values(this.statusCodes).reduce((sum, count) => sum + count, 0);
  }

  sendAll(octets: string | Uint8Array): void {
    for (const socket of this.left) socket.write(octets);
  }

  /** Sends one octet over each connection, time after time, until all have had a response or are gone. */
  async trickle(octet: string, everyMs: number): Promise<void> {
    while (this.responseCount < this.sockets.length && this.left.length > 0) {
      this.sendAll(octet);
      await wait(everyMs);
    }
  }

  /** Takes nothing that is sent from now on. */
  stopReading(): void {
    for (const socket of this.sockets) socket.pause();
  }

  async untilEnded(count = this.sockets.length): Promise<void> {
    while (this.endedCount < count) await wait(20);
  }

  async untilAnswered(statusCode: number, count = this.sockets.length): Promise<void> {
    while ((this.statusCodes[statusCode] ?? 0) < count) await wait(20);
  }

  [Symbol.dispose](): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async #open(port: number): Promise<void> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    const number = this.sockets.push(socket) - 1;
    socket.on("error", () => undefined);
    socket.once("close", () => {
      this.endedCount++;
    });
    socket.on("data", (octets: Buffer) => {
      this.receivedOctets += octets.length;
      this.lastTexts[number] = octets.toString("latin1", Math.max(0, octets.length - LAST_OCTETS));
      const statusCode = /^HTTP\/1\.1 (\d{3})/.exec(octets.toString("latin1", 0, 12))?.[1];
      if (statusCode !== undefined) this.statusCodes[statusCode] = (this.statusCodes[statusCode] ?? 0) + 1;
    });
  }
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Sends the same octets again and again, as fast as they are taken, until the other side ends the connection or the time
 * is over.
 * @returns how many octets were sent
 */
export async function pour(socket: Socket, octets: Uint8Array | string, forMs: number): Promise<number> {
  const untilMs = performance.now() + forMs;
  let poured = 0;
  while (!socket.destroyed && !socket.writableEnded && performance.now() < untilMs) {
    poured += octets.length;
    await room(socket, socket.write(octets), untilMs);
  }
  return poured;
}

/** Settles when more may be written, the connection is gone or the time is over. */
function room(socket: Socket, hasRoom: boolean, untilMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (hasRoom) {
      setImmediate(resolve);
      return;
    }
    const over = () => {
      clearTimeout(timer);
      socket.off("drain", over);
      socket.off("close", over);
      resolve();
    };
    const timer = setTimeout(over, untilMs - performance.now());
    socket.on("drain", over);
    socket.on("close", over);
  });
}
