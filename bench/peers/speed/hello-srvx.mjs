// The fetch handler on srvx. Argument: the port.
import { serve } from "srvx";
import handler from "./handler.mjs";

const server = serve({ port: Number(process.argv[2]), hostname: "127.0.0.1", silent: true, fetch: handler.fetch });
await server.ready();
console.log(server.url);
