import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import fc from "fast-check";
import { files, query, redirect, site, status, template, text } from "../../src/index.ts";
import { type Prepared, prepareWith } from "../../src/prepare.ts";
import { HttpServer, serverBounds } from "../../src/server/index.ts";
import { memoryPair } from "../../src/transport/index.ts";
import { projectRoot } from "../tools/project-files.ts";
import type { Property } from "./property.ts";

const root = join(projectRoot, "examples", "kittens");
const kittens = query.integer({ min: 1, max: 9, default: 3 });

/** A site with a route of each kind, and a fetch handler that reads what it gets in every way. */
const sites = {
  site: () =>
    site({
      "/": template("home.html", { types: ["a"], names: [] }),
      "/q": (context) => text(JSON.stringify(context.query.read({ kittens, name: query.string({ default: "" }) }))),
      "/old/:name": redirect(301, "/new/:name"),
      "/new/:name": (context) => text(context.params.name),
      "/teapot": status(418, text("short and stout")),
      "/assets/*": files("assets", { list: true }),
      "POST /form": async (context) => text(JSON.stringify([...(await context.form())])),
      "POST /json": async (context) => text(JSON.stringify(await context.json())),
      "POST /text": async (context) => text(await context.text()),
      "/standard": (context) => new Response(context.request.url),
    }),
  fetch: () => ({
    async fetch(request: Request): Promise<Response> {
      const url = new URL(request.url);
      try {
        if (url.pathname === "/json") return Response.json(await request.json());
        if (url.pathname === "/form") return Response.json([...(await request.formData()).keys()]);
        if (url.pathname === "/clone") return new Response(await request.clone().text());
        if (url.pathname === "/unread") return new Response(url.search);
      } catch (error) {
        return new Response(String(error), { status: 400 });
      }
      return new Response(request.body, { headers: { "X-Query": encodeURIComponent(url.search) } });
    },
  }),
};

const part = fc.constantFrom(
  ..."/|a|kitten.css|..|.|%2e|%2F|%00|%zz|%c3|%c3%a9|;|:|*|~|.well-known|q|old|new|form|json|text|assets|teapot|standard|{}|[|'|%22%3E%3C".split(
    "|",
  ),
);
const path = fc.oneof(
  fc.constantFrom(
    ..."/|/q|/old/x|/new/%C3%A9|/teapot|/assets/|/assets|/form|/json|/text|/standard|/clone|/unread".split("|"),
  ),
  fc.array(part, { maxLength: 6 }).map((parts) => `/${parts.join("")}`),
);
const search = fc.oneof(
  fc.constant(""),
  fc
    .array(
      fc.constantFrom(..."kittens|name|=|&|9|10|-1|%20|%|%ff|+|[]|__proto__|constructor|sort|%00|{{x}}".split("|")),
      {
        maxLength: 8,
      },
    )
    .map((parts) => `?${parts.join("")}`),
);
const field = fc
  .tuple(
    fc.constantFrom(
      ..."Accept|Accept-Encoding|Accept-Language|Content-Type|Range|If-Range|If-None-Match|If-Match|If-Modified-Since|Cookie|Origin|Referer|Content-Encoding|Authorization|Sec-Fetch-Dest|X-Forwarded-For|Forwarded".split(
        "|",
      ),
    ),
    fc.oneof(
      fc.constantFrom(
        ...'text/html|*/*|application/json|gzip|br;q=1,*;q=0|bytes=0-0,2-|*|"x"|Tue, 25 Jun 2024 17:12:18 GMT|document|Basic Og==|for=a'.split(
          "|",
        ),
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "text/plain; charset=utf-8",
        "text/plain; charset=klingon",
        'application/json; charset="',
      ),
      fc.string({ unit: fc.constantFrom(...'"\\,;=/*%- \té\xffa1'), maxLength: 10 }),
    ),
  )
  .map(([name, value]) => `${name}: ${value.trim()}\r\n`);
const content = fc.oneof(
  fc.constantFrom(
    "",
    "a=b&c=%20+&c=",
    "a=%zz",
    '{"a":[1]}',
    '{"__proto__":1}',
    "{",
    "\xff\xfe",
    '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
    '--x\r\nContent-Disposition: form-data; name="a"; filename="../b"\r\n\r\nb\r\n--x--\r\n',
    "--x\r\n\r\n--x",
    "--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n",
  ),
  fc.string({ unit: fc.constantFrom(...'-x\r\n{}[]",:&=%+\0é\xff'), maxLength: 20 }),
);
const request = fc
  .tuple(
    fc.constantFrom("GET", "GET", "HEAD", "POST", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"),
    path,
    search,
    fc.array(field, { maxLength: 4 }),
    content,
  )
  .map(([method, pathname, query_, fields, sent]) => {
    const target = method === "CONNECT" ? "a:80" : `${pathname}${query_}`;
    return `${method} ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: ${sent.length}\r\n${fields.join("")}\r\n${sent}`;
  });

/** What a client sends never makes a 500: not on a site, nor through the standard door. */
export const siteProperties: readonly Property[] = (["site", "fetch"] as const).map((kind) => ({
  title: `${kind}: no request makes a 500, and each has a response, when any are sent (RFC9110§15.6.1)`,
  runs: 150,
  property: fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 4 }), async (requests) => {
    const { text: received, failures } = await play(await prepared(kind), requests);
    assert.deepEqual(failures, []);
    assert.match(received, /^HTTP\/1\.1 [1-5]\d\d /);
  }),
}));

const kept = new Map<string, Promise<Prepared>>();

function prepared(kind: "site" | "fetch"): Promise<Prepared> {
  let ready = kept.get(kind);
  if (ready === undefined) {
    ready = prepareWith({}, sites[kind](), { root });
    kept.set(kind, ready);
  }
  return ready;
}

async function play({ resource, errorPage }: Prepared, requests: readonly string[]) {
  const failures: string[] = [];
  const http = new HttpServer({
    resource,
    errorPage,
    bounds: serverBounds(),
    log: {
      exchange({ statusCode, requestTarget, cause }) {
        if (statusCode >= 500 && statusCode !== 501) failures.push(`${statusCode} ${requestTarget}: ${String(cause)}`);
      },
      notice({ level, message }) {
        if (level !== "info") failures.push(message);
      },
    },
  });
  const pair = memoryPair();
  let text = "";
  const ended = new Promise<void>((resolve) => {
    pair.client.receiver = {
      received: (octets) => {
        text += Buffer.from(octets).toString("latin1");
      },
      peerClosed: () => pair.client.close(),
      drained() {},
      closed: () => resolve(),
    };
  });
  http.accept(pair.server);
  for (const each of requests) pair.client.write(Buffer.from(each, "latin1"));
  pair.client.halfClose();
  await ended;
  await http.stop(0);
  return { text, failures };
}
