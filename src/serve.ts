/// <reference lib="esnext.disposable" preserve="true" />
import { failureLog } from "./failure-log.ts";
import { type FetchHandler, fetchResource, isFetchHandler } from "./fetch/index.ts";
import { ConfigError, type DiskOptions, diskStore, type FileStore } from "./files/index.ts";
import { type ErrorPage, FieldSection, type Resource, ResponseError } from "./semantics/index.ts";
import { listeningPort, requireKnownNames } from "./serve-options.ts";
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
  compileSite,
  deleteLeftoverUploads,
  errorPage,
  file,
  files,
  isSite,
  json,
  type LiveReload,
  loadSite,
  query,
  redirect,
  respond,
  route,
  type Site,
  type SiteOptions,
  site,
  status,
  template,
  text,
} from "./site/index.ts";
import type { ConnectionTrace } from "./trace/index.ts";
import { descriptorLimit, type Endpoint, listenTcp, TransportError } from "./transport/index.ts";

/**
 * What can be served: a site, an object with a fetch function, the path of a folder, a site file or an app file, or
 * what was prepared from one of these.
 */
export type Servable = Site | FetchHandler | string | Prepared;

export interface PrepareOptions {
  /** The folder that a site's files are in. Absent: the folder of the path that is served, else the current one. */
  readonly root?: string | undefined;
  /**
   * Whether error pages tell what went wrong inside; or what decides it, given the site's own options. Absent: what
   * the site says, and false where it says nothing.
   */
  readonly development?: boolean | ((site: SiteOptions) => boolean) | undefined;
  /** Whether templates and a site's own error pages are read anew when they change. Absent: as in development. */
  readonly readsAnew?: boolean | ((site: SiteOptions) => boolean) | undefined;
  /** Serves dotfiles too. Default false. */
  readonly dotfiles?: boolean | undefined;
  /** Follows symbolic links out of the root. Default false. */
  readonly symlinks?: boolean | undefined;
  /** Where it answers true for a method, handlers are not called: the response says so instead. */
  readonly stopBeforeHandler?: ((method: string) => boolean) | undefined;
  /** Puts the script of live reload into pages, and watches the files that are served. */
  readonly liveReload?: LiveReload | undefined;
}

