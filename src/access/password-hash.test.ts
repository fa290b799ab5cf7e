import assert from "node:assert/strict";
import { test } from "node:test";
import {
  hashPassword,
  type PasswordHash,
  parsePasswordHash,
  secretDigest,
  unmatchableHash,
  verifyPassword,
} from "./password-hash.node.ts";

function parsed(text: string): PasswordHash {
  const hash = parsePasswordHash(text);
  assert.ok(typeof hash !== "string", String(hash));
  return hash;
}

test("password hash: it verifies its password alone, and is another one each time, when it was made here", async () => {
  const [one, other] = await Promise.all([hashPassword("pässwörd:🐱"), hashPassword("pässwörd:🐱")]);
  assert.match(one, /^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(one, other);
  assert.equal(await verifyPassword("pässwörd:🐱", parsed(one)), true);
  assert.equal(await verifyPassword("pässwörd:🐱".normalize("NFD"), parsed(other)), true);
  assert.equal(await verifyPassword("pässwörd:", parsed(one)), false);
});

test("password hash: it verifies when another program made it (RFC7914§12)", async () => {
  // The RFC's third vector, with its N of 16384: "pleaseletmein", "SodiumChloride".
  const octets = Buffer.from(
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2" +
      "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
    "hex",
  );
  const salt = Buffer.from("SodiumChloride").toString("base64").replace(/=+$/, "");
  const hash = parsed(`$scrypt$ln=14,r=8,p=1$${salt}$${octets.toString("base64").replace(/=+$/, "")}`);
  assert.equal(await verifyPassword("pleaseletmein", hash), true);
  assert.equal(await verifyPassword("pleaseletmeIn", hash), false);
});

test("password hash: nobody's costs as much as a user's when it is made like one", () => {
  const like = parsed("$scrypt$ln=14,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo");
  const nobody = unmatchableHash(like);
  assert.deepEqual(
    [nobody.costLog2, nobody.blockSize, nobody.parallelization, nobody.salt.length, nobody.hash.length],
    [14, 8, 1, like.salt.length, like.hash.length],
  );
  assert.notDeepEqual(nobody.hash, like.hash);
});

test("secret digest: it tells texts apart, and is another one for each key", () => {
  const [one, other] = [secretDigest(), secretDigest()];
  assert.equal(one("a"), one("a"));
  assert.notEqual(one("a"), one("b"));
  assert.notEqual(one("a"), other("a"));
});
