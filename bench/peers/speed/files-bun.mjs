// Bun.serve with Bun.file, as its documentation shows it. Arguments: the port, the folder.
import { join, normalize } from "node:path";

const folder = process.argv[3];
const server = Bun.serve({
  port: Number(process.argv[2]),
  hostname: "127.0.0.1",
  development: false,
  fetch: (request) => new Response(Bun.file(join(folder, normalize(new URL(request.url).pathname)))),
  error: () => new Response("Not found\n", { status: 404 }),
});
console.log(`http://127.0.0.1:${server.port}/`);
