import { ConfigError, shown } from "../config/index.ts";
import {
  type ErrorPage,
  type Exchange,
  type FieldEdit,
  type FieldLine,
  FieldSection,
  type IncomingRequest,
  isToken,
  type OutgoingResponse,
  pageWithEditedSections,
  parseList,
  type Resource,
  type SectionEdits,
  withEditedSections,
} from "../semantics/index.ts";

/**
 * Which origins' pages may read the responses: `true` or "*" for any, without credentials; else the origins named, one
 * or a list, with credentials.
 */
export type CorsOption = boolean | string | readonly string[];

/**
 * A Resource whose responses pages of other origins may read (Fetch §3.2, the CORS protocol), and which answers their
 * preflights itself. `false`: the Resource itself. A response that has an Access-Control-Allow-Origin keeps its own.
 * @throws ConfigError what is named is no origin
 */
export function withCors(resource: Resource, option: CorsOption): Resource {
  const policy = parseCorsOption(option);
  if (policy === undefined) return resource;
  const shared = withEditedSections(resource, policy.editsFor);
  return (request, exchange) =>
    isPreflight(request) ? preflightResponse(policy, request, exchange) : shared(request, exchange);
}

/** The same for the pages of faults that the server meets. @throws ConfigError what is named is no origin */
export function pageWithCors(errorPage: ErrorPage, option: CorsOption): ErrorPage {
  const policy = parseCorsOption(option);
  return policy === undefined ? errorPage : pageWithEditedSections(errorPage, policy.editsFor);
}

/** Whose pages may read what. */
export interface CorsPolicy {
  /** What a response to this origin says of it; no lines where it may not read it. */
  allowLines(origin: string): readonly FieldLine[];
  readonly editsFor: SectionEdits;
}

/**
 * @returns `undefined` for none
 * @throws ConfigError what is named is no origin
 */
export function parseCorsOption(option: CorsOption): CorsPolicy | undefined {
  if (option === false) return undefined;
  const named = typeof option === "string" ? option.split(",").map((each) => each.trim()) : option;
  if (named === true || (Array.isArray(named) && named.length === 1 && named[0] === "*")) return anyOrigin;
  if (!Array.isArray(named)) {
    throw new ConfigError(`cors: ${shown(option)} is neither true nor an origin`, { key: "cors", hint: originHint });
  }
  if (named.length === 0) throw new ConfigError("cors: no origin is named", { key: "cors", hint: originHint });
  const origins = [...new Set((named as readonly unknown[]).map(parseOrigin))];
  return origins.length === 1 ? oneOrigin(origins[0]!) : severalOrigins(origins);
}

const originHint = 'Such as cors: "https://kittens.example", a list of origins, or true for any.';

/**
 * An origin as user agents write it (RFC 6454 §6.2): what differs in case, or names the scheme's own port, is the same.
 */
function parseOrigin(text: unknown): string {
  const wrong = (what: string, hint = originHint) => new ConfigError(`cors: ${what}`, { key: "cors", hint });
  if (typeof text !== "string") throw wrong(`${shown(text)} is no origin`);
  if (text === "*") throw wrong('"*" stands alone: it is any origin', "Write cors: true, or name the origins.");
  if (text === "null") {
    throw wrong('"null" is what many user agents send for pages of no origin: anybody could make one');
  }
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#@\s\\]+)(.*)$/is.exec(text);
  if (parts === null) throw wrong(`${shown(text)} is no origin`);
  const [, scheme = "", authority = "", rest = ""] = parts;
  if (authority.includes("*")) throw wrong(`${shown(text)} has a "*" in it`, "Name each origin.");
  if (rest !== "") throw wrong(`${shown(text)} has more than an origin`, `Write "${scheme}://${authority}".`);
  if (!URL.canParse(text)) throw wrong(`${shown(text)} is no origin`);
  const { origin } = new URL(text);
  // Schemes that are no special ones have no origin in the URL standard, and user agents send them as they are.
  return origin === "null" ? text.toLowerCase() : origin;
}

/**
 * What pages may see beside what all may (Cache-Control, Content-Length, Content-Type, Last-Modified …): what fetching
 * files in parts, again, or to be saved needs.
 */
const exposedFields = [
  "Accept-Ranges",
  "Content-Disposition",
  "Content-Encoding",
  "Content-Range",
  "Date",
  "ETag",
  "Link",
  "Location",
  "Retry-After",
  "Server-Timing",
  "Vary",
].join(", ");

