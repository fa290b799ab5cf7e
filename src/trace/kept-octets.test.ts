import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keptOctets, keptText, SentOctets } from "./kept-octets.ts";
import type { OctetsAtHand } from "./octets-at-hand.ts";

function atHand(text: string, given: Partial<OctetsAtHand> = {}): OctetsAtHand {
  const octets = new Uint8Array(Buffer.from(text, "latin1"));
  return { octets, octetsBefore: 0, start: 0, at: octets.length, isLineStart: true, ...given };
}

describe("kept octets", () => {
  test("kept octets: all is kept, each octet a character, when there is room", () => {
    const all = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join("");
    assert.deepEqual(keptOctets(atHand(all, { octetsBefore: 7 }), 256), [{ at: 7, octets: all, maskedOctets: 0 }]);
  });

  test("kept octets: nothing is kept when there is nothing", () => {
    assert.deepEqual(keptOctets(atHand(""), 100), []);
  });

  test("kept octets: the beginning and the octets around the refused one are kept when there is no room for all", () => {
    const text = `GET /${"a".repeat(5000)}\0${"b".repeat(5000)}`;
    const kept = keptOctets(atHand(text, { at: 5005 }), 1000);
    assert.deepEqual(
      kept.map(({ at, octets }) => [at, octets.length]),
      [
        [0, 250],
        [5005 + 512 - 750, 750],
      ],
    );
    for (const { at, octets } of kept) assert.equal(octets, text.slice(at, at! + octets.length));
  });

  test("kept octets: what was read before is left out first when there is room for what was being read", () => {
    const [kept, ...others] = keptOctets(atHand(`${"a".repeat(100)}GET / X`, { start: 100, octetsBefore: 3 }), 50);
    assert.deepEqual(kept, { at: 60, octets: `${"a".repeat(43)}GET / X`, maskedOctets: 0 });
    assert.deepEqual(others, []);
  });

  test("kept octets: a secret is masked when its name stands in what is left out", () => {
    const text = `GET / HTTP/1.1\r\nCookie: ${"s".repeat(9000)}`;
    const kept = keptOctets(atHand(text), 400);
    assert.equal(kept.length, 2);
    assert.equal(kept[1]!.octets, "*".repeat(300));
    assert.equal(kept[1]!.maskedOctets, 300);
    assert.ok(!kept.some(({ octets }) => octets.includes("s")));
  });

  const beginnings: [why: string, text: string, given: Partial<OctetsAtHand>, kept: string][] = [
    ["masked when it is not known to begin", "ecret; b\r\nX: y", { isLineStart: false }, "********\r\nX: y"],
    ["masked when a folded line follows", "ecret\r\n x\r\nX: y", { isLineStart: false }, "*****\r\n**\r\nX: y"],
    ["masked when it may be folded onto a secret", " ecret\r\nX: y", { octetsBefore: 9 }, "******\r\nX: y"],
    ["kept when it is a request line", "GET / HTTP/1.1\r\nX: y", { isLineStart: false }, "GET / HTTP/1.1\r\nX: y"],
    ["masked when it only ends as one", "x GET / HTTP/1.1\r\nX", { isLineStart: false }, "****************\r\nX"],
    ["kept when a line is known to begin", "zz\r\nX: y", { octetsBefore: 9 }, "zz\r\nX: y"],
    ["kept when white space begins the connection", " a\r\nX: y", {}, " a\r\nX: y"],
  ];
  for (const [why, text, given, expected] of beginnings) {
    test(`kept octets: the first line is ${why}`, () => {
      const [kept] = keptOctets(atHand(text, { ...given, octetsBefore: given.octetsBefore ?? 0 }), 100);
      assert.equal(kept!.octets, expected);
    });
  }

  test("kept octets: the lent octets stay as they are, and may change afterwards", () => {
    const hand = atHand("Cookie: abc");
    const [kept] = keptOctets(hand, 100);
    assert.equal(Buffer.from(hand.octets).toString(), "Cookie: abc");
    hand.octets.fill(0);
    assert.equal(kept!.octets, "Cookie: ***");
  });

  test("kept octets: text is cut to its room and masked when it is a head", () => {
    const head = "POST / HTTP/1.1\r\nAuthorization: Basic abc\r\nHost: x\r\n\r\n";
    assert.deepEqual(keptText(head, 36), {
      at: undefined,
      octets: "POST / HTTP/1.1\r\nAuthorization: ****",
      maskedOctets: 4,
    });
  });

  test("kept octets: what is sent is cut to its room and masked, in whatever pieces it comes", () => {
    const sent = "earlierHTTP/1.1 400 Bad Request\r\nSet-Cookie: abc\r\n\r\npage";
    for (let size = 1; size <= sent.length; size++) {
      const kept = new SentOctets(50, "earlier".length);
      for (let at = 0; at < sent.length; at += size) {
        const piece = sent.slice(at, at + size);
        kept.add(size % 3 === 0 ? piece : size % 3 === 1 ? Buffer.from(piece) : ["", piece]);
      }
      assert.deepEqual(kept.kept, {
        at: undefined,
        octets: "HTTP/1.1 400 Bad Request\r\nSet-Cookie: ***\r\n\r\npage".slice(0, 50),
        maskedOctets: 3,
      });
    }
    assert.equal(new SentOctets(50, 0).kept, undefined);
  });
});
