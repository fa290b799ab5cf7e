import { withAccess } from "../access/index.ts";
import { ConfigError, shown, withoutUndefined } from "../config/index.ts";
import { type FolderConventions, withFieldRules } from "../conventions/index.ts";
import { FileCache, type FileStore, type FilesOptions, StaticFiles } from "../files/index.ts";
import {
  type DecisionNotes,
  type ErrorPage,
  type Exchange,
  FieldSection,
  type IncomingRequest,
  NOTED_ROWS_MAX,
  type OutgoingResponse,
  type Resource,
} from "../semantics/index.ts";
import { compileEntry } from "./compile-value.ts";
import { type PageFault, type SitePage, siteErrorPage } from "./error-page.ts";
import { noParams, type Params, type Route, type RouteFinding, RouteMap } from "./route-map.ts";
import { missedRows, nearestRoutes, otherMethodRows, otherSlashPath, TriedRoutes } from "./route-notes.ts";
import { parseRoutePattern, type RoutePattern } from "./route-pattern.ts";
import type { RouteResource } from "./route-resource.ts";
import { serverFiles } from "./server-files.ts";
import { isSite, type Site } from "./site.ts";
import { type SiteSettings, settingsOver } from "./site-settings.ts";
import { isRouteValue, isSiteValue, type RouteEntry } from "./site-values.ts";
import { TemplateSet } from "./template-set.ts";

/** Where a site stands and how it is to run. */
export interface SiteContext {
  /** The folder its files are in, absolute: for messages. */
  readonly root: string;
  readonly store: FileStore;
  /** Whether pages tell what went wrong inside. */
  readonly development: boolean;
  /** Whether templates and the site's own error pages are read anew when they change. Absent: as in development. */
  readonly readsAnew?: boolean | undefined;
  /** What holds over the site's own settings. */
  readonly settings?: SiteSettings | undefined;
  /** What the folder's own files say about how it is served. */
  readonly conventions?: FolderConventions | undefined;
  /** What is never served as files, beside what is named as the server's: paths below the root, not decoded. */
  readonly serverFiles?: readonly string[] | undefined;
  /** Octets that files may take of the memory. */
  readonly memoryOctetsMax?: number | undefined;
  /** Whether to answer "handler not run" instead of calling the handler, for requests of this method. */
  readonly stopBeforeHandler?: ((method: string) => boolean) | undefined;
}

/** A site that runs. */
export interface CompiledSite {
  readonly resource: Resource;
  readonly errorPage: ErrorPage;
  /** What the site says of how it serves, and what holds over that. */
  readonly settings: SiteSettings;
  /** How many routes there are. */
  readonly routes: number;
  /** "6 routes" */
  readonly description: string;
  readonly routeTable: readonly RouteDescription[];
  /** What files take of the memory. */
  readonly cache: FileCache;
  /** Keeps no file in memory and watches no folder any more. */
  close(): void;
}

export interface RouteDescription {
  readonly pattern: string;
  /** What stands there: "file", "template", "handler" … */
  readonly kind: string;
}

/**
 * Makes a site run: patterns become a route map, constant values responses, templates are parsed, and the files that
 * routes name are looked for.
 * @throws ConfigError naming the route that is wrong
 */
export async function compileSite(site: Site, context: SiteContext): Promise<CompiledSite> {
  if (!isSite(site)) throw new ConfigError(`${shown(site)} is no site`, { hint: "Make one with site({ … })." });
  const settings = settingsOver({ ...context.conventions?.options, ...site.options }, context.settings ?? {});
  const cache = new FileCache(context.store, { memoryOctetsMax: context.memoryOctetsMax });
  try {
    const { routes, errorPage } = await compileRoutes(site, context, settings, cache);
    const routed = siteResource(new RouteMap(routes), errorPage, context.development);
    const edits = context.conventions?.fieldEdits;
    const edited = edits === undefined ? routed : withFieldRules(routed, edits);
    return {
      ...withAccess(edited, errorPage, settings),
      settings,
      routes: routes.length,
      description: routes.length === 1 ? "1 route" : `${routes.length} routes`,
      routeTable: Object.entries(site.routes).map(([pattern, entry]) => ({ pattern, kind: kindOf(entry) })),
      cache,
      close: () => cache.close(),
    };
  } catch (error) {
    cache.close();
    throw error;
  }
}

