import { type Prepared, serverSettings } from "../serve.ts";
import { type ExchangeEntry, HttpServer, type NoticeEntry } from "../server/index.ts";
import { memoryPair } from "../transport/index.ts";
import { CommandError, exitCodes } from "./start-error.ts";

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
 * @throws CommandError no answer will ever come
 */
export async function explainedExchange(
  prepared: Prepared,
  requestOctets: Uint8Array,
  port: number,
): Promise<ExplainedExchange> {
  const notices: NoticeEntry[] = [];
  let logged!: (entry: ExchangeEntry) => void;
  const entryLogged = new Promise<ExchangeEntry>((resolve) => {
    logged = resolve;
  });
  const server = new HttpServer({
    ...serverSettings(prepared, prepared.options),
    log: { exchange: logged, notice: (entry) => notices.push(entry) },
    recordsDecisions: true,
  });
  const pair = memoryPair({ remote, local: { host: "127.0.0.1", port } });
  const pieces: Uint8Array[] = [];
  let headTimer: NodeJS.Timeout | undefined;
  pair.client.receiver = {
    received(octets) {
      // Lent: the transport uses their memory again.
      pieces.push(Uint8Array.from(octets));
      if (headTimer === undefined && hasFinalHead(pieces)) {
        headTimer = setTimeout(() => pair.client.abort(), CONTENT_WAIT_MS);
      }
    },
    peerClosed() {},
    drained() {},
    closed() {},
  };
  server.accept(pair.server);
  pair.client.write(requestOctets);
  // Nothing is left that could bring an answer: the client would wait for ever.
  const hangUp = () => pair.client.abort();
  process.once("beforeExit", hangUp);
  const entry = await entryLogged;
  process.off("beforeExit", hangUp);
  // What was handed to the transport is on its way through microtasks.
  await new Promise((resolve) => setTimeout(resolve, 0));
  clearTimeout(headTimer);
  pair.client.abort();
  await server.stop(0);
  if (entry.statusCode === 0) throw new CommandError(`${whoAnswers(entry)} never answered`, exitCodes.failed);
  return { entry, responseOctets: Buffer.concat(pieces), notices };
}

function whoAnswers({ decisions = [] }: ExchangeEntry): string {
  const handlers = decisions.filter(({ subject }) => subject === "handler");
  const run = /^run (the .+)$/s.exec(handlers.at(-1)?.outcome ?? "");
  return run?.[1] ?? "what serves this";
}

/** Whether the head of the final response has begun: interim ones may come before it, each with an empty line at its end. */
function hasFinalHead(pieces: readonly Uint8Array[]): boolean {
  return /(?:^|\r\n\r\n)HTTP\/[0-9.]+ [2-5]/.test(Buffer.concat(pieces).toString("latin1"));
}
