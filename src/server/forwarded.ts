import type { Address, ConnectionInfo, FieldSection, IncomingRequest } from "../semantics/index.ts";
import { type AddressRange, isWithin, parseAddress } from "./address-range.ts";

/** What trusted proxies say of a request; `undefined` where they say nothing that can be understood. */
export interface Forwarded {
  /** The client: the first address, counted from here, that is no trusted proxy. Port 0 where none was named. */
  readonly remote: Address | undefined;
  readonly scheme: "http" | "https" | undefined;
  /** `host[:port]` as the client wrote it. */
  readonly authority: string | undefined;
}

/** One proxy's word: whom it was sent the request by, over what, to which host. */
interface Hop {
  readonly remote: Address | undefined;
  readonly scheme: "http" | "https" | undefined;
  readonly authority: string | undefined;
}

const nothing: Forwarded = { remote: undefined, scheme: undefined, authority: undefined };

/** Hops that are looked at, at the most: more proxies than that stand in no row. */
const hopsMax = 64;

/**
 * Reads Forwarded (RFC 7239) or, where that is missing, X-Forwarded-For, -Proto and -Host, from right to left: the
 * last entry is the word of `remote`, each one before it is the word of whom the entry after it names. It goes on as
 * long as these are trusted; scheme and authority are those of the outermost trusted proxy that tells them. What is
 * malformed, "unknown" or hidden ends the way there.
 *
 * A proxy that writes one of the two fields hands on what its client wrote in the other: where both are there and do
 * not name the same last address, neither counts.
 *
 * @param remote the connection's other end, an IP address
 */
export function forwarded(remote: string, headerSection: FieldSection, trusted: readonly AddressRange[]): Forwarded {
  if (!isWithin(remote, trusted)) return nothing;
  const standard = headerSection.get("forwarded");
  const addresses = headerSection.get("x-forwarded-for");
  if (standard === undefined) return walked(usualHops(headerSection), trusted);
  const hops = standardHops(standard);
  if (addresses !== undefined && !isSameClient(hops[0], usualHops(headerSection)[0])) return nothing;
  return walked(hops, trusted);
}

/**
 * How a server sees requests that come through trusted proxies: with the client that they name, and the target URI
 * that the client asked for.
 */
export function seenThroughProxies(
  trusted: readonly AddressRange[],
): (request: IncomingRequest, connection: ConnectionInfo) => { request: IncomingRequest; connection: ConnectionInfo } {
  return function seen(request, connection) {
    const { remote, scheme, authority } = forwarded(connection.remote.host, request.headerSection, trusted);
    return {
      request:
        scheme === undefined && authority === undefined
          ? request
          : { ...request, scheme: scheme ?? request.scheme, authority: authority ?? request.authority },
      connection: remote === undefined ? connection : { ...connection, remote },
    };
  };
}

function isSameClient(one: Hop | undefined, other: Hop | undefined): boolean {
  if (one?.remote === undefined || other?.remote === undefined) return false;
  return String(parseAddress(one.remote.host)) === String(parseAddress(other.remote.host));
}

/** @param hops the nearest first */
function walked(hops: readonly Hop[], trusted: readonly AddressRange[]): Forwarded {
  let { remote, scheme, authority } = nothing;
  for (const hop of hops) {
    scheme = hop.scheme ?? scheme;
    authority = hop.authority ?? authority;
    if (hop.remote === undefined) break;
    remote = hop.remote;
    if (!isWithin(remote.host, trusted)) break;
  }
  return { remote, scheme, authority };
}

/**
 * X-Forwarded-*: three lists that nobody has defined. Proto and Host count by entry where they are as long as For, and
 * else their last entry alone, as the nearest proxy's word.
 */
