import { type Exchange, type IncomingRequest, ResponseError } from "../semantics/index.ts";
import { contentStream } from "./content-stream.ts";
import { followingRequest, isFollowedByCopies } from "./request-signal.ts";

/**
 * The standard Request of an exchange: a real one, which can be cloned, be given to `new Request` and to `fetch`.
 *
 * Its URL is the target URI (RFC 9110 §7.1) as the URL standard writes it; for the target "*" that is the root of
 * the authority. Content is read from the exchange when it is first asked for; a standard Request holds none for GET
 * and HEAD. Its signal fires exactly when `exchange.signal` does, and is not made before it is read.
 *
 * @throws ResponseError 501: the standard Request cannot hold this method; 400: the URL cannot hold this authority
 */
export function webRequest(request: IncomingRequest, exchange: Exchange): Request {
  const method = request.method;
  if (!isPlainMethod(method)) refuseUnholdableMethod(method);
  const url = targetUrl(request);
  // Reading a dictionary is a third of what the class costs: GET is its own default.
  let init: RequestInit | undefined;
  if (method !== "GET") init = { method };
  if (init !== undefined && request.content !== undefined && method !== "HEAD") {
    init.body = contentStream(request.content);
    init.duplex = "half";
  }
  const made = isFollowedByCopies() ? lateSignalRequest(url, init, exchange) : earlySignalRequest(url, init, exchange);
  // Appending is half as dear as passing them to the constructor, and joins the lines of one name (RFC 9110 §5.3).
  const headers = made.headers;
  const section = request.headerSection;
  for (let index = 0; index < section.size; index++) headers.append(section.nameAt(index), section.valueAt(index));
  return made;
}

/** The usual case: nothing is made for the signal. Exported for the tests, as is the next one. */
export function lateSignalRequest(url: string, init: RequestInit | undefined, exchange: Exchange): Request {
  try {
    return followingRequest(url, init, exchange);
  } catch (error) {
    throw whyUnmade(url, error);
  }
}

/** Where copies of a request do not look at its signal as we expect them to: slower, by the standard alone. */
export function earlySignalRequest(url: string, init: RequestInit | undefined, exchange: Exchange): Request {
  try {
    return new Request(url, { ...init, signal: exchange.signal });
  } catch (error) {
    throw whyUnmade(url, error);
  }
}

function whyUnmade(url: string, error: unknown): unknown {
  if (isHoldableUrl(url)) return error;
  return new ResponseError(400, "The host of this request cannot be written as a URL: expected host[:port].");
}

/** Where the target URI is, in the URL standard's terms; "*" stands for the root of its authority. */
function targetUrl(request: IncomingRequest): string {
  const path = request.path === "*" ? "/" : request.path;
  const base = `${request.scheme}://${request.authority}${path}`;
  return request.query === undefined ? base : `${base}?${request.query}`;
}

/** A standard Request refuses a URL with user information, too. */
function isHoldableUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  return parsed.username === "" && parsed.password === "";
}

function isPlainMethod(method: string): boolean {
  return method === "GET" || method === "POST" || method === "HEAD" || method === "PUT" || method === "DELETE";
}

/** Fetch §2.2.1: what it forbids, and what it writes in capitals; both whatever the case they are in. */
const forbiddenMethods: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);
const normalizedMethods: ReadonlySet<string> = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]);

/** Methods are case-sensitive (RFC 9110 §9.1): "get" is none that is known, and must not turn into GET. */
function refuseUnholdableMethod(method: string): void {
  const capitals = method.toUpperCase();
  if (forbiddenMethods.has(capitals)) {
    throw new ResponseError(501, `The method ${method} is not implemented here.`);
  }
  if (capitals !== method && normalizedMethods.has(capitals)) {
    throw new ResponseError(
      501,
      `The method ${method} is not implemented: methods are case-sensitive, see ${capitals}.`,
    );
  }
}
