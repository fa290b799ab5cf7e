import type { Exchange, Resource } from "../semantics/index.ts";
import type { ConnectionTrace, ExchangeTrace } from "../trace/index.ts";
import type { After } from "./event-feed.ts";
import { FlightRecord, isForFlightRecord } from "./flight-record.node.ts";
import { isOwnPath } from "./paths.ts";
import type { RecordedLimits } from "./record.ts";
import type { EndedExchange } from "./recorded-exchange.ts";
import { type RecordedEnds, Recorder } from "./recorder.ts";
import { windowCases } from "./window-cases.ts";
import { windowFiles } from "./window-files.node.ts";
import { newSecret } from "./window-gate-secret.ts";
import { windowResource } from "./window-resource.ts";

export interface InspectorOptions {
  readonly version: string;
  readonly limits: RecordedLimits;
  /** Whether the window answers; without it there is only the recording. */
  readonly hasWindow: boolean;
  /** Where the flight recorder writes; absent: nowhere. */
  readonly recordPath?: string | undefined;
  /** Sends octets to the server that is inspected, as the page asks. */
  readonly send: (asked: unknown, exchange: Exchange) => unknown;
  readonly tellFailure: (message: string, cause: unknown) => void;
  readonly after: After;
}

/** What watches one server: its recording, the window onto it, and the flight recorder. */
export class Inspector {
  /** By which others than whoever sits at this machine may look. */
  readonly token = newSecret();
  /** Whom the server tells what happens. */
  readonly watcher: ConnectionTrace & ExchangeTrace;
  /** Of the server, once it listens. */
  url = "";

  readonly #recorder: Recorder;
  readonly #window: ReturnType<typeof windowResource> | undefined;
  readonly #flightRecord: FlightRecord | undefined;

  constructor(options: InspectorOptions) {
    const { version, limits, after } = options;
    const recorder = new Recorder({ version, limits, url: () => this.url, ends: this.#ends() });
    this.#recorder = this.watcher = recorder;
    const gate = { token: this.token, pageToken: newSecret() };
    const files = windowFiles();
    if (options.hasWindow) {
      this.#window = windowResource({ source: recorder, gate, files, after, send: options.send, cases: windowCases });
    }
    if (options.recordPath !== undefined) {
      this.#flightRecord = new FlightRecord({
        path: options.recordPath,
        pageFiles: files,
        facts: () => recorder.facts,
        totals: () => recorder.totals,
        tellFailure: (cause) => options.tellFailure("the flight recorder's file could not be written", cause),
        after,
      });
    }
  }

  /** An exchange is over, and this is what the log is told of it. */
  exchangeEnded(ended: EndedExchange): void {
    this.#recorder.exchangeEnded(ended);
  }

  /**
   * The site with the window in it.
   * @param isSitesOwn whether the site answers a path itself, though it lies below the window's
   */
  wrap(resource: Resource, isSitesOwn: (path: string) => boolean): Resource {
    const window = this.#window?.resource;
    if (window === undefined) return resource;
    return (request, exchange) =>
      isOwnPath(request.path) && !isSitesOwn(request.path) ? window(request, exchange) : resource(request, exchange);
  }

  /** The server is closing: pages that listen have nothing to finish. */
  closeWindow(): void {
    this.#window?.close();
  }

  /** The server has closed. Settles when the flight recorder's file says all that it can. */
  async close(): Promise<void> {
    await this.#flightRecord?.close();
  }

  #ends(): RecordedEnds {
    return {
      exchangeEnded: (exchange, record, connection) => {
        if (isForFlightRecord(exchange)) this.#flightRecord?.add(record(), connection());
      },
      connectionEnded: (connection) => this.#flightRecord?.connectionEnded(connection()),
    };
  }
}
