// Deno.serve with one answer. Argument: the port.
import { greeting } from "./answers.mjs";

const onListen = ({ port }) => console.log(`http://127.0.0.1:${port}/`);

Deno.serve({ port: Number(Deno.args[0]), hostname: "127.0.0.1", onListen }, () => new Response(greeting));
