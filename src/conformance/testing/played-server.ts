import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A server that does what it is told on each connection; `received` is all that came on it so far, latin1. */
export type Script = (socket: Socket, received: string, connection: number) => void;

/** A server of a script. */
export interface PlayedServer {
  readonly url: URL;
  connections(): number;
  /** Ends it: what is open is cut, and nothing is accepted any more. */
  close(): void;
  /** Starts it again, on the port that it had. */
  listenAgain(): void;
}

/** Listens on 127.0.0.1; the script is called after each read. */
export async function playedServer(script: Script): Promise<PlayedServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const connection = ++connections;
    let received = "";
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.end());
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (octets) => {
      received += octets.toString("latin1");
      script(socket, received, connection);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  const url = new URL(`http://127.0.0.1:${port}/`);
  return { url, connections: () => connections, close, listenAgain: () => void server.listen(port, "127.0.0.1") };
}

/** A response with this content. */
export function response(content: string, ...lines: readonly string[]): string {
  return ["HTTP/1.1 200 OK", `Content-Length: ${content.length}`, ...lines, "", content].join("\r\n");
}
