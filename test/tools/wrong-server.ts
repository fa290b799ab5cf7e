import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server as NetServer, type Socket } from "node:net";
import type { Mistake, WrongConnection } from "./mistake.ts";
import { RequestDoor } from "./request-door.ts";
import { ResponseDoor } from "./response-door.ts";

/** Longer than anybody waits for a response. */
const STUCK_MS = 9000;

/** A server that is wrong in one way: a right one behind a door that changes octets. */
export class WrongServer {
  readonly #rightPort: number;
  readonly #mistake: Mistake;
  readonly #server: NetServer;
  readonly #sockets = new Set<Socket>();
  #turn: Promise<void> = Promise.resolve();
  #stuckUntilMs = 0;

  private constructor(rightPort: number, mistake: Mistake) {
    this.#rightPort = rightPort;
    this.#mistake = mistake;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void this.#serve(socket));
  }

  /** @param rightPort where the right server listens on 127.0.0.1 */
  static async listen(rightPort: number, mistake: Mistake): Promise<WrongServer> {
    const server = new WrongServer(rightPort, mistake);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`);
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => {
      if (this.#server.listening) this.#server.close(() => resolve());
      else resolve();
    });
  }

  async #serve(client: Socket): Promise<void> {
    this.#sockets.add(client);
    client.on("error", () => client.destroy());
    const over = new Promise<void>((resolve) => client.once("close", () => resolve()));
    client.once("close", () => this.#sockets.delete(client));
    if (this.#mistake.isSerial === true) {
      const before = this.#turn;
      this.#turn = before.then(() => over);
      client.pause();
      await before;
      client.resume();
    }
    const stuckMs = this.#stuckUntilMs - performance.now();
    if (stuckMs > 0) await new Promise((resolve) => setTimeout(resolve, stuckMs));
    if (client.destroyed) return;
    this.#join(client, connect({ port: this.#rightPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true }));
  }

  #join(client: Socket, right: Socket): void {
    const { endsAt, resets, leavesHalfClosed, isDeaf, stuckAt, delayMs = 0 } = this.#mistake;
    let received = "";
    const connection: WrongConnection = {
      get received() {
        return received;
      },
      send: (octets) => void client.write(Buffer.from(octets, "latin1")),
      close: () => void client.end(),
    };
    const requests = new RequestDoor(this.#mistake, connection);
    const responses = new ResponseDoor(this.#mistake, requests.unanswered);
    client.on("data", (octets) => {
      const text = octets.toString("latin1");
      if (endsAt?.test(received + text) === true) return void this.close();
      if (stuckAt?.test(received + text) === true) this.#stuckUntilMs = performance.now() + STUCK_MS;
      const passed = requests.pass(this.#mistake.received?.(text, connection) ?? text);
      if (passed !== "") right.write(Buffer.from(passed, "latin1"));
      received += text;
    });
    right.on("data", (octets) => {
      const passed = responses.pass(octets.toString("latin1"));
      const isOver = responses.isOver;
      after(delayMs, () => {
        if (client.writable && passed !== "") client.write(Buffer.from(passed, "latin1"));
        if (isOver) client.end();
      });
    });
    const leave = () => {
      if (leavesHalfClosed === true) client.destroy();
      else if (isDeaf !== true) right.end();
    };
    // One that waited for its turn may have left meanwhile.
    if (client.readableEnded) leave();
    else client.on("end", leave);
    right.on("end", () => after(delayMs, () => (resets === true ? client.resetAndDestroy() : client.end())));
    right.on("error", () => client.resetAndDestroy());
    client.on("close", () => right.destroy());
    right.on("close", () => after(delayMs, () => client.end()));
  }
}

function after(ms: number, act: () => void): void {
  if (ms === 0) act();
  else setTimeout(act, ms);
}
