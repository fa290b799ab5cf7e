import type { Prepared } from "../serve.ts";
import { type ExchangeEntry, HttpServer, type NoticeEntry, serverBounds } from "../server/index.ts";
import { memoryPair } from "../transport/index.ts";

/** One request and what became of it, without a socket. */
export interface ExplainedExchange {
  readonly entry: ExchangeEntry;
  /** The octets of the response as they would have left. Content that goes on for long is not waited for. */
  readonly responseOctets: Uint8Array;
  /** What the server had to say besides. */
  readonly notices: readonly NoticeEntry[];
}

/** How long content is waited for once the head of the final response is there. */
const CONTENT_WAIT_MS = 300;
/** Where the request seems to come from, and to go to. */
const remote = { host: "127.0.0.1", port: 50_000 };

/**
 * Sends a request through a whole server, its connection being in memory: what is refused online is refused here, for
 * the same reason.
 * @param requestOctets the request as a client would send it
 * @param port the port that the server seems to listen on
 */
export async function explainedExchange(
  prepared: Prepared,
  requestOctets: Uint8Array,
  port: number,
): Promise<ExplainedExchange> {
  const { resource, errorPage, options } = prepared;
  const notices: NoticeEntry[] = [];
  let logged!: (entry: ExchangeEntry) => void;
  const entryLogged = new Promise<ExchangeEntry>((resolve) => {
    logged = resolve;
  });
  const server = new HttpServer({
    resource,
    errorPage,
    bounds: serverBounds(options.timeouts, options.limits),
    log: { exchange: logged, notice: (entry) => notices.push(entry) },
    recordsDecisions: true,
  });
  const pair = memoryPair({ remote, local: { host: "127.0.0.1", port } });
  const pieces: Uint8Array[] = [];
  let headTimer: NodeJS.Timeout | undefined;
  pair.client.receiver = {
    received(octets) {
      // Lent: the transport uses their memory again.
      pieces.push(octets.slice());
      headTimer ??= setTimeout(() => pair.client.abort(), CONTENT_WAIT_MS);
    },
    peerClosed() {},
    drained() {},
    closed() {},
  };
  server.accept(pair.server);
  pair.client.write(requestOctets);
  const entry = await entryLogged;
  // What was handed to the transport is on its way through microtasks.
  await new Promise((resolve) => setTimeout(resolve, 0));
  clearTimeout(headTimer);
  pair.client.abort();
  await server.stop(0);
  return { entry, responseOctets: Buffer.concat(pieces), notices };
}
