// The servers that scenarios name, each as it is set up for speed.
import { httpServer, onBun, onDeno, onNode, serve } from "./programs.ts";

export { caddy } from "./caddy.ts";
export { nginx } from "./nginx.ts";
export { builtFolder, otherBuild, type PortholeOptions, porthole, program } from "./porthole.ts";
export { httpServer, serve };

/** One answer and no router. */
export const hello = {
  nodeHttp: onNode({ name: "node:http", file: "hello-node-http.mjs" }),
  srvx: onNode({ name: "srvx", file: "hello-srvx.mjs", package: "srvx" }),
  bun: onBun({ name: "Bun.serve", file: "hello-bun.mjs" }),
  bunStatic: onBun({ name: "Bun.serve, static route", file: "hello-bun.mjs", words: ["static"] }),
  deno: onDeno({ name: "Deno.serve", file: "hello-deno.mjs" }),
  bareNet: onNode({ name: "bare node:net", file: "bare-net.mjs" }),
  bareNetCounting: onNode({ name: "bare node:net", file: "bare-net.mjs", words: ["counting"] }),
};

/** Several routes. */
export const app = {
  nodeHttp: onNode({ name: "node:http", file: "app-node-http.mjs" }),
  fastify: onNode({ name: "Fastify", file: "app-fastify.mjs", package: "fastify" }),
  express: onNode({ name: "Express", file: "app-express.mjs", package: "express" }),
  hono: onNode({ name: "Hono node-server", file: "hono-node-server.mjs", package: "@hono/node-server" }),
  bun: onBun({ name: "Bun.serve", file: "app-bun.mjs" }),
  deno: onDeno({ name: "Deno.serve", file: "app-deno.mjs" }),
};

/** The same Hono app. */
export const hono = {
  nodeServer: app.hono,
  srvx: onNode({ name: "srvx", file: "hono-srvx.mjs", package: "srvx" }),
  bun: onBun({ name: "Bun.serve", file: "hono-bun.mjs" }),
  deno: onDeno({ name: "Deno.serve", file: "hono-deno.mjs" }),
};

/** The folder. */
export const files = {
  nodeHttp: onNode({ name: "node:http", file: "files-node-http.mjs", words: ["folder"] }),
  sirv: onNode({ name: "sirv", file: "files-sirv.mjs", package: "sirv", words: ["folder"] }),
  fastify: onNode({ name: "Fastify", file: "files-fastify.mjs", package: "@fastify/static", words: ["folder"] }),
  express: onNode({ name: "Express", file: "files-express.mjs", package: "express", words: ["folder"] }),
  hono: onNode({ name: "Hono node-server", file: "files-hono.mjs", package: "@hono/node-server", words: ["folder"] }),
  bun: onBun({ name: "Bun.serve", file: "files-bun.mjs", words: ["folder"] }),
  deno: onDeno({ name: "Deno.serve", file: "files-deno.mjs", words: ["folder"] }),
};

export function fastifyRoutes(count: number) {
  return onNode({ name: "Fastify", file: "routes-fastify.mjs", package: "fastify", words: [String(count)] });
}

export function expressRoutes(count: number) {
  return onNode({ name: "Express", file: "routes-express.mjs", package: "express", words: [String(count)] });
}
