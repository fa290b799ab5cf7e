// Deno.serve with files as streams of Deno.open, and a route that takes POST. Arguments: the folder, the port.
import { extname, join, normalize } from "node:path";

const [folder, port] = Deno.args;
const types = { ".html": "text/html", ".css": "text/css", ".txt": "text/plain" };

Deno.serve({ port: Number(port), hostname: "127.0.0.1", onListen }, async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/form" && request.method === "POST") return new Response(await request.text());
  if (pathname === "/stream" && request.method === "GET") return new Response(ReadableStream.from(pieces()));
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response(null, { status: 405, headers: { Allow: "GET, HEAD" } });
  }
  try {
    const path = normalize(decodeURIComponent(pathname));
    const name = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    const { isFile, size, mtime } = await Deno.stat(name);
    if (!isFile) throw new Deno.errors.NotFound();
    const headers = {
      "Content-Type": types[extname(name)] ?? "application/octet-stream",
      "Content-Length": String(size),
      "Last-Modified": mtime.toUTCString(),
    };
    if (request.method === "HEAD") return new Response(null, { headers });
    return new Response((await Deno.open(name)).readable, { headers });
  } catch {
    return new Response("Not found\n", { status: 404 });
  }
});

function onListen(address) {
  console.log(`http://127.0.0.1:${address.port}/`);
}

async function* pieces() {
  const encoder = new TextEncoder();
  yield encoder.encode("in ");
  yield encoder.encode("pieces\n");
}
