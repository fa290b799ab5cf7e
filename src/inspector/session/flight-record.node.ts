import type {
  ConnectionSummary,
  ExchangeRecord,
  ExchangeSummary,
  RecordingFacts,
  RecordingTotals,
  Session,
} from "../record.ts";
import type { WindowFiles } from "../resource/window-files.node.ts";
import { FlightFile } from "./flight-record-file.node.ts";
import { exchangeJson, sessionPieces } from "./session-file.ts";
import { SessionPage } from "./session-page.ts";

/** So many exchanges are kept, the last ones … */
export const FLIGHT_EXCHANGES_MAX = 100;
/** … as long as the octets of their messages are no more than these. */
export const FLIGHT_OCTETS_MAX = 4_194_304;

/** The file is written at most this often. */
const WRITE_MS = 1000;
/** After a failure it is tried again this much later. */
const RETRY_MS = 10_000;
/** A failure that goes on is told again this much later. */
const TELL_MS = 60_000;

export interface FlightRecordOptions {
  /** Where it is written: a page where the name ends with ".html", JSON otherwise. */
  readonly path: string;
  /** The window's page, for a record that is one; `undefined` where it has not been built. */
  readonly pageFiles: () => WindowFiles | undefined;
  readonly facts: () => RecordingFacts;
  readonly totals: () => RecordingTotals;
  /** Told why the file could not be written, at most once a minute. */
  readonly tellFailure: (error: unknown) => void;
  /** Calls back in a while, and holds no process up for it. */
  readonly after: (ms: number, callback: () => void) => void;
}

/** Whether an exchange that has ended is one for the flight recorder: refused by a rule, failed, or cut. */
export function isForFlightRecord({ rule, statusCode, isCut }: ExchangeSummary): boolean {
  return rule !== undefined || isCut || (statusCode !== undefined && statusCode >= 500);
}

/**
 * The flight recorder: keeps the last exchanges that were refused, failed or cut, and has them in a file at all times:
 * a session that any window opens. The file is exchanged whole, at most once a second and at the end; what an earlier
 * run left there is kept beside it (see {@link FlightFile}). A disk that fails stops nothing.
 */
export class FlightRecord {
  readonly #options: FlightRecordOptions;
  readonly #file: FlightFile;
  readonly #kept: KeptExchange[] = [];
  readonly #connections = new Map<number, ConnectionSummary>();
  readonly #json = new WeakMap<ExchangeRecord, string>();
  #octets = 0;
  #page: SessionPage | undefined;
  #isChanged = false;
  #isWaiting = false;
  #isClosed = false;
  #hasFailed = false;
  #writing: Promise<void> | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(options: FlightRecordOptions) {
    this.#options = options;
    this.#file = new FlightFile(options.path);
  }

  /** Keeps an exchange that has ended. The oldest make room for it. */
  add(exchange: ExchangeRecord, connection: ConnectionSummary): void {
    const octets = keptOctets(exchange);
    this.#kept.push({ exchange, octets });
    this.#octets += octets;
    while (this.#kept.length > 1 && (this.#kept.length > FLIGHT_EXCHANGES_MAX || this.#octets > FLIGHT_OCTETS_MAX)) {
      this.#octets -= this.#kept.shift()!.octets;
    }
    this.#connections.set(connection.id, connection);
    this.#forgetConnections();
    this.#changed();
  }

  /** A connection has ended: the file says how, where it has an exchange of it. */
  connectionEnded(connection: ConnectionSummary): void {
    if (!this.#connections.has(connection.id)) return;
    this.#connections.set(connection.id, connection);
    this.#changed();
  }

  /** When what is being written now is. */
  get written(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  /** Writes what is not written yet. Nothing is written after it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    if (this.#isChanged) await this.#write();
  }

  /** The session as it stands now. */
  get session(): Session {
    const exchanges = this.#kept.map(({ exchange }) => exchange);
    exchanges.sort((a, b) => a.timeline.firstOctetUs - b.timeline.firstOctetUs);
    const used = new Set(exchanges.map(({ connection }) => connection));
    const connections = [...this.#connections.values()].filter(({ id }) => used.has(id)).sort((a, b) => a.id - b.id);
    const { facts, totals } = this.#options;
    return { porthole: "session", format: 1, facts: facts(), totals: totals(), connections, exchanges };
  }

  /** Connections without an exchange go, once there are as many of them as of the others. */
  #forgetConnections(): void {
    if (this.#connections.size < 2 * FLIGHT_EXCHANGES_MAX) return;
    const used = new Set(this.#kept.map(({ exchange }) => exchange.connection));
    for (const id of this.#connections.keys()) if (!used.has(id)) this.#connections.delete(id);
  }

  #changed(): void {
    this.#isChanged = true;
    // What comes together is written together: the first waits as well.
    this.#writeIn(WRITE_MS);
  }

  #writeIn(ms: number): void {
    if (this.#isWaiting || this.#isClosed) return;
    this.#isWaiting = true;
    this.#options.after(ms, () => {
      if (this.#isClosed) return;
      this.#writing = this.#write().then(() => {
        this.#writing = undefined;
        this.#isWaiting = false;
        if (this.#isChanged) this.#writeIn(this.#hasFailed ? RETRY_MS : WRITE_MS);
      });
    });
  }

  async #write(): Promise<void> {
    this.#isChanged = false;
    try {
      await this.#file.write(this.#pieces());
      this.#hasFailed = false;
    } catch (error) {
      this.#isChanged = true;
      this.#hasFailed = true;
      this.#tell(error);
    }
  }

  #pieces(): Iterable<string> {
    const { session } = this;
    const jsonOf = (exchange: ExchangeRecord) => this.#jsonOf(exchange);
    const isPage = this.#options.path.toLowerCase().endsWith(".html");
    return isPage ? this.#sessionPage().pieces(session, jsonOf) : sessionPieces(session, jsonOf);
  }

  /** What stays is written many times, and made into JSON once. */
  #jsonOf(exchange: ExchangeRecord): string {
    let json = this.#json.get(exchange);
    if (json === undefined) {
      json = exchangeJson(exchange);
      this.#json.set(exchange, json);
    }
    return json;
  }

  #sessionPage(): SessionPage {
    if (this.#page !== undefined) return this.#page;
    const files = this.#options.pageFiles();
    if (files === undefined) throw new Error("the window's page has not been built, and the record is to be one");
    const octets = new TextDecoder();
    this.#page = new SessionPage({ script: octets.decode(files.script), style: octets.decode(files.style) });
    return this.#page;
  }

  #tell(error: unknown): void {
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < TELL_MS) return;
    this.#toldMs = nowMs;
    this.#options.tellFailure(error);
  }
}

interface KeptExchange {
  readonly exchange: ExchangeRecord;
  readonly octets: number;
}

function keptOctets({ request, response }: ExchangeRecord): number {
  return [...request.kept, ...response.kept].reduce((sum, { octets }) => sum + octets.length, 0);
}