export interface ServeOptions extends PrepareOptions {
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

/** Something ready to answer. */
export interface Prepared {
  readonly kind: "folder" | "site" | "fetch";
  readonly resource: Resource;
  readonly errorPage: ErrorPage;
  /** How many routes there are; `undefined` where nobody can tell. */
  readonly routes: number | undefined;
  /** The file or folder it was loaded from, as it was found. */
  readonly path: string | undefined;
  /** The site's own settings; any other wins over them. */
  readonly options: SiteOptions;
  /** The files that it was loaded from: a change of one makes it stale. */
  readonly files: readonly string[];
  /** Watches nothing any more: something else answers now. */
  readonly close?: (() => void) | undefined;
}

export interface Server extends AsyncDisposable {
  /** "http://localhost:5000/" */
  readonly url: string;
  /** The addresses that are listened on. */
  readonly endpoints: readonly Endpoint[];
  /** What answers now. */
  readonly prepared: Prepared;
  /** Connections that are open. */
  readonly connectionCount: number;
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
 * @throws ConfigError the site is wrong: where, and what would be right
 * @throws TransportError the address cannot be had: its `kind` says why, "address-in-use" for one
 * @throws RangeError an option is out of its range
 * @throws TypeError an option is of the wrong kind, or there is none of that name
 */
export async function serve(what: Servable, options: ServeOptions = {}): Promise<Server> {
  const prepared = await prepare(what, options);
  const chosen: ServeOptions = { ...prepared.options, log: undefined, ...withoutUndefined(options) };
  const graceSeconds = notNegative("graceSeconds", chosen.graceSeconds ?? DEFAULT_GRACE_SECONDS);
  const port = listeningPort(chosen.port ?? DEFAULT_PORT);
  const { trace, recordsDecisions } = chosen;
  const failures = chosen.log === undefined ? failureLog() : undefined;
  const log = chosen.log || undefined;
  const server = new HttpServer({ ...serverSettings(prepared, chosen), log, failures, trace, recordsDecisions });
  const hosts = [chosen.host ?? "localhost"].flat();
  await server.listen(listenTcp, { hosts, port });
  deleteLeftoverUploads().catch((error: unknown) =>
    server.tellFailure("uploads left by a crash are still there", error),
  );
  return new ListeningServer(server, prepared, options, graceSeconds, hosts[0]!);
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
export async function prepare(what: Servable, options: PrepareOptions = {}): Promise<Prepared> {
  if (typeof what === "string") return pathPrepared(what, options);
  if (isPrepared(what)) return what;
  if (isSite(what)) return sitePrepared(what, options.root ?? ".", options);
  if (isFetchHandler(what)) return fetchPrepared(what, options);
  throw new ConfigError("what is to be served is neither a site, nor an object with a fetch function, nor a path", {
    hint: 'Such as serve(site({ … })), serve({ fetch(request) { … } }) or serve("./folder").',
  });
}

async function pathPrepared(target: string, options: PrepareOptions, siteFileBefore?: string): Promise<Prepared> {
  const loaded = await loadSite(target, { porthole: siteFileImports, siteFileBefore });
  const { kind, path, files } = loaded;
  if (loaded.kind === "fetch") return { ...fetchPrepared(loaded.handler, options), path, files };
  try {
    return { ...(await sitePrepared(loaded.site, options.root ?? loaded.root, options)), kind, path, files };
  } catch (error) {
    throw loaded.placed(error);
  }
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

function isPrepared(what: Site | FetchHandler | Prepared): what is Prepared {
  return typeof what === "object" && what !== null && "resource" in what && "errorPage" in what;
}

async function sitePrepared(site: Site, root: string, options: PrepareOptions): Promise<Prepared> {
  const disk = await diskStore(root, { ...storeOptions(site.options), ...storeOptions(options) });
  const watched = options.liveReload?.watched(disk);
  try {
    return await siteOverStore(site, root, watched ?? disk, options, () => watched?.close());
  } catch (error) {
    watched?.close();
    throw error;
  }
}

async function siteOverStore(
  site: Site,
  root: string,
  store: FileStore,
  options: PrepareOptions,
  close: () => void,
): Promise<Prepared> {
  const development = isDevelopment(options, site.options);
  const { readsAnew: asked, stopBeforeHandler } = options;
  const readsAnew = typeof asked === "function" ? asked(site.options) : asked;
  const compiled = await compileSite(site, { root, store, development, readsAnew, stopBeforeHandler });
  const { resource, errorPage, routes } = compiled;
  const reloading = withLiveReload({ resource, errorPage }, options.liveReload);
  return { kind: "site", ...reloading, routes, path: undefined, options: site.options, files: [], close };
}

function fetchPrepared(handler: FetchHandler, options: PrepareOptions): Prepared {
  const development = isDevelopment(options, {});
  const resource = fetchResource(handler);
  const page: ErrorPage = (fault, request) => errorPage(fault, request, { development });
  const reloading = withLiveReload({ resource, errorPage: page }, options.liveReload);
  return { kind: "fetch", ...reloading, routes: undefined, path: undefined, options: {}, files: [] };
}

function withLiveReload(
  { resource, errorPage }: Pick<Prepared, "resource" | "errorPage">,
  liveReload: LiveReload | undefined,
): Pick<Prepared, "resource" | "errorPage"> {
  if (liveReload === undefined) return { resource, errorPage };
  return { resource: liveReload.wrap(resource), errorPage: liveReload.wrapErrorPage(errorPage) };
}

function isDevelopment({ development }: PrepareOptions, site: SiteOptions): boolean {
  if (typeof development === "function") return development(site);
  return development ?? site.development ?? false;
}

function storeOptions({ dotfiles, symlinks }: Pick<PrepareOptions, "dotfiles" | "symlinks">): DiskOptions {
  return withoutUndefined({ dotfiles, symlinks });
}

class ListeningServer implements Server {
  readonly url: string;
  prepared: Prepared;

  readonly #server: HttpServer;
  readonly #options: PrepareOptions;
  readonly #graceSeconds: number;

  constructor(server: HttpServer, prepared: Prepared, options: PrepareOptions, graceSeconds: number, host: string) {
    this.#server = server;
    this.prepared = prepared;
    this.#options = options;
    this.#graceSeconds = graceSeconds;
    this.url = urlOf(host, server.endpoints);
  }

  get endpoints(): readonly Endpoint[] {
    return this.#server.endpoints;
  }

  get connectionCount(): number {
    return this.#server.connectionCount;
  }

  async reload(what: Servable): Promise<void> {
    const { kind, path } = this.prepared;
    const siteFileBefore = kind === "folder" ? undefined : path;
    const prepared = await (typeof what === "string"
      ? pathPrepared(what, this.#options, siteFileBefore)
      : prepare(what, this.#options));
    if (prepared !== this.prepared) this.prepared.close?.();
    this.prepared = prepared;
    this.#server.resource = prepared.resource;
    this.#server.errorPage = prepared.errorPage;
  }

  async close(options: { readonly graceSeconds?: number | undefined } = {}): Promise<Stopped> {
    const graceMs = notNegative("graceSeconds", options.graceSeconds ?? this.#graceSeconds) * 1000;
    // Pages that listen for changes have nothing to finish.
    this.#options.liveReload?.close();
    return this.#server.stop(graceMs);
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

function withoutUndefined<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
