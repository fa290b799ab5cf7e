import { parseAuthority } from "./grammar.ts";
import { refuse } from "./protocol-error.ts";

/** What a request target says of the target URI (RFC 9112 §3.2). */
export interface RequestTarget {
  readonly form: "origin" | "absolute" | "authority" | "asterisk";
  /** The scheme it names, in lower case; `undefined` where it names none. */
  readonly scheme: "http" | "https" | undefined;
  /** `host[:port]`; `undefined` where Host decides. */
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
}

/**
 * Parses a request target whose octets are all such as may stand in one (RFC 9112 §3.2).
 * @throws ProtocolError the target has none of the four forms, or not the one its method asks for
 */
export function parseRequestTarget(method: string, target: string): RequestTarget {
  if (method === "CONNECT") return parseAuthorityForm(target);
  if (target.startsWith("/")) return { form: "origin", scheme: undefined, authority: undefined, ...splitQuery(target) };
  if (target === "*") {
    if (method !== "OPTIONS") throw refuse("RFC9112-3.2.4/ASTERISK-FORM");
    return { form: "asterisk", scheme: undefined, authority: undefined, path: "*", query: undefined };
  }
  return parseAbsoluteForm(method, target);
}

/** `absolute-form = absolute-URI` (RFC 9112 §3.2.2), of the schemes http and https (RFC 9110 §4.2). */
function parseAbsoluteForm(method: string, target: string): RequestTarget {
  const parts = absolutePattern.exec(target);
  if (parts === null) throw refuse("RFC9112-3.2/TARGET-FORM");
  const scheme = parts[1]!.toLowerCase();
  if ((scheme !== "http" && scheme !== "https") || parts[2] === undefined) throw refuse("RFC9112-3.2.2/SCHEME");
  const authority = parts[2];
  if (authority.includes("@")) throw refuse("RFC9110-4.2.4/USERINFO");
  const parsed = parseAuthority(authority);
  if (parsed === undefined) throw refuse("RFC9112-3.2.2/AUTHORITY");
  if (parsed.host === "") throw refuse("RFC9110-4.2.1/HOST-EMPTY");
  // The last proxy makes "*" of such a target (§3.2.4), so it means the same where no proxy came between.
  const rest = parts[3]!;
  if (rest === "" && method === "OPTIONS") return { form: "absolute", scheme, authority, path: "*", query: undefined };
  const { path, query } = splitQuery(rest);
  return { form: "absolute", scheme, authority, path: path === "" ? "/" : path, query };
}

/** `authority-form = uri-host ":" port` (RFC 9112 §3.2.3). */
function parseAuthorityForm(target: string): RequestTarget {
  const authority = parseAuthority(target);
  if (authority === undefined || authority.host === "" || !authority.port) throw refuse("RFC9112-3.2.3/AUTHORITY-FORM");
  return { form: "authority", scheme: undefined, authority: target, path: "", query: undefined };
}

function splitQuery(target: string): { path: string; query: string | undefined } {
  if (badPercentPattern.test(target)) throw refuse("RFC3986-2.1/PERCENT");
  const question = target.indexOf("?");
  const path = question === -1 ? target : target.substring(0, question);
  if (notInPathPattern.test(path)) throw refuse("RFC9112-3.2.1/PATH-OCTET");
  return { path, query: question === -1 ? undefined : target.substring(question + 1) };
}

/** scheme ":" [ "//" authority ] and the rest: path and query. */
const absolutePattern = /^([A-Za-z][A-Za-z0-9+\-.]*):(?:\/\/([^/?]*))?(.*)$/;
const badPercentPattern = /%(?![0-9A-Fa-f]{2})/;
/** Of the octets that a target may hold, those that `pchar` does not have. */
const notInPathPattern = /[[\]{}|\\^`]/;
