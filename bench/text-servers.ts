// The servers that text-route.ts compares, each run in a process of its own: `text-servers.js <name>` listens on any
// port of 127.0.0.1 and sends it to its parent; to each message it answers the microseconds of processor time used so far.
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Server } from "node:net";

const greeting = "Hello, world!";

const servers: Readonly<Record<string, () => Promise<number>>> = {
  async "porthole text route"() {
    const { serve, site, text } = await import("porthole");
    return portOf((await serve(site({ "/": text(greeting) }), { port: 0, host: "127.0.0.1" })).url);
  },

  async "porthole fetch handler"() {
    const { serve } = await import("porthole");
    const app = { fetch: () => new Response(greeting) };
    return portOf((await serve(app, { port: 0, host: "127.0.0.1" })).url);
  },

  "node:http"() {
    const server = createHttpServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8", "Content-Length": greeting.length });
      response.end(greeting);
    });
    return listening(server);
  },

  /** What the sockets allow: one fixed answer for every read, nothing parsed. */
  "bare node:net"() {
    const answer = `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 13\r\n\r\n${greeting}`;
    const server = createNetServer({ noDelay: true }, (socket) => {
      socket.on("data", () => socket.write(answer, "latin1"));
      socket.on("error", () => socket.destroy());
    });
    return listening(server);
  },
};

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

const start = servers[process.argv[2] ?? ""];
if (start === undefined) throw new Error(`"${process.argv[2]}" is none of: ${Object.keys(servers).join(", ")}`);
process.send?.(await start());
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.once("disconnect", () => process.exit(0));
