// Fastify with many routes. Arguments: the port, how many.
import Fastify from "fastify";
import { greeting } from "./answers.mjs";

const fastify = Fastify();
for (let at = 0; at < Number(process.argv[3]); at++)
  fastify.get(`/section-${at}/:name`, (_request, reply) => reply.type("text/plain; charset=utf-8").send(greeting));
console.log(await fastify.listen({ port: Number(process.argv[2]), host: "127.0.0.1" }));
