import { isIP } from "node:net";
import { listenError } from "./tcp-error.node.ts";
import { type Endpoint, type Listener, type ListenOptions, TransportError } from "./transport.ts";

/** How often another free port is tried, where the one that was free for one host is taken for another. */
const FREE_PORT_TRIES_MAX = 20;

/** One socket that listens. */
export interface ListeningSocket {
  readonly endpoint: Endpoint;
  /** Stops listening; what was accepted stays. */
  close(): void;
}

/** One address to listen on; port 0 takes any free one. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
  /** Whether :: must not take IPv4 connections too, for 0.0.0.0 is listened on beside it. */
  readonly isIpv6Only: boolean;
}

/**
 * Listens on all hosts, on one port, with the means that are handed in. "localhost" means both loopback addresses
 * (RFC 6761 §6.3). Of a name's addresses those that the machine lacks are left out, as long as one is left.
 * @param listenOn listens on one address; throws TransportError where it cannot be had
 * @throws TransportError "address-in-use", "permission-denied", "address-not-available" …: nothing is listened on then
 */
export async function listenOnHosts(
  hosts: Pick<ListenOptions, "hosts" | "port">,
  listenOn: (address: SocketAddress) => ListeningSocket | Promise<ListeningSocket>,
): Promise<Listener> {
  const addresses = await addressesOf(hosts);
  for (let tries = 1; ; tries++) {
    const sockets: ListeningSocket[] = [];
    try {
      await listenOnAll(addresses, hosts.port, listenOn, sockets);
      return new SocketsListener(sockets);
    } catch (error) {
      for (const socket of sockets) socket.close();
      const mayRetry = hosts.port === 0 && sockets.length > 0 && isKind(error, "address-in-use");
      if (!mayRetry || tries === FREE_PORT_TRIES_MAX) throw error;
    }
  }
}

class SocketsListener implements Listener {
  readonly endpoints: readonly Endpoint[];
  readonly #sockets: readonly ListeningSocket[];

  constructor(sockets: readonly ListeningSocket[]) {
    this.#sockets = sockets;
    this.endpoints = sockets.map(({ endpoint }) => endpoint);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close();
  }
}

interface ListenAddress {
  readonly host: string;
  /** Whether it may be left out where the machine lacks it. */
  readonly isOptional: boolean;
}

async function addressesOf({ hosts, port }: Pick<ListenOptions, "hosts" | "port">): Promise<ListenAddress[]> {
  const found = new Map<string, ListenAddress>();
  for (const host of hosts) {
    for (const address of await addressesOfHost(host, port)) {
      const known = found.get(address.host);
      if (known === undefined || known.isOptional) found.set(address.host, address);
    }
  }
  if (found.size === 0) throw new TransportError("address-not-available", "cannot listen: no host was given");
  return [...found.values()];
}

async function addressesOfHost(host: string, port: number): Promise<ListenAddress[]> {
  const isWildcard = host === "::" || host === "0.0.0.0";
  if (isIP(host) !== 0) return [{ host, isOptional: isWildcard }];
  if (/^(?:.+\.)?localhost\.?$/i.test(host)) {
    return [
      { host: "127.0.0.1", isOptional: true },
      { host: "::1", isOptional: true },
    ];
  }
  try {
    const { lookup } = await import("node:dns/promises");
    const entries = await lookup(host, { all: true });
    return entries.map((entry) => ({ host: entry.address, isOptional: true }));
  } catch (error) {
    throw listenError(error as Error, host, port);
  }
}

async function listenOnAll(
  addresses: readonly ListenAddress[],
  wantedPort: number,
  listenOn: (address: SocketAddress) => ListeningSocket | Promise<ListeningSocket>,
  sockets: ListeningSocket[],
): Promise<void> {
  let unavailable: unknown;
  let port = wantedPort;
  const isIpv6Only = addresses.some(({ host }) => host === "0.0.0.0");
  for (const { host, isOptional } of addresses) {
    try {
      const socket = await listenOn({ host, port, isIpv6Only });
      sockets.push(socket);
      port = socket.endpoint.port;
    } catch (error) {
      if (!isOptional || !isKind(error, "address-not-available")) throw error;
      unavailable = error;
    }
  }
  if (sockets.length === 0) throw unavailable;
}

function isKind(error: unknown, kind: TransportError["kind"]): boolean {
  return error instanceof TransportError && error.kind === kind;
}
