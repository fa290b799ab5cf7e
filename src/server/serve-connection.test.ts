import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldSection, type IncomingRequest, type OutgoingResponse } from "../semantics/index.ts";
import { CONTENT_WINDOW_OCTETS, DRAIN_OCTETS_MAX, SERVER_BOUNDS } from "./options.ts";
import { nextTurn, opened, PlayedServer, response } from "./testing/played-connection.ts";

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const chunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const chunk = `1000\r\n${"x".repeat(4096)}\r\n`;
const unlimited = { contentOctetsMax: Number.POSITIVE_INFINITY };

const badPage = { statusCode: 400, headerSection: FieldSection.of({ Bad: "a\r\nb" }), content: "bad" };

test("serve connection: no more than one read waits behind a response that the client takes in bits", async (t) => {
  const readOctets = 1000;
  const server = new PlayedServer(t, {
    resource: () => response(endless()),
    server: { reads: [readOctets] },
    client: { reads: [16 * 1024], windowOctets: 32 * 1024 },
  });
  const client = server.connect();
  client.pair.client.write(get.repeat(10_000));
  for (let turn = 0; turn < 200; turn++) {
    client.pair.client.pause();
    await server.step();
    client.pair.client.resume();
    for (let read = 0; read < 5; read++) await server.step();
  }
  assert.ok(client.text.length > 1_000_000);
  assert.ok(server.receivedOctets <= 3 * readOctets, `${server.receivedOctets} octets were received`);
});

const unreading: [how: string, read: (content: AsyncIterator<Uint8Array>) => Promise<unknown>][] = [
  ["has let go of it", (content) => content.return!()],
  [
    "was refused more of it",
    (content) =>
      content
        .next()
        .then(() => content.next())
        .catch(() => undefined),
  ],
];

for (const [how, read] of unreading) {
  test(`serve connection: content is not received without end when a handler that still works ${how}`, async (t) => {
    const done = opened<OutgoingResponse>();
    const server = new PlayedServer(t, {
      bounds: { contentOctetsMax: 5000 },
      resource: async ({ content }) => {
        await read(content![Symbol.asyncIterator]());
        return done.promise;
      },
    });
    const client = server.connect();
    await client.send(chunkedHead);
    for (let sent = 0; sent < 20 * DRAIN_OCTETS_MAX; sent += 64 * chunk.length) await client.send(chunk.repeat(64));
    const octetsMax = DRAIN_OCTETS_MAX + 4 * CONTENT_WINDOW_OCTETS;
    assert.ok(server.receivedOctets <= octetsMax, `${server.receivedOctets} octets were received`);
    done.resolve(response("done"));
    await server.settle();
    assert.deepEqual(client.statusCodes, [200]);
  });
}

test("serve connection: content that is still read when the response has gone is never taken for whole", async (t) => {
  const outcome = opened<unknown>();
  const mayGoOn = opened<void>();
  const server = new PlayedServer(t, {
    resource: ({ content }) => {
      const read = async () => {
        let octets = 0;
        for await (const piece of content!) {
          octets += piece.length;
          await mayGoOn.promise;
        }
        return octets;
      };
      read().then(outcome.resolve, outcome.resolve);
      return response("early");
    },
  });
  const client = server.connect();
  await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nfirst");
  assert.deepEqual(client.statusCodes, [200]);
  mayGoOn.resolve();
  await client.send("other");
  assert.ok((await outcome.promise) instanceof Error);
});

test("serve connection: content that came before the response is read to its end after it", async (t) => {
  const whole = opened<Uint8Array>();
  const server = new PlayedServer(t, {
    resource: async ({ content }) => {
      for (let turn = 0; turn < 3; turn++) await nextTurn();
      const pieces = content![Symbol.asyncIterator]();
      setTimeout(async () => whole.resolve((await pieces.next()).value), 5);
      return response("early");
    },
  });
  await server.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nwhole");
  assert.equal(Buffer.from(await whole.promise).toString(), "whole");
});

for (const [how, page] of [
  ["has a field that would split the response", () => badPage],
  ["is nothing", () => undefined as never],
  ["has such a field, and was long in the making", async () => badPage],
  ["is nothing, after long in the making", async () => undefined as never],
] as const) {
  test(`serve connection: octets that are no request are refused plainly when the page for that ${how}`, async (t) => {
    const server = new PlayedServer(t, { resource: () => response("x"), errorPage: page });
    const client = server.connect();
    await client.send("nonsense\r\n\r\n");
    assert.deepEqual(client.statusCodes, [400]);
    assert.equal(client.ending, "end");
    assert.equal(server.exchanges[0]?.rule, "RFC9112-3.1/METHOD-TOKEN");
    assert.ok(server.exchanges[0]?.cause instanceof AggregateError);
  });
}

const thrower = {
  lengthOctets: 3,
  [Symbol.asyncIterator](): never {
    throw new Error("no iterator");
  },
  close(): never {
    throw new Error("no close");
  },
};

