// The Hono app on Bun.serve. Argument: the port.
import app from "./hono-app.mjs";

const server = Bun.serve({
  port: Number(process.argv[2]),
  hostname: "127.0.0.1",
  development: false,
  fetch: app.fetch,
});
console.log(`http://127.0.0.1:${server.port}/`);
