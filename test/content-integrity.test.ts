import assert from "node:assert/strict";
import { test } from "node:test";
import { site, text } from "../src/index.ts";
import { prepare } from "../src/serve.ts";
import { HttpServer, serverBounds } from "../src/server/index.ts";
import { memoryPair } from "../src/transport/index.ts";
import { parseResponses } from "./tools/raw-client.ts";

/** Content in which every place looks different. */
const content = Array.from({ length: 4_000 }, (_, at) => `${at}.`).join("");

for (const chunkOctets of [1, 17, 400, 3_000]) {
  for (const reads of [1, 61, 503, 1_000, 4_099]) {
    test(`content integrity: all octets arrive as sent in chunks of ${chunkOctets} and reads of ${reads}`, async () => {
      assert.equal(await echoed(chunkedMessage(chunkOctets), [reads]), content);
    });
  }
}

for (const reads of [[1], [61, 1], [1_000, 7], [300, 20_000]]) {
  test(`content integrity: all octets arrive as sent with a length and in reads of ${reads}`, async () => {
    const head = `POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: ${content.length}\r\n\r\n`;
    assert.equal(await echoed(head + content, reads), content);
  });
}

for (const reads of [
  [40, 600, 700],
  [40, 800, 400, 400],
  [1, 700, 700],
]) {
  test(`content integrity: all octets arrive when later requests wait behind it, in reads of ${reads}`, async () => {
    const sent = content.slice(0, 500);
    const head = `POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: ${sent.length}\r\n\r\n`;
    const later = `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${"c".repeat(3_000)}\r\n\r\n`;
    assert.equal(await echoed(head + sent + later, reads), sent);
  });
}

function chunkedMessage(chunkOctets: number): string {
  let message = "POST /slow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (let at = 0; at < content.length; at += chunkOctets) {
    const chunk = content.slice(at, at + chunkOctets);
    message += `${chunk.length.toString(16)}\r\n${chunk}\r\n`;
  }
  return `${message}0\r\n\r\n`;
}

/** Sends the message to a site that takes its content late and slowly, and answers what the site got. */
async function echoed(message: string, reads: readonly number[]): Promise<string | undefined> {
  const { resource, errorPage } = await prepare(
    site({
      "POST /slow": async ({ content }) => {
        await turns(20);
        let all = "";
        for await (const piece of content ?? []) {
          if (all.length % 7 === 0) await turns(1);
          all += Buffer.from(piece).toString("latin1");
        }
        return text(all);
      },
    }),
  );
  const server = new HttpServer({ resource, errorPage, bounds: serverBounds() });
  const pair = memoryPair({ server: { reads } });
  let received = "";
  pair.client.receiver = {
    received: (octets) => {
      received += Buffer.from(octets).toString("latin1");
    },
    peerClosed: () => pair.client.close(),
    drained() {},
    closed() {},
  };
  server.accept(pair.server);
  pair.client.write(message);
  for (let waited = 0; parseResponses(received).length === 0; waited++) {
    assert.ok(waited < 100_000, "no response came");
    await turns(1);
  }
  await server.stop(0);
  return parseResponses(received)[0]?.content;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
