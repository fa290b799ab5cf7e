import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { serve } from "../src/index.ts";

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A handler that waits for its client, and a client that has asked it. */
async function waitingHandler(): Promise<{
  port: number;
  gone: Promise<void>;
  begun: Promise<void>;
  answer: (response: Response) => void;
  close: () => Promise<unknown>;
}> {
  const gone = deferred<void>();
  const begun = deferred<void>();
  const answered = deferred<Response>();
  const server = await serve(
    {
      fetch(_request, { signal }) {
        signal.addEventListener("abort", () => gone.resolve());
        begun.resolve();
        return answered.promise;
      },
    },
    { port: 0, host: "127.0.0.1" },
  );
  const { port } = server.endpoints[0]!;
  const close = () => server.close({ graceSeconds: 0 });
  return { port, gone: gone.promise, begun: begun.promise, answer: answered.resolve, close };
}

const request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

for (const [how, leave] of [
  ["closes", "destroy"],
  ["resets", "resetAndDestroy"],
] as const) {
  test(`client gone: the signal fires when a client that waits ${how} its connection`, {
    timeout: 10_000,
  }, async () => {
    const { port, gone, begun, close } = await waitingHandler();
    const client = connect(port, "127.0.0.1");
    client.write(request);
    await begun;
    client[leave]();
    await gone;
    await close();
  });
}

test("client gone: a client that only closed its side is answered, and the signal does not fire", async () => {
  const { port, gone, begun, answer, close } = await waitingHandler();
  let hasFired = false;
  void gone.then(() => {
    hasFired = true;
  });
  const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  client.end(request);
  let text = "";
  client.setEncoding("latin1").on("data", (octets) => {
    text += octets;
  });
  await begun;
  // Long enough for the client to be asked whether it is still there.
  while (!text.startsWith("HTTP/1.1 102 ")) await once(client, "data");
  answer(new Response("here you are"));
  await once(client, "end");
  assert.match(text, /HTTP\/1\.1 200 OK\r\n(.|\r\n)*here you are/);
  assert.equal(hasFired, false);
  await close();
});
