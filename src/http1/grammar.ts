import { octetTable } from "../semantics/index.ts";

/** Octets that RFC 9112 §2.2 and §5.1 give a meaning of their own. */
export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const DQUOTE = 0x22;
export const PERCENT = 0x25;
export const ASTERISK = 0x2a;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;

/** `DIGIT` (RFC 5234 appendix B.1). */
export function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39;
}

/** What an octet of a request target is; 0 is none that may stand in one. Several can be joined with `|`. */
export const TARGET_PLAIN = 1;
export const TARGET_PERCENT = 2;
export const TARGET_QUESTION = 4;
/** Outside a path: a query takes it (see below), an IPv6 address in an authority takes the brackets. */
export const TARGET_NOT_IN_PATH = 8;

/**
 * The octets of a request target: `pchar`, "/" and "?" (RFC 3986 §3.3, §3.4). Browsers send seven more in a query as
 * they stand (the URL Standard's query percent-encode set leaves them alone), so that a link like `?a[]=1|2` would be
 * refused for its reader's browser. They are taken in a query, and there alone: a named decision.
 */
export const targetOctets: Uint8Array = (() => {
  const table = octetTable("-._~!$&'()*+,;=:@/", [0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a]);
  table[PERCENT] = TARGET_PERCENT;
  table[0x3f] = TARGET_QUESTION;
  for (const character of "[]{}|\\^`") table[character.charCodeAt(0)] = TARGET_NOT_IN_PATH;
  return table;
})();

const regNamePattern = /^(?:[-._~!$&'()*+,;=0-9A-Za-z]|%[0-9A-Fa-f]{2})*$/;
const ipFuturePattern = /^v[0-9A-Fa-f]+\.[-._~!$&'()*+,;=:0-9A-Za-z]+$/i;
const ipv4Pattern = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const h16Pattern = /^[0-9A-Fa-f]{1,4}$/;
const portPattern = /^\d{1,5}$/;
const PORT_MAX = 65535;

/** `uri-host [ ":" port ]` split up, the port as it stands ("" for none after a colon); `undefined` where malformed. */
export interface Authority {
  readonly host: string;
  readonly port: string | undefined;
}

/**
 * Parses `uri-host [ ":" port ]` (RFC 9110 §4.2, RFC 3986 §3.2.2, §3.2.3). The host may be empty. A port above 65535
 * is refused, for there is none.
 */
export function parseAuthority(text: string): Authority | undefined {
  const hostEnd = text.startsWith("[") ? text.indexOf("]") + 1 : indexOfOrEnd(text, ":");
  const host = text.substring(0, hostEnd);
  const isHost = host.startsWith("[") ? isIpLiteral(host.slice(1, -1)) : hostEnd === 0 || regNamePattern.test(host);
  if (!isHost || (hostEnd === 0 && text.startsWith("["))) return undefined;
  if (hostEnd === text.length) return { host, port: undefined };
  const port = text.substring(hostEnd + 1);
  if (text[hostEnd] !== ":" || (port !== "" && !isPort(port))) return undefined;
  return { host, port };
}

function indexOfOrEnd(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  return at === -1 ? text.length : at;
}

function isPort(text: string): boolean {
  return portPattern.test(text) && Number(text) <= PORT_MAX;
}

function isIpLiteral(text: string): boolean {
  return isIpv6Address(text) || ipFuturePattern.test(text);
}

/** `IPv6address` (RFC 3986 §3.2.2): eight groups, or fewer about one "::"; the last two may be an IPv4 address. */
function isIpv6Address(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1)!;
  let groupCount = groups.reduce((count, half) => count + half.length, 0);
  if (last.length > 0 && last.at(-1)!.includes(".")) {
    if (!ipv4Pattern.test(last.pop()!)) return false;
    groupCount += 1;
  }
  if (!groups.every((half) => half.every((group) => h16Pattern.test(group)))) return false;
  return halves.length === 2 ? groupCount <= 7 : groupCount === 8;
}
