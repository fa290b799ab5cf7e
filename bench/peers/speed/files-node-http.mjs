// node:http with files as streams, as tutorials have it. Arguments: the port, the folder.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const folder = process.argv[3];
const types = { ".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8" };

const server = createServer(async (request, response) => {
  const name = join(folder, normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname)));
  const found = await stat(name).catch(() => undefined);
  if (!found?.isFile()) return response.writeHead(404).end();
  response.writeHead(200, {
    "Content-Type": types[extname(name)] ?? "application/octet-stream",
    "Content-Length": found.size,
    "Last-Modified": found.mtime.toUTCString(),
  });
  createReadStream(name).pipe(response);
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
