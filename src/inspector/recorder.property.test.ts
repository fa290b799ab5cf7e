import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FieldSection, type Resource } from "../semantics/index.ts";
import { plainPage } from "../server/answer-error.ts";
import { HttpServer } from "../server/listen.ts";
import { SERVER_BOUNDS } from "../server/options.ts";
import { SecretNames } from "../trace/index.ts";
import { memoryPair } from "../transport/index.ts";
import { WINDOW_PATH } from "./paths.ts";
import type { ExchangeRecord, MessageRecord } from "./record.ts";
import { FIRST_OCTETS_KEPT_MAX, READS_KEPT_MAX } from "./recorded-message.ts";
import { Recorder } from "./recorder.ts";
import { Recording } from "./recording.ts";
import { sampleLimits } from "./testing/sample-limits.ts";

/** What each secret begins with, and nothing else. */
const MARK = "Zq7kWv";

const site: Resource = (request) => {
  const headerSection = FieldSection.of({ "Set-Cookie": `id=${MARK}-of-the-site` });
  const answer = { statusCode: 200, headerSection, content: `you asked for ${request.path}` };
  if (request.path === "/early" || request.content === undefined) return answer;
  return request.content.octets().then(() => answer);
};

/** One connection to a server that is recorded. */
function connected() {
  const recording = new Recording({
    version: "0",
    limits: sampleLimits,
    url: () => "http://localhost:5000/",
    octetsMax: 1_048_576,
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
  const { client, server } = memoryPair({});
  const received = { octets: "" };
  client.receiver = {
    received(octets) {
      received.octets += Buffer.from(octets).toString("latin1");
    },
    drained() {},
    peerClosed: () => client.close(),
    closed() {},
  };
  http.accept(server);
  return { recording, client, received, stop: () => http.stop(0) };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

interface Sent {
  readonly octets: string;
  /** Nothing is to be kept of it. */
  readonly isOwn: boolean;
  /** No other follows it. */
  readonly isRefused: boolean;
}

const withLength = (path: string, content: string, ...fieldLines: string[]) =>
  `POST ${path} HTTP/1.1\r\n${["Host: a", ...fieldLines, `Content-Length: ${content.length}`].join("\r\n")}\r\n\r\n${content}`;

function inChunks(path: string, content: string, size: number): string {
  const chunks: string[] = [];
  for (let at = 0; at < content.length; at += size) {
    const data = content.slice(at, at + size);
    chunks.push(`${data.length.toString(16)};x=y\r\n${data}\r\n`);
  }
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
  return `${head}${chunks.join("")}0\r\nCookie: ${MARK}t\r\nX-Trailer: a\r\n\r\n`;
}

const paths = fc.constantFrom("/", "/a", "/early", `/a?b=c&password=${MARK}q&d=e`, `/${"long/".repeat(40)}`);
const contents = fc.oneof(
  fc.constantFrom("", "a", `name=Mo&password=${MARK}f&x=y`, `{"token":"${MARK}j","a":1}`),
  fc.integer({ min: 2, max: 3000 }).map((length) => "content ".repeat(length / 8 + 1).slice(0, length)),
  fc
    .integer({ min: -300, max: 20_000 })
    .map((beyond) => "more ".repeat(20_000).slice(0, FIRST_OCTETS_KEPT_MAX + beyond)),
);
const fieldLines = fc.constantFrom([], [`Cookie: id=${MARK}c`], ["X-A: b", `Authorization: Basic ${MARK}a`]);

const requests: fc.Arbitrary<Sent> = fc
  .oneof(
    { weight: 3, arbitrary: fc.tuple(paths, fieldLines).map(([path, lines]) => ["GET", path, "Host: a", ...lines]) },
    { weight: 1, arbitrary: fc.constant(["HEAD", "/a", "Host: a"]) },
    { weight: 1, arbitrary: fc.constant(["\r\nGET", "/a", "Host: a"]) },
    { weight: 1, arbitrary: fc.constant(["GET", `${WINDOW_PATH}events`, `Host: ${MARK}h`, "own"]) },
  )
  .map(([method, path, ...lines]) => {
    const isOwn = lines.at(-1) === "own";
    const head = [`${method} ${path} HTTP/1.1`, ...(isOwn ? ["Host: a"] : lines)];
    return { octets: `${head.join("\r\n")}\r\n\r\n`, isOwn, isRefused: false };
  });
const posts: fc.Arbitrary<Sent> = fc
  .tuple(paths, fieldLines, contents, fc.integer({ min: -3, max: 300 }))
  .map(([path, lines, content, size]) => ({
    octets:
      size < 1 || content.length / size > 300 ? withLength(path, content, ...lines) : inChunks(path, content, size),
    isOwn: false,
    isRefused: false,
  }));
const ownPosts: fc.Arbitrary<Sent> = contents.map((content) => ({
  octets: withLength(`${WINDOW_PATH}send`, content),
  isOwn: true,
  isRefused: false,
}));
const refusedOnes = fc
  .constantFrom(
    "GET / HTTP/1.1\r\n\r\n",
    `GET / HTTP/1.1\r\nHost: a\r\nCookie : ${MARK}b\r\n\r\n`,
    "G\x00T / HTTP/1.1\r\n",
    `GET /?token=${MARK}r HTTP/1.1\r\nHost a\r\n\r\n`,
  )
  .map((octets): Sent => ({ octets, isOwn: false, isRefused: true }));

const conversations = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: requests }, { weight: 3, arbitrary: posts }, ownPosts), { maxLength: 8 }),
    fc.option(refusedOnes, { nil: undefined }),
  )
  .map(([sent, refused]) => (refused === undefined ? sent : [...sent, refused]))
  .filter((sent) => sent.length > 0);
