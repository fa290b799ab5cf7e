import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import type { CheckOptions } from "./check-options.ts";
import { check, chosenCases } from "./checker.ts";
import { tallyOf } from "./report.ts";
import { playedServer, response, type Script } from "./testing/played-server.ts";

const page = response("page");

/** Answers each request with a page, as often as one has come. */
const answers: Script = (socket, received) => {
  const requests = received.split("\r\n\r\n").length - 1;
  for (let sent = sentOn.get(socket) ?? 0; sent < requests; sent++) socket.write(page);
  sentOn.set(socket, Math.max(requests, sentOn.get(socket) ?? 0));
};
const sentOn = new WeakMap<Socket, number>();

async function checked(script: Script, options: Partial<CheckOptions> = {}) {
  const server = await playedServer(script);
  try {
    const report = await check({ url: server.url, only: ["RFC9112-3.2/HOST-MISSING"], ...options });
    return { report, connections: server.connections() };
  } finally {
    server.close();
  }
}

describe("checker", () => {
  test("checker: a server that takes a request without Host fails that case, with the octets of both", async () => {
    const { report } = await checked(answers);
    assert.deepEqual([...new Set(report.results.map(({ verdict }) => verdict))], ["failed"]);
    const [first] = report.results;
    assert.match(first!.difference, /^200 OK instead of 400/);
    const octets = first!.exchanged.map(({ direction, text }) => `${direction} ${text}`);
    assert.match(octets[0]!, /^sent GET \/ HTTP\/1\.1\r\n/);
    assert.equal(octets.at(-1), `received ${page}`);
  });

  test("checker: cases are chosen by family, rule, title and level, in their order", () => {
    const all = chosenCases({});
    assert.ok(all.length >= 300);
    const hosts = chosenCases({ only: ["host"] });
    assert.ok(hosts.length > 0 && hosts.some(({ family }) => family.name === "host"));
    assert.deepEqual(
      chosenCases({ only: ["rfc9112-3.2/host-missing"] })
        .map(({ case: { rule } }) => rule)
        .filter((rule) => rule !== "RFC9112-3.2/HOST-MISSING"),
      [],
    );
    const musts = chosenCases({ level: "MUST" });
    assert.ok(musts.length < all.length && musts.every(({ case: { level } }) => level === "MUST"));
    assert.deepEqual(chosenCases({ only: ["no such word"] }), []);
  });

  test("checker: a server that ends is waited for, and what was tried last failed by ending it", async () => {
    let isGone: readonly string[] = [];
    const server = await playedServer((socket, received, connection) => {
      if (!/^Host:/im.test(received) && received !== "") server.close();
      else answers(socket, received, connection);
    });
    const only = ["RFC9112-3.2/HOST-MISSING", "RFC9112-3.2/HOST-REPEATED"];
    const onGone = (caseIds: readonly string[]) => {
      isGone = caseIds;
    };
    const report = await check({ url: server.url, only, goneMs: 0, connectionsMax: 1, onGone });
    server.close();
    assert.equal(report.cutShort, "the server answers nobody any more");
    const failed = report.results.filter(({ verdict }) => verdict === "failed");
    assert.equal(failed.at(-1)!.difference, "the server answers nobody any more");
    assert.match(failed.at(-1)!.advice!, /so that the server goes on/);
    assert.match(isGone[0]!, /^RFC9112-3\.2\/HOST-MISSING/);
    assert.ok(tallyOf(report.results).skipped > 0);
  });

  test("checker: of several that were tried when a server ended only the one that ends it again is to blame", async () => {
    const server = await playedServer((socket, received, connection) => {
      if ((received.match(/^host:/gim)?.length ?? 0) > 1) server.close();
      // Slowly, so that several are under way when it ends.
      else setTimeout(() => answers(socket, received, connection), 20);
    });
    const only = ["no Host but", "HOST-REPEATED twice the same", "RFC9110-7.2/HOST Host"];
    // Each time that it ends it is started again.
    const onGone = () => void setTimeout(() => server.listenAgain(), 300);
    const report = await check({ url: server.url, only, connectionsMax: 4, onGone });
    server.close();
    const ended = report.results.filter(({ advice }) => advice !== undefined);
    assert.ok(ended.length > 0);
    assert.deepEqual([...new Set(ended.map(({ case: { rule } }) => rule))], ["RFC9112-3.2/HOST-REPEATED"]);
    assert.equal(report.cutShort, undefined);
  });

  test("checker: what has not begun is skipped when the run's own deadline is over, or it is ended", async () => {
    const { report } = await checked(answers, { deadlineMs: 0 });
    assert.equal(report.cutShort, "the run's own deadline was over");
    assert.deepEqual(
      [...new Set(report.results.map(({ verdict, got }) => `${verdict}: ${got}`))],
      ["skipped: the run's own deadline was over"],
    );
    const ended = await checked(answers, { signal: AbortSignal.abort() });
    assert.equal(ended.report.cutShort, "the run was ended");
  });

  test("checker: each result is told as it is decided, with how many there are", async () => {
    const told: string[] = [];
    const { report } = await checked(answers, {
      onResult: (result, done, all) => void told.push(`${result.verdict} ${done}/${all}`),
    });
    assert.equal(told.length, report.results.length);
    assert.equal(told.at(-1), `failed ${told.length}/${told.length}`);
  });
});