for (const [what, content] of [
  ["content that cannot be let go of", thrower],
  ["a stream that cannot be let go of", { [Symbol.asyncIterator]: thrower[Symbol.asyncIterator] }],
] as const) {
  for (const isLate of [false, true]) {
    test(`serve connection: HEAD is answered when the answer has ${what}${isLate ? ", later" : ""}`, async (t) => {
      const server = new PlayedServer(t, {
        resource: () => (isLate ? nextTurn().then(() => response(content)) : response(content)),
      });
      const client = server.connect();
      await client.send(get.replace("GET", "HEAD").repeat(2));
      assert.deepEqual(client.statusCodes, [200, 200]);
      assert.deepEqual(server.notices, []);
    });
  }
}

for (const content of [null, 5, {}, [1], true]) {
  for (const isLate of [false, true]) {
    const shown = `${JSON.stringify(content)}${isLate ? ", later" : ""}`;
    test(`serve connection: the response is 500 and the connection stays when its content is ${shown}`, async (t) => {
      const wrong = response(content as never);
      const server = new PlayedServer(t, {
        resource: ({ path }) => (path === "/" ? response("x") : isLate ? nextTurn().then(() => wrong) : wrong),
      });
      const client = server.connect();
      await client.send(get.replace("/", "/wrong") + get);
      assert.deepEqual(client.statusCodes, [500, 200]);
      assert.ok(server.exchanges[0]?.cause instanceof TypeError);
    });
  }
}

test("serve connection: a client's patience with one upload is not spent by those before it", async (t) => {
  const server = new PlayedServer(t, { resource: async ({ content }) => response(await content!.octets()) });
  const client = server.connect();
  for (let upload = 1; upload <= 20; upload++) {
    await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
    await server.later(1_000);
    // The end of one and the head of the next come in one read: no sweep sees the time between.
    await client.send("ok");
  }
  assert.deepEqual(client.statusCodes, new Array(20).fill(200));
});

test("serve connection: content is not overdue while reading waits for the client to take the response", async (t) => {
  const server = new PlayedServer(t, {
    bounds: unlimited,
    resource: ({ content }) => {
      void content!.octets();
      return response(endless());
    },
    client: { windowOctets: 1_000, reads: [1_000] },
  });
  const client = server.connect();
  client.pair.client.pause();
  await client.send(chunkedHead);
  await client.send(chunk);
  for (let second = 0; second < 20; second++) {
    client.pair.client.resume();
    await server.step();
    client.pair.client.pause();
    await server.later(1_000);
  }
  assert.deepEqual(server.closings, []);
});

test("serve connection: a head is not overdue for the time in which nothing was received", async (t) => {
  const server = new PlayedServer(t, {
    resource: () => response(new Uint8Array(60_000)),
    client: { windowOctets: 5_000, reads: [5_000] },
  });
  const client = server.connect();
  client.pair.client.pause();
  await client.send(get);
  await client.send(get + get.slice(0, 10));
  for (let second = 0; second < 24; second++) {
    client.pair.client.resume();
    await server.step();
    client.pair.client.pause();
    await server.later(1_000);
  }
  client.pair.client.resume();
  await server.settle();
  await server.later(1_000);
  await client.send(get.slice(10));
  assert.deepEqual(client.statusCodes, [200, 200, 200]);
});

test("serve connection: it is idle from when the client has taken the response, however long that took", async (t) => {
  const server = new PlayedServer(t, {
    resource: () => response(new Uint8Array(40_000)),
    client: { windowOctets: 400, reads: [400] },
  });
  const client = server.connect();
  client.pair.client.pause();
  await client.send(get);
  for (let second = 0; second < 90; second++) {
    client.pair.client.resume();
    await server.step();
    client.pair.client.pause();
    await server.later(1_000);
  }
  client.pair.client.resume();
  await server.settle();
  await server.later(SERVER_BOUNDS.idleTimeoutMs - 1_000);
  await client.send(get);
  assert.deepEqual(client.statusCodes, [200, 200]);
});

test("serve connection: the page for a broken rule is sent, and told, though the handler fails meanwhile", async (t) => {
  const page = opened<OutgoingResponse>();
  const server = new PlayedServer(t, {
    resource: async ({ content }) => response(await content!.octets()),
    errorPage: () => page.promise,
  });
  const client = server.connect();
  await client.send(`${chunkedHead}zz\r\n`);
  page.resolve(response("the page", 400));
  await server.settle();
  assert.deepEqual(client.statusCodes, [400]);
  assert.match(client.text, /the page/);
  assert.deepEqual(
    server.exchanges.map(({ rule, reason }) => [rule, reason]),
    [["RFC9112-7.1/CHUNK-SIZE", "test"]],
  );
});

test("serve connection: the log says that the client went away when it did while an error page was made", async (t) => {
  const server = new PlayedServer(t, {
    resource: () => {
      throw new Error("on purpose");
    },
    errorPage: () => new Promise(() => undefined),
  });
  const client = server.connect();
  await client.send(get);
  await client.vanish();
  assert.deepEqual(
    server.exchanges.map(({ isCut, reason, cause }) => [isCut, reason, String(cause)]),
    [[true, "client gone before the response", "Error: on purpose"]],
  );
});

