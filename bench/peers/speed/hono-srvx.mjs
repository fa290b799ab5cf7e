// The Hono app on srvx. Argument: the port.
import { serve } from "srvx";
import app from "./hono-app.mjs";

const server = serve({ port: Number(process.argv[2]), hostname: "127.0.0.1", silent: true, fetch: app.fetch });
await server.ready();
console.log(server.url);
