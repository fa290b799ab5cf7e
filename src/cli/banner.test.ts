import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type BannerFacts, bannerText, drainingText, farewellText } from "./banner.ts";
import { reachOf } from "./reach.ts";
import { hasColours, paintFor } from "./terminal.ts";

const plain = paintFor(false);
const local = reachOf(
  [
    { host: "127.0.0.1", port: 5000 },
    { host: "::1", port: 5000 },
  ],
  true,
  ["192.0.2.7"],
);
const facts: BannerFacts = {
  version: "0.1.0",
  readyMs: 37.6,
  serving: "./kittens/site.ts (6 routes)",
  port: 5000,
  askedPort: 5000,
  reach: local,
};

describe("banner", () => {
  test("banner: it says what is served, how soon, and where, when only this machine can reach it", () => {
    assert.equal(
      bannerText(facts, plain),
      [
        "",
        "  porthole 0.1.0  ready in 38 ms · serving ./kittens/site.ts (6 routes)",
        "",
        "  ➜  Local:    http://localhost:5000/",
        "  ➜  Network:  use --host to expose",
        "",
      ].join("\n"),
    );
  });

  test("banner: what is served has a line of its own when one has no room for all", () => {
    const title = "  porthole 0.1.0  ready in 38 ms · serving ./kittens/site.ts (6 routes)";
    assert.ok(bannerText(facts, plain, title.length).includes(`${title}\n`));
    const narrow = bannerText(facts, paintFor(true), title.length - 1);
    assert.match(narrow, /ready in \S+38 ms\S+\n {2}serving \.\/kittens\/site\.ts \(6 routes\)\n\n/);
  });

  test("banner: it says how many workers serve when there are any", () => {
    assert.match(bannerText({ ...facts, workers: 4 }, plain), /\(6 routes\) · 4 workers\n/);
    assert.match(bannerText({ ...facts, workers: 1 }, plain), / · 1 worker\n/);
  });

  test("banner: every address is printed when all interfaces are listened on", () => {
    const reach = reachOf(
      [
        { host: "0.0.0.0", port: 5000 },
        { host: "::", port: 5000 },
      ],
      false,
      ["192.0.2.7", "2001:db8::7"],
    );
    const text = bannerText({ ...facts, reach }, plain);
    assert.match(text, /➜ {2}Local: {4}http:\/\/localhost:5000\/\n/);
    assert.match(text, /➜ {2}Network: {2}http:\/\/192\.0\.2\.7:5000\/\n/);
    assert.match(text, /➜ {2}Network: {2}http:\/\/\[2001:db8::7\]:5000\/\n/);
    assert.doesNotMatch(text, /use --host/);
  });

  test("banner: it says plainly that the port is another one when the one asked for was busy, not when any would do", () => {
    assert.match(bannerText({ ...facts, port: 5001 }, plain), /port 5000 is in use; this is the next free one: 5001/);
    assert.doesNotMatch(bannerText({ ...facts, port: 49_152, askedPort: 0 }, plain), /in use/);
  });

  test("banner: the colours are all that differs when it is painted", () => {
    const painted = bannerText({ ...facts, port: 5001 }, paintFor(true));
    assert.ok(painted.includes("\u001b[36m"));
    assert.equal(painted.replace(/\u001b\[[0-9]+m/g, ""), bannerText({ ...facts, port: 5001 }, plain));
  });

  test("banner: the last lines tell what waits, and what was cut", () => {
    assert.match(drainingText(1, 10, plain), /1 connection has up to 10 s to finish/);
    assert.match(drainingText(2, 10, plain), /2 connections have/);
    assert.match(farewellText(0, plain), /stopped, nothing was cut/);
    assert.match(farewellText(1, plain), /1 exchange was cut/);
    assert.match(farewellText(3, plain), /3 exchanges were cut/);
  });
});

describe("reach", () => {
  const lan = ["192.0.2.7", "2001:db8::7"];
  const cases: [
    what: string,
    hosts: string[],
    isLocalhost: boolean,
    local: string[],
    network: string[],
    exposed: boolean,
  ][] = [
    ["localhost was asked for", ["127.0.0.1", "::1"], true, ["localhost"], [], false],
    ["a loopback address was", ["::1"], false, ["[::1]"], [], false],
    ["IPv4 alone is", ["0.0.0.0"], false, ["localhost"], ["192.0.2.7"], true],
    [
      ":: takes IPv4 too",
      ["::"],
      false,
      ["localhost"],
      lan.map((each) => (each.includes(":") ? `[${each}]` : each)),
      true,
    ],
    ["one address is", ["192.0.2.7"], false, [], ["192.0.2.7"], true],
  ];
  for (const [what, hosts, isLocalhost, localHosts, networkHosts, isExposed] of cases) {
    test(`reach: hosts are those that a URL may name when ${what}`, () => {
      const endpoints = hosts.map((host) => ({ host, port: 1 }));
      assert.deepEqual(reachOf(endpoints, isLocalhost, lan), { localHosts, networkHosts, isExposed });
    });
  }
});

describe("terminal", () => {
  const cases: [environment: Record<string, string>, isTerminal: boolean, has: boolean][] = [
    [{}, true, true],
    [{}, false, false],
    [{ TERM: "dumb" }, true, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, false],
  ];
  for (const [environment, isTerminal, has] of cases) {
    test(`terminal: ${has ? "colours" : "no colours"} when ${JSON.stringify(environment)}, ${isTerminal ? "a terminal" : "no terminal"}`, () => {
      assert.equal(hasColours(environment, isTerminal), has);
    });
  }
});