const cuts = fc.oneof(
  fc.constant([65_536]),
  fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
  fc.array(fc.integer({ min: 1, max: 65_536 }), { minLength: 1, maxLength: 5 }),
);

/** What is kept of a message is what went over the wire where it says it did, with each secret masked. */
function assertKept(message: MessageRecord, wire: string, where: string): void {
  const end = message.end ?? wire.length;
  const isMasked = (at: number) => message.masked.some(([from, to]) => at >= from && at < to);
  let before = message.start;
  for (const { at, octets } of message.kept) {
    assert.ok(at >= before && at + octets.length <= end, `${where}: kept in order`);
    before = at + octets.length;
    for (let index = 0; index < octets.length; index++) {
      const expected = isMasked(at + index) ? "*" : wire[at + index];
      if (octets[index] !== expected) assert.fail(`${where}: octet ${at + index} of ${message.start} to ${end}`);
    }
    assert.ok(!octets.includes(MARK), `${where}: a secret`);
  }
}

/** All is kept, or the first octets of what is longer. */
function assertComplete(message: MessageRecord, octets: number, where: string): void {
  const kept = message.kept.reduce((sum, piece) => sum + piece.octets.length, 0);
  assert.ok(kept >= Math.min(octets, FIRST_OCTETS_KEPT_MAX), `${where}: ${kept} of ${octets} are kept`);
}

function assertReads({ reads, start, end }: MessageRecord, octets: number, where: string): void {
  let at = start;
  let atUs = 0;
  for (const read of reads) {
    assert.equal(read.at, at, `${where}: a read follows the one before`);
    assert.ok(read.octets > 0 && read.atUs >= atUs, `${where}: a read`);
    at += read.octets;
    atUs = read.atUs;
  }
  assert.equal(at - start, octets, `${where}: the reads are all of it`);
  if (end !== undefined) assert.equal(at, end, where);
}

test("recorder: what is kept is what went over the wire, in whatever pieces it came", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(conversations, cuts, fc.boolean(), async (conversation, sizes, isPatient) => {
      const { recording, client, received, stop } = connected();
      const wire = conversation.map(({ octets }) => octets).join("");
      const scale = wire.length > 20_000 ? 50 : 1;
      for (let at = 0, turn = 0; at < wire.length; turn++) {
        const size = sizes[turn % sizes.length]! * scale;
        client.write(wire.slice(at, at + size));
        at += size;
        if (isPatient || turn % 8 === 0) await turns(isPatient ? 6 : 1);
      }
      await turns(12);

      const expected = conversation.filter(({ isOwn }) => !isOwn);
      const keys = [...recording.exchangeKeys()];
      const exchanges = keys.map(([connection, exchange]): ExchangeRecord => recording.exchange(connection, exchange)!);
      assert.equal(exchanges.length, expected.length);
      const starts = [0];
      for (const { octets } of conversation) starts.push(starts.at(-1)! + octets.length);
      for (const [index, exchange] of exchanges.entries()) {
        const { octets, isRefused } = expected[index]!;
        const number = conversation.indexOf(expected[index]!) + 1;
        const where = `exchange ${exchange.exchange} of ${conversation.length}`;
        assert.equal(exchange.exchange, number, where);
        assert.equal(exchange.request.start, starts[number - 1], where);
        if (!isRefused) assert.equal(exchange.request.end, starts[number - 1]! + octets.length, where);
        assertKept(exchange.request, wire, `${where}, request`);
        assertKept(exchange.response, received.octets, `${where}, response`);
        assertReads(exchange.request, exchange.requestOctets, `${where}, request`);
        assertReads(exchange.response, exchange.responseOctets, `${where}, response`);
        // Where more comes before its turn, less may be kept.
        if (wire.length <= FIRST_OCTETS_KEPT_MAX && exchange.request.joinedReads === undefined)
          assertComplete(exchange.request, exchange.requestOctets, `${where}, request`);
        assertComplete(exchange.response, exchange.responseOctets, `${where}, response`);
        assert.ok(exchange.request.reads.length <= READS_KEPT_MAX);
      }
      const own = conversation.filter(({ isOwn }) => isOwn).reduce((sum, { octets }) => sum + octets.length, 0);
      const [connection] = recording.connections();
      if (connection !== undefined) {
        const seen = exchanges.reduce((sum, { requestOctets }) => sum + requestOctets, 0);
        assert.equal(connection.receivedOctets, seen);
        // A refused request need not be read to its end.
        if (conversation.at(-1)?.isRefused !== true) assert.equal(seen + own, wire.length);
        assert.equal(connection.exchanges, exchanges.length);
      }
      await stop();
    }),
    { numRuns: 200 },
  );
});
