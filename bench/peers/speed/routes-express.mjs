// Express with many routes. Arguments: the port, how many.
import express from "express";
import { greeting } from "./answers.mjs";

const app = express();
for (let at = 0; at < Number(process.argv[3]); at++)
  app.get(`/section-${at}/:name`, (_request, response) => response.type("text/plain").send(greeting));
const server = app.listen(Number(process.argv[2]), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
);
