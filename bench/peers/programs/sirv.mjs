// sirv on node:http. Arguments: the folder.
import { createServer } from "node:http";
import sirv from "sirv";

const server = createServer(sirv(process.argv[2]));
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
