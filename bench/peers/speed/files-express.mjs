// Express with its static middleware. Arguments: the port, the folder.
import express from "express";

const app = express();
app.use(express.static(process.argv[3]));
const server = app.listen(Number(process.argv[2]), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
);
