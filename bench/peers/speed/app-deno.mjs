// Deno.serve with the routes of fetch-app.mjs. Argument: the port.
import { fetch } from "./fetch-app.mjs";

const onListen = ({ port }) => console.log(`http://127.0.0.1:${port}/`);

Deno.serve({ port: Number(Deno.args[0]), hostname: "127.0.0.1", onListen }, fetch);
