/// <reference lib="esnext.disposable" preserve="true" />

import { ConfigError, withoutUndefined } from "./config/index.ts";
import { failureLog } from "./failure-log.ts";
import { type Inspected, type InspectionOptions, inspected } from "./inspection.ts";
import { WINDOW_PATH } from "./inspector/index.ts";
import {
  type CommandOptions,
  type Prepared,
  type PrepareOptions,
  pathPrepared,
  prepareWith,
  type Servable,
} from "./prepare.ts";
import { FieldSection, ResponseError } from "./semantics/index.ts";
import { listeningPort, requireKnownNames, requireServeOptions } from "./serve-options.ts";
import {
  HttpServer,
  type Limits,
  parseAddressRanges,
  type ServerLog,
  type ServerSettings,
  type Stopped,
  seenThroughProxies,
  serverBounds,
  type Timeouts,
} from "./server/index.ts";
import {
  deleteLeftoverUploads,
  file,
  files,
  json,
  query,
  redirect,
  respond,
  route,
  site,
  status,
  template,
  text,
} from "./site/index.ts";
import { type ConnectionTrace, type RefusalReport, SecretNames } from "./trace/index.ts";
import { descriptorLimit, type Endpoint, listenTcp, type PortSharing, TransportError } from "./transport/index.ts";

export type { CommandOptions, Prepared, Servable } from "./prepare.ts";

export interface ServeOptions extends PrepareOptions, InspectionOptions {
  /** 0 takes any free port. Default 5000. */
  readonly port?: number | undefined;
  /** Host names or addresses, on one port. Default "localhost": 127.0.0.1 and ::1, where the machine has them. */
  readonly host?: string | readonly string[] | undefined;
  readonly timeouts?: Timeouts | undefined;
  readonly limits?: Limits | undefined;
  /**
   * Where the server says what happened. Absent: what was thrown for a 5xx, and what else has failed, goes to standard
   * error; `false` keeps that to itself too.
   */
  readonly log?: ServerLog | false | undefined;
  readonly trace?: ConnectionTrace | undefined;
  /** Whether log entries carry the decision record of their exchange. Default false. */
  readonly recordsDecisions?: boolean | undefined;
  /** Addresses of proxies whose Forwarded fields count, in CIDR notation, separated by commas. Default none. */
  readonly trustProxy?: string | readonly string[] | undefined;
  /** Seconds that open exchanges get when the server closes; `Infinity` for all they need. Default 10. */
  readonly graceSeconds?: number | undefined;
}

export interface Server extends AsyncDisposable {
  /** "http://localhost:5000/" */
  readonly url: string;
  /** The addresses that are listened on. */
  readonly endpoints: readonly Endpoint[];
  /** The window: where it is, and the token by which others than whoever sits at this machine may look. */
  readonly window: { readonly url: string; readonly token: string } | undefined;
  /** What answers now. */
  readonly prepared: Prepared;
  /** Connections that are open. */
  readonly connectionCount: number;
  /**
   * What was refused since the server began, by the rule that did it, and the octets of the last ones: bounded, and
   * without secrets.
   */
  refusals(): RefusalReport;
  /**
   * Answers from now on with this; where it cannot be prepared, that rejects and what answered goes on. The folder of
   * a site file that has gone is refused: a site never becomes a folder of files.
   */
  reload(what: Servable): Promise<void>;
  /**
   * Stops: idle connections close at once, open exchanges get the grace, and are then cut.
   * @returns how many connections and promises were cut
   */
  close(options?: { readonly graceSeconds?: number | undefined }): Promise<Stopped>;
  /** Ends the grace of a `close` that is under way. */
  closeNow(): void;
}

export const DEFAULT_PORT = 5000;
export const DEFAULT_GRACE_SECONDS = 10;

/**
 * Serves a site, a fetch handler, what a path leads to, or what {@link prepare} made of one of these.
 * @throws ConfigError the site or an option is wrong: where, and what would be right
 * @throws TransportError the address cannot be had: its `kind` says why, "address-in-use" for one
 * @throws RangeError an option is out of its range
 * @throws TypeError an option of timeouts or limits is of the wrong kind, or there is none of that name
 */
export async function serve(what: Servable, options: ServeOptions = {}): Promise<Server> {
  requireServeOptions(options);
  return await serveWith(what, options);
}

/** What a process asks for that serves and does nothing else. */
export interface ServingProcess {
  /** How the port is shared with other processes; absent: not at all. */
  readonly sharing?: PortSharing | undefined;
  /** Told when connections become many more at once, and when that is over. */
  readonly surges?: ((isSurging: boolean) => void) | undefined;
}

/** Serves as {@link serve} does, with what a command asks for besides. */
export async function serveWith(
  what: Servable,
  options: ServeOptions & CommandOptions,
  { sharing, surges }: ServingProcess = {},
): Promise<Server> {
  const prepared = await prepare(what, options);
  const chosen: ServeOptions = { ...prepared.options, log: undefined, ...withoutUndefined(options) };
  const graceSeconds = notNegative("graceSeconds", chosen.graceSeconds ?? DEFAULT_GRACE_SECONDS);
  const port = listeningPort(chosen.port ?? DEFAULT_PORT);
  const { trace, recordsDecisions } = chosen;
  const { log } = chosen;
  const secretNames = new SecretNames(chosen.mask);
  const settings = {
    ...serverSettings(prepared, chosen),
    ...logsOf(log),
    trace,
    recordsDecisions,
    secretNames,
    surges,
  };
  const inspection = await inspected(settings, chosen, (message, cause) => server.tellFailure(message, cause));
  const server = new HttpServer(inspection.settings);
  const hosts = [chosen.host ?? "localhost"].flat();
  await server.listen((listening) => listenTcp({ ...listening, sharing }), { hosts, port });
  deleteLeftoverUploads().catch((error: unknown) =>
    server.tellFailure("uploads left by a crash are still there", error),
  );
  return new ListeningServer(server, prepared, { options, graceSeconds, host: hosts[0]!, inspection });
}

