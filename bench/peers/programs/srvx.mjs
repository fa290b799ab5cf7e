// srvx with its static middleware and a fetch handler that takes POST. Arguments: the folder, the port.
import { serve } from "srvx";
import { staticMiddleware } from "srvx/static";

const server = serve({
  port: Number(process.argv[3]),
  hostname: "127.0.0.1",
  silent: true,
  middleware: [staticMiddleware({ dir: process.argv[2] })],
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/stream") return new Response(ReadableStream.from(pieces()));
    if (pathname !== "/form") return new Response("Not found\n", { status: 404 });
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    return new Response(await request.text());
  },
});
await server.ready();
console.log(server.url);

async function* pieces() {
  const encoder = new TextEncoder();
  yield encoder.encode("in ");
  yield encoder.encode("pieces\n");
}
