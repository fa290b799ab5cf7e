import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { FieldSection } from "../semantics/index.ts";
import { basicToken, parseBasicCredentials } from "./basic-credentials.ts";
import { CredentialCheck, VerificationQueue } from "./credential-check.ts";
import type { PasswordHash } from "./password-hash.node.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A stand-in whose hash is its password's octets, and which settles when the test says so. */
class HeldVerifications {
  readonly asked: string[] = [];
  readonly #settle: (() => void)[] = [];

  readonly verify = (password: string, { hash }: PasswordHash): Promise<boolean> => {
    this.asked.push(password);
    return new Promise((resolve) => {
      this.#settle.push(() => resolve(new TextDecoder().decode(hash) === password));
    });
  };

  async settle(): Promise<void> {
    for (const settle of this.#settle.splice(0)) settle();
    await nextTurn();
  }
}

function hashOf(password: string): PasswordHash {
  return { costLog2: 14, blockSize: 8, parallelization: 1, salt: utf8("salt"), hash: utf8(password) };
}

function checkOf() {
  const held = new HeldVerifications();
  const queue = new VerificationQueue(held.verify);
  const clock = { nowMs: 0 };
  const users = new Map([
    ["anna", hashOf("se:cret")],
    ["j\u00fcrgen", hashOf("k\u00e4se")],
  ]);
  return { held, clock, check: new CredentialCheck(users, { queue, nowMs: () => clock.nowMs }) };
}

const token = (text: string | Uint8Array) => Buffer.from(text).toString("base64");

test("credentials: they cost one verification when they come again", async () => {
  const { check, held } = checkOf();
  const first = check.check(token("anna:se:cret"));
  await held.settle();
  assert.deepEqual(await first, { user: "anna" });
  assert.deepEqual(check.check(token("anna:se:cret")), { user: "anna" });
  assert.deepEqual(held.asked, ["se:cret"]);
});

test("credentials: they are verified once when they come at the same time", async () => {
  const { check, held } = checkOf();
  const all = [1, 2, 3, 4, 5].map(() => check.check(token("anna:se:cret")));
  await held.settle();
  assert.deepEqual(await Promise.all(all), Array(5).fill({ user: "anna" }));
  assert.equal(held.asked.length, 1);
});

test("credentials: a user that is not there takes the same way as one that is", async () => {
  const { check, held } = checkOf();
  for (const [shown, verdict] of [
    ["nobody:se:cret", "wrong"],
    ["__proto__:se:cret", "wrong"],
    ["anna:wrong", "wrong"],
    ["Anna:se:cret", "wrong"],
  ] as const) {
    const before = held.asked.length;
    const late = check.check(token(shown));
    assert.ok(late instanceof Promise);
    await held.settle();
    assert.equal(await late, verdict);
    assert.equal(held.asked.length, before + 1, shown);
  }
});

test("credentials: wrong ones are known for ten seconds when they come again", async () => {
  const { check, held, clock } = checkOf();
  const first = check.check(token("anna:wrong"));
  await held.settle();
  assert.equal(await first, "wrong");
  clock.nowMs = 9_999;
  assert.equal(check.check(token("anna:wrong")), "wrong");
  clock.nowMs = 10_000;
  const again = check.check(token("anna:wrong"));
  assert.ok(again instanceof Promise);
  await held.settle();
  assert.equal(held.asked.length, 2);
});

test("credentials: they are read as UTF-8 in any normal form, and not otherwise (RFC7617§2.1)", async () => {
  const { check, held } = checkOf();
  const decomposed = check.check(token("ju\u0308rgen:k\u00e4se"));
  await held.settle();
  assert.deepEqual(await decomposed, { user: "j\u00fcrgen" });
  assert.equal(check.check(token(Buffer.from("j\u00fcrgen:k\u00e4se", "latin1"))), "wrong");
  assert.equal(check.check(token("anna")), "wrong");
  assert.equal(check.check(token("anna:se\0cret")), "wrong");
  assert.equal(held.asked.length, 1);
});

test("verifications: two run, 32 wait, and the next is told to come again when many come at once", async () => {
  const { check, held } = checkOf();
  const verdicts = Array.from({ length: 35 }, (_, at) => check.check(token(`anna:${at}`)));
  assert.equal(verdicts.pop(), "busy");
  assert.equal(held.asked.length, 2);
  let settled = 0;
  for (const verdict of verdicts) void Promise.resolve(verdict).then(() => settled++);
  while (settled < 34) {
    await held.settle();
    assert.ok(held.asked.length <= settled + 2, `${held.asked.length} asked, ${settled} settled`);
  }
  assert.equal(held.asked.length, 34);
  const right = check.check(token("anna:se:cret"));
  await held.settle();
  assert.deepEqual(await right, { user: "anna" });
});

test("verifications: the next one runs when one fails", async () => {
  let fails = true;
  const queue = new VerificationQueue(async () => {
    if (fails) throw new Error("out of memory");
    return true;
  });
  const check = new CredentialCheck(new Map([["anna", hashOf("x")]]), { queue });
  const failed = await Promise.allSettled([1, 2, 3, 4].map((at) => check.check(token(`anna:${at}`))));
  assert.deepEqual(
    failed.map(({ status }) => status),
    Array(4).fill("rejected"),
  );
  fails = false;
  assert.deepEqual(await check.check(token("anna:1")), { user: "anna" });
});

const fields: readonly (readonly [what: string, lines: readonly string[], token: string | undefined])[] = [
  ["none", [], undefined],
  ["Basic", ["Basic YTpi"], "YTpi"],
  ["another case", ["bASIC   YTpi"], "YTpi"],
  ["another scheme", ["Bearer YTpi"], undefined],
  ["Basic alone", ["Basic"], undefined],
  ["what is no base64", ["Basic a:b"], undefined],
  ["parameters", ["Basic YTpi, x=y"], undefined],
  ["two lines", ["Basic YTpi", "Basic YTpj"], undefined],
];

for (const [what, lines, expected] of fields) {
  test(`Basic credentials: the token is ${expected} when Authorization is ${what} (RFC7617§2)`, () => {
    assert.equal(basicToken(FieldSection.of({ Authorization: lines })), expected);
  });
}

test("Basic credentials: only the first colon divides (RFC7617§2)", () => {
  assert.deepEqual(parseBasicCredentials(token("a:b:c")), { user: "a", password: "b:c" });
  assert.deepEqual(parseBasicCredentials(token(":")), { user: "", password: "" });
  assert.equal(parseBasicCredentials("A"), undefined);
});

test("verification queue: no more than two are at work when one comes as another leaves", async () => {
  let atWork = 0;
  let most = 0;
  const leave: (() => void)[] = [];
  const hash = hashOf("x");
  const queue: VerificationQueue = new VerificationQueue(() => {
    most = Math.max(most, ++atWork);
    const left = new Promise<void>((resolve) => leave.push(resolve)).then(() => {
      atWork--;
      // Between the end of one and the begin of the next.
      queueMicrotask(() => queueMicrotask(() => void queue.verify("latecomer", hash)));
      return true;
    });
    return left;
  });
  for (let index = 0; index < 8; index++) void queue.verify("first", hash);
  for (let round = 0; round < 8; round++) {
    leave.shift()?.();
    await nextTurn();
  }
  assert.equal(most, 2);
});
