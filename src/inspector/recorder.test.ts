import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldSection, type Resource } from "../semantics/index.ts";
import { plainPage } from "../server/answer-error.ts";
import { HttpServer } from "../server/listen.ts";
import { SERVER_BOUNDS } from "../server/options.ts";
import { SecretNames } from "../trace/index.ts";
import { memoryPair } from "../transport/index.ts";
import type { ExchangeRecord, MessageRecord } from "./record.ts";
import { FIRST_OCTETS_KEPT_IN_HASTE_MAX, FIRST_OCTETS_KEPT_MAX, KeptRate } from "./recorded-message.ts";
import { Recorder } from "./recorder.ts";
import { EXCHANGES_KEPT_MAX, Recording } from "./recording.ts";
import { sampleLimits } from "./testing/sample-limits.ts";

const site: Resource = async (request, exchange) => {
  if (request.path === "/fails") throw new Error("it failed");
  if (request.path === "/hangs") await new Promise(() => {});
  exchange.decisions?.note("route", `"${request.path}"`);
  if (request.content !== undefined) await request.content.octets();
  const headerSection = FieldSection.of({ "Set-Cookie": "id=secret-of-the-site", "Content-Type": "text/plain" });
  return { statusCode: 200, headerSection, content: "hello", reason: "a text" };
};

function recorded(t: { after: (callback: () => void) => void }, keptRate?: KeptRate) {
  const recording = new Recording({
    version: "0",
    limits: sampleLimits,
    url: () => "http://localhost:5000/",
    keptRate,
  });
  const recorder = new Recorder(recording, new SecretNames());
  const http = new HttpServer({
    resource: site,
    errorPage: (fault) => plainPage(fault),
    bounds: SERVER_BOUNDS,
    trace: recorder,
    exchangeTrace: recorder,
    recordsDecisions: true,
    log: { exchange: (entry) => recorder.exchangeEnded(entry), notice() {} },
  });
  t.after(() => void http.stop(0));
  const connect = () => {
    const { client, server } = memoryPair({});
    const answered = { octets: "", isOver: false };
    client.receiver = {
      received: (octets) => {
        answered.octets += Buffer.from(octets).toString("latin1");
      },
      drained() {},
      peerClosed: () => client.close(),
      closed: () => {
        answered.isOver = true;
      },
    };
    http.accept(server);
    const send = async (octets: string) => {
      client.write(octets);
      for (let turn = 0; turn < 8; turn++) await new Promise(setImmediate);
    };
    return { client, answered, send };
  };
  return { recording, connect };
}

/** A message's octets as they are kept, "…" where some are not. */
function octetsOf({ kept, start, end }: MessageRecord): string {
  let at = start;
  let text = "";
  for (const piece of kept) {
    if (piece.at > at) text += "…";
    text += piece.octets;
    at = piece.at + piece.octets.length;
  }
  return end !== undefined && at < end ? `${text}…` : text;
}

