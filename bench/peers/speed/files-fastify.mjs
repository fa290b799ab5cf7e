// Fastify with @fastify/static. Arguments: the port, the folder.
import fastifyStatic from "@fastify/static";
import Fastify from "fastify";

const fastify = Fastify();
fastify.register(fastifyStatic, { root: process.argv[3], preCompressed: true });
console.log(await fastify.listen({ port: Number(process.argv[2]), host: "127.0.0.1" }));
