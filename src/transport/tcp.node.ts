import { lookup } from "node:dns/promises";
import { type AddressInfo, createServer, isIP, type Server, type Socket } from "node:net";
import { endpoint, mayShareMemory, TcpConnection, UNSENT_OCTETS_MAX } from "./tcp-connection.node.ts";
import { listenError, tcpError } from "./tcp-error.node.ts";
import { type Endpoint, type Listener, type ListenOptions, type ReadMode, TransportError } from "./transport.ts";

/** Connections that wait to be accepted; the system may allow fewer. */
const BACKLOG_MAX = 4095;

/** After this much silence the system asks whether the peer is still there: one that vanished never says so. */
const PEER_PROBE_MS = 60_000;

/** How often another free port is tried, where the one that was free for one host is taken for another. */
const FREE_PORT_TRIES_MAX = 20;

export interface ListenTcpOptions extends ListenOptions {
  /** How octets are read; by default the faster way where it is sure to work. */
  readonly readMode?: ReadMode;
}

/**
 * Listens for TCP connections on all hosts, on one port. "localhost" means both loopback addresses (RFC 6761 §6.3).
 * Of a name's addresses those that the machine lacks are left out, as long as one is left.
 * @throws TransportError "address-in-use", "permission-denied", "address-not-available" …: nothing is listened on then
 */
export async function listenTcp(options: ListenTcpOptions): Promise<Listener> {
  const addresses = await addressesOf(options);
  for (let tries = 1; ; tries++) {
    const servers: Server[] = [];
    try {
      await listenOnAll(addresses, options, servers);
      return new TcpListener(servers);
    } catch (error) {
      for (const server of servers) server.close();
      const mayRetry = options.port === 0 && servers.length > 0 && isKind(error, "address-in-use");
      if (!mayRetry || tries === FREE_PORT_TRIES_MAX) throw error;
    }
  }
}

/** One address to listen on. */
interface ListenAddress {
  readonly host: string;
  /** Whether it may be left out where the machine lacks it. */
  readonly isOptional: boolean;
}

class TcpListener implements Listener {
  readonly endpoints: readonly Endpoint[];
  readonly #servers: readonly Server[];

  constructor(servers: readonly Server[]) {
    this.#servers = servers;
    this.endpoints = servers.map((server) => endpoint(addressInfo(server).address, addressInfo(server).port));
  }

  async close(): Promise<void> {
    // A server's own callback waits for its connections too, which stay here; its socket is closed when this returns.
    for (const server of this.#servers) if (server.listening) server.close();
  }
}

async function addressesOf({ hosts, port }: ListenTcpOptions): Promise<ListenAddress[]> {
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
    const entries = await lookup(host, { all: true });
    return entries.map((entry) => ({ host: entry.address, isOptional: true }));
  } catch (error) {
    throw listenError(error as Error, host, port);
  }
}

async function listenOnAll(
  addresses: readonly ListenAddress[],
  options: ListenTcpOptions,
  servers: Server[],
): Promise<void> {
  let unavailable: unknown;
  let port = options.port;
  // Beside 0.0.0.0, :: must not take IPv4 connections too.
  const isIpv6Only = addresses.some(({ host }) => host === "0.0.0.0");
  for (const { host, isOptional } of addresses) {
    try {
      const server = await listenOn(host, port, isIpv6Only, options);
      servers.push(server);
      port = addressInfo(server).port;
    } catch (error) {
      if (!isOptional || !isKind(error, "address-not-available")) throw error;
      unavailable = error;
    }
  }
  if (servers.length === 0) throw unavailable;
}

function listenOn(host: string, port: number, isIpv6Only: boolean, options: ListenTcpOptions): Promise<Server> {
  const server = createServer({
    allowHalfOpen: true,
    pauseOnConnect: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: PEER_PROBE_MS,
    highWaterMark: UNSENT_OCTETS_MAX,
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, host, port)));
    server.listen({ host, port, ipv6Only: isIpv6Only, backlog: BACKLOG_MAX }, () => {
      server.removeAllListeners("error");
      server.on("error", (error) => options.failed(tcpError(error)));
      server.on("connection", (socket) => accept(socket, options));
      resolve(server);
    });
  });
}

function accept(socket: Socket, options: ListenTcpOptions): void {
  if (socket.remoteAddress === undefined) {
    // The peer was gone before it was accepted.
    socket.on("error", () => undefined);
    socket.destroy();
    return;
  }
  options.accepted(new TcpConnection(socket, options.readMode ?? defaultReadMode(socket)));
}

function defaultReadMode(socket: Socket): ReadMode {
  return mayShareMemory(socket) ? "shared-memory" : "own-memory";
}

function addressInfo(server: Server): AddressInfo {
  return server.address() as AddressInfo;
}

function isKind(error: unknown, kind: TransportError["kind"]): boolean {
  return error instanceof TransportError && error.kind === kind;
}
