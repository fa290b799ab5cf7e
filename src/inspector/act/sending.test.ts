import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { Sendings } from "./sending.ts";
import { type SendingReport, sendingLimits } from "./sending-messages.ts";

/** A server of connections alone, and what is sent to it. */
async function sendingsTo(t: TestContext, serve: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const sendings = new Sendings({
    address: () => ({ host: "127.0.0.1", port }),
    url: () => `http://localhost:${port}/`,
    connectionFrom: (from) => sockets.findIndex(({ remotePort }) => remotePort === from) + 1 || undefined,
  });
  t.after(async () => {
    sendings.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const asked = async (message: unknown): Promise<SendingReport> => {
    return JSON.parse(JSON.stringify(await sendings.answer(message)));
  };
  /** Asks until it is over. */
  const over = async (id: string): Promise<SendingReport> => {
    for (;;) {
      const report = await asked({ outcome: id });
      if (report.isOver) return report;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { sendings, sockets, asked, over };
}

/** Answers each empty line with a response, and a request without Host with 400. */
function answering(socket: Socket): void {
  let text = "";
  socket.on("data", (octets) => {
    text += octets.toString("latin1");
    for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n")) {
      const isGood = /\r\nHost:/.test(text.slice(0, end));
      text = text.slice(end + 4);
      if (isGood) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      else socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
  });
  socket.on("end", () => socket.end());
}

const request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

test("sending: the port is that of the connection when octets are sent, and what came is told", async (t) => {
  const { asked, over, sockets } = await sendingsTo(t, answering);
  const begun = await asked({ steps: [request] });
  assert.equal(begun.port, sockets[0]!.remotePort);
  const report = await over(begun.id);
  assert.deepEqual(
    { ...report, id: "", port: 0 },
    {
      id: "",
      port: 0,
      connection: 1,
      isOver: true,
      steps: { taken: 1, all: 1 },
      sentOctets: request.length,
      receivedOctets: 40,
      statusCodes: [200],
      ending: "left",
    },
  );
});

test("sending: each octet goes by itself when they are to go so", async (t) => {
  const reads: string[] = [];
  const { asked, over } = await sendingsTo(t, (socket) => {
    socket.on("data", (octets) => reads.push(octets.toString("latin1")));
    socket.on("data", () => reads.join("") === "abcde" && socket.end("HTTP/1.1 400 No\r\n\r\n"));
  });
  const { id } = await asked({ steps: ["abc", "de"], eachOctetMs: 15 });
  const report = await over(id);
  assert.deepEqual([report.ending, report.statusCodes], ["closed", [400]]);
  assert.ok(reads.length > 2, `${reads.length} reads`);
});

test("sending: steps are taken in order when there are pauses, answers to wait for and ends", async (t) => {
  const { asked, over } = await sendingsTo(t, answering);
  const { id } = await asked({ steps: [request, "await-response", { pauseMs: 10 }, request, "half-close"] });
  const report = await over(id);
  assert.deepEqual([report.ending, report.statusCodes, report.sentOctets], ["closed", [200, 200], 2 * request.length]);
});

test("sending: a reset reaches the server when a step says so", async (t) => {
  let tell: (code: string | undefined) => void;
  const ended = new Promise<string | undefined>((resolve) => {
    tell = resolve;
  });
  const { asked, over } = await sendingsTo(t, (socket) => {
    socket.on("error", (error) => tell((error as NodeJS.ErrnoException).code));
    socket.resume();
  });
  const { id } = await asked({ steps: ["POST", { pauseMs: 20 }, "reset"] });
  assert.equal(await ended, "ECONNRESET");
  assert.equal((await over(id)).ending, "reset-here");
});

test("sending: no more steps are taken when the server has closed the connection", async (t) => {
  const { asked, over } = await sendingsTo(t, answering);
  const { id } = await asked({ steps: ["GET / HTTP/1.1\r\n\r\n", { pauseMs: 60_000 }, request] });
  const report = await over(id);
  assert.deepEqual([report.ending, report.statusCodes, report.steps], ["closed", [400], { taken: 2, all: 3 }]);
});

test("sending: what waits is ended when someone wishes it", async (t) => {
  const { asked, over } = await sendingsTo(t, (socket) => socket.resume());
  const { id } = await asked({ steps: ["GET / HTTP/1.1\r\n"] });
  assert.equal((await asked({ outcome: id })).isOver, false);
  await asked({ end: id });
  const report = await over(id);
  assert.deepEqual([report.ending, report.statusCodes], ["left", []]);
});

test("sending: all that is under way is ended when the window closes", async (t) => {
  const { sendings, asked, over } = await sendingsTo(t, (socket) => socket.resume());
  const { id } = await asked({ steps: ["GET", { pauseMs: 60_000 }, "x"] });
  sendings.close();
  assert.equal((await over(id)).ending, "left");
  await assert.rejects(sendings.answer({ steps: ["a"] }), { statusCode: 503 });
});

test("sending: who only waits makes room when too many are under way, and who still sends does not", async (t) => {
  const { sendings, asked, over } = await sendingsTo(t, (socket) => socket.resume());
  const busy = { steps: ["GET", { pauseMs: 60_000 }, "x"] };
  const waiting = await asked({ steps: ["GET"] });
  for (let count = 1; count < sendingLimits.atATimeMax; count++) await asked(busy);
  await asked(busy);
  assert.equal((await over(waiting.id)).ending, "left");
  await assert.rejects(sendings.answer(busy), { statusCode: 503, message: /^8 sendings are under way/ });
});

test("sending: the oldest outcomes are forgotten when there are many", async (t) => {
  const { sendings, asked, over } = await sendingsTo(t, (socket) => socket.end("HTTP/1.1 400 No\r\n\r\n"));
  const ids: string[] = [];
  for (let count = 0; count <= sendingLimits.rememberedMax; count++) {
    const { id } = await asked({ steps: ["a"] });
    await over(id);
    ids.push(id);
  }
  await assert.rejects(sendings.answer({ outcome: ids[0] }), { statusCode: 404 });
  assert.equal((await sendings.answer({ outcome: ids.at(-1) })).isOver, true);
});

test("sending: what began first and ended last is remembered when many others ended before it", async (t) => {
  const { asked, over } = await sendingsTo(t, (socket) => {
    socket.on("data", (octets) => String(octets) === "a" && socket.end("HTTP/1.1 400 No\r\n\r\n"));
  });
  const long = await asked({ steps: ["long"] });
  for (let count = 0; count < sendingLimits.rememberedMax; count++) await over((await asked({ steps: ["a"] })).id);
  await asked({ end: long.id });
  await over(long.id);
  await asked({ steps: ["a"] });
  assert.equal((await asked({ outcome: long.id })).ending, "left");
});

test("sending: a case is played and judged when the server does what is right", async (t) => {
  const { asked, over } = await sendingsTo(t, answering);
  const { id, port } = await asked({ case: "RFC9112-3.2/HOST-MISSING no Host", path: "/kittens" });
  assert.ok(port);
  const report = await over(id);
  assert.equal(report.verdict?.verdict, "passed", JSON.stringify(report.verdict));
  assert.deepEqual([report.ending, report.statusCodes], ["closed", [400]]);
});

test("sending: a case fails with what was expected when the server does something else", async (t) => {
  const { asked, over } = await sendingsTo(t, answering);
  const { id } = await asked({ case: "RFC9112-3.2/HOST-REPEATED" });
  const { verdict } = await over(id);
  assert.equal(verdict?.verdict, "failed");
  assert.match(verdict.expected, /^400/);
  assert.match(verdict.got, /^200 OK/);
});

test("sending: a case of this server's own limits is judged when the engine says what is right", async (t) => {
  const { asked, over } = await sendingsTo(t, answering);
  const { id } = await asked({
    case: "RFC9112-3/REQUEST-LINE-LENGTH a request line of 9,000 octets that does not end",
  });
  const report = await asked({ outcome: id });
  assert.equal(report.isOver, false);
  await asked({ end: id });
  const { verdict } = await over(id);
  assert.deepEqual([verdict?.verdict, verdict?.expected], ["skipped", "414, the connection closed"]);
});

test("sending: a sentence tells the reason when no case can be tried at that path", async (t) => {
  const { sendings } = await sendingsTo(t, (socket) => {
    socket.on("data", () => socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
  });
  await assert.rejects(sendings.answer({ case: "RFC9112-3.2/HOST-MISSING", path: "/puppies" }), {
    statusCode: 400,
    message: /^GET \/puppies is answered 404 Not Found: .*\. Choose a path/,
  });
});

test("sending: a sentence tells the reason when nobody listens", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const sendings = new Sendings({ address: () => ({ host: "127.0.0.1", port }), url: () => "http://a/" });
  await assert.rejects(sendings.answer({ steps: ["a"] }), {
    statusCode: 503,
    message: "The server did not accept the connection (ECONNREFUSED).",
  });
});

const wrong: readonly (readonly [message: unknown, sentence: RegExp])[] = [
  [null, /^Expected an object/],
  [[], /^Expected an object/],
  [{}, /^Expected one of/],
  [{ steps: ["a"], case: "b" }, /^Expected one of/],
  [{ steps: ["a"], to: "example.com" }, /^"to" means nothing beside "steps"/],
  [{ steps: [] }, /1 to 1,000 steps/],
  [{ steps: Array.from({ length: sendingLimits.stepsMax + 1 }, () => "a") }, /1 to 1,000 steps/],
  [{ steps: ["a".repeat(sendingLimits.octetsMax), "b"] }, /at most 1,048,576 octets, not 1,048,577/],
  [{ steps: ["a", "b\u0100"] }, /^Step 2: character 2, U\+0100, is no octet/],
  [{ steps: [{ pauseMs: -1 }] }, /"pauseMs" to be milliseconds/],
  [{ steps: [{ pauseMs: Number.NaN }] }, /"pauseMs" to be milliseconds/],
  [{ steps: [{ pauseMs: 1, x: 1 }] }, /^Step 1 is none/],
  [{ steps: [7] }, /^Step 1 is none/],
  [{ steps: ["a"], eachOctetMs: "1" }, /"eachOctetMs" to be milliseconds/],
  [{ case: "RFC0000/NONE" }, /^There is no case/],
  [{ case: "RFC9112-3.2/HOST-MISSING", path: "kittens" }, /"path" to begin with/],
  [{ case: "RFC9112-3.2/HOST-MISSING", path: "/a b" }, /"path" to begin with/],
  [{ case: "RFC9112-3.2/HOST-MISSING", path: "/\r\nX: y" }, /"path" to begin with/],
  [{ outcome: 7 }, /"outcome" to be a text/],
];

for (const [message, sentence] of wrong) {
  test(`sending: a sentence is answered when asked for ${JSON.stringify(message).slice(0, 60)}`, async () => {
    const sendings = new Sendings({ address: () => assert.fail("dialled"), url: () => "http://a/" });
    await assert.rejects(sendings.answer(message), { statusCode: 400, message: sentence });
  });
}

test("sending: a case is about this server, whatever host its path might be taken to name", async (t) => {
  const heads: string[] = [];
  const { asked, over } = await sendingsTo(t, (socket) => {
    socket.on("data", (octets) => void heads.push(octets.toString("latin1")));
    answering(socket);
  });
  for (const path of ["//evil.example/a", "/\\evil.example/a", "//", "///", "//:99999/"]) {
    heads.length = 0;
    const { id } = await asked({ case: "RFC9112-3.2/HOST-MISSING", path });
    await over(id);
    assert.ok(heads.length > 0, path);
    assert.doesNotMatch(heads.join(""), /\r\nHost: (?!localhost:)/i, path);
  }
});