function logsOf(log: ServeOptions["log"]): Pick<ServerSettings, "log" | "failures"> {
  if (log === undefined) return { failures: failureLog() };
  if (log === false) return {};
  return log.takesFailuresAlone ? { failures: log } : { log };
}

/**
 * What answers, by which bounds, and which proxies are believed: all that decides what a response is.
 * @throws RangeError an option is out of its range
 * @throws TypeError an option is of the wrong kind, or there is none of that name
 */
export function serverSettings(
  { resource, errorPage }: Prepared,
  { timeouts, limits, trustProxy }: Pick<ServeOptions, "timeouts" | "limits" | "trustProxy">,
): ServerSettings {
  requireKnownNames("timeouts", timeouts);
  requireKnownNames("limits", limits);
  const trusted = [trustProxy ?? []].flat().flatMap(parseAddressRanges);
  return {
    resource,
    errorPage,
    bounds: serverBounds(timeouts, limits, descriptorLimit()),
    engineLimits: {
      trailerLinesMax: limits?.maxHeaderLines,
      requestLineOctetsMax: limits?.maxRequestLine,
      headerSectionOctetsMax: limits?.maxHeaderSize,
      headerLinesMax: limits?.maxHeaderLines,
    },
    forwarded: trusted.length > 0 ? seenThroughProxies(trusted) : undefined,
  };
}

/**
 * Makes something ready to answer, without a socket. What is prepared already stays as it is.
 * @throws ConfigError it is wrong: where, and what would be right
 */
export function prepare(what: Servable, options: CommandOptions = {}): Promise<Prepared> {
  return prepareWith(siteFileImports, what, options);
}

/** What `import … from "porthole"` gives to a site file: all that the library's door has at run time. */
const siteFileImports = {
  ConfigError,
  FieldSection,
  ResponseError,
  TransportError,
  file,
  files,
  json,
  query,
  redirect,
  respond,
  route,
  serve,
  site,
  status,
  template,
  text,
};

/** How a server was asked to serve. */
interface Listened {
  readonly options: CommandOptions;
  readonly graceSeconds: number;
  readonly host: string;
  readonly inspection: Inspected;
}

class ListeningServer implements Server {
  readonly url: string;
  readonly window: Server["window"];
  prepared: Prepared;

  readonly #server: HttpServer;
  readonly #options: CommandOptions;
  readonly #graceSeconds: number;
  readonly #inspection: Inspected;

  constructor(server: HttpServer, prepared: Prepared, { options, graceSeconds, host, inspection }: Listened) {
    this.#server = server;
    this.prepared = prepared;
    this.#options = options;
    this.#graceSeconds = graceSeconds;
    this.#inspection = inspection;
    this.url = urlOf(host, server.endpoints);
    const { inspector } = inspection;
    if (inspector === undefined) return;
    inspector.listening(this.url, server.endpoints);
    if (inspector.hasWindow) this.window = { url: new URL(WINDOW_PATH, this.url).href, token: inspector.token };
  }

  get endpoints(): readonly Endpoint[] {
    return this.#server.endpoints;
  }

  get connectionCount(): number {
    return this.#server.connectionCount;
  }

  refusals(): RefusalReport {
    return this.#server.refusals.report();
  }

  async reload(what: Servable): Promise<void> {
    const { kind, path } = this.prepared;
    const siteFileBefore = kind === "folder" ? undefined : path;
    const prepared = await (typeof what === "string"
      ? pathPrepared(siteFileImports, what, this.#options, siteFileBefore)
      : prepare(what, this.#options));
    if (prepared !== this.prepared) this.prepared.close();
    this.prepared = prepared;
    this.#server.resource = this.#inspection.wrap(prepared.resource);
    this.#server.errorPage = prepared.errorPage;
  }

  async close(options: { readonly graceSeconds?: number | undefined } = {}): Promise<Stopped> {
    const graceMs = notNegative("graceSeconds", options.graceSeconds ?? this.#graceSeconds) * 1000;
    // Pages that listen for changes have nothing to finish.
    this.#options.liveReload?.close();
    this.#inspection.inspector?.closeWindow();
    const stopped = await this.#server.stop(graceMs);
    this.prepared.close();
    await this.#inspection.inspector?.close();
    return stopped;
  }

  closeNow(): void {
    this.#server.stopNow();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function urlOf(host: string, endpoints: readonly Endpoint[]): string {
  const endpoint = endpoints[0]!;
  const isEverywhere = endpoint.host === "0.0.0.0" || endpoint.host === "::";
  const name = isEverywhere || host === "localhost" ? "localhost" : endpoint.host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${endpoint.port}/`;
}

function notNegative(option: string, value: number): number {
  if (!(value >= 0)) throw new RangeError(`${option} is ${value}; expected a number of at least 0`);
  return value;
}
