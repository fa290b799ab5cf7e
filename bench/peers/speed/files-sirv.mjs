// sirv for production: files looked up once, with entity tags and what was compressed before. Arguments: the port, the folder.
import { createServer } from "node:http";
import sirv from "sirv";

const server = createServer(sirv(process.argv[3], { dev: false, etag: true, gzip: true, brotli: true }));
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
