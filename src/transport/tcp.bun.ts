import { type ListeningSocket, listenOnHosts, type SocketAddress } from "./listen-on-hosts.node.ts";
import { type BunRuntime, type BunSocket, bunRuntime } from "./sockets.bun.ts";
import type { ListenTcpOptions } from "./tcp.node.ts";
import { BunTcpConnection, socketListeners } from "./tcp-connection.bun.ts";
import { listenError } from "./tcp-error.node.ts";
import { type Endpoint, endpoint, type Listener } from "./transport.ts";

/** After this much silence the system asks whether the peer is still there: one that vanished never says so. */
const PEER_PROBE_MS = 60_000;

/**
 * Listens for TCP connections over Bun's own sockets, on all hosts, as `listenOnHosts` says. Only where Bun runs this.
 * @throws TransportError "address-in-use", "permission-denied", "address-not-available" …: nothing is listened on then
 */
export function listenTcp(options: ListenTcpOptions): Promise<Listener> {
  const bun = bunRuntime()!;
  return listenOnHosts(options, (address) => listenOn(bun, address, options));
}

function listenOn(bun: BunRuntime, address: SocketAddress, { accepted, sharing }: ListenTcpOptions): ListeningSocket {
  const { host, port, isIpv6Only } = address;
  const isWildcard = host === "::" || host === "0.0.0.0";
  let own: Endpoint | undefined;
  const open = (socket: BunSocket<BunTcpConnection>) => {
    const { remoteAddress } = socket;
    // Asking a socket costs system calls, and all that came to one address have that address.
    const local = own ?? endpoint(socket.localAddress, socket.localPort);
    const connection = new BunTcpConnection(socket, endpoint(remoteAddress, socket.remotePort), local);
    if (remoteAddress === undefined) {
      // The peer was gone before it was accepted.
      connection.abort();
      return;
    }
    socket.setKeepAlive(true, PEER_PROBE_MS);
    accepted(connection);
  };
  try {
    const listener = bun.listen({
      hostname: host,
      port,
      allowHalfOpen: true,
      ipv6Only: isIpv6Only && host.includes(":"),
      reusePort: sharing !== undefined,
      socket: { ...socketListeners, open },
    });
    const listened = endpoint(host, listener.port);
    if (!isWildcard) own = listened;
    return { endpoint: listened, close: () => listener.stop() };
  } catch (error) {
    throw listenError(error as Error, host, port);
  }
}
