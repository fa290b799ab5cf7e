// node:http with a file server written by hand, as tutorials have it. Arguments: the folder, the port.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const folder = process.argv[2];
const types = { ".html": "text/html", ".css": "text/css", ".txt": "text/plain" };

const server = createServer(async (request, response) => {
  const path = pathOf(request.url);
  if (path === "/form" && request.method === "POST") {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    response.writeHead(200, { "Content-Type": "text/plain" });
    return response.end(Buffer.concat(pieces));
  }
  if (path === "/stream" && request.method === "GET") {
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.write("in ");
    return response.end("pieces\n");
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" });
    return response.end();
  }
  const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    response.writeHead(404, { "Content-Type": "text/plain" });
    return response.end("Not found\n");
  }
  response.writeHead(200, {
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Content-Length": found.size,
    "Last-Modified": found.mtime.toUTCString(),
  });
  if (request.method === "HEAD") return response.end();
  createReadStream(file).pipe(response);
});

function pathOf(target) {
  try {
    return normalize(decodeURIComponent(new URL(target, "http://localhost").pathname));
  } catch {
    return "/no such path";
  }
}

// A client that goes away while its content is read is no reason to end.
process.on("unhandledRejection", () => {});
server.listen(Number(process.argv[3]), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
