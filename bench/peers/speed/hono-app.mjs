// One Hono app for every server that runs one: Porthole, Hono's node-server, srvx, Bun.serve, Deno.serve.
import { Hono } from "hono";
import { describe, greet, greeting, message, sizeOf } from "./answers.mjs";

const app = new Hono();

app.use("/api/*", async (context, next) => {
  await next();
  context.header("X-Kittens", "many");
});
app.get("/", (context) => context.text(greeting));
app.get("/api/kittens/:name", (context) => {
  const { type, size } = context.req.query();
  return context.json({ name: context.req.param("name"), type, size: sizeOf(size) });
});
app.get("/text", (context) => context.text(greeting));
app.get("/json", (context) => context.json(message));
app.get("/kittens/:name", (context) => {
  const { type, size } = context.req.query();
  return context.text(describe(context.req.param("name"), type, sizeOf(size)));
});
app.post("/json", async (context) => context.json(greet(await context.req.json())));
app.post("/form", async (context) => {
  const { name, type, size } = await context.req.parseBody();
  return context.json({ name, type, size });
});
app.post("/upload", async (context) => {
  let octets = 0;
  for await (const piece of context.req.raw.body) octets += piece.length;
  return context.text(String(octets));
});

export default app;
