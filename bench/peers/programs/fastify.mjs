// Fastify with @fastify/static and a route that takes POST. Arguments: the folder, the port.
import { Readable } from "node:stream";
import fastifyStatic from "@fastify/static";
import Fastify from "fastify";

const fastify = Fastify();
fastify.register(fastifyStatic, { root: process.argv[2] });
fastify.addContentTypeParser("*", { parseAs: "buffer" }, (_request, content, done) => done(null, content));
fastify.post("/form", async (request, reply) => reply.type("text/plain").send(request.body ?? ""));
fastify.get("/stream", async (_request, reply) => reply.type("text/plain").send(Readable.from(["in ", "pieces\n"])));
console.log(await fastify.listen({ port: Number(process.argv[3]), host: "127.0.0.1" }));