function exchangesOf(recording: Recording): ExchangeRecord[] {
  return [...recording.exchangeKeys()].map(([connection, exchange]) => recording.exchange(connection, exchange)!);
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const post = (path: string, content: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${content.length}\r\n\r\n${content}`;

test("recorder: each exchange has its own octets, both ways, when several came in one read", async (t) => {
  const { recording, connect } = recorded(t);
  const { send, answered } = connect();
  const requests = [get("/one"), post("/two", "content"), get("/three")];
  await send(requests.join(""));
  const exchanges = exchangesOf(recording);
  assert.deepEqual(
    exchanges.map(({ request }) => octetsOf(request)),
    requests,
  );
  const masked = answered.octets.replaceAll("id=secret-of-the-site", "*".repeat(21));
  assert.equal(exchanges.map(({ response }) => octetsOf(response)).join(""), masked);
  assert.deepEqual(
    exchanges.map(({ phase, method, requestTarget, statusCode, reason }) => [
      phase,
      method,
      requestTarget,
      statusCode,
      reason,
    ]),
    [
      ["ended", "GET", "/one", 200, "a text"],
      ["ended", "POST", "/two", 200, "a text"],
      ["ended", "GET", "/three", 200, "a text"],
    ],
  );
  assert.deepEqual(
    exchanges[0]!.decisions.map(({ subject, outcome }) => [subject, outcome]),
    [["route", '"/one"']],
  );
});

test("recorder: what is recorded does not depend on how the octets were cut into reads", async (t) => {
  const octets = `${get("/one")}${post("/two", "content")}\r\n${get("/three")}`;
  const whole = recorded(t);
  await whole.connect().send(octets);
  const expected = exchangesOf(whole.recording).map(({ request, response }) => [octetsOf(request), octetsOf(response)]);
  for (const size of [1, 2, 3, 7, 40]) {
    const { recording, connect } = recorded(t);
    const { send } = connect();
    for (let at = 0; at < octets.length; at += size) await send(octets.slice(at, at + size));
    const found = exchangesOf(recording);
    const pairs = found.map(({ request, response }) => [octetsOf(request), octetsOf(response)]);
    assert.deepEqual(
      pairs.map(([request]) => request),
      expected.map(([request]) => request),
    );
    const reads = found.reduce((sum, { request }) => sum + request.reads.length, 0);
    assert.ok(reads >= octets.length / size, `${reads} reads`);
  }
});

test("recorder: what was written at once is one write, and what came by itself is a read", async (t) => {
  const { recording, connect } = recorded(t);
  const { send } = connect();
  await send("GET / HT");
  await send("TP/1.1\r\nHost: a\r\n\r\n");
  const [exchange] = exchangesOf(recording);
  assert.deepEqual(
    exchange?.request.reads.map(({ at, octets }) => [at, octets]),
    [
      [0, 8],
      [8, 19],
    ],
  );
  assert.equal(exchange?.response.reads.length, 1);
});

test("recorder: octets are seen as they come, before they are a request, and the deadline that runs", async (t) => {
  const { recording, connect } = recorded(t);
  const { send } = connect();
  assert.equal(recording.connections()[0]?.deadline?.kind, "first-octet");
  await send("GET / HT");
  const [exchange] = exchangesOf(recording);
  assert.equal(exchange?.phase, "receiving");
  assert.equal(octetsOf(exchange!.request), "GET / HT");
  assert.equal(recording.connections()[0]?.deadline?.kind, "head");
  await send("TP/1.1\r\nHost: a\r\n\r\n");
  assert.equal(exchangesOf(recording)[0]?.statusCode, 200);
  assert.equal(recording.connections()[0]?.deadline?.kind, "idle");
});

test("recorder: a refused request has its rule, and the place of the octet where the fault was seen", async (t) => {
  const { recording, connect } = recorded(t);
  const { send } = connect();
  await send(get("/"));
  const refused = "GET / HTTP/1.1\r\nHost : a\r\n\r\n";
  await send(refused);
  const [, exchange] = exchangesOf(recording);
  assert.equal(exchange?.phase, "ended");
  assert.equal(exchange?.statusCode, 400);
  assert.equal(exchange?.method, undefined);
  assert.equal(exchange?.refusal?.at, get("/").length + refused.indexOf(" : "));
  assert.equal(octetsOf(exchange!.request), refused);
  assert.match(octetsOf(exchange!.response), /^HTTP\/1\.1 400 /);
  assert.equal(recording.totals.refused, 1);
});

test("recorder: who ended a connection is known, and what was left unread is", async (t) => {
  const { recording, connect } = recorded(t);
  const first = connect();
  await first.send(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n${get("/late")}`);
  const second = connect();
  await second.send(get("/"));
  second.client.halfClose();
  await second.send("");
  const third = connect();
  await third.send("GET /half");
  third.client.abort();
  await new Promise(setImmediate);
  const ends = recording.connections().map(({ end }) => end?.by);
  assert.deepEqual(ends, ["server", "client", "network"]);
  assert.deepEqual(
    exchangesOf(recording).map(({ phase, statusCode, method }) => [phase, statusCode, method]),
    [
      ["ended", 200, "GET"],
      ["ended", undefined, undefined],
      ["ended", 200, "GET"],
      ["ended", undefined, undefined],
    ],
  );
});

