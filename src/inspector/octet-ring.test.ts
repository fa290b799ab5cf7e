import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OctetRing } from "./octet-ring.node.ts";

test("octet ring: what was put in is there until so many octets more have come that it has to go", () => {
  const ring = new OctetRing(10);
  const places = ["abcd", "efgh", "ij"].map((text) => ring.put(text, 0, text.length));
  assert.deepEqual(
    places.map((place, index) => ring.text(place, [4, 4, 2][index]!)),
    ["abcd", "efgh", "ij"],
  );
  ring.put(Uint8Array.from([0x6b]), 0, 1);
  assert.equal(ring.text(places[0]!, 4), undefined);
  assert.equal(ring.text(places[1]!, 4), "efgh");
});

test("octet ring: all 256 octets come back, as octets and as text, and parts of them", () => {
  const ring = new OctetRing(1024);
  const octets = Uint8Array.from({ length: 256 }, (_, octet) => octet);
  const text = String.fromCharCode(...octets);
  assert.equal(ring.text(ring.put(octets, 0, 256), 256), text);
  assert.equal(ring.text(ring.put(text, 0, 256), 256), text);
  assert.equal(ring.text(ring.put(text, 13, 140), 127), text.slice(13, 140));
  assert.equal(ring.text(ring.put(octets, 13, 140), 127), text.slice(13, 140));
});

test("octet ring: what is there is what was put in, in whatever lengths octets come", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 16, unit: "binary-ascii" }), { maxLength: 60 }), (texts) => {
      const ring = new OctetRing(16);
      const placed = texts.map((text) => ({ text, place: ring.put(text, 0, text.length) }));
      const kept = placed.map(({ text, place }) => ring.text(place, text.length));
      kept.forEach((found, index) => {
        assert.ok(found === undefined || found === texts[index]);
      });
      if (texts.length > 0) assert.equal(kept.at(-1), texts.at(-1));
    }),
  );
});
