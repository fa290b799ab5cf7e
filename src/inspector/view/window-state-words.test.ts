import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DeadlineKind } from "../../trace/index.ts";
import { sampleConnection, sampleTold } from "../testing/window-sample.ts";
import {
  addressText,
  clockText,
  countOf,
  countText,
  durationText,
  exchangeEndUs,
  octetsText,
  requestText,
  shortStandingText,
  standingText,
  statusText,
  tookText,
  wholeSecondsText,
  whyText,
} from "./window-state-words.ts";

describe("window words", () => {
  test("counts: are grouped and in the plural when there are many", () => {
    assert.deepEqual([0, 999, 1000, 1234567].map(countText), ["0", "999", "1,000", "1,234,567"]);
    assert.deepEqual([countOf(1, "exchange"), countOf(4000, "exchange")], ["1 exchange", "4,000 exchanges"]);
  });

  test("octets: have the unit that fits", () => {
    const counts = [0, 999, 1000, 9949, 9950, 999_499, 999_500, 104_857_600, 5e12];
    assert.deepEqual(counts.map(octetsText), [
      "0 B",
      "999 B",
      "1.0 kB",
      "9.9 kB",
      "10 kB",
      "999 kB",
      "1.0 MB",
      "105 MB",
      "5.0 TB",
    ]);
  });

  test("durations: have the unit that fits", () => {
    const us = [0, 640, 1800, 9949, 9950, 12_300, 999_499, 999_500, 9_949_000, 12_000_000, 125_000_000];
    assert.deepEqual(us.map(durationText), [
      "0 µs",
      "640 µs",
      "1.8 ms",
      "9.9 ms",
      "10 ms",
      "12 ms",
      "999 ms",
      "1.0 s",
      "9.9 s",
      "12 s",
      "2 min 5 s",
    ]);
  });

  test("times to wait: are whole seconds, rounded up, never less than none", () => {
    const us = [-5, 0, 1000, 1_000_000, 72_000_000, 3_600_000_000, 7_500_000_000];
    assert.deepEqual(us.map(wholeSecondsText), ["0 s", "0 s", "1 s", "1 s", "1 min 12 s", "1 h", "2 h 5 min"]);
  });

  test("times of day: have as many digits of the second as asked for", () => {
    const ms = new Date(2026, 0, 2, 3, 4, 5, 67).getTime();
    assert.deepEqual(
      ([0, 1, 2, 3] as const).map((digits) => clockText(ms, digits)),
      ["03:04:05", "03:04:05.0", "03:04:05.06", "03:04:05.067"],
    );
  });

  test("addresses: stand in brackets when they are IPv6", () => {
    assert.equal(addressText({ host: "::1", port: 80 }), "[::1]:80");
    assert.equal(addressText({ host: "127.0.0.1", port: 80 }), "127.0.0.1:80");
  });

  test("standing: says which deadline runs and what it will do", () => {
    const kinds: readonly DeadlineKind[] = ["first-octet", "head", "idle", "content", "send", "drain", "closing"];
    const words = kinds.map((kind) => standingText(sampleConnection(1, { deadline: { kind, endsUs: 73e6 } }), 1e6));
    assert.equal(words[2], "idle: closes in 1 min 12 s");
    assert.equal(new Set(words).size, kinds.length);
    for (const each of words) assert.match(each, /1 min 12 s/);
  });

  test("standing: says who ended the connection when it has ended", () => {
    const ended = (by: "client" | "server" | "network", reason: string) =>
      standingText(sampleConnection(1, { end: { atUs: 1, by, reason } }), 2);
    assert.equal(ended("client", "the client closed"), "closed by the client");
    assert.equal(ended("server", "the exchange was the last"), "closed by the server: the exchange was the last");
    assert.equal(ended("server", "RFC9112-6.3/TE+CL"), "closed by the server after refusing: RFC9112-6.3/TE+CL");
    assert.equal(ended("network", "reset by the peer"), "broken off: reset by the peer");
  });

  test("standing: fits a lane's label when few words are asked for", () => {
    const ended = (by: "client" | "server" | "network", reason: string) =>
      shortStandingText(sampleConnection(1, { end: { atUs: 1, by, reason } }), 2);
    assert.equal(ended("client", "the client closed"), "closed by the client");
    assert.equal(ended("server", "the exchange was the last"), "closed by the server");
    assert.equal(ended("server", "RFC9112-6.3/TE+CL"), "closed after refusing");
    assert.equal(ended("network", "reset by the peer"), "broken off");
    assert.equal(shortStandingText(sampleConnection(1), 0), "at work");
    assert.equal(shortStandingText(sampleConnection(1, { peerClosedUs: 4 }), 5), "at work, half-closed");
    const runs = (kind: DeadlineKind) => sampleConnection(1, { deadline: { kind, endsUs: 13e6 } });
    assert.equal(shortStandingText(runs("idle"), 1e6), "idle: closes in 12 s");
    assert.equal(shortStandingText(runs("idle"), 1e6, true), "closes in 12 s");
    assert.equal(shortStandingText(runs("head"), 1e6, true), "408 in 12 s");
    assert.equal(shortStandingText(runs("drain"), 1e6, true), "waits, 12 s left");
  });

  test("standing: is work when no deadline runs", () => {
    assert.equal(standingText(sampleConnection(1), 0), "at work");
    assert.match(standingText(sampleConnection(1, { peerClosedUs: 4 }), 5), /the client has closed its side/);
  });

  test("an exchange's end: is the last thing known of it, and the present while it is under way", () => {
    assert.equal(exchangeEndUs(sampleTold(1, 1, 10, 8), 100), 18);
    assert.equal(exchangeEndUs(sampleTold(1, 1, 10, 8, { phase: "sending" }), 100), 100);
    const timeline = { acceptedUs: 0, firstOctetUs: 10 };
    assert.equal(tookText(sampleTold(1, 1, 10, 8, { timeline }), 100), "–");
    assert.equal(tookText(sampleTold(1, 1, 10, 8), 100), "8 µs");
  });

  test("an exchange's end: is its connection's when it was cut before a response", () => {
    const timeline = { acceptedUs: 0, firstOctetUs: 10, headCompleteUs: 12, requestEndedUs: 12 };
    const cut = sampleTold(1, 1, 10, 8, { timeline, isCut: true, statusCode: 0 });
    const connection = sampleConnection(1, { end: { atUs: 90, by: "network", reason: "reset by the peer" } });
    assert.equal(exchangeEndUs(cut, 100, connection), 90);
    assert.equal(tookText(cut, 100, connection), "80 µs");
    assert.equal(exchangeEndUs({ ...cut, isCut: false }, 100, connection), 12);
  });

  test("a request: is told as what it is when no head was understood", () => {
    const none = { method: undefined, requestTarget: undefined };
    assert.equal(requestText(sampleTold(1, 1, 0, 1)), "GET /");
    assert.equal(
      requestText(sampleTold(1, 1, 0, 1, { ...none, rule: "RFC9112-3.2/HOST-MISSING" })),
      "refused: RFC9112-3.2/HOST-MISSING",
    );
    assert.equal(requestText(sampleTold(1, 1, 0, 1, { ...none, phase: "receiving" })), "a request coming in");
    assert.match(requestText(sampleTold(1, 1, 0, 1, none)), /the head never ended/);
  });

  test("a status: is a dash when none came, and dots while one may come", () => {
    assert.equal(statusText(sampleTold(1, 1, 0, 1)), "200");
    assert.equal(statusText(sampleTold(1, 1, 0, 1, { statusCode: 0 })), "–");
    assert.equal(statusText(sampleTold(1, 1, 0, 1, { statusCode: undefined, phase: "answering" })), "…");
  });

  test("the arrow: names the rule once, the reason, and that it was cut", () => {
    const why = (more: Parameters<typeof sampleTold>[4]) => whyText(sampleTold(1, 1, 0, 1, more));
    assert.equal(why({ reason: "no route" }), "← no route");
    assert.equal(
      why({ reason: "RFC9112-3.2/HOST-MISSING: no Host", rule: "RFC9112-3.2/HOST-MISSING" }),
      "← RFC9112-3.2/HOST-MISSING: no Host",
    );
    assert.equal(
      why({ reason: "no Host", rule: "RFC9112-3.2/HOST-MISSING", isCut: true }),
      "← RFC9112-3.2/HOST-MISSING: no Host: cut",
    );
    assert.equal(why({ phase: "answering" }), "being answered");
    assert.equal(why({}), "");
  });
});
