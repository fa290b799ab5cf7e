import assert from "node:assert/strict";
import { test } from "node:test";
import { exchangeFor } from "../../files/testing/exchanges.ts";
import {
  type Exchange,
  FieldSection,
  type FieldSectionInit,
  type IncomingRequest,
  type OutgoingResponse,
  type RequestContent,
  ResponseError,
} from "../../semantics/index.ts";
import { sendingLimits } from "../act/sending-messages.ts";
import { PAGE_TOKEN_FIELD, WINDOW_PATH, windowPaths } from "../paths.ts";
import type { Session } from "../record.ts";
import { MadeUpRecording } from "../testing/made-up-recording.ts";
import { newSecret } from "./window-gate-secret.ts";
import { type WindowParts, windowResource } from "./window-resource.ts";

const gate = { token: newSecret(), pageToken: newSecret() };
const script = new TextEncoder().encode("script");
const style = new TextEncoder().encode("style");

function opened(parts: Partial<WindowParts> = {}) {
  const source = new MadeUpRecording();
  const window = windowResource({
    source,
    gate,
    files: () => ({ script, style }),
    after: () => () => {},
    send: (asked) => ({ asked }),
    cases: () => [{ id: "<a>" }],
    ...parts,
  });
  const ask = async (target: string, parts: Asked = {}) =>
    await window.resource(requestFor(target, parts), parts.exchange ?? exchangeFor());
  return { source, ask, close: window.close };
}

interface Asked {
  readonly method?: string;
  readonly fields?: FieldSectionInit;
  readonly content?: string | Uint8Array | RequestContent;
  readonly exchange?: Exchange;
}

function requestFor(target: string, { method = "GET", fields = {}, content }: Asked): IncomingRequest {
  const [path, query] = target.split("?", 2) as [string, string | undefined];
  return {
    method,
    requestTarget: target,
    scheme: "http",
    authority: "localhost:5000",
    path,
    query,
    httpVersion: "HTTP/1.1",
    headerSection: FieldSection.of([["Host", "localhost:5000"], ...FieldSection.of(fields)]),
    content: typeof content === "string" || content instanceof Uint8Array ? received(content) : content,
  };
}

function received(content: string | Uint8Array): RequestContent {
  const octets = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    lengthOctets: octets.length,
    limitOctets: 1,
    isTaken: false,
    trailerSection: FieldSection.empty,
    async octets() {
      if (octets.length > this.limitOctets) throw new ResponseError(413, "The content is too large.");
      return octets;
    },
    async *[Symbol.asyncIterator]() {
      yield octets;
    },
  };
}

const acting = {
  Origin: "http://localhost:5000",
  "Content-Type": "application/json",
  [PAGE_TOKEN_FIELD]: gate.pageToken,
};
const fromPage = (content: string | Uint8Array | RequestContent): Asked => ({
  method: "POST",
  fields: acting,
  content,
});

/** Streamed content put together. */
async function textOf({ content }: OutgoingResponse): Promise<string> {
  if (typeof content === "string") return content;
  if (content instanceof Uint8Array) return Buffer.from(content).toString();
  const pieces: string[] = [];
  for await (const piece of (content as AsyncIterable<string>) ?? []) pieces.push(piece);
  return pieces.join("");
}

const expectedFields = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

test("window: each answer, refusals included, may be kept nowhere, framed nowhere, and loads nothing from elsewhere", async () => {
  const { ask, source } = opened();
  source.add("/a");
  const answers = await Promise.all([
    ...Object.values(windowPaths).map((path) => ask(path)),
    ask(WINDOW_PATH),
    ask(`${windowPaths.exchanges}1.1`),
    ask(`${WINDOW_PATH}nowhere`),
    ask(`${WINDOW_PATH}?token=${gate.token}`),
    ask(WINDOW_PATH, { fields: { Via: "1.1 a" } }),
    ask(windowPaths.clear, { method: "POST" }),
    ask(windowPaths.clear, fromPage("null")),
    ask(windowPaths.send, fromPage("{")),
    ask(WINDOW_PATH, { method: "DELETE" }),
  ]);
  assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200, 204, 303, 400, 403, 404, 405]));
  for (const { headerSection } of answers) {
    for (const [name, value] of Object.entries(expectedFields)) assert.equal(headerSection.get(name), value);
    assert.equal(headerSection.has("access-control-allow-origin"), false);
  }
});