test("recorder: nothing is kept of the window's own exchanges, on a connection of theirs or of others", async (t) => {
  const { recording, connect } = recorded(t);
  const own = get("/~porthole/events?token=hidden");
  await connect().send(own + own);
  const mixed = connect();
  await mixed.send(get("/one") + post("/~porthole/send", "hidden") + get("/two"));
  await mixed.send(own);
  await mixed.send(`GET http://a/~porthole/hidden HTTP/1.1\r\nHost: a\r\n\r\n${get("/three")}`);
  const exchanges = exchangesOf(recording);
  assert.deepEqual(
    exchanges.map(({ requestTarget }) => requestTarget),
    ["/one", "/two", "/three"],
  );
  assert.deepEqual(
    exchanges.map(({ request }) => octetsOf(request)),
    [get("/one"), get("/two"), get("/three")],
  );
  const told = JSON.stringify([exchanges, recording.connections(), recording.changesSince(0, 100)]);
  assert.doesNotMatch(told, /hidden|porthole\//);
  const connections = recording.connections();
  assert.deepEqual(
    connections.map(({ id, exchanges: count }) => [id, count]),
    [[2, 3]],
  );
  assert.equal(connections[0]!.receivedOctets, (get("/one") + get("/two") + get("/three")).length);
  assert.equal(recording.totals.connections, 1);
  assert.equal(recording.totals.exchanges, 3);
});

test("recorder: of a long message the first octets are kept, and the count of all", async (t) => {
  const { recording, connect } = recorded(t);
  const { send } = connect();
  const content = "x".repeat(900_000);
  await send(post("/", content));
  await send(get("/next"));
  const [{ request, requestOctets }, next] = exchangesOf(recording) as [ExchangeRecord, ExchangeRecord];
  assert.equal(requestOctets, post("/", content).length);
  assert.equal(request.kept.length, 1);
  assert.equal(request.kept[0]!.octets.length, FIRST_OCTETS_KEPT_MAX);
  assert.equal(octetsOf(next.request), get("/next"));
});

test("recorder: where the parser stopped is kept, however much came before", async (t) => {
  const { recording, connect } = recorded(t);
  const { send } = connect();
  await send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (let count = 0; count < 3; count++) await send(`8000\r\n${"x".repeat(0x8000)}\r\n`);
  await send("+1\r\nx\r\n");
  const [{ request, refusal }] = exchangesOf(recording) as [ExchangeRecord];
  assert.equal(refusal?.rule, "RFC9112-7.1/CHUNK-SIZE");
  const around = request.kept.at(-1)!;
  assert.equal(around.octets[refusal!.at! - around.at], "+");
  assert.ok(request.kept.length > 1 && around.at > FIRST_OCTETS_KEPT_MAX);
});

test("recorder: heads are kept while more comes and goes than anybody could look at", async (t) => {
  const { recording, connect } = recorded(t, new KeptRate(0, 100_000));
  const { send } = connect();
  const content = "x".repeat(60_000);
  for (const path of ["/one", "/two"]) await send(post(path, content));
  const [one, two] = exchangesOf(recording) as [ExchangeRecord, ExchangeRecord];
  assert.equal(octetsOf(one.request), post("/one", content));
  assert.equal(two.requestTarget, "/two");
  assert.equal(two.request.kept[0]!.octets.length, FIRST_OCTETS_KEPT_IN_HASTE_MAX);
});

test("kept rate: as many octets may be kept as time has earned, and no more are saved up than there may be", () => {
  const rate = new KeptRate(1_000_000, 500);
  assert.deepEqual(
    [rate.may(400, 0), rate.may(200, 0), rate.may(200, 100), rate.may(1, 100)],
    [true, false, true, false],
  );
  assert.deepEqual([rate.may(500, 10_000_000), rate.may(1, 10_000_000)], [true, false]);
});

test("recorder: exchanges are bounded, the oldest go, and it is said which", async (t) => {
  const { recording, connect } = recorded(t);
  const { send } = connect();
  for (let round = 0; round < 42; round++) await send(get("/").repeat(100));
  assert.equal([...recording.exchangeKeys()].length, EXCHANGES_KEPT_MAX);
  const [connection] = recording.connections();
  assert.equal(connection?.exchanges, 4200);
  assert.equal(connection?.forgottenExchanges, 4200 - EXCHANGES_KEPT_MAX);
  const { oldest, exchanges, untoldExchanges } = recording.changesSince(0, 100);
  assert.ok(exchanges[0]!.timeline.firstOctetUs >= oldest.exchangeUs - 1);
  assert.equal(exchanges.length + untoldExchanges, EXCHANGES_KEPT_MAX);
  assert.equal(recording.exchange(1, 1), undefined);
});

test("recorder: only what has changed is told again, and all is void when it was cleared", async (t) => {
  const { recording, connect } = recorded(t);
  const { send } = connect();
  await send(get("/one"));
  const first = recording.changesSince(0, 100);
  assert.equal(first.exchanges.length, 1);
  let told = 0;
  recording.onNextChange(() => told++);
  assert.deepEqual(recording.changesSince(first.mark, 100).exchanges, []);
  await send(get("/two"));
  assert.equal(told, 1);
  assert.deepEqual(
    recording.changesSince(first.mark, 100).exchanges.map(({ exchange }) => exchange),
    [2],
  );
  recording.clear();
  const after = recording.changesSince(0, 100);
  assert.notEqual(after.epoch, first.epoch);
  assert.deepEqual([after.exchanges.length, after.connections.length], [0, 1]);
});

test("recorder: a failure's stack is kept, and a request that waits for its handler is seen to wait", async (t) => {
  const { recording, connect } = recorded(t);
  await connect().send(get("/fails"));
  await connect().send(get("/hangs"));
  const [failed, waiting] = exchangesOf(recording);
  assert.equal(failed?.statusCode, 500);
  assert.match(failed?.failure ?? "", /it failed/);
  assert.equal(waiting?.phase, "answering");
  assert.equal(waiting?.timeline.responseHeadUs, undefined);
});
