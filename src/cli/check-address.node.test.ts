import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressSource, checkedAddress } from "./check-address.node.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  localhost: ["::1", "127.0.0.1"],
  "both.example": ["127.0.0.1", "192.0.2.1"],
  "own.example": ["198.51.100.7"],
  "foreign.example": ["192.0.2.1"],
};

function sourceOf(listening: readonly string[] = []): AddressSource {
  return {
    async lookup(name) {
      const addresses = names[name];
      if (addresses === undefined) throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
      return addresses;
    },
    ownAddresses: () => ["198.51.100.7", "2001:db8::7"],
    accepts: async (address) => listening.includes(address),
  };
}

function addressOf(host: string, { isAllowed = false, listening = [] as readonly string[] } = {}): Promise<string> {
  return checkedAddress(new URL(`http://${host}:5000/`), isAllowed, sourceOf(listening));
}

const own: readonly (readonly [host: string, address: string])[] = [
  ["127.0.0.1", "127.0.0.1"],
  ["127.1.2.3", "127.1.2.3"],
  ["[::1]", "::1"],
  ["[::ffff:127.0.0.1]", "::ffff:7f00:1"],
  ["198.51.100.7", "198.51.100.7"],
  ["[2001:db8::7]", "2001:db8::7"],
  ["own.example", "198.51.100.7"],
  ["0.0.0.0", "127.0.0.1"],
  ["[::]", "::1"],
  ["unknown.localhost", "127.0.0.1"],
];

for (const [host, address] of own) {
  test(`check address: it is ${address}, of this machine, when the host is ${host}`, async () => {
    assert.equal(await addressOf(host), address);
  });
}

for (const host of ["192.0.2.1", "[2001:db8::8]", "[::ffff:192.0.2.1]", "foreign.example", "both.example", "8.8.8.8"]) {
  test(`check address: it is refused, and the flag is named, when the host is ${host}`, async () => {
    await assert.rejects(addressOf(host), (error: Error & { exitCode?: number; hint?: string }) => {
      assert.match(error.message, /is not this machine/);
      assert.match(error.hint ?? "", /--i-may-test-this-host/);
      return error.exitCode === 2;
    });
  });
}

test("check address: any host is taken when one may test it", async () => {
  assert.equal(await addressOf("foreign.example", { isAllowed: true }), "192.0.2.1");
});

test("check address: the address that is listened on is taken when a name has several", async () => {
  assert.equal(await addressOf("localhost", { listening: ["127.0.0.1"] }), "127.0.0.1");
  assert.equal(await addressOf("localhost", { listening: ["::1", "127.0.0.1"] }), "::1");
  assert.equal(await addressOf("localhost"), "::1");
});

test("check address: the target is unreachable when its name is not known", async () => {
  await assert.rejects(addressOf("unknown.example"), { exitCode: 3, message: /unknown\.example cannot be found/ });
});
