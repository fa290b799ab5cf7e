import { files, respond, site } from "../../src/index.ts";
import { type ServedFolder, serveFolder } from "./served-folder.ts";

const paragraphs = "<p>What is said again and again takes little room.</p>\n".repeat(60);

/** A site of which every case can be asked: a file, a page with gzip, a redirect, a form, and something in pieces. */
export function serveRightSite(): Promise<ServedFolder> {
  return serveFolder(
    {
      "index.html": `<!doctype html>
<title>A right site</title>
<a href="/list.txt">A list</a>, <a href="/about.html">about it</a>, <a href="/sub">a folder</a>, <a href="/stream">pieces</a>
<form action="/form" method="post"><input name="name"><button>Send</button></form>
`,
      "list.txt": Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join(""),
      "about.html": `<!doctype html>\n<title>About</title>\n${paragraphs}`,
      "sub/index.html": "<!doctype html>\n<title>A folder</title>\n",
    },
    { log: false },
    () =>
      site({
        "/*": files("."),
        "POST /form": async ({ text }) => respond(await text()),
        "GET /stream": () => respond(pieces()),
      }),
  );
}

async function* pieces(): AsyncGenerator<string> {
  yield "in ";
  yield "pieces\n";
}
