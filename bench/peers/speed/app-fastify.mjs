// Fastify with a route for each, their parameters and answers with the schemas that make it fast. Argument: the port.
import { fileURLToPath } from "node:url";
import formbody from "@fastify/formbody";
import view from "@fastify/view";
import Fastify from "fastify";
import { Liquid } from "liquidjs";
import { describe, greet, greeting, kittens, message, title } from "./answers.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const fastify = Fastify({ bodyLimit: 2 ** 30 });
fastify.register(formbody);
fastify.register(view, {
  engine: { liquid: new Liquid({ root, cache: true, outputEscape: "escape" }) },
  root,
  production: true,
});
fastify.addContentTypeParser("application/octet-stream", (_request, content, done) => done(null, content));

const string = { type: "string" };
const size = { type: "integer", minimum: 20, maximum: 2000, default: 200 };
const answers = (properties) => ({ 200: { type: "object", properties } });

fastify.get("/text", (_request, reply) => reply.type("text/plain; charset=utf-8").send(greeting));
fastify.get("/json", { schema: { response: answers({ message: string }) } }, (_request, reply) => reply.send(message));
fastify.get(
  "/kittens/:name",
  { schema: { querystring: { type: "object", required: ["type"], properties: { size, type: string } } } },
  ({ params, query }, reply) =>
    reply.type("text/plain; charset=utf-8").send(describe(params.name, query.type, query.size)),
);
fastify.get("/page", { schema: { querystring: { type: "object", properties: { size } } } }, async ({ query }, reply) =>
  reply.viewAsync("kittens.liquid", { title, kittens, size: query.size }),
);
fastify.post(
  "/json",
  { schema: { response: answers({ greeting: string, size: { type: "integer" } }) } },
  ({ body }, reply) => reply.send(greet(body)),
);
fastify.post(
  "/form",
  { schema: { response: answers({ name: string, type: string, size: string }) } },
  (request, reply) => reply.send(request.body),
);
fastify.post("/upload", async ({ body }, reply) => {
  let octets = 0;
  for await (const piece of body) octets += piece.length;
  return reply.type("text/plain; charset=utf-8").send(String(octets));
});

console.log(await fastify.listen({ port: Number(process.argv[2]), host: "127.0.0.1" }));
