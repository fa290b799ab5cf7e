import { type ConnectionInfo, type FieldSection, type IncomingRequest, parseMediaType } from "../../semantics/index.ts";
import { PAGE_TOKEN_FIELD, WINDOW_PATH } from "../paths.ts";
import { isSecret } from "./window-gate-secret.ts";

/** What whoever is let in has to know, each made by `newSecret`. */
export interface GateSecrets {
  /** Lets in who is not on this machine: the banner prints it. */
  readonly token: string;
  /** Lets act: the page has it in its head. */
  readonly pageToken: string;
}

/** Why a request is not answered. */
export interface GateRefusal {
  readonly statusCode: 403 | 415;
  /** A few words for the log. */
  readonly reason: string;
  /** What was wrong and what to do, for people to read. Neither a secret nor anything of the request is in it. */
  readonly message: string;
}

/**
 * Decides who may look: whoever is on this machine, asks it by name, and through no proxy; or has the token. And
 * nobody whom the page of another site has sent, but by a link.
 * @returns `undefined` for whoever may
 */
export function lookRefusal(
  request: IncomingRequest,
  connection: ConnectionInfo,
  secrets: GateSecrets,
): GateRefusal | undefined {
  if (isSentByOtherSite(request)) return sentByOtherSite;
  const refusal = strangerRefusal(request, connection);
  if (refusal === undefined || hasTokenCookie(request, connection, secrets)) return undefined;
  return tokenInQuery(request) === undefined ? refusal : withOtherToken;
}

/**
 * Decides who may act, among those who may look: the window's own page alone.
 * @returns `undefined` for whoever may
 */
export function actRefusal(request: IncomingRequest, { pageToken }: GateSecrets): GateRefusal | undefined {
  const { headerSection } = request;
  const site = headerSection.get("sec-fetch-site");
  if (headerSection.get("origin")?.toLowerCase() !== ownOrigin(request)) return fromOtherOrigin;
  if (site !== undefined && site !== "same-origin") return fromOtherOrigin;
  if (!isSecret(headerSection.get(PAGE_TOKEN_FIELD) ?? "", pageToken)) return withoutPageToken;
  if (parseMediaType(headerSection.get("content-type") ?? "")?.essence !== "application/json") return notJson;
  return undefined;
}

/** Whether the address has the token in its query: `/~porthole/?token=…`. */
export function hasTokenInQuery(request: IncomingRequest, { token }: GateSecrets): boolean {
  return isSecret(tokenInQuery(request) ?? "", token);
}

function tokenInQuery({ query }: IncomingRequest): string | undefined {
  return /(?:^|&)token=([^&]*)/.exec(query ?? "")?.[1];
}

/** The Set-Cookie field's value by which a browser has the token from now on (RFC 6265 §4.1), for the window alone. */
export function tokenCookie({ scheme }: IncomingRequest, connection: ConnectionInfo, { token }: GateSecrets): string {
  const secure = scheme === "https" ? "; Secure" : "";
  return `${cookieName(connection)}=${token}; Path=${WINDOW_PATH}; HttpOnly; SameSite=Strict${secure}`;
}

/** Cookies know no ports: the name tells one server of a machine from the next. */
function cookieName({ local }: ConnectionInfo): string {
  return `porthole-window-${local.port}`;
}

function hasTokenCookie({ headerSection }: IncomingRequest, connection: ConnectionInfo, secrets: GateSecrets): boolean {
  const begin = `${cookieName(connection)}=`;
  return headerSection
    .getAll("cookie")
    .flatMap((value) => value.split(";"))
    .map((pair) => pair.trim())
    .some((pair) => pair.startsWith(begin) && isSecret(pair.slice(begin.length), secrets.token));
}

/**
 * Whether a page of another origin made the browser ask, other than by sending its user here: Fetch Metadata says so, or
 * Origin, which also those send that know no more, and who opens a WebSocket.
 */
function isSentByOtherSite(request: IncomingRequest): boolean {
  const { method, headerSection } = request;
  const origin = headerSection.get("origin");
  if (origin !== undefined && method !== "POST" && origin.toLowerCase() !== ownOrigin(request)) return true;
  const site = headerSection.get("sec-fetch-site");
  if (site === undefined || site === "same-origin" || site === "none") return false;
  const isNavigation = headerSection.get("sec-fetch-mode") === "navigate";
  return method !== "GET" || !isNavigation || headerSection.get("sec-fetch-dest") !== "document";
}

