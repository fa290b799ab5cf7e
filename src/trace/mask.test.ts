import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SecretMasker } from "./mask.ts";

const octetsOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const textOf = (octets: Uint8Array) => Buffer.from(octets).toString("latin1");

const head =
  "GET /a HTTP/1.1\r\nHost: x\r\nCookie: id=secret; b=2\r\nAuthorization:Basic c2VjcmV0\r\nAccept: */*\r\n\r\ncontent";
const maskedHead =
  "GET /a HTTP/1.1\r\nHost: x\r\nCookie: **************\r\nAuthorization:**************\r\nAccept: */*\r\n\r\ncontent";

describe("mask", () => {
  test("mask: values of the four secret fields become asterisks, one an octet, when octets come whole", () => {
    assert.equal(textOf(new SecretMasker().mask(octetsOf(head))), maskedHead);
    const response = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; HttpOnly\r\nProxy-Authorization: x\r\n\r\n";
    assert.equal(
      textOf(new SecretMasker().mask(octetsOf(response))),
      "HTTP/1.1 200 OK\r\nSet-Cookie: *************\r\nProxy-Authorization: *\r\n\r\n",
    );
  });

  test("mask: the same is masked when octets come one at a time, or split at any index", () => {
    const octets = octetsOf(head);
    const one = new SecretMasker();
    assert.equal([...octets].map((octet) => textOf(one.mask(Uint8Array.of(octet)))).join(""), maskedHead);
    for (let split = 0; split <= octets.length; split++) {
      const masker = new SecretMasker();
      const parts = [octets.subarray(0, split), octets.subarray(split)];
      assert.equal(parts.map((part) => textOf(masker.mask(part))).join(""), maskedHead, `split at ${split}`);
    }
  });

  const lines: [why: string, line: string, masked: string][] = [
    ["the name's case differs", "cOOkie: abc\r\n", "cOOkie: ***\r\n"],
    ["white space stands before the colon", "Cookie : abc\r\n", "Cookie : ***\r\n"],
    ["white space stands before the name", " \tCookie: abc\r\n", " \tCookie: ***\r\n"],
    ["there is no colon", "Authorization Basic abc\r\n", "Authorization *********\r\n"],
    ["something else follows the name", "Cookie2=abc\r\n", "Cookie*****\r\n"],
    ["NUL follows the name", "Cookie\0: abc\r\n", "Cookie******\r\n"],
    ["the line ends with a bare LF", "Cookie: abc\nX: y\n", "Cookie: ***\nX: y\n"],
    ["a bare CR stands in the value", "Cookie: a\rbc\r\n", "Cookie: *\r**\r\n"],
    ["the value comes after a bare CR", "Cookie:\rabc\r\n", "Cookie:\r***\r\n"],
    ["a bare CR comes before the name", "X: y\rCookie: abc\r\n", "X: y\rCookie: ***\r\n"],
    ["the value is folded", "Cookie: a\r\n bc\r\n\td\r\nX: y\r\n", "Cookie: *\r\n***\r\n**\r\nX: y\r\n"],
    ["all of the value is folded", "Cookie:\r\n abc\r\nX: y\r\n", "Cookie:\r\n****\r\nX: y\r\n"],
    ["it stands in content", "\r\n\r\nGET / HTTP/1.1\r\nCookie: abc", "\r\n\r\nGET / HTTP/1.1\r\nCookie: ***"],
  ];
  for (const [why, line, masked] of lines) {
    test(`mask: a secret is masked to its line's end when ${why}`, () => {
      assert.equal(textOf(new SecretMasker().mask(octetsOf(line))), masked);
    });
  }

  const kept = [
    "X-Cookie: abc\r\n",
    "Cook: abc\r\n",
    "Accept: Cookie: abc\r\n",
    "Author: abc\r\n",
    "Cookie:\r\n\r\n abc",
  ];
  for (const line of kept) {
    test(`mask: nothing is masked, and nothing copied, when no line begins so: ${JSON.stringify(line)}`, () => {
      const octets = octetsOf(line);
      assert.equal(new SecretMasker().mask(octets), octets);
    });
  }

  test("mask: the first line is masked to its end, and what is folded onto it, when it is not known to begin", () => {
    const masked = new SecretMasker({ isLineStart: false }).mask(octetsOf("ab\rc: d\r\n e\r\nX: y\r\n"));
    assert.equal(textOf(masked), "**\r****\r\n**\r\nX: y\r\n");
  });

  for (const name of ["Cookie", "Authorization", "Proxy-Authorization", "Set-Cookie"]) {
    test(`mask: ${name} is a secret's line where a chunk's size should be, in whatever pieces it comes (RFC9112§7.1)`, () => {
      const octets = octetsOf(`POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${name}: secret\r\n`);
      for (let split = 0; split <= octets.length; split++) {
        const masker = new SecretMasker();
        const masked = [octets.subarray(0, split), octets.subarray(split)].map((part) => textOf(masker.mask(part)));
        assert.ok(masked.join("").endsWith(`${name}: ******\r\n`), `split at ${split}: ${masked.join("")}`);
      }
    });
  }

  test("mask: the octets it was handed stay as they were when some are masked", () => {
    for (const octets of [octetsOf("Cookie: abc\r\n"), Buffer.from("Cookie: abc\r\n")]) {
      new SecretMasker().mask(octets);
      assert.equal(textOf(octets), "Cookie: abc\r\n");
    }
  });
});
