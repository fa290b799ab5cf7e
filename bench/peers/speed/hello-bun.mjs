// Bun.serve with one answer. Arguments: the port, and "static" for a route whose response was made before.
import { greeting } from "./answers.mjs";

const isStatic = process.argv[3] === "static";
const server = Bun.serve({
  port: Number(process.argv[2]),
  hostname: "127.0.0.1",
  development: false,
  ...(isStatic ? { routes: { "/text": new Response(greeting) } } : {}),
  fetch: () => new Response(greeting),
});
console.log(`http://127.0.0.1:${server.port}/`);
