// Bun.serve with the routes of fetch-app.mjs. Argument: the port.
import { fetch } from "./fetch-app.mjs";

const server = Bun.serve({
  port: Number(process.argv[2]),
  hostname: "127.0.0.1",
  development: false,
  maxRequestBodySize: 2 ** 30,
  fetch,
});
console.log(`http://127.0.0.1:${server.port}/`);
