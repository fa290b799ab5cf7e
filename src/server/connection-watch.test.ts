import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldSection } from "../semantics/index.ts";
import type { ConnectionTrace } from "../trace/index.ts";
import { memoryPair } from "../transport/index.ts";
import { plainPage } from "./answer-error.ts";
import { HttpServer } from "./listen.ts";
import { SERVER_BOUNDS } from "./options.ts";

const calls = ["opened", "received", "sent", "closed"] as const;

for (const call of calls) {
  test(`connection watch: the connection goes on, and it is told once, when whoever watches throws at ${call}`, async (t) => {
    const failures: string[] = [];
    const told: string[] = [];
    const tell = (name: string) => () => {
      told.push(name);
      if (name === call) throw new Error("I am broken");
    };
    const trace = Object.fromEntries(calls.map((name) => [name, tell(name)])) as unknown as ConnectionTrace;
    const http = new HttpServer({
      resource: () => ({ statusCode: 200, headerSection: FieldSection.empty, content: "hello" }),
      errorPage: (fault) => plainPage(fault),
      bounds: SERVER_BOUNDS,
      trace,
      failures: { exchange() {}, notice: ({ message }) => failures.push(message) },
    });
    t.after(() => void http.stop(0));
    const { client, server } = memoryPair({});
    let answered = "";
    const closed = new Promise<void>((resolve) => {
      client.receiver = {
        received: (octets) => {
          answered += Buffer.from(octets).toString("latin1");
        },
        drained() {},
        peerClosed: () => client.close(),
        closed: () => resolve(),
      };
    });
    http.accept(server);
    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    await closed;
    for (let turn = 0; turn < 4; turn++) await new Promise(setImmediate);
    assert.equal(answered.match(/HTTP\/1\.1 200 OK/g)?.length, 2);
    assert.deepEqual(failures, ["who watches a connection failed, and watches it no more"]);
    assert.equal(told.filter((name) => name === call).length, 1);
    assert.equal(told.at(-1), call);
  });
}
