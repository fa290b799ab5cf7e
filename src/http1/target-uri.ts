import type { HttpVersion } from "../semantics/index.ts";
import { parseAuthority } from "./grammar.ts";
import { refuse } from "./protocol-error.ts";

/**
 * Checks the Host field lines of a request (RFC 9112 §3.2), also where an absolute-form target overrides them.
 * @param value the first Host field value; `undefined` where there is no such line
 * @returns the authority that Host names: "" where it names none
 * @throws ProtocolError Host is missing where it must be, is malformed, or stands there twice
 */
export function hostAuthority(httpVersion: HttpVersion, value: string | undefined, isRepeated: boolean): string {
  if (isRepeated) throw refuse("RFC9112-3.2/HOST-REPEATED");
  if (value === undefined) {
    if (httpVersion !== "HTTP/1.0") throw refuse("RFC9112-3.2/HOST-MISSING");
    return "";
  }
  if (value === "") return "";
  const authority = parseAuthority(value);
  if (authority === undefined || authority.host === "") throw refuse("RFC9112-3.2/HOST-INVALID");
  return value;
}

/**
 * Checks that a resource of the scheme which an absolute-form target names may be had over this connection.
 * @throws ProtocolError 421: https was asked for without TLS (RFC 9110 §7.4)
 */
export function checkScheme(named: "http" | "https" | undefined, connection: "http" | "https"): void {
  if (named === "https" && connection === "http") throw refuse("RFC9110-7.4/MISDIRECTED");
}
