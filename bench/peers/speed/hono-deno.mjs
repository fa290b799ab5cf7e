// The Hono app on Deno.serve. Argument: the port.
import app from "./hono-app.mjs";

const onListen = ({ port }) => console.log(`http://127.0.0.1:${port}/`);

Deno.serve({ port: Number(Deno.args[0]), hostname: "127.0.0.1", onListen }, app.fetch);