function usualHops(headerSection: FieldSection): Hop[] {
  const addresses = listFromRight(headerSection.get("x-forwarded-for"));
  const schemes = listFromRight(headerSection.get("x-forwarded-proto"));
  const authorities = listFromRight(headerSection.get("x-forwarded-host"));
  const hops: Hop[] = [];
  for (let index = 0; index < Math.max(addresses.length, 1); index++) {
    hops.push({
      remote: addresses[index] === undefined ? undefined : parseNode(addresses[index]!),
      scheme: index === 0 || schemes.length === addresses.length ? parseScheme(schemes[index]) : undefined,
      authority:
        index === 0 || authorities.length === addresses.length ? parseAuthority(authorities[index]) : undefined,
    });
  }
  return hops;
}

function listFromRight(value: string | undefined): string[] {
  if (value === undefined) return [];
  const items = value.split(",").map((item) => item.trim());
  return items
    .filter((item) => item !== "")
    .reverse()
    .slice(0, hopsMax);
}

// RFC 7239 §4: forwarded-pair = token "=" value; value = token / quoted-string; an element is pairs between ";".
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const quotedString = '"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*"';
const pair = `(?:${token}=(?:${token}|${quotedString}))?`;
const elementAtEnd = new RegExp(`^[ \\t]*(${pair}(?:;${pair})*)[ \\t]*$`);
const pairs = new RegExp(`(${token})=(${token}|${quotedString})`, "g");

/** Forwarded, the nearest first. It is taken apart from its end, where no client can have written. */
function standardHops(value: string): Hop[] {
  const hops: Hop[] = [];
  let rest = value;
  while (rest !== "" && hops.length < hopsMax) {
    let comma = rest.lastIndexOf(",");
    let element = elementAtEnd.exec(rest.slice(comma + 1));
    // A comma within a quoted string: the element begins at an earlier one.
    while (element === null && comma !== -1) {
      comma = comma === 0 ? -1 : rest.lastIndexOf(",", comma - 1);
      element = elementAtEnd.exec(rest.slice(comma + 1));
    }
    const hop = element === null ? undefined : parseElement(element[1]!);
    if (hop === undefined) break;
    if (element![1] !== "") hops.push(hop);
    rest = comma === -1 ? "" : rest.slice(0, comma);
  }
  return hops;
}

/** `undefined` where a parameter is there twice (RFC 7239 §4). */
function parseElement(text: string): Hop | undefined {
  const values = new Map<string, string>();
  for (const [, name, value] of text.matchAll(pairs)) {
    const key = name!.toLowerCase();
    if (values.has(key)) return undefined;
    values.set(key, value!.startsWith('"') ? value!.slice(1, -1).replace(/\\(.)/g, "$1") : value!);
  }
  const node = values.get("for");
  return {
    remote: node === undefined ? undefined : parseNode(node),
    scheme: parseScheme(values.get("proto")),
    authority: parseAuthority(values.get("host")),
  };
}

/** RFC 7239 §6: an address with or without a port. IPv6 without brackets is what X-Forwarded-For holds. */
function parseNode(text: string): Address | undefined {
  const parts = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([0-9.]{7,15}))(?::([0-9]{1,5}|_[0-9A-Za-z._-]+))?$/.exec(text);
  const host = (parts === null ? text : (parts[1] ?? parts[2]!)).toLowerCase();
  if (parseAddress(host) === undefined) return undefined;
  const port = /^[0-9]+$/.test(parts?.[3] ?? "") ? Number(parts![3]) : 0;
  return { host, port: port <= 65535 ? port : 0 };
}

function parseScheme(text: string | undefined): "http" | "https" | undefined {
  const scheme = text?.toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}

/** RFC 9110 §7.2: uri-host [ ":" port ]; not one that a list could be mistaken for. */
function parseAuthority(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 261) return undefined;
  const parts = /^(?:\[([0-9A-Fa-f:.]+)\]|(?:[0-9A-Za-z._~!$&'()*+;=-]|%[0-9A-Fa-f]{2})+)(?::([0-9]{1,5}))?$/.exec(
    text,
  );
  if (parts === null || Number(parts[2] ?? 0) > 65535) return undefined;
  if (parts[1] !== undefined && parseAddress(parts[1]) === undefined) return undefined;
  return text;
}
