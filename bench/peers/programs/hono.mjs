// Hono on its node-server, with serveStatic and a route that takes POST. Arguments: the folder, the port.
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { streamText } from "hono/streaming";

const app = new Hono();
app.post("/form", async (context) => context.text(await context.req.text()));
app.get("/stream", (context) =>
  streamText(context, async (stream) => {
    await stream.write("in ");
    await stream.write("pieces\n");
  }),
);
app.use("*", serveStatic({ root: process.argv[2] }));
serve({ fetch: app.fetch, port: Number(process.argv[3]), hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}/`),
);
