import type { Server } from "../serve.ts";
import { jsonNotice, type NoticeEntry, type ServerLog } from "../server/index.ts";
import { type ConnectionTrace, type RefusalReport, refusalJson, SecretNames } from "../trace/index.ts";
import { type Endpoint, lanAddresses } from "../transport/index.ts";
import { bannerText, drainingText, farewellText } from "./banner.ts";
import { withoutLiveReload } from "./live-reload-log.ts";
import { serverLogIn } from "./log-format.ts";
import { type LineWriter, LogWriter } from "./log-writer.node.ts";
import { reachOf } from "./reach.ts";
import { withoutRefusalFlood } from "./refusal-flood.ts";
import type { LogFormat, ServeFlags } from "./serve-flags.ts";
import type { Streams } from "./streams.node.ts";
import { WirePrinter } from "./wire-printer.ts";
import { jsonOfWorker } from "./workers-log.ts";

/** How long the end of a process waits for a log that is not read. */
const FLUSH_MS = 1000;

/** Where the lines for standard output and standard error go. */
export interface OutputWriters {
  readonly out: LineWriter;
  readonly error: LineWriter;
}

/** Who speaks, and through what. */
export interface OutputOf {
  readonly worker?: number | undefined;
  readonly writers?: OutputWriters | undefined;
}

export function standardWriters(): OutputWriters {
  return { out: new LogWriter(1), error: new LogWriter(2) };
}

/** What is said of a server that has begun to listen. */
export interface Announcement {
  /** "http://localhost:5000/" */
  readonly url: string;
  readonly endpoints: readonly Endpoint[];
  /** Processes that serve, where there are several. */
  readonly workers?: number | undefined;
  readonly askedPort: number;
  /** Whether "localhost" is what was asked for. */
  readonly isLocalhost: boolean;
  readonly serving: string;
  readonly version: string;
  /** The window, where it is served. */
  readonly window?: Server["window"];
  readonly readyMs: number;
}

/**
 * Everything that a serving process says. People read standard output; where a machine does (json, common, combined),
 * what is meant for people goes to standard error.
 */
export class ServeOutput {
  readonly log: ServerLog;
  readonly trace: ConnectionTrace | undefined;

  readonly #format: LogFormat;
  readonly #isQuiet: boolean;
  readonly #streams: Streams;
  readonly #out: LineWriter;
  readonly #error: LineWriter;
  readonly #worker: number | undefined;

  /**
   * @param siteFormat the log format that the site file asks for
   * @param of the number of the worker that speaks, where it is one of several; writers that others use too
   */
  constructor(
    flags: ServeFlags,
    siteFormat: LogFormat | undefined,
    streams: Streams,
    { worker, writers = standardWriters() }: OutputOf = {},
  ) {
    this.#streams = streams;
    this.#worker = worker;
    this.#out = writers.out;
    this.#error = writers.error;
    this.#isQuiet = flags.quiet;
    const usual = streams.isTerminal || flags.wire ? "pretty" : "json";
    this.#format = flags.quiet ? "none" : (flags.log ?? siteFormat ?? usual);
    const log = serverLogIn(this.#format, {
      writeLine: (text) => this.#out.writeLine(text),
      writeErrorLine: (text) => this.#error.writeLine(text),
      style: streams.style,
      errorStyle: streams.errorStyle,
      worker,
    });
    const shown = flags.watch ? withoutLiveReload(log, flags.verbose) : log;
    this.log = streams.isTerminal && this.#format === "pretty" ? withoutRefusalFlood(shown) : shown;
    this.trace = flags.wire ? this.#wirePrinter(new SecretNames(flags.mask)) : undefined;
  }

  /** Says what is served and where it can be reached. */
  announce(announcement: Announcement): void {
    const { url, endpoints, workers, serving, version, window, readyMs, askedPort, isLocalhost } = announcement;
    if (this.#isQuiet) return;
    const { port } = endpoints[0]!;
    if (this.#format === "json") {
      const seen = window && `${window.url}?token=${window.token}`;
      const facts = {
        "url.full": url,
        "server.port": port,
        "service.version": version,
        "porthole.workers": workers,
        "porthole.window": seen,
      };
      const addresses = endpoints.map(addressText);
      const listening: NoticeEntry = { timeMs: Date.now(), level: "info", message: `listening, serving ${serving}` };
      this.#out.writeLine(
        jsonNotice(listening, { ...facts, "porthole.addresses": addresses, "porthole.ready_ms": Math.round(readyMs) }),
      );
      return;
    }
    const reach = reachOf(endpoints, isLocalhost, lanAddresses());
    const banner = { version, readyMs, serving, workers, window, port, askedPort, reach };
    this.#say((paint) => bannerText(banner, paint, this.#streams.columns()));
  }

  notice(level: NoticeEntry["level"], message: string, cause?: unknown): void {
    this.log.notice({ timeMs: Date.now(), level, message, cause });
  }

  /** Says on a terminal that a stop has begun. */
  draining(connections: number, graceSeconds: number): void {
    if (connections > 0) this.#sayOnTerminal((paint) => drainingText(connections, graceSeconds, paint));
  }

  /** Says on a terminal, or in JSON, how a stop went. */
  stopped(cut: number): void {
    this.#sayOnTerminal((paint) => farewellText(cut, paint));
    if (this.#format === "json") this.notice(cut === 0 ? "info" : "warn", `stopped, ${cut} cut`);
  }

  /** Writes what was refused to standard error as JSON: on a terminal for people to read, else on one line. */
  refusals(report: RefusalReport): void {
    const json = refusalJson(report, Date.now(), this.#streams.isErrorTerminal ? 2 : 0);
    this.#error.writeLine(jsonOfWorker(json, this.#worker));
  }

  /** Settles when all has been written that can be. */
  async flush(): Promise<void> {
    await Promise.all([this.#out.flush(FLUSH_MS), this.#error.flush(FLUSH_MS)]);
  }

  #wirePrinter(names: SecretNames): WirePrinter {
    const isForPeople = this.#isForPeople;
    const writer = isForPeople ? this.#out : this.#error;
    return new WirePrinter({
      names,
      writeLines: (text) => writer.writeLine(text),
      paint: isForPeople ? this.#streams.paint : this.#streams.errorPaint,
      columns: isForPeople ? this.#streams.columns : () => undefined,
    });
  }

  get #isForPeople(): boolean {
    return this.#format === "pretty" || this.#format === "none";
  }

  #sayOnTerminal(text: (paint: Streams["paint"]) => string): void {
    if (this.#streams.isTerminal && !this.#isQuiet && this.#format !== "json") this.#say(text);
  }

  #say(text: (paint: Streams["paint"]) => string): void {
    if (this.#isForPeople) this.#out.writeLine(text(this.#streams.paint));
    else this.#error.writeLine(text(this.#streams.errorPaint));
  }
}

/** "127.0.0.1:5000", "[::1]:5000" */
function addressText({ host, port }: Endpoint): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
