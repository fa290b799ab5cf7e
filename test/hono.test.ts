import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { stream, streamSSE } from "hono/streaming";
import { validator } from "hono/validator";
import type { FetchContext } from "../src/fetch/index.ts";
import { type Server, serve } from "../src/serve.ts";

const waited: string[] = [];

/** An application as its documentation would have it: nothing in it knows who serves it. */
function application(): Hono<{ Bindings: FetchContext; Variables: { startedAt: string } }> {
  const app = new Hono<{ Bindings: FetchContext; Variables: { startedAt: string } }>();
  app.use(async (c, next) => {
    c.set("startedAt", "middleware");
    await next();
    c.header("X-Middleware", c.get("startedAt"));
  });
  app.use("/shared/*", cors({ origin: "http://other.example" }));
  app.use("/tagged", etag());

  app.get("/", (c) => c.text("home"));
  app.get("/kittens/:name", (c) => c.json({ name: c.req.param("name"), sizes: c.req.queries("size") ?? [] }));
  app.get("/files/*", (c) => c.text(c.req.path));
  app.get("/shared/a", (c) => c.text("shared"));
  app.get("/tagged", (c) => c.text("tagged"));
  app.get("/moved", (c) => c.redirect("/kittens/mochi", 301));
  app.get("/cookies", (c) => {
    setCookie(c, "one", "1", { httpOnly: true });
    setCookie(c, "two", "2");
    deleteCookie(c, "three");
    return c.json(getCookie(c));
  });
  app.post("/json", async (c) => c.json({ got: await c.req.json() }, 201));
  app.post("/form", async (c) => {
    const form = await c.req.parseBody();
    const picture = form["picture"];
    return c.json({
      name: form["name"],
      picture: picture instanceof File ? [picture.name, await picture.text()] : null,
    });
  });
  app.post(
    "/checked",
    validator("json", (value, c) => (typeof value.age === "number" ? { age: value.age } : c.text("age?", 400))),
    (c) => c.json(c.req.valid("json")),
  );
  app.put("/echo", (c) => new Response(c.req.raw.body));
  app.get("/stream", (c) =>
    stream(c, async (out) => {
      for (const word of ["pur", "r", "!"]) {
        await out.write(word);
        await out.sleep(1);
      }
    }),
  );
  app.get("/events", (c) =>
    streamSSE(c, async (out) => {
      for (let id = 0; id < 3; id++) await out.writeSSE({ data: `kitten ${id}`, id: String(id) });
    }),
  );
  app.get("/later", (c) => {
    c.executionCtx.waitUntil(
      new Promise<void>((resolve) =>
        setImmediate(() => {
          waited.push("done");
          resolve();
        }),
      ),
    );
    return c.text("sooner");
  });
  app.get("/target", (c) => c.text(`${c.env.requestTarget} ${c.env.remote.host}`));
  app.get("/throws", () => {
    throw new Error("secret");
  });
  app.get("/refuses", () => {
    throw new HTTPException(403, { message: "not yours" });
  });
  app.notFound((c) => c.text("no such kitten", 404));
  return app;
}

