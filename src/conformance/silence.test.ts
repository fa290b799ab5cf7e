import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { check } from "./checker.ts";
import { asked } from "./exchange.ts";
import { playedServer, response } from "./testing/played-server.ts";

describe("silence", () => {
  test("silence: an answer to a head that has not ended is seen when it is not quick (RFC9110§5.3)", async () => {
    const server = await playedServer((socket) => void setTimeout(() => socket.write(response("early")), 150));
    try {
      const { results } = await check({ url: server.url, only: ["RFC9110-5.3/HEAD-TO-COME"] });
      assert.deepEqual(new Set(results.map(({ verdict }) => verdict)), new Set(["failed"]));
    } finally {
      server.close();
    }
  });

  const endless = ["HTTP/1.1 200 OK\r\n\r\nno end is said", "no status line at all"];
  for (const text of endless) {
    test(`silence: "${text.slice(-12)}" is taken for all when nothing says its end and nothing more comes`, async () => {
      const server = await playedServer((socket) => void socket.write(text));
      try {
        const address = { host: server.url.hostname, port: Number(server.url.port) };
        const startMs = performance.now();
        const { responses, ending } = await asked(address, "GET / HTTP/1.1\r\n\r\n", { patienceMs: 30_000 });
        assert.equal(ending, "open");
        assert.ok(text.endsWith(responses[0]!.content));
        assert.ok(performance.now() - startMs < 15_000);
      } finally {
        server.close();
      }
    });
  }
});
