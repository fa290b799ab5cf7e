// What the sockets allow: node:net and one fixed answer for every request, which nothing reads. Argument: the port.
// Where a read holds several requests, they are counted by their empty lines.
import { createServer } from "node:net";
import { greeting } from "./answers.mjs";

const answer = `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 13\r\n\r\n${greeting}`;
const answers = Array.from({ length: 65 }, (_, count) => answer.repeat(count));
const endOfHead = Buffer.from("\r\n\r\n");

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("data", process.argv[3] === "counting" ? count : () => socket.write(answer, "latin1"));
  socket.on("error", () => socket.destroy());

  let kept = Buffer.alloc(0);
  function count(octets) {
    const all = kept.length === 0 ? octets : Buffer.concat([kept, octets]);
    let requests = 0;
    let from = 0;
    for (let at = all.indexOf(endOfHead); at !== -1; at = all.indexOf(endOfHead, from)) {
      from = at + 4;
      requests++;
    }
    kept = all.subarray(from);
    socket.write(answers[requests] ?? answer.repeat(requests), "latin1");
  }
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
