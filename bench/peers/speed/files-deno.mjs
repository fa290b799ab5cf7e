// Deno.serve with files as streams of Deno.open, as its documentation shows it. Arguments: the port, the folder.
import { extname, join, normalize } from "node:path";

const [port, folder] = Deno.args;
const types = { ".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8" };
const onListen = (address) => console.log(`http://127.0.0.1:${address.port}/`);

Deno.serve({ port: Number(port), hostname: "127.0.0.1", onListen }, async (request) => {
  const name = join(folder, normalize(decodeURIComponent(new URL(request.url).pathname)));
  try {
    const file = await Deno.open(name);
    const { size } = await file.stat();
    const headers = {
      "Content-Type": types[extname(name)] ?? "application/octet-stream",
      "Content-Length": String(size),
    };
    return new Response(file.readable, { headers });
  } catch {
    return new Response("Not found\n", { status: 404 });
  }
});
