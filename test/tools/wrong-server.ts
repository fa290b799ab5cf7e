import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server as NetServer, type Socket } from "node:net";

/** One way in which a server is wrong, made of a right one: what it takes for something else, or says otherwise. */
export interface Mistake {
  /** What is wrong with it, in a few words. */
  readonly name: string;
  /** The rules of the cases that must fail, all of them; `warns` names those that must be warned of. */
  readonly fails: readonly string[];
  readonly warns?: readonly string[];
  /** What the right server is given in place of the octets of one read, each a character. */
  readonly request?: (octets: string, connection: WrongConnection) => string;
  /** What the client is given in place of them. */
  readonly response?: (octets: string, connection: WrongConnection) => string;
  /** Whether the next connection waits until the one before is over. */
  readonly isSerial?: boolean;
  /** Whether it resets a connection where the right one closes it. */
  readonly resets?: boolean;
  /** Whether a client that closes its side is taken for one that has gone. */
  readonly leavesHalfClosed?: boolean;
  /** What ends the whole server when it is received. */
  readonly endsAt?: RegExp;
}

/** A connection through which a mistake is made. */
export interface WrongConnection {
  /** All that the client has sent before this read. */
  readonly received: string;
  /** Answers with these octets, past the right server. */
  send(octets: string): void;
  /** Ends the connection once what was answered has gone. */
  close(): void;
}

/** A server that is wrong in one way: a right one behind a door that changes octets. */
export class WrongServer {
  readonly #rightPort: number;
  readonly #mistake: Mistake;
  readonly #server: NetServer;
  readonly #sockets = new Set<Socket>();
  #turn: Promise<void> = Promise.resolve();

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
    this.#join(client, connect({ port: this.#rightPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true }));
  }

  #join(client: Socket, right: Socket): void {
    const { request = same, response = same, endsAt, resets, leavesHalfClosed } = this.#mistake;
    let received = "";
    const connection = {
      get received() {
        return received;
      },
      send: (octets: string) => void client.write(Buffer.from(octets, "latin1")),
      close: () => void client.end(),
    };
    client.on("data", (octets) => {
      const text = octets.toString("latin1");
      if (endsAt?.test(received + text) === true) return void this.close();
      right.write(Buffer.from(request(text, connection), "latin1"));
      received += text;
    });
    right.on("data", (octets) => {
      if (client.writable) client.write(Buffer.from(response(octets.toString("latin1"), connection), "latin1"));
    });
    client.on("end", () => (leavesHalfClosed === true ? client.destroy() : right.end()));
    right.on("end", () => (resets === true ? client.resetAndDestroy() : client.end()));
    right.on("error", () => client.resetAndDestroy());
    client.on("close", () => right.destroy());
    right.on("close", () => client.end());
  }
}

function same(octets: string): string {
  return octets;
}