describe("hono", () => {
  let server: Server;
  const at = (path: string, init?: RequestInit) => fetch(new URL(path, server.url), { redirect: "manual", ...init });

  before(async () => {
    server = await serve(application(), { port: 0, host: "127.0.0.1" });
  });
  after(() => server.close());

  test("hono: a route is served, and the middleware around it ran, when its path is asked for", async () => {
    const response = await at("/");
    assert.deepEqual([response.status, await response.text()], [200, "home"]);
    assert.equal(response.headers.get("x-middleware"), "middleware");
  });

  test("hono: HEAD has the header section of GET, and no content", async () => {
    const response = await at("/", { method: "HEAD" });
    assert.deepEqual(
      [response.status, response.headers.get("x-middleware"), await response.text()],
      [200, "middleware", ""],
    );
  });

  test("hono: parameters and queries are decoded when they are percent-encoded", async () => {
    const response = await at("/kittens/Zo%C3%AB%20B?size=1&size=%C3%A9");
    assert.deepEqual(await response.json(), { name: "Zoë B", sizes: ["1", "é"] });
  });

  test("hono: a wildcard takes the rest of the path", async () => {
    assert.equal(await (await at("/files/a/b.txt")).text(), "/files/a/b.txt");
  });

  test("hono: its own 404 is answered when no route matches", async () => {
    const response = await at("/puppies");
    assert.deepEqual([response.status, await response.text()], [404, "no such kitten"]);
  });

  test("hono: a redirect goes out as it is", async () => {
    const response = await at("/moved");
    assert.deepEqual([response.status, response.headers.get("location")], [301, "/kittens/mochi"]);
  });

  test("hono: cookies are read, and each is set in a line of its own", async () => {
    const response = await at("/cookies", { headers: { Cookie: "a=b; c=d" } });
    assert.equal(response.headers.getSetCookie().length, 3);
    assert.deepEqual(await response.json(), { a: "b", c: "d" });
  });

  test("hono: JSON is read and answered", async () => {
    const response = await at("/json", { method: "POST", body: '{"a":[1,"é"]}' });
    assert.deepEqual([response.status, await response.json()], [201, { got: { a: [1, "é"] } }]);
  });

  test("hono: a form is read when it is urlencoded", async () => {
    const response = await at("/form", { method: "POST", body: new URLSearchParams({ name: "Mochi & co" }) });
    assert.deepEqual(await response.json(), { name: "Mochi & co", picture: null });
  });

  test("hono: a form is read with its file when it is multipart", async () => {
    const body = new FormData();
    body.append("name", "Mochi");
    body.append("picture", new File(["<svg/>"], "mochi.svg", { type: "image/svg+xml" }));
    const response = await at("/form", { method: "POST", body });
    assert.deepEqual(await response.json(), { name: "Mochi", picture: ["mochi.svg", "<svg/>"] });
  });

  test("hono: a validator refuses or passes what it reads", async () => {
    const send = (body: string) =>
      at("/checked", { method: "POST", body, headers: { "Content-Type": "application/json" } });
    assert.deepEqual(await (await send('{"age":3}')).json(), { age: 3 });
    assert.equal((await send('{"age":"3"}')).status, 400);
    assert.equal((await send("{")).status, 400);
  });

  test("hono: content flows back when the request's body is the response's", async () => {
    const body = "kitten ".repeat(20_000);
    assert.equal(await (await at("/echo", { method: "PUT", body })).text(), body);
  });

  test("hono: a stream arrives whole", async () => {
    assert.equal(await (await at("/stream")).text(), "purr!");
  });

  test("hono: events arrive whole", async () => {
    const response = await at("/events");
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    assert.equal(await response.text(), [0, 1, 2].map((id) => `data: kitten ${id}\nid: ${id}\n\n`).join(""));
  });

  test("hono: CORS middleware answers a preflight and names the origin", async () => {
    const headers = { Origin: "http://other.example", "Access-Control-Request-Method": "GET" };
    const preflight = await at("/shared/a", { method: "OPTIONS", headers });
    assert.deepEqual([preflight.status, preflight.headers.get("access-control-allow-origin")], [204, headers.Origin]);
    assert.equal(await (await at("/shared/a", { headers })).text(), "shared");
  });

  test("hono: its entity tag makes a 304 when the client has the representation (RFC9110§13.1.2)", async () => {
    const first = await at("/tagged");
    assert.equal(await first.text(), "tagged");
    const again = await at("/tagged", { headers: { "If-None-Match": first.headers.get("etag")! } });
    assert.deepEqual([again.status, await again.text()], [304, ""]);
  });

  test("hono: what is to be waited for is finished when the server has closed", async () => {
    const own = await serve(application(), { port: 0, host: "127.0.0.1" });
    assert.equal(await (await fetch(`${own.url}later`)).text(), "sooner");
    assert.deepEqual(await own.close(), { cut: 0 });
    assert.deepEqual(waited, ["done"]);
  });

  test("hono: the exchange's context is the environment", async () => {
    assert.equal(await (await at("/target?a=%62")).text(), "/target?a=%62 127.0.0.1");
  });

  test("hono: 500 without the message is answered when a handler throws", async (t) => {
    t.mock.method(console, "error", () => undefined);
    const response = await at("/throws");
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /secret/);
  });

  test("hono: its exceptions are answered with their status", async () => {
    const response = await at("/refuses");
    assert.deepEqual([response.status, await response.text()], [403, "not yours"]);
  });

  for (const [what, path, headers] of [
    ["JSON", "/json", { "Content-Type": "application/json" }],
    ["a form", "/form", { "Content-Type": "application/x-www-form-urlencoded" }],
  ] as const) {
    for (const isAnnounced of [true, false]) {
      const how = isAnnounced ? "and says so" : "and does not say so";
      test(`hono: ${what} is refused with 413 when it is larger than is taken ${how}`, async () => {
        const octets = new Uint8Array(1_500_000).fill(0x61);
        const body = isAnnounced ? octets : new Blob([octets]).stream();
        const response = await at(path, { method: "POST", body, headers, duplex: "half" } as RequestInit);
        assert.equal(response.status, 413);
        assert.match(await response.text(), /^The content is too large: at most 1048576 octets are taken here/);
      });
    }
  }
});
