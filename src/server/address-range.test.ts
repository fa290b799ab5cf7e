import assert from "node:assert/strict";
import { test } from "node:test";
import { isWithin, parseAddress, parseAddressRanges } from "./address-range.ts";

const addresses: readonly [text: string, octets: readonly number[] | undefined][] = [
  ["127.0.0.1", [127, 0, 0, 1]],
  ["255.255.255.255", [255, 255, 255, 255]],
  ["256.0.0.1", undefined],
  ["1.2.3", undefined],
  ["1.2.3.4.5", undefined],
  ["01.2.3.4", undefined],
  ["1.2.3.4 ", undefined],
  ["", undefined],
  ["localhost", undefined],
  ["::", new Array(16).fill(0)],
  ["::1", [...new Array(15).fill(0), 1]],
  ["2001:db8::A", [0x20, 1, 0x0d, 0xb8, ...new Array(11).fill(0), 10]],
  ["1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
  ["1:2:3:4:5:6:7::", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0]],
  ["64:ff9b::1.2.3.4", [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]],
  ["::ffff:1.2.3.4", [1, 2, 3, 4]],
  ["::ffff:102:304", [1, 2, 3, 4]],
  ["fe80::1%eth0", [0xfe, 0x80, ...new Array(13).fill(0), 1]],
  ["1:2:3:4:5:6:7", undefined],
  ["1:2:3:4:5:6:7:8:9", undefined],
  ["1:2:3:4::5:6:7:8", undefined],
  ["1::2::3", undefined],
  [":::", undefined],
  [":1:2:3:4:5:6:7", undefined],
  ["1.2.3.4::", undefined],
  ["1.2.3.4:1:2:3:4:5:6", undefined],
  ["12345::", undefined],
  ["::g", undefined],
];

for (const [text, octets] of addresses) {
  test(`address: ${JSON.stringify(text)} is ${octets === undefined ? "none" : octets.join(".")} (RFC4291§2.2)`, () => {
    assert.deepEqual(parseAddress(text), octets);
  });
}

const memberships: readonly [address: string, ranges: string, isMember: boolean][] = [
  ["10.1.2.3", "10.0.0.0/8", true],
  ["11.0.0.0", "10.0.0.0/8", false],
  ["10.1.2.3", "10.255.0.0/8", true],
  ["192.168.1.127", "192.168.1.0/25", true],
  ["192.168.1.128", "192.168.1.0/25", false],
  ["1.2.3.4", "1.2.3.4", true],
  ["1.2.3.5", "1.2.3.4", false],
  ["1.2.3.4", "0.0.0.0/0", true],
  ["::1", "0.0.0.0/0", false],
  ["1.2.3.4", "::/0", false],
  ["2001:db8::1", "::/0", true],
  ["::ffff:10.0.0.1", "10.0.0.0/8", true],
  ["10.0.0.1", "::ffff:10.0.0.0/104", true],
  ["11.0.0.1", "::ffff:10.0.0.0/104", false],
  ["2001:db8:1::", "2001:db8::/47", true],
  ["2001:db8:2::", "2001:db8::/47", false],
  ["fe80::5%eth0", "fe80::/10", true],
  ["::1", "10.0.0.0/8, ::1 fe80::/10", true],
  ["nonsense", "0.0.0.0/0,::/0", false],
  ["1.2.3.4", "", false],
];

for (const [address, ranges, isMember] of memberships) {
  test(`address range: ${address} is ${isMember ? "" : "not "}in ${JSON.stringify(ranges)} (RFC4632§3.1)`, () => {
    assert.equal(isWithin(address, parseAddressRanges(ranges)), isMember);
  });
}

for (const bad of [
  "10.0.0.0/33",
  "::/129",
  "::ffff:1.2.3.4/32",
  "proxy.example",
  "10.0.0/8",
  "10.0.0.0/",
  "10.0.0.0/-1",
  "1/8",
]) {
  test(`address range: an error names ${bad} when it is none`, () => {
    assert.throws(
      () => parseAddressRanges(`127.0.0.1, ${bad}, ::1`),
      (error: unknown) => error instanceof RangeError && error.message.includes(JSON.stringify(bad)),
    );
  });
}
