import type { Address, Resource } from "../semantics/index.ts";
import type { ConnectionTrace, ExchangeTrace, SecretNames } from "../trace/index.ts";
import { Sendings } from "./act/sending.ts";
import { windowCases } from "./act/window-cases.ts";
import { isOwnPath } from "./paths.ts";
import type { RecordedLimits } from "./record.ts";
import type { EndedExchange } from "./recorded-exchange.ts";
import { Recorder } from "./recorder.ts";
import { type RecordedEnds, Recording } from "./recording.ts";
import type { After } from "./resource/event-feed.ts";
import { windowFiles } from "./resource/window-files.node.ts";
import { newSecret } from "./resource/window-gate-secret.ts";
import { windowResource } from "./resource/window-resource.ts";
import { FlightRecord, isForFlightRecord } from "./session/flight-record.node.ts";
import { flightFileFault } from "./session/flight-record-file.node.ts";

export interface InspectorOptions {
  readonly version: string;
  readonly limits: RecordedLimits;
  /** Whether the window answers; without it there is only the recording. */
  readonly hasWindow: boolean;
  /** Whether a path is Porthole's own: nothing of it is recorded. */
  readonly isOwn: (path: string) => boolean;
  /** What is a secret by its name. */
  readonly names: SecretNames;
  /** Where the flight recorder writes; absent: nowhere. */
  readonly recordPath?: string | undefined;
  readonly tellFailure: (message: string, cause: unknown) => void;
  readonly after: After;
}

/** What watches one server: its recording, the window onto it, and the flight recorder. */
export class Inspector {
  /** By which others than whoever sits at this machine may look. */
  readonly token = newSecret();
  /** Whom the server tells what happens. */
  readonly watcher: ConnectionTrace & ExchangeTrace;
  readonly hasWindow: boolean;

  readonly #recordPath: string | undefined;
  #url = "";
  #endpoints: readonly Address[] = [];
  readonly #sendings = new Sendings({
    address: () => this.#address,
    url: () => this.#url,
    connectionFrom: (port) => this.#recording.connections().findLast(({ remote }) => remote.port === port)?.id,
  });
  readonly #recording: Recording;
  readonly #recorder: Recorder;
  readonly #window: ReturnType<typeof windowResource> | undefined;
  readonly #flightRecord: FlightRecord | undefined;

  constructor(options: InspectorOptions) {
    const { version, limits, after } = options;
    // Nobody else asks: without the flight recorder no exchange is summed up at its end.
    const ends = options.recordPath === undefined ? undefined : this.#ends();
    const recording = new Recording({ version, limits, url: () => this.#url, ends });
    this.#recording = recording;
    this.#recorder = this.watcher = new Recorder(recording, options.names, options.isOwn);
    const gate = { token: this.token, pageToken: newSecret() };
    const files = windowFiles();
    this.hasWindow = options.hasWindow;
    if (options.hasWindow) {
      const send = (asked: unknown) => this.#sendings.answer(asked);
      this.#window = windowResource({ source: recording, gate, files, after, send, cases: windowCases });
    }
    this.#recordPath = options.recordPath;
    if (options.recordPath !== undefined) {
      this.#flightRecord = new FlightRecord({
        path: options.recordPath,
        pageFiles: files,
        facts: () => recording.facts,
        totals: () => recording.totals,
        tellFailure: (cause) => options.tellFailure("the flight recorder's file could not be written", cause),
        after,
      });
    }
  }

  /** Why the flight recorder could not write where it is to; `undefined` where nothing is in its way. */
  async recordFault(): Promise<string | undefined> {
    return this.#recordPath === undefined ? undefined : await flightFileFault(this.#recordPath);
  }

  /** The server listens. */
  listening(url: string, endpoints: readonly Address[]): void {
    this.#url = url;
    this.#endpoints = endpoints;
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
    this.#sendings.close();
  }

  /** The server has closed. Settles when the flight recorder's file says all that it can. */
  async close(): Promise<void> {
    await this.#flightRecord?.close();
  }

  /** Where this machine reaches the server: one that listens everywhere listens here too. */
  get #address(): Address {
    const { host, port } = this.#endpoints[0]!;
    return { host: host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host, port };
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
