import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Connections that are opened at a time. */
const OPENING_MAX = 250;

/**
 * Clients that mean no good: each a socket that reads, counts what comes, and is told nothing of failures. What they get
 * is looked at where it matters.
 */
export class Attackers implements Disposable {
  readonly sockets: Socket[] = [];
  receivedOctets = 0;
  endedCount = 0;
  /** Numbers of responses that have come, by status code; only where a response comes in one read. */
  readonly statusCodes: Record<string, number> = {};

  /** Opens so many connections, some at a time. @throws where one is refused */
  static async connect(port: number, count: number): Promise<Attackers> {
    const attackers = new Attackers();
    while (attackers.sockets.length < count) {
      const opening = Math.min(OPENING_MAX, count - attackers.sockets.length);
      await Promise.all(Array.from({ length: opening }, () => attackers.#open(port)));
    }
    return attackers;
  }

  sendAll(octets: string | Uint8Array): void {
    for (const socket of this.sockets) if (!socket.destroyed) socket.write(octets);
  }

  async untilEnded(count: number): Promise<void> {
    while (this.endedCount < count) await wait(20);
  }

  [Symbol.dispose](): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async #open(port: number): Promise<void> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    socket.on("error", () => undefined);
    socket.once("close", () => {
      this.endedCount++;
    });
    socket.on("data", (octets: Buffer) => {
      this.receivedOctets += octets.length;
      const statusCode = /^HTTP\/1\.1 (\d{3})/.exec(octets.toString("latin1", 0, 12))?.[1];
      if (statusCode !== undefined) this.statusCodes[statusCode] = (this.statusCodes[statusCode] ?? 0) + 1;
    });
    this.sockets.push(socket);
  }
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Sends as much as the other side takes, until it ends the connection, the time is over or the limit is reached. */
export async function pour(
  socket: Socket,
  octets: Uint8Array | string,
  { forMs, octetsMax = Number.POSITIVE_INFINITY }: { readonly forMs: number; readonly octetsMax?: number },
): Promise<number> {
  const untilMs = performance.now() + forMs;
  let poured = 0;
  while (!socket.destroyed && !socket.writableEnded && performance.now() < untilMs && poured < octetsMax) {
    poured += octets.length;
    if (socket.write(octets)) {
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    await Promise.race([
      once(socket, "drain").catch(() => undefined),
      once(socket, "close"),
      wait(untilMs - performance.now()),
    ]);
  }
  return poured;
}