const allowOrigin = "Access-Control-Allow-Origin";
const exposeHeaders = "Access-Control-Expose-Headers";
const by = "the cors setting";
const varyByOrigin: FieldEdit = { kind: "add", name: "Vary", value: "Origin", by };

const anyOrigin = policyOf([
  [allowOrigin, "*"],
  [exposeHeaders, "*"],
]);

/** One origin is told to all who ask: their user agents compare, and caches need not keep a response for each. */
function oneOrigin(origin: string): CorsPolicy {
  const lines = namedLines(origin);
  const { editsFor } = policyOf(lines);
  return { editsFor, allowLines: (asking) => (asking === origin ? lines : []) };
}

function severalOrigins(origins: readonly string[]): CorsPolicy {
  const linesByOrigin = new Map(origins.map((origin) => [origin, namedLines(origin)]));
  const editsByOrigin = new Map(
    [...linesByOrigin].map(([origin, lines]) => [origin, [...editsOf(lines), varyByOrigin]]),
  );
  const others = [varyByOrigin];
  return {
    allowLines: (origin) => linesByOrigin.get(origin) ?? [],
    editsFor: (section, request) =>
      unlessSaid(section, editsByOrigin.get(request?.headerSection.get("origin") ?? "") ?? others),
  };
}

function namedLines(origin: string): readonly FieldLine[] {
  return [
    [allowOrigin, origin],
    ["Access-Control-Allow-Credentials", "true"],
    [exposeHeaders, exposedFields],
  ];
}

function policyOf(lines: readonly FieldLine[]): CorsPolicy {
  const edits = editsOf(lines);
  return { allowLines: () => lines, editsFor: (section) => unlessSaid(section, edits) };
}

function editsOf(lines: readonly FieldLine[]): readonly FieldEdit[] {
  return lines.map(([name, value]) => ({ kind: name === exposeHeaders ? "add" : "set", name, value, by }));
}

/** What a handler says of its own response counts: two answers to who may read it are none. */
function unlessSaid(section: FieldSection, edits: readonly FieldEdit[]): readonly FieldEdit[] {
  return section.has(allowOrigin) ? none : edits;
}

const none: readonly FieldEdit[] = [];

/** Fetch §3.2.2: asked before a request that a form or a link could not have sent. It carries no credentials. */
function isPreflight({ method, headerSection }: IncomingRequest): boolean {
  return method === "OPTIONS" && headerSection.has("origin") && headerSection.has(requestMethod);
}

const requestMethod = "Access-Control-Request-Method";
const requestHeaders = "Access-Control-Request-Headers";

/** Chromium keeps an answer no longer than this; each request itself is still asked for its origin. */
const PREFLIGHT_KEPT_SECONDS = 7200;

const usualMethods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Any method and any fields are allowed, for the site is asked next and knows better: this says whose pages may ask.
 */
function preflightResponse(policy: CorsPolicy, { headerSection }: IncomingRequest, exchange: Exchange) {
  const lines = policy.allowLines(headerSection.get("origin")!).filter(([name]) => name !== exposeHeaders);
  const isAllowed = lines.length > 0;
  exchange.decisions?.note("cors", `preflight: the origin is ${isAllowed ? "allowed" : "not among those named"}`, [
    ["Origin", headerSection.get("origin")!],
    [requestMethod, headerSection.get(requestMethod)!],
    [requestHeaders, headerSection.get(requestHeaders) ?? "not sent"],
  ]);
  const response: OutgoingResponse = {
    statusCode: 204,
    headerSection: FieldSection.of([...(isAllowed ? [...lines, ...allowedRequest(headerSection)] : []), varyLine]),
    content: undefined,
    reason: isAllowed ? "CORS preflight" : "CORS preflight of an origin that is not named",
  };
  return response;
}

const varyLine: FieldLine = ["Vary", `Origin, ${requestMethod}, ${requestHeaders}`];

function allowedRequest(headerSection: FieldSection): readonly FieldLine[] {
  const method = headerSection.get(requestMethod) ?? "";
  const methods = usualMethods.includes(method) || !isToken(method) ? usualMethods : [...usualMethods, method];
  // Named one by one: "*" would not cover Authorization, and covers nothing where there are credentials.
  const names = parseList(headerSection.get(requestHeaders) ?? "").filter(isToken);
  return [
    ["Access-Control-Allow-Methods", methods.join(", ")],
    ...(names.length === 0 ? [] : [["Access-Control-Allow-Headers", names.join(", ")] as const]),
    ["Access-Control-Max-Age", String(PREFLIGHT_KEPT_SECONDS)],
  ];
}
