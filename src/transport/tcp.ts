import { bunRuntime } from "./sockets.bun.ts";
import { type ListenTcpOptions, listenTcp as listenOnNode } from "./tcp.node.ts";
import type { Listener } from "./transport.ts";

/**
 * Listens for TCP connections on all hosts, on one port, over the runtime's own sockets: Bun's where Bun runs this,
 * else `node:net`'s.
 * @throws TransportError "address-in-use", "permission-denied", "address-not-available" …: nothing is listened on then
 */
export async function listenTcp(options: ListenTcpOptions): Promise<Listener> {
  if (bunRuntime() === undefined) return await listenOnNode(options);
  const { listenTcp: listenOnBun } = await import("./tcp.bun.ts");
  return await listenOnBun(options);
}