async function compileRoutes(site: Site, context: SiteContext, settings: SiteSettings, cache: FileCache) {
  const { store, development, readsAnew = development, stopBeforeHandler, conventions } = context;
  const errorPage = await siteErrorPage(store, { development, readsAnew });
  const hidden = serverFiles([...(conventions?.files ?? []), ...(context.serverFiles ?? [])]);
  const files = { store, cache, errorPage, development, hidden };
  const valueContext = {
    files,
    staticFiles: (options: FilesOptions) => new StaticFiles(files, { ...settings, ...withoutUndefined(options) }),
    isFolder: conventions !== undefined,
    rules: conventions?.rules,
    auth: settings.auth,
    errorPage,
    templates: new TemplateSet(store, readsAnew),
    stopBeforeHandler,
  };
  const routes: Route<RouteResource>[] = [];
  for (const [text, entry] of Object.entries(site.routes)) {
    const pattern = parseRoutePattern(text);
    routes.push({ pattern, value: await compileEntry(entry, pattern, valueContext) });
  }
  return { routes, errorPage };
}

function kindOf(entry: RouteEntry): string {
  if (isRouteValue(entry)) return kindOf(entry.answer);
  return isSiteValue(entry) ? entry.kind : "handler";
}

/** The Resource made of the Resources at the routes. A path spelled as its pattern costs one look-up and no more. */
function siteResource(map: RouteMap<RouteResource>, errorPage: SitePage, isDevelopment: boolean): Resource {
  const unrouted = new UnroutedRequests(map, errorPage, isDevelopment);
  let tried: TriedRoutes | undefined;
  const triedRoutes = () => {
    tried ??= new TriedRoutes(map.routes.map(({ pattern }) => pattern));
    return tried;
  };
  return function serveSite(request, exchange) {
    const { decisions } = exchange;
    const route = map.exact(request.method, request.path);
    if (route !== undefined) {
      const { pattern } = route;
      decisions?.note("route", `"${pattern.text}" is this very path`, triedRoutes().exactRows(pattern));
      return route.value(request, exchange, noParams);
    }
    const finding = map.find(request.method, request.path);
    if (finding.kind !== "route") return unrouted.answer(finding, request, exchange);
    if (decisions !== undefined) noteMatch(decisions, finding.route, finding.params, request, triedRoutes());
    return finding.route.value(request, exchange, finding.params);
  };
}

function noteMatch(
  decisions: DecisionNotes,
  { pattern }: Route<RouteResource>,
  params: Params,
  { method, path }: IncomingRequest,
  tried: TriedRoutes,
): void {
  const shownParams = pattern.paramNames.map((name) => `${name} is ${JSON.stringify(params[name])}`);
  const found = ["matches", ...shownParams].join(", ");
  decisions.note("route", `"${pattern.text}" ${found}`, tried.rows(pattern, path, method, found));
}

/** How many routes a 404 page in development tells of. */
const routesToldMax = 12;

/** Answers what no route answers. */
class UnroutedRequests {
  readonly #map: RouteMap<RouteResource>;
  readonly #errorPage: SitePage;
  readonly #isDevelopment: boolean;

  constructor(map: RouteMap<RouteResource>, errorPage: SitePage, isDevelopment: boolean) {
    this.#map = map;
    this.#errorPage = errorPage;
    this.#isDevelopment = isDevelopment;
  }

