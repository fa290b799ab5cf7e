import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { ask, requestOctets } from "../bench/speed/answers/ask.ts";
import { checkAnswers, conditionalOn } from "../bench/speed/answers/expected-answer.ts";
import { readResponse } from "../bench/speed/answers/response-reader.ts";
import { outcomeOf as h2loadOutcome } from "../bench/speed/load/h2load.ts";
import { scriptOf, outcomeOf as wrkOutcome } from "../bench/speed/load/wrk.ts";
import { askText } from "../bench/speed/scenarios/requests.ts";

const right = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!";

/** Runs a test beside a server that sends these octets for each request, in pieces, and maybe closes. */
async function beside(answer: string, closes: boolean, run: (port: number) => Promise<void>): Promise<void> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", (octets) => {
      const requests = octets.toString("latin1").split("\r\n\r\n").length - 1;
      const all = answer.repeat(requests);
      socket.write(all.slice(0, 20), "latin1");
      setImmediate(() => {
        socket.write(all.slice(20), "latin1");
        if (closes) socket.end();
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await run((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

async function faultOf(answer: string, closes = false, pipelined = 1): Promise<string> {
  let fault = "";
  await beside(answer, closes, async (port) => {
    await checkAnswers(askText, port, pipelined).catch((error: Error) => {
      fault = error.message;
    });
  });
  return fault;
}

test("answers: a right one passes when it is whole, chunked, ended by the connection, or one of sixteen", async () => {
  assert.equal(await faultOf(right), "");
  assert.equal(await faultOf(right, false, 16), "");
  const chunked =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nHello, \r\n6\r\nworld!\r\n0\r\n\r\n";
  assert.equal(await faultOf(chunked, false, 3), "");
  assert.equal(await faultOf("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nHello, world!", true), "");
});

test("answers: a server is refused when status, a field, content or framing is wrong", async () => {
  assert.match(await faultOf(right.replace("200 OK", "404 Not Found")), /answered 404 rather than 200/);
  assert.match(await faultOf(right.replace("text/plain", "text/html")), /content-type: text\/html/);
  assert.match(await faultOf(right.replace("Content-Type", "X-Type")), /without content-type/);
  assert.match(await faultOf(right.replace("world", "World")), /other content/);
  assert.match(await faultOf(right.replace("13", "5"), true), /octets after the last response/);
  assert.match(await faultOf(right.replace("13", "20"), true), /closed after 13 of 20 octets/);
  assert.match(await faultOf("HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n"), /no length/);
  assert.match(await faultOf("hello\r\n\r\n"), /no status line/);
});

test("answers: a server is refused when it answers fewer requests than were sent at once", async () => {
  await beside(right, true, async (port) => {
    const [first] = await ask(askText, port);
    assert.equal(first!.content.toString(), "Hello, world!");
  });
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.end(right));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const check = checkAnswers(askText, (server.address() as AddressInfo).port, 16);
  await assert.rejects(check, /closed without an answer|answered 1 of 16/);
  server.close();
});

test("answers: what is asked conditionally carries the server's own tag when it gives one", async () => {
  await beside(right.replace("\r\n\r\n", '\r\nETag: "a"\r\n\r\n'), false, async (port) => {
    const conditional = await conditionalOn(askText[0]!, port);
    assert.deepEqual(conditional.fieldLines, ['If-None-Match: "a"']);
    assert.equal(conditional.answer.statusCode, 304);
  });
  await beside(right, false, (port) => assert.rejects(conditionalOn(askText[0]!, port), /gives no entity tag/));
});

test("response reader: it says how many octets are wanted when a response is not whole", () => {
  const octets = Buffer.from(right);
  for (let end = 0; end < octets.length; end++) {
    const found = readResponse(octets.subarray(0, end), false);
    assert.ok(typeof found === "number" && found > end && found <= octets.length, `${end}`);
  }
  const whole = readResponse(Buffer.concat([octets, octets]), false);
  assert.ok(typeof whole !== "number");
  assert.equal(whole.lengthOctets, octets.length);
});

test("wrk: the script sends what is checked when fields and content need quoting", () => {
  const request = {
    method: "POST",
    target: '/a"b',
    fieldLines: ['X: a"\\b'],
    content: Buffer.from([0, 34, 92, 255, 97]),
  };
  const script = scriptOf({ port: 1, connections: 1, seconds: 1, requests: [request], pipelined: 16 });
  assert.ok(script.includes('format("POST", "/a\\034b", { ["X"] = "a\\034\\092b" }, "\\000\\034\\092\\255a")'), script);
  assert.ok(script.includes("batchesOf(formats, 16)"));
  assert.ok(!script.includes("function request()"), "one request is not asked of Lua each time");
  const octets = requestOctets(request, 80).toString("latin1");
  assert.ok(octets.includes("Content-Length: 5\r\n\r\n"));
});

test("wrk: errors void a result when it counted any", () => {
  const said = (status: number) =>
    `noise\nRESULT {"requests":10,"microseconds":2000000,"octets":990,"latency99Microseconds":1500,"connect":0,"read":0,"write":0,"status":${status},"timeout":0}\n`;
  assert.deepEqual(wrkOutcome(said(0)), { requests: 10, seconds: 2, octets: 990, latency99Ms: 1.5, fault: undefined });
  assert.equal(wrkOutcome(said(3)).fault, "errors: status 3");
  assert.throws(() => wrkOutcome("unable to connect"), /unable to connect/);
});

test("h2load: counts are read and errors void a result when it printed them", () => {
  const said = (failed: number) =>
    `finished in 1.00s, 99 req/s, 1MB/s
requests: 120 total, 120 started, 99 done, ${99 - failed} succeeded, ${failed} failed, 0 errored, 0 timeout
status codes: 99 2xx, 0 3xx, 0 4xx, 0 5xx
traffic: 1.50KB (1536) total, 0B (0) headers (space savings 0.00%), 1.1KB (1100) data
`;
  assert.deepEqual(h2loadOutcome(said(0), 1), {
    requests: 99,
    seconds: 1,
    octets: 1536,
    latency99Ms: undefined,
    fault: undefined,
  });
  assert.equal(h2loadOutcome(said(2), 1).fault, "errors: failed 2");
  assert.throws(() => h2loadOutcome("", 1), /h2load says/);
});
