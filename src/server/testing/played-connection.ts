import type { TestContext } from "node:test";
import { type ErrorPage, FieldSection, type OutgoingResponse, type Resource } from "../../semantics/index.ts";
import { type MemoryEndOptions, type MemoryPair, memoryPair } from "../../transport/index.ts";
import { plainPage } from "../answer-error.ts";
import { HttpServer } from "../listen.ts";
import { SERVER_BOUNDS, type ServerBounds } from "../options.ts";
import type { ExchangeEntry, NoticeEntry } from "../server-log.ts";
import type { Watched } from "../timeouts.ts";

export interface Scene {
  readonly resource: Resource;
  readonly errorPage?: ErrorPage;
  readonly bounds?: Partial<ServerBounds>;
  readonly server?: MemoryEndOptions;
  readonly client?: MemoryEndOptions;
  readonly surges?: (isSurging: boolean) => void;
}

/** A server whose clients are joined to it in memory, and whose time goes on only when it is told to. */
export class PlayedServer {
  readonly http: HttpServer;
  readonly exchanges: ExchangeEntry[] = [];
  readonly notices: NoticeEntry[] = [];
  /** Why each connection closed, as the trace was told. */
  readonly closings: string[] = [];
  receivedOctets = 0;
  /** What the clock shows when it is looked at. */
  nowMs = 1_000_000;
  readonly #scene: Scene;
  readonly #watched = new Set<Watched>();
  readonly #clients: PlayedClient[] = [];

  constructor(t: TestContext, scene: Scene) {
    this.#scene = scene;
    this.http = new HttpServer({
      resource: scene.resource,
      errorPage: scene.errorPage ?? ((fault) => plainPage(fault)),
      bounds: { ...SERVER_BOUNDS, ...scene.bounds },
      surges: scene.surges,
      log: { exchange: (entry) => this.exchanges.push(entry), notice: (entry) => this.notices.push(entry) },
      trace: {
        opened() {},
        received: (_, octets) => {
          this.receivedOctets += octets.length;
        },
        sent() {},
        closed: (_, reason) => this.closings.push(reason),
      },
    });
    t.mock.method(this.http.clock, "refresh", () => {
      this.http.clock.nowMs = this.nowMs;
    });
    t.mock.method(this.http.sweep, "add", (watched: Watched) => this.#watched.add(watched));
    t.mock.method(this.http.sweep, "remove", (watched: Watched) => this.#watched.delete(watched));
  }

  connect(): PlayedClient {
    const { server = {}, client = {} } = this.#scene;
    const pair = memoryPair({ isStepped: true, server, client });
    const played = new PlayedClient(this, pair);
    this.#clients.push(played);
    this.http.accept(pair.server);
    return played;
  }

  /** Lets one thing happen at each connection, and what follows from it. @returns whether anything did */
  async step(): Promise<boolean> {
    let hasStepped = false;
    for (const { pair } of this.#clients) if (pair.step()) hasStepped = true;
    await nextTurn();
    return hasStepped;
  }

  /** Lets everything happen that can. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet++) if (await this.step()) quiet = -1;
  }

  /** Lets time go on, in sweeps. */
  async later(ms: number, sweepMs = 250): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += sweepMs) {
      this.nowMs += sweepMs;
      this.http.clock.refresh();
      for (const watched of [...this.#watched]) watched.checkDeadlines(this.http.clock.nowMs);
      await this.settle();
    }
  }
}

/** One client of a played server. */
export class PlayedClient {
  readonly pair: MemoryPair;
  /** All that came, each character one octet. */
  text = "";
  /** How the connection ended, once it has. */
  ending: "end" | "reset" | undefined;
  readonly #server: PlayedServer;

  constructor(server: PlayedServer, pair: MemoryPair) {
    this.#server = server;
    this.pair = pair;
    pair.client.receiver = {
      received: (octets) => {
        this.text += Buffer.from(octets).toString("latin1");
      },
      peerClosed: () => {
        this.ending ??= "end";
        pair.client.close();
      },
      drained() {},
      closed: () => {
        this.ending ??= "reset";
      },
    };
  }

  get statusCodes(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => Number(code));
  }

  /** Sends octets, and lets everything happen that follows from them. */
  async send(octets: string): Promise<void> {
    this.pair.client.write(octets);
    await this.#server.settle();
  }

  async halfClose(): Promise<void> {
    this.pair.client.halfClose();
    await this.#server.settle();
  }

  async vanish(): Promise<void> {
    this.pair.client.abort();
    await this.#server.settle();
  }
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A promise, and what settles it. */
export function opened<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

export function response(content: OutgoingResponse["content"], statusCode = 200): OutgoingResponse {
  return { statusCode, headerSection: FieldSection.empty, content, reason: "test" };
}
