// node:http with a route for each, written by hand. Argument: the port.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { Liquid } from "liquidjs";
import { describe, greet, greeting, kittens, message, sizeOf, title } from "./answers.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const liquid = new Liquid({ root, extname: ".liquid", cache: true, outputEscape: "escape" });
const plain = "text/plain; charset=utf-8";

function answer(response, type, content) {
  response.writeHead(200, { "Content-Type": type, "Content-Length": Buffer.byteLength(content) });
  response.end(content);
}

async function contentOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const routes = {
  "GET /text": (_request, response) => answer(response, plain, greeting),
  "GET /json": (_request, response) => answer(response, "application/json", JSON.stringify(message)),
  "GET /page": async (_request, response, url) => {
    const values = { title, kittens, size: sizeOf(url.searchParams.get("size")) };
    answer(response, "text/html; charset=utf-8", await liquid.renderFile("kittens", values));
  },
  "POST /json": async (request, response) => {
    answer(response, "application/json", JSON.stringify(greet(JSON.parse(await contentOf(request)))));
  },
  "POST /form": async (request, response) => {
    const form = new URLSearchParams(await contentOf(request));
    const fields = { name: form.get("name"), type: form.get("type"), size: form.get("size") };
    answer(response, "application/json", JSON.stringify(fields));
  },
  "POST /upload": (request, response) => {
    let octets = 0;
    request.on("data", (piece) => {
      octets += piece.length;
    });
    request.on("end", () => answer(response, plain, String(octets)));
  },
};

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  const route = routes[`${request.method} ${url.pathname}`];
  if (route !== undefined) return route(request, response, url);
  const name = /^\/kittens\/([^/]+)$/.exec(url.pathname)?.[1];
  if (name === undefined) return response.writeHead(404).end();
  const { searchParams } = url;
  answer(
    response,
    plain,
    describe(decodeURIComponent(name), searchParams.get("type"), sizeOf(searchParams.get("size"))),
  );
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
