// Express with a route for each. Argument: the port.
import { fileURLToPath } from "node:url";
import express from "express";
import { Liquid } from "liquidjs";
import { describe, greet, greeting, kittens, message, sizeOf, title } from "./answers.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const liquid = new Liquid({ root: folder, extname: ".liquid", cache: true, outputEscape: "escape" });
const app = express();
app.disable("x-powered-by");
app.engine("liquid", liquid.express());
app.set("views", folder);
app.set("view engine", "liquid");

app.get("/text", (_request, response) => response.type("text/plain").send(greeting));
app.get("/json", (_request, response) => response.json(message));
app.get("/kittens/:name", ({ params, query }, response) => {
  response.type("text/plain").send(describe(params.name, query.type, sizeOf(query.size)));
});
app.get("/page", ({ query }, response) => response.render("kittens", { title, kittens, size: sizeOf(query.size) }));
app.post("/json", express.json(), (request, response) => response.json(greet(request.body)));
app.post("/form", express.urlencoded({ extended: false }), ({ body }, response) => {
  response.json({ name: body.name, type: body.type, size: body.size });
});
app.post("/upload", (request, response) => {
  let octets = 0;
  request.on("data", (piece) => {
    octets += piece.length;
  });
  request.on("end", () => response.type("text/plain").send(String(octets)));
});

const server = app.listen(Number(process.argv[2]), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
);
