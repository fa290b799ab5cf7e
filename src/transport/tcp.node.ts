import {
  type AddressInfo,
  createServer,
  type ListenOptions as NodeListenOptions,
  type Server,
  type Socket,
} from "node:net";
import { listenOnHosts } from "./listen-on-hosts.node.ts";
import { mayShareMemory, TcpConnection } from "./tcp-connection.node.ts";
import { listenError, tcpError } from "./tcp-error.node.ts";
import {
  endpoint,
  type Listener,
  type ListenOptions,
  type ReadMode,
  TransportError,
  UNSENT_OCTETS_MAX,
} from "./transport.ts";

/** Connections that wait to be accepted; the system may allow fewer. */
const BACKLOG_MAX = 4095;

/** After this much silence the system asks whether the peer is still there: one that vanished never says so. */
const PEER_PROBE_MS = 60_000;

/** How several processes, all children of one that started them with node:cluster, listen on one port. */
export type PortSharing =
  /** Each with a queue of its own, among which the system spreads connections (SO_REUSEPORT). Where it, or this Node, has no such thing: "one-queue". */
  | "own-queues"
  /** All from one queue, which their parent holds. */
  | "one-queue";

export interface ListenTcpOptions extends ListenOptions {
  /** Absent: this process listens alone. */
  readonly sharing?: PortSharing | undefined;
  /** How octets are read; by default the faster way where it is sure to work. */
  readonly readMode?: ReadMode;
}

/**
 * Listens for TCP connections over `node:net`, on all hosts, as `listenOnHosts` says.
 * @throws TransportError "address-in-use", "permission-denied", "address-not-available" …: nothing is listened on then
 */
export function listenTcp(options: ListenTcpOptions): Promise<Listener> {
  return listenOnHosts(options, async ({ host, port, isIpv6Only }) => {
    const server = await listenOn(host, port, isIpv6Only, options);
    const { address, port: takenPort } = server.address() as AddressInfo;
    return {
      endpoint: endpoint(address, takenPort),
      // A server's own callback waits for its connections too, which stay here; its socket is closed when this returns.
      close: () => void (server.listening && server.close()),
    };
  });
}

async function listenOn(host: string, port: number, ipv6Only: boolean, options: ListenTcpOptions): Promise<Server> {
  const address: SharedAddress = { host, port, ipv6Only, backlog: BACKLOG_MAX };
  if (options.sharing !== "own-queues") return listenAt(address, options);
  try {
    return await listenAt({ ...address, reusePort: true }, options);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    return listenAt(address, options);
  }
}

/** `reusePort` is Node 22.12's; an earlier one ignores it, and shares the port as any that its cluster's workers listen on. */
type SharedAddress = NodeListenOptions & {
  readonly host: string;
  readonly port: number;
  readonly reusePort?: boolean;
};

function isUnsupported(error: unknown): boolean {
  const code = error instanceof TransportError ? (error.cause as NodeJS.ErrnoException).code : undefined;
  return code === "ENOTSUP" || code === "EOPNOTSUPP";
}

function listenAt(address: SharedAddress, options: ListenTcpOptions): Promise<Server> {
  const server = createServer({
    allowHalfOpen: true,
    pauseOnConnect: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: PEER_PROBE_MS,
    highWaterMark: UNSENT_OCTETS_MAX,
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, address.host, address.port)));
    server.listen(address, () => {
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
