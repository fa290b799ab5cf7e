import assert from "node:assert/strict";
import { test } from "node:test";
import { windowPaths } from "../src/inspector/paths.ts";
import type { Session } from "../src/inspector/record.ts";
import { reasonSentence, sentenceText } from "../src/inspector/view/reason-sentence.ts";
import { folderOf, startPorthole } from "./tools/porthole-process.ts";
import { RawClient } from "./tools/raw-client.ts";

const limit = { timeout: 60_000 };

/** What the window makes of the site's notes: whoever words one anew sees here who reads it. */
const sentences: Readonly<Record<string, string>> = {
  "GET /text": '200, because the route "/text" answers it (text).',
  "DELETE /text": "405, because DELETE is not one of GET, HEAD, OPTIONS.",
  "GET /cats/Tom": '200, because the handler of "/cats/:name" answered text(…).',
  "GET /refuses": '409, because the handler of "/refuses" threw a ResponseError of 409.',
  "GET /fails": '500, because the handler of "/fails" failed: Error: purr.',
  "GET /old": '302, because the route "/old" redirects to /text.',
  "GET /list?number=2": '200, because the route "/list" is filled by the template list.html.',
  "GET /list?number=9": '400, because the query parameter "number" is "9"; it should be a whole number, 3 or less.',
  "GET /none": "404, because no route matches /none: 7 were tried.",
  "GET /files/a.txt": "200, because /files/a.txt is the file files/a.txt.",
  "GET /files/b.txt": "404, because there is no file files/b.txt.",
};

const siteFile = `import { query, redirect, ResponseError, site, template, text, files } from "porthole";
export default site({
  "/text": text("a"),
  "/cats/:name": (context) => text(context.params.name),
  "/refuses": () => { throw new ResponseError(409, "Not now."); },
  "/fails": () => { throw new Error("purr"); },
  "/old": redirect("/text"),
  "/list": template("list.html", { number: query.integer({ max: 3 }) }),
  "/files/*": files("files"),
});
`;

test("window's reasons: a sentence says what the site noted of each answer", limit, async (t) => {
  const folder = folderOf(t, { "site.ts": siteFile, "list.html": "{{ number }}", "files/a.txt": "abc" });
  const porthole = startPorthole(t, [folder, "-p", "0", "--inspect", "--log", "none"]);
  const endpoint = { host: "127.0.0.1", port: Number(new URL(await porthole.url()).port) };
  const client = await RawClient.connect({ endpoints: [endpoint] });
  const asked = Object.keys(sentences);
  for (const [index, line] of asked.entries()) {
    client.send(`${line} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await client.responses(index + 1);
  }
  client.send(`GET ${windowPaths.session} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const { content } = (await client.responses(asked.length + 1)).at(-1)!;
  const { exchanges } = JSON.parse(Buffer.from(content, "latin1").toString()) as Session;
  const told = exchanges.map((each) => [`${each.method} ${each.requestTarget}`, sentenceText(reasonSentence(each))]);
  client.close();
  assert.deepEqual(Object.fromEntries(told), sentences);
});