test("window: each path answers what is there, as what it is", async () => {
  const { ask } = opened();
  const typeAt = async (path: string) => {
    const { statusCode, headerSection } = await ask(path);
    return `${statusCode} ${headerSection.get("content-type")}`;
  };
  assert.equal(await typeAt(WINDOW_PATH), "200 text/html; charset=utf-8");
  assert.equal(await typeAt(windowPaths.script), "200 text/javascript; charset=utf-8");
  assert.equal(await typeAt(windowPaths.style), "200 text/css; charset=utf-8");
  assert.equal(await typeAt(windowPaths.events), "200 text/event-stream; charset=utf-8");
  assert.equal(await typeAt(windowPaths.session), "200 application/json");
  assert.equal(await typeAt(windowPaths.cases), "200 application/json");
  for (const path of ["nowhere", "window.js/", "exchanges", "Window.js", "../", "send/"]) {
    assert.equal(await typeAt(WINDOW_PATH + path), "404 text/plain; charset=utf-8", path);
  }
  assert.equal(await textOf(await ask(windowPaths.script)), "script");
  assert.equal(await textOf(await ask(windowPaths.cases)), '[{"id":"\\u003ca>"}]');
});

test("window: an exchange is answered as long as it is kept, with no markup in it", async () => {
  const { ask, source } = opened();
  source.add("/<script>");
  const answer = await ask(`${windowPaths.exchanges}1.1`);
  const text = await textOf(answer);
  assert.doesNotMatch(text, /</);
  assert.deepEqual(JSON.parse(text), source.exchange(1, 1));
  for (const key of ["1.2", "2.1", "1", "", "1.1.1", "01.1", "-1.1", "1.1e0", "1.1x", "__proto__.1", "9".repeat(400)]) {
    const { statusCode } = await ask(windowPaths.exchanges + key);
    assert.equal(statusCode, 404, key);
  }
});

test("window: a session comes in pieces that are made as they are taken, without what was forgotten meanwhile", async () => {
  const { ask, source } = opened();
  const octets = "<".repeat(50_000);
  for (let count = 0; count < 20; count++) {
    source.add("/a", { request: { start: 0, end: octets.length, kept: [{ at: 0, octets }], masked: [], reads: [] } });
  }
  const { content } = await ask(windowPaths.session);
  const pieces: string[] = [];
  for await (const piece of content as AsyncIterable<string>) {
    pieces.push(piece);
    source.forget(15);
  }
  assert.ok(pieces.length > 10);
  for (const piece of pieces) assert.ok(piece.length < 500_000);
  assert.doesNotMatch(pieces.join(""), /</);
  const session = JSON.parse(pieces.join("")) as Session;
  assert.deepEqual([session.porthole, session.format], ["session", 1]);
  assert.deepEqual([session.facts, session.totals], [source.facts, source.totals]);
  assert.deepEqual(session.connections, source.connections());
  assert.deepEqual(
    session.exchanges.map(({ connection }) => connection),
    [...source.exchangeKeys()].map(([id]) => id),
  );
  assert.equal(session.exchanges.length, 19);
});

test("window: a session of nothing is one too", async () => {
  const { ask } = opened();
  const session = JSON.parse(await textOf(await ask(windowPaths.session))) as Session;
  assert.deepEqual([session.connections, session.exchanges], [[], []]);
});

test("window: the token becomes a cookie, and leaves the address", async () => {
  const { ask } = opened();
  const exchange = {
    ...exchangeFor(),
    connection: { ...exchangeFor().connection, remote: { host: "192.0.2.1", port: 1 } },
  };
  const refused = await ask(WINDOW_PATH, { exchange });
  assert.equal(refused.statusCode, 403);
  assert.match(await textOf(refused), /did not come from the machine.*\n.*[\s\S]*\?token=/);
  const taken = await ask(`${WINDOW_PATH}?token=${gate.token}`, { exchange });
  assert.equal(taken.statusCode, 303);
  assert.equal(taken.headerSection.get("location"), WINDOW_PATH);
  const cookie = taken.headerSection.get("set-cookie")!;
  const page = await ask(WINDOW_PATH, { exchange, fields: { Cookie: cookie.split(";", 1)[0]! } });
  assert.equal(page.statusCode, 200);
  // It lets in at the window's own address alone.
  assert.equal((await ask(`${windowPaths.session}?token=${gate.token}`, { exchange })).statusCode, 403);
  assert.equal((await ask(`${WINDOW_PATH}?token=${gate.token}x`, { exchange })).statusCode, 403);
});