test("serve connection: the log says why a response was cut when the client took it too slowly", async (t) => {
  const server = new PlayedServer(t, { resource: () => response(endless()), client: { windowOctets: 1_000 } });
  const client = server.connect();
  client.pair.client.pause();
  await client.send(get);
  await server.later(40_000);
  assert.deepEqual(
    server.exchanges.map(({ isCut, reason }) => [isCut, reason]),
    [[true, "cut: the client took the response too slowly"]],
  );
});

test("serve connection: the log says why a response was cut when the server stopped", async (t) => {
  const server = new PlayedServer(t, { resource: () => new Promise(() => undefined) });
  const client = server.connect();
  await client.send(get);
  assert.deepEqual(await server.http.stop(1), { cut: 1 });
  await server.settle();
  assert.deepEqual(
    server.exchanges.map(({ isCut, reason }) => [isCut, reason]),
    [[true, "cut: the server stopped"]],
  );
});

interface Scenario {
  readonly title: string;
  readonly sent: string;
  readonly statusCodes: readonly number[];
  readonly ending?: "end";
}

const post = (path: string, content: string, fields = "") =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\n${fields}Content-Length: ${content.length}\r\n\r\n${content}`;

const scenarios: readonly Scenario[] = [
  { title: "requests one behind the other", sent: get.repeat(3), statusCodes: [200, 200, 200] },
  {
    title: "a request behind one that is answered later",
    sent: get.replace("/", "/later") + get,
    statusCodes: [200, 200],
  },
  { title: "content that nobody reads", sent: post("/", "abc") + get, statusCodes: [200, 200] },
  { title: "content that is read", sent: post("/echo", "abc") + get, statusCodes: [200, 200] },
  { title: "content that is asked for later", sent: post("/echo-later", "abc") + get, statusCodes: [200, 200] },
  {
    title: "content that a handler asked for and then threw",
    sent: post("/ask-and-throw", "abc") + get,
    statusCodes: [500, 200],
  },
  {
    title: "content of which the first piece is read",
    sent: post("/first-piece", "abc") + get,
    statusCodes: [200, 200],
  },
  { title: "content beyond the limit", sent: post("/echo", "x".repeat(200)) + get, statusCodes: [413, 200] },
  {
    title: "content beyond the limit, in chunks",
    sent: `${chunkedHead.replace("/", "/echo")}${"c8\r\n"}${"x".repeat(200)}\r\n0\r\n\r\n${get}`,
    statusCodes: [413, 200],
  },
  {
    title: "a malformed chunk that nobody reads",
    sent: `${chunkedHead}zz\r\n${get}`,
    statusCodes: [200],
    ending: "end",
  },
  {
    title: "a malformed chunk that a handler waits for",
    sent: `${chunkedHead.replace("/", "/echo")}zz\r\n${get}`,
    statusCodes: [400],
    ending: "end",
  },
  {
    title: "close in the first of two requests",
    sent: get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n") + get,
    statusCodes: [200],
    ending: "end",
  },
  {
    title: "nonsense behind a request",
    sent: `${get.replace("/", "/later")}nonsense\r\n\r\n`,
    statusCodes: [200, 400],
    ending: "end",
  },
];

for (const { title, sent, statusCodes, ending } of scenarios) {
  for (const reads of ["whole", "octets", [7], [50, 1]] as const) {
    test(`serve connection: ${title}: each is answered and logged once (reads: ${reads})`, async (t) => {
      const server = new PlayedServer(t, {
        resource: variousResource,
        bounds: { contentOctetsMax: 100 },
        server: { reads },
      });
      const client = server.connect();
      await client.send(sent);
      assert.deepEqual(client.statusCodes, statusCodes);
      assert.equal(client.ending, ending);
      assert.deepEqual(
        server.exchanges.map(({ exchange, statusCode }) => [exchange, statusCode]),
        statusCodes.map((code, at) => [at + 1, code]),
      );
      await client.halfClose();
      assert.equal(client.ending, "end");
      assert.equal(server.closings.length, 1);
      assert.equal(server.http.connectionCount, 0);
      assert.deepEqual(server.notices, []);
    });
  }
}

function variousResource({ path, content }: IncomingRequest): OutgoingResponse | Promise<OutgoingResponse> {
  switch (path) {
    case "/later":
      return nextTurn().then(() => response("later"));
    case "/echo":
      return content!.octets().then(response);
    case "/echo-later":
      return nextTurn().then(async () => response(await content!.octets()));
    case "/ask-and-throw":
      void content!.octets();
      throw new Error("on purpose");
    case "/first-piece":
      return firstPiece(content!).then(response);
    default:
      return response("quick");
  }
}

async function firstPiece(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const piece of content) return piece.slice();
  return new Uint8Array(0);
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield new Uint8Array(64 * 1024);
}