  answer(
    finding: Exclude<RouteFinding<RouteResource>, { readonly kind: "route" }>,
    request: IncomingRequest,
    exchange: Exchange,
  ): OutgoingResponse | Promise<OutgoingResponse> {
    const { method, path } = request;
    if (method === "OPTIONS" && path === "*") return optionsResponse(this.#map.methods);
    if (finding.kind === "method") {
      if (method === "OPTIONS") return optionsResponse(finding.allow);
      return this.#refuseMethod(finding.allow, request, exchange);
    }
    if (unimplemented.has(method)) {
      exchange.decisions?.note("method", `${method} is not implemented`);
      const message = `This server does not answer ${method} requests.`;
      return this.#errorPage({ statusCode: 501, message, reason: `method ${method} not implemented` }, request);
    }
    if (finding.kind === "malformed") {
      exchange.decisions?.note("route", finding.reason);
      const message = `The path is refused: ${finding.reason.replace("the path", "it")}.`;
      return this.#errorPage({ statusCode: 400, message, reason: finding.reason }, request);
    }
    return this.#refusePath(request, exchange);
  }

  #refuseMethod(allow: readonly string[], request: IncomingRequest, exchange: Exchange) {
    const allowed = allow.join(", ");
    if (exchange.decisions !== undefined) {
      const rows = otherMethodRows(this.#patterns, request.path, request.method);
      exchange.decisions.note("method", `${request.method} is not one of ${allowed}`, rows);
    }
    const fault: PageFault = {
      statusCode: 405,
      message: `${request.method} is not answered here. Allowed: ${allowed}.`,
      headerSection: FieldSection.of({ Allow: allowed }),
      reason: `no route for ${request.method}`,
    };
    return this.#errorPage(fault, request);
  }

  #refusePath(request: IncomingRequest, exchange: Exchange) {
    const fault = { statusCode: 404, message: undefined, reason: "no route" };
    if (!this.#isDevelopment && exchange.decisions === undefined) return this.#errorPage(fault, request);
    const { path } = request;
    const patterns = this.#patterns;
    const isNoted = exchange.decisions !== undefined;
    const nearest = nearestRoutes(patterns, path, isNoted ? NOTED_ROWS_MAX : routesToldMax);
    const routes = nearest.slice(0, routesToldMax);
    const near = routes.filter(({ isNear }) => isNear).map(({ pattern, outcome }) => ({ pattern, outcome }));
    const other = otherSlashPath(path);
    if (other === undefined || !this.#isRouted(request.method, other)) {
      exchange.decisions?.note("route", noneMatches(patterns.length, path), missedRows(patterns, nearest));
      return this.#errorPage({ ...fault, hint: `No route answers ${shownPath(path)}.`, routes: near }, request);
    }
    const reason = `no route, but there is one for ${other}`;
    exchange.decisions?.note("route", reason, missedRows(patterns, nearest));
    const hint = `There is a route for ${other}: the slash at the end makes it another path.`;
    return this.#errorPage({ ...fault, reason, hint, routes: near }, request);
  }

  get #patterns(): readonly RoutePattern[] {
    return this.#map.routes.map(({ pattern }) => pattern);
  }

  #isRouted(method: string, path: string): boolean {
    const { kind } = this.#map.find(method, path);
    return kind === "route" || kind === "method";
  }
}

function noneMatches(routes: number, path: string): string {
  if (routes === 0) return "the site has no routes";
  return routes === 1
    ? `the one route does not match ${shownPath(path)}`
    : `none of ${routes} matches ${shownPath(path)}`;
}

const PATH_SHOWN_MAX = 200;

/** A path as it was sent, its end left out where it is long. */
function shownPath(path: string): string {
  return path.length > PATH_SHOWN_MAX ? `${path.slice(0, PATH_SHOWN_MAX)}…` : path;
}

/** Methods that a site has no answer to: CONNECT is a proxy's, TRACE and TRACK show others what only the sender may see. */
const unimplemented: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** RFC 9110 §9.3.7 */
function optionsResponse(allow: readonly string[]): OutgoingResponse {
  return {
    statusCode: 204,
    headerSection: FieldSection.of({ Allow: allow.join(", ") }),
    content: undefined,
    reason: "OPTIONS",
  };
}