test("window: its page, which has a token, is given to tabs and not to scripts of the site", async () => {
  const { ask } = opened();
  const page = await ask(WINDOW_PATH, { fields: { "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "document" } });
  assert.ok((await textOf(page)).includes(gate.pageToken));
  for (const destination of ["empty", "iframe", "script", ""]) {
    const answer = await ask(WINDOW_PATH, {
      fields: { "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": destination },
    });
    assert.equal(answer.statusCode, 403);
    assert.ok(!(await textOf(answer)).includes(gate.pageToken));
  }
});

test("window: methods are told that would be right when another one was sent", async () => {
  const { ask } = opened();
  for (const path of [WINDOW_PATH, windowPaths.events, windowPaths.session, `${windowPaths.exchanges}1.1`]) {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "get"]) {
      const { statusCode, headerSection } = await ask(path, { method, fields: acting });
      assert.deepEqual([statusCode, headerSection.get("allow")], [405, "GET, HEAD"], `${method} ${path}`);
    }
  }
  for (const path of [windowPaths.send, windowPaths.clear]) {
    for (const method of ["GET", "HEAD", "PUT", "OPTIONS"]) {
      const { statusCode, headerSection } = await ask(path, { method, fields: acting });
      assert.deepEqual([statusCode, headerSection.get("allow")], [405, "POST"], `${method} ${path}`);
    }
  }
});

test("window: clearing and sending are done for its page", async () => {
  const { ask, source } = opened();
  assert.equal((await ask(windowPaths.clear, fromPage("null"))).statusCode, 204);
  assert.equal(source.clearedCount, 1);
  const sent = await ask(windowPaths.send, fromPage('{"steps":["é"]}'));
  assert.equal(sent.statusCode, 200);
  assert.deepEqual(JSON.parse(await textOf(sent)), { asked: { steps: ["é"] } });
});

test("window: nothing is done for anybody else", async () => {
  let sentCount = 0;
  const { ask, source } = opened({ send: () => (sentCount += 1) });
  const withoutToken = { ...acting, [PAGE_TOKEN_FIELD]: "" };
  const otherOrigin = { ...acting, Origin: "http://evil.example" };
  const otherSite = { ...acting, "Sec-Fetch-Site": "cross-site" };
  const asForm = { ...acting, "Content-Type": "text/plain" };
  for (const fields of [{}, withoutToken, otherOrigin, otherSite, asForm, { ...acting, Via: "1.1 a" }]) {
    for (const path of [windowPaths.send, windowPaths.clear]) {
      const { statusCode } = await ask(path, { method: "POST", fields, content: "null" });
      assert.equal(statusCode, fields === asForm ? 415 : 403, JSON.stringify(fields));
    }
  }
  assert.deepEqual([sentCount, source.clearedCount], [0, 0]);
});

test("window: what is sent is refused when it is no JSON, too much, or cannot be done", async () => {
  const { ask } = opened({
    send() {
      throw new ResponseError(429, "Too many at a time.", { headers: { "Retry-After": "1" } });
    },
  });
  for (const content of ["", "{", "undefined", new Uint8Array([0x22, 0xff, 0x22])]) {
    assert.equal((await ask(windowPaths.send, fromPage(content))).statusCode, 400, String(content));
  }
  assert.equal((await ask(windowPaths.send, { method: "POST", fields: acting })).statusCode, 400);
  const tooMuch = await ask(windowPaths.send, fromPage(" ".repeat(sendingLimits.contentOctetsMax + 1)));
  assert.equal(tooMuch.statusCode, 413);
  const cannot = await ask(windowPaths.send, fromPage("1"));
  assert.deepEqual([cannot.statusCode, await textOf(cannot)], [429, "Too many at a time.\n"]);
  assert.equal(cannot.headerSection.get("retry-after"), "1");
});

test("window: a failure of its own is told to the log alone", async () => {
  const cause = new Error("inside");
  const failing = () => {
    throw cause;
  };
  const { ask } = opened({ send: failing, cases: failing });
  for (const answer of [await ask(windowPaths.send, fromPage("1")), await ask(windowPaths.cases)]) {
    assert.equal(answer.statusCode, 500);
    assert.equal(answer.cause, cause);
    assert.doesNotMatch(await textOf(answer), /inside/);
  }
});

test("window: it says how to build its page when that was not done", async () => {
  const { ask } = opened({ files: () => undefined });
  for (const path of [WINDOW_PATH, windowPaths.script, windowPaths.style]) {
    const answer = await ask(path);
    assert.equal(answer.statusCode, path === WINDOW_PATH ? 200 : 404);
    assert.match(await textOf(answer), /npm run build/);
  }
});

test("window: the seventeenth event stream is told to come later, and none begins when it closes", async () => {
  const { ask, close } = opened();
  const streams: AsyncIterator<string>[] = [];
  for (let count = 0; count < 16; count++) {
    const { content } = await ask(windowPaths.events);
    const stream = (content as AsyncIterable<string>)[Symbol.asyncIterator]();
    assert.match((await stream.next()).value ?? "", /^retry: /);
    streams.push(stream);
  }
  const { statusCode, headerSection } = await ask(windowPaths.events);
  assert.deepEqual([statusCode, headerSection.get("retry-after")], [503, "10"]);
  close();
  for (const stream of streams) assert.equal((await stream.next()).done, true);
  assert.equal((await ask(windowPaths.events)).statusCode, 204);
});
