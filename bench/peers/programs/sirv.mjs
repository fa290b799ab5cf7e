// sirv on node:http. Arguments: the folder, the port.
import { createServer } from "node:http";
import sirv from "sirv";

const server = createServer(sirv(process.argv[2]));
server.listen(Number(process.argv[3]), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
