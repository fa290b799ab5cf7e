// Express with its static middleware and a route that takes POST. Arguments: the folder, the port.
import express from "express";

const app = express();
app.use(express.static(process.argv[2]));
app.post("/form", express.raw({ type: () => true }), (request, response) => {
  response.type("text/plain").send(request.body ?? "");
});
app.get("/stream", (_request, response) => {
  response.type("text/plain").write("in ");
  response.end("pieces\n");
});
const server = app.listen(Number(process.argv[3]), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
);
