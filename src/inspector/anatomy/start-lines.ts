import { isTchar } from "../../semantics/index.ts";
import { CR, type Dissection, isDigit, isInTarget, isOnLine, SP } from "./dissection.ts";

/** What the request line says, as far as it came. */
export interface NamedRequestLine {
  readonly isComplete: boolean;
  readonly method: string;
  /** "HTTP/1.1" */
  readonly httpVersion: string;
}

/** `request-line = method SP request-target SP HTTP-version` (RFC 9112 §3), the empty lines before it, and its CRLF. */
export function nameRequestLine(dissection: Dissection): NamedRequestLine {
  const { cursor } = dissection;
  while (cursor.octet === CR) {
    if (!dissection.nameCrlf("empty-line-before")) return nothing;
  }
  const start = cursor.at;
  if (!dissection.nameAll(isTchar, "method")) return nothing;
  const method = cursor.textFrom(start);
  if (!dissection.nameOne(SP, "sp")) return nothing;
  nameRequestTarget(dissection, method);
  if (!dissection.nameOne(SP, "sp")) return nothing;
  const httpVersion = nameHttpVersion(dissection);
  return { isComplete: httpVersion !== "" && dissection.nameCrlf("crlf"), method, httpVersion };
}

/** What the status line says, as far as it came. */
export interface NamedStatusLine {
  readonly isComplete: boolean;
  /** 0 as long as it is not wholly there. */
  readonly statusCode: number;
}

/** `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 §4), and its CRLF. */
export function nameStatusLine(dissection: Dissection): NamedStatusLine {
  const { cursor } = dissection;
  const isVersion = nameHttpVersion(dissection) !== "";
  if (!isVersion || !dissection.nameOne(SP, "sp")) return { isComplete: false, statusCode: 0 };
  const start = cursor.at;
  while (cursor.at < start + STATUS_CODE_OCTETS && isDigit[cursor.octet] === 1) cursor.at++;
  dissection.name("status-code");
  const statusCode = cursor.at === start + STATUS_CODE_OCTETS ? Number(cursor.textFrom(start)) : 0;
  if (statusCode === 0 || !dissection.nameOne(SP, "sp")) return { isComplete: false, statusCode };
  dissection.nameAll(isOnLine, "reason-phrase");
  return { isComplete: dissection.nameCrlf("crlf"), statusCode };
}

/** `HTTP-version = HTTP-name "/" DIGIT "." DIGIT` (RFC 9112 §2.3). @returns it, or "" where it is not all there */
function nameHttpVersion(dissection: Dissection): string {
  const { cursor } = dissection;
  const start = cursor.at;
  for (const expected of "HTTP/0.0") {
    const { octet } = cursor;
    if (expected === "0" ? isDigit[octet] !== 1 : octet !== expected.charCodeAt(0)) break;
    cursor.at++;
  }
  dissection.name("http-version");
  return cursor.at === start + VERSION_OCTETS ? cursor.textFrom(start) : "";
}

/** The four forms of a `request-target` (RFC 9112 §3.2), told apart by the method and how it begins. */
function nameRequestTarget(dissection: Dissection, method: string): void {
  const { cursor } = dissection;
  const start = cursor.at;
  cursor.skip(isInTarget);
  const target = cursor.textFrom(start);
  if (method === "CONNECT" || target === "*") {
    dissection.name(target === "*" ? "target-asterisk" : "target-authority");
    return;
  }
  let at = 0;
  const scheme = /^[A-Za-z][-+.0-9A-Za-z]*(?=:\/\/)/.exec(target)?.[0];
  if (scheme !== undefined) {
    dissection.name("target-scheme", {}, start + scheme.length);
    dissection.name("target-delimiter", {}, start + scheme.length + "://".length);
    at = scheme.length + "://".length;
    at += /^[^/?]*/.exec(target.slice(at))![0].length;
    dissection.name("target-authority", {}, start + at);
  }
  const question = target.indexOf("?", at);
  dissection.name("target-path", {}, question === -1 ? cursor.at : start + question);
  if (question === -1) return;
  dissection.name("target-delimiter", {}, start + question + 1);
  dissection.name("target-query");
}

const STATUS_CODE_OCTETS = 3;
const VERSION_OCTETS = "HTTP/1.1".length;
const nothing: NamedRequestLine = { isComplete: false, method: "", httpVersion: "" };
