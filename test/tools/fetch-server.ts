import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";
import type { FetchHandler } from "../../src/fetch/index.ts";
import { type ServeOptions, type Server, serve } from "../../src/serve.ts";

/** A server for one test, which ends with it. */
export async function serving(
  t: TestContext,
  fetch: FetchHandler["fetch"],
  options: ServeOptions = {},
): Promise<Server> {
  const server = await serve({ fetch }, { port: 0, host: "127.0.0.1", graceSeconds: 0, ...options });
  t.after(() => server.close());
  return server;
}

export async function dial(t: TestContext, server: Server): Promise<Socket> {
  const socket = connect(server.endpoints[0]!.port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Sends octets and answers, as latin1, what comes until it matches or the connection ends. */
export async function received(socket: Socket, send: string, until?: RegExp): Promise<string> {
  let text = "";
  const seen = new Promise<string>((resolve) => {
    socket.on("data", (octets: Buffer) => {
      text += octets.toString("latin1");
      if (until?.test(text)) resolve(text);
    });
    socket.on("close", () => resolve(text));
  });
  socket.write(send, "latin1");
  return await seen;
}

export async function answered(t: TestContext, server: Server, send: string, until?: RegExp): Promise<string> {
  return await received(await dial(t, server), send, until);
}

export function settledLater<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A body whose pieces each wait for something. */
export function slowly(...pieces: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        await new Promise(setImmediate);
        const piece = pieces.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(piece));
      },
    },
    { highWaterMark: 0 },
  );
}