/** Why a request needs the token; `undefined` for one from this machine. */
function strangerRefusal(request: IncomingRequest, { remote }: ConnectionInfo): GateRefusal | undefined {
  const { headerSection, authority, httpVersion } = request;
  if (showsProxy(headerSection)) return throughProxy;
  // Behind a trusted proxy the peer is whom it names: what it names stands in fields that were looked at above.
  if (!isLoopback(remote.host)) return fromElsewhere;
  // The target may name another authority than Host (RFC 9112 §3.2.2): neither may lead astray.
  if (!isLocalAuthority(authority) || !isLocalAuthority(headerSection.get("host") ?? "")) return byOtherName;
  // No browser asks so; proxies that say nothing of themselves do.
  if (httpVersion === "HTTP/1.0") return ofOldVersion;
  return undefined;
}

function showsProxy(headerSection: FieldSection): boolean {
  return (
    proxyFields.some((name) => headerSection.has(name)) ||
    proxyFieldBeginnings.some((begin) => headerSection.hasNameBeginning(begin))
  );
}

/** What proxies, tunnels and networks for delivery say of themselves, or of whom they stand before. */
const proxyFields = [
  "forwarded",
  "via",
  "x-real-ip",
  "x-client-ip",
  "client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
  "fly-client-ip",
  "x-azure-clientip",
  "cdn-loop",
] as const;
const proxyFieldBeginnings = ["x-forwarded", "x-original-", "x-envoy-", "tailscale-"] as const;

function isLoopback(host: string): boolean {
  return host === "::1" || /^(?:::ffff:)?127\.[0-9]+\.[0-9]+\.[0-9]+$/i.test(host);
}

/** By these names alone: another one may be anybody's, and lead here today. */
function isLocalAuthority(authority: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]*)?$/i.test(authority);
}

/** The origin of the request's own target (RFC 6454 §4), as browsers write it. */
function ownOrigin({ scheme, authority }: IncomingRequest): string {
  const defaultPort = scheme === "https" ? /:(?:443)?$/ : /:(?:80)?$/;
  return `${scheme}://${authority.toLowerCase().replace(defaultPort, "")}`;
}

const REMEDY =
  "Without its token the window answers on this machine alone: by the names localhost, 127.0.0.1 and [::1], and through no proxy.\n" +
  "From everywhere else open the address with ?token= in it that porthole printed when it started: " +
  "paste it into the address bar, for a link on another page does not bring its cookie.";

function stranger(reason: string, message: string): GateRefusal {
  return { statusCode: 403, reason: `window refused: ${reason}`, message: `${message}\n${REMEDY}` };
}

const throughProxy = stranger(
  "through a proxy",
  "The request came through a proxy: a Forwarded, Via, X-Forwarded-… or X-Real-IP field, or another such, shows it.",
);
const fromElsewhere = stranger(
  "not from this machine",
  "The request did not come from the machine that porthole runs on.",
);
const byOtherName = stranger("by another name", "The request named another host than this machine.");
const withOtherToken = stranger("another token", "The token in this address is not, or no longer, the right one.");
const ofOldVersion = stranger(
  "in HTTP/1.0",
  "The request came in HTTP/1.0, as no browser sends it and some proxies do.",
);

const sentByOtherSite: GateRefusal = {
  statusCode: 403,
  reason: "window refused: asked for by another site",
  message: "The page of another site asked for this. Open the window in a tab of its own.",
};
const fromOtherOrigin: GateRefusal = {
  statusCode: 403,
  reason: "window refused: acting from another origin",
  message:
    "Only the window's own page may act: Origin has to be the origin that was asked, and Sec-Fetch-Site same-origin.\n" +
    "Where the page is behind a proxy, name that with --trust-proxy, so that its word for the origin counts.",
};
const withoutPageToken: GateRefusal = {
  statusCode: 403,
  reason: "window refused: acting without the page's token",
  message: `Only the window's own page may act: ${PAGE_TOKEN_FIELD} has to be the token in its head. Load the page anew.`,
};
const notJson: GateRefusal = {
  statusCode: 415,
  reason: "window refused: acting without JSON",
  message: "What acts is sent as application/json.",
};
