// Porthole: typed routes, as its README shows them.
import { json, query, respond, route, site, template, text } from "porthole";
import { describe, greet, greeting, kittens, message, title } from "../answers.mjs";

const size = query.integer({ min: 20, max: 2000, default: 200 });
const type = query.string();

export default site({
  "/text": text(greeting),
  "/json": json(message),
  "/handler": () => new Response(greeting),
  "/kittens/:name": (context) => {
    const asked = context.query.read({ size, type });
    return text(describe(context.params.name, asked.type, asked.size));
  },
  "/page": template("kittens.html", { title, kittens, size }),
  "POST /json": async (context) => json(greet(await context.json())),
  "POST /form": async (context) => {
    const form = await context.form();
    return json({ name: form.get("name"), type: form.get("type"), size: form.get("size") });
  },
  "POST /upload": route({ contentOctetsMax: 2 ** 30 }, async ({ content }) => {
    let octets = 0;
    for await (const piece of content) octets += piece.length;
    return respond(String(octets), { headers: { "Content-Type": "text/plain; charset=utf-8" } });
  }),
});
