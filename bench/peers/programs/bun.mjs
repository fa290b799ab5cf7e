// Bun.serve with a route that takes POST, and files through Bun.file. Arguments: the folder, the port.
import { join, normalize } from "node:path";

const folder = process.argv[2];

const server = Bun.serve({
  port: Number(process.argv[3]),
  hostname: "127.0.0.1",
  development: false,
  routes: {
    "/form": { POST: async (request) => new Response(await request.text()) },
    "/stream": { GET: () => new Response(pieces) },
  },
  async fetch(request) {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, { status: 405, headers: { Allow: "GET, HEAD" } });
    }
    const path = normalize(decodeURIComponent(new URL(request.url).pathname));
    const file = Bun.file(join(folder, path.endsWith("/") ? `${path}index.html` : path));
    if (!(await file.exists())) return new Response("Not found\n", { status: 404 });
    return new Response(file);
  },
  error: () => new Response("Bad request\n", { status: 400 }),
});
console.log(`http://127.0.0.1:${server.port}/`);

async function* pieces() {
  yield "in ";
  yield "pieces\n";
}
