import assert from "node:assert/strict";
import { test } from "node:test";
import { developmentRule } from "./start.node.ts";
import { standardStreams } from "./streams.node.ts";

const streams = standardStreams({}, false);

/** What the site says, what NODE_ENV says, whether there is a terminal, whether only loopback is listened on. */
const cases: [
  site: boolean | undefined,
  nodeEnv: string | undefined,
  terminal: boolean,
  loopback: boolean,
  is: boolean,
][] = [
  [undefined, undefined, true, true, true],
  [undefined, undefined, false, true, false],
  [undefined, undefined, true, false, false],
  [undefined, "development", true, false, false],
  [undefined, "development", false, true, true],
  [undefined, "production", true, true, false],
  [true, undefined, false, false, true],
  [true, "production", true, true, false],
  [false, undefined, true, true, false],
  [false, "development", true, true, true],
  [false, "development", true, false, false],
];

test("development rule: pages tell what went wrong inside when --watch is on and others cannot ask", () => {
  const is = (nodeEnv: string | undefined, isOnLoopback: boolean, development?: boolean) =>
    developmentRule({ NODE_ENV: nodeEnv }, { isTerminal: false }, () => isOnLoopback, true)({ development });
  assert.equal(is(undefined, true), true);
  assert.deepEqual([is("production", true), is(undefined, false), is(undefined, true, false)], [false, false, false]);
});

for (const [site, nodeEnv, isTerminal, isOnLoopback, isDevelopment] of cases) {
  const when = `the site says ${site}, NODE_ENV is ${nodeEnv}, ${isTerminal ? "on" : "off"} a terminal, ${isOnLoopback ? "on loopback" : "beyond it"}`;
  test(`development rule: pages ${isDevelopment ? "tell" : "do not tell"} what went wrong inside when ${when}`, () => {
    const rule = developmentRule({ NODE_ENV: nodeEnv }, { ...streams, isTerminal }, () => isOnLoopback);
    assert.equal(rule({ development: site }), isDevelopment);
  });
}
