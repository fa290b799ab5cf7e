// The routes on the Web's own classes, for servers that bring no router: Bun.serve, Deno.serve.
import { describe, greet, greeting, message, sizeOf } from "./answers.mjs";

const routes = {
  "GET /text": () => new Response(greeting),
  "GET /json": () => Response.json(message),
  "POST /json": async (request) => Response.json(greet(await request.json())),
  "POST /form": async (request) => {
    const form = await request.formData();
    return Response.json({ name: form.get("name"), type: form.get("type"), size: form.get("size") });
  },
  "POST /upload": async (request) => {
    let octets = 0;
    for await (const piece of request.body) octets += piece.length;
    return new Response(String(octets));
  },
};

export async function fetch(request) {
  const { pathname, searchParams } = new URL(request.url);
  const route = routes[`${request.method} ${pathname}`];
  if (route !== undefined) return route(request);
  const name = /^\/kittens\/([^/]+)$/.exec(pathname)?.[1];
  if (name === undefined) return new Response("Not found\n", { status: 404 });
  return new Response(describe(decodeURIComponent(name), searchParams.get("type"), sizeOf(searchParams.get("size"))));
}
