import assert from "node:assert/strict";
import { isIPv4, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { lanAddresses } from "./lan-addresses.node.ts";

test("lan addresses: neither loopback nor link-local ones are told when the interfaces are read", () => {
  const addresses = lanAddresses();
  for (const address of addresses) {
    assert.ok(isIPv4(address) || isIPv6(address));
    assert.ok(!address.startsWith("127.") && address !== "::1" && !address.startsWith("fe80"));
  }
  const external = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).filter(({ internal }) => !internal));
  const outside = external.filter(({ address }) => !/^fe[89ab]/i.test(address));
  assert.deepEqual([...addresses].sort(), outside.map(({ address }) => address).sort());
});
