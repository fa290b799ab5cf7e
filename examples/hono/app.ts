import { Hono } from "hono";

// Any module whose default export has fetch(request) is served as it is: porthole examples/hono/app.ts
const app = new Hono();

app.get("/", (context) => context.text("Hello from Hono, over sockets that Porthole opened.\n"));
app.get("/hello/:name", (context) => context.json({ hello: context.req.param("name") }));
app.post("/echo", async (context) => context.body(await context.req.text()));

export default app;
