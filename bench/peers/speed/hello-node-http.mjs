// node:http with one answer, as short as it can be. Argument: the port.
import { createServer } from "node:http";
import { greeting } from "./answers.mjs";

const fields = { "Content-Type": "text/plain; charset=utf-8", "Content-Length": greeting.length };
const server = createServer((_request, response) => {
  response.writeHead(200, fields);
  response.end(greeting);
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
