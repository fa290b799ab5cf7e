// A server for a process that may open few files: told to its parent when it listens. The cap on connections is set
// above what the process could hold, so that the descriptors run out first.
import { serve, site, text } from "../../src/index.ts";

const routes = site({ "/": text("room") });
const server = await serve(routes, { host: "127.0.0.1", port: 0, limits: { maxConnections: 1000 } });
process.send?.({ port: server.endpoints[0]?.port });
process.on("disconnect", () => process.exit());
