import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/index.ts";
import { exchangeFor, NotedDecisions, requestFor } from "../files/testing/exchanges.ts";
import { FieldSection, type OutgoingResponse } from "../semantics/index.ts";
import { type CorsOption, pageWithCors, withCors } from "./cors.ts";

const kittens = "https://kittens.example";
const puppies = "http://localhost:5173";

const response: OutgoingResponse = {
  statusCode: 200,
  headerSection: FieldSection.of({ "Content-Type": "text/plain", Vary: "Accept-Encoding" }),
  content: "x",
};

function answer(option: CorsOption, method: string, headers: Readonly<Record<string, string>>, answered = response) {
  const resource = withCors(() => answered, option);
  const given = resource(requestFor(method, "/", { headers }), exchangeFor());
  assert.ok(!(given instanceof Promise), "what is answered at once stays so");
  return given;
}

const shared: readonly (readonly [
  option: CorsOption,
  origin: string | undefined,
  allowOrigin: string | undefined,
  credentials: string | undefined,
  vary: string,
])[] = [
  [false, kittens, undefined, undefined, "Accept-Encoding"],
  [true, kittens, "*", undefined, "Accept-Encoding"],
  [true, undefined, "*", undefined, "Accept-Encoding"],
  ["*", "null", "*", undefined, "Accept-Encoding"],
  [kittens, kittens, kittens, "true", "Accept-Encoding"],
  // The user agent compares: what is told to all needs no Vary.
  [kittens, puppies, kittens, "true", "Accept-Encoding"],
  ["HTTPS://Kittens.Example:443", kittens, kittens, "true", "Accept-Encoding"],
  ["https://kätzchen.example", undefined, "https://xn--ktzchen-5wa.example", "true", "Accept-Encoding"],
  ["capacitor://localhost", "capacitor://localhost", "capacitor://localhost", "true", "Accept-Encoding"],
  [[kittens, puppies], kittens, kittens, "true", "Accept-Encoding, Origin"],
  [[kittens, puppies], puppies, puppies, "true", "Accept-Encoding, Origin"],
  [`${kittens}, ${puppies}`, puppies, puppies, "true", "Accept-Encoding, Origin"],
  [[kittens, puppies], "https://kittens.example.evil", undefined, undefined, "Accept-Encoding, Origin"],
  [[kittens, puppies], "https://KITTENS.example", undefined, undefined, "Accept-Encoding, Origin"],
  [[kittens, puppies], "null", undefined, undefined, "Accept-Encoding, Origin"],
  [[kittens, puppies], undefined, undefined, undefined, "Accept-Encoding, Origin"],
];

for (const [option, origin, allowOrigin, credentials, vary] of shared) {
  test(`CORS: a response says who may read it when the option is ${JSON.stringify(option)} and ${origin} asks (Fetch§3.2.3)`, () => {
    const { headerSection } = answer(option, "GET", origin === undefined ? {} : { Origin: origin });
    assert.equal(headerSection.get("Access-Control-Allow-Origin"), allowOrigin);
    assert.equal(headerSection.get("Access-Control-Allow-Credentials"), credentials);
    assert.equal(headerSection.get("Vary"), vary);
    assert.equal(headerSection.has("Access-Control-Expose-Headers"), allowOrigin !== undefined);
  });
}

test("CORS: pages may see what fetching parts needs when origins are named (Fetch§3.2.3)", () => {
  const { headerSection } = answer(kittens, "GET", { Origin: kittens });
  const exposed = headerSection.get("access-control-expose-headers") ?? "";
  for (const name of ["Content-Range", "ETag", "Accept-Ranges", "Content-Encoding"]) assert.ok(exposed.includes(name));
  assert.equal(answer(true, "GET", {}).headerSection.get("access-control-expose-headers"), "*");
});

test("CORS: the same section answers the same section when a response is sent often", () => {
  const resource = withCors(() => response, [kittens, puppies]);
  const ask = () => resource(requestFor("GET", "/", { headers: { Origin: kittens } }), exchangeFor());
  assert.equal((ask() as OutgoingResponse).headerSection, (ask() as OutgoingResponse).headerSection);
});

test("CORS: a response's own word counts when a handler has said who may read it", () => {
  const own = { ...response, headerSection: FieldSection.of({ "Access-Control-Allow-Origin": puppies }) };
  assert.equal(answer(true, "GET", { Origin: kittens }, own).headerSection, own.headerSection);
});

test("CORS: a late response is edited too when the site answers a promise", async () => {
  const resource = withCors(async () => response, true);
  const { headerSection } = await resource(requestFor("GET", "/"), exchangeFor());
  assert.equal(headerSection.get("access-control-allow-origin"), "*");
});

test("CORS: pages of faults may be read too when there is no request", async () => {
  const page = pageWithCors(() => response, true);
  const { headerSection } = await page({ statusCode: 400, message: undefined }, undefined);
  assert.equal(headerSection.get("access-control-allow-origin"), "*");
  const several = pageWithCors(() => response, [kittens, puppies]);
  assert.equal(
    (await several({ statusCode: 400, message: undefined }, undefined)).headerSection.get("vary"),
    "Accept-Encoding, Origin",
  );
});

const preflight = { Origin: kittens, "Access-Control-Request-Method": "PUT" };

test("CORS: a preflight is answered without the site when its origin is allowed (Fetch§3.2.2)", () => {
  const decisions = new NotedDecisions();
  const resource = withCors(() => assert.fail("the site was asked"), [kittens, puppies]);
  const headers = { ...preflight, "Access-Control-Request-Headers": "authorization, x-kitten, b@d" };
  const given = resource(requestFor("OPTIONS", "/admin/x", { headers }), exchangeFor(decisions)) as OutgoingResponse;
  assert.equal(given.statusCode, 204);
  assert.deepEqual(
    [...given.headerSection],
    [
      ["Access-Control-Allow-Origin", kittens],
      ["Access-Control-Allow-Credentials", "true"],
      ["Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"],
      ["Access-Control-Allow-Headers", "authorization, x-kitten"],
      ["Access-Control-Max-Age", "7200"],
      ["Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"],
    ],
  );
  assert.deepEqual(decisions.notes, ["cors: preflight: the origin is allowed"]);
});

test("CORS: a preflight allows nothing when its origin is not named (Fetch§3.2.2)", () => {
  const given = answer([puppies, "https://c.example"], "OPTIONS", preflight);
  assert.deepEqual(
    [...given.headerSection].map(([name]) => name),
    ["Vary"],
  );
  // One origin is told to all; a preflight of another one is refused all the same.
  assert.equal(answer(puppies, "OPTIONS", preflight).headerSection.has("Access-Control-Allow-Origin"), false);
});

test("CORS: a preflight allows the method it asks for when that is no usual one, and no malformed one", () => {
  const methods = (method: string) =>
    answer(true, "OPTIONS", { ...preflight, "Access-Control-Request-Method": method }).headerSection.get(
      "access-control-allow-methods",
    );
  assert.match(methods("PROPFIND") ?? "", /, PROPFIND$/);
  assert.match(methods("A B") ?? "", /DELETE$/);
});

for (const headers of [{}, { Origin: kittens }, { "Access-Control-Request-Method": "PUT" }]) {
  test(`CORS: OPTIONS reaches the site when it is no preflight (${Object.keys(headers).join()})`, () => {
    assert.equal(answer(true, "OPTIONS", headers).statusCode, 200);
  });
}

const refused: readonly (readonly [option: unknown, message: RegExp])[] = [
  ["https://kittens.example/", /more than an origin/],
  ["https://kittens.example/path?x", /more than an origin/],
  ["https://kittens.example#x", /more than an origin/],
  ["kittens.example", /no origin/],
  ["https://*.example", /"\*" in it/],
  ["https://user@kittens.example", /no origin|more than/],
  ["https://kit tens.example", /no origin|more than/],
  ["https://kittens.example:99999", /no origin/],
  ["null", /anybody/],
  [["*", kittens], /stands alone/],
  [[kittens, 5], /no origin/],
  [[], /no origin is named/],
  ["", /no origin/],
  [7, /neither/],
  [null, /neither/],
];

for (const [option, message] of refused) {
  test(`CORS: the option is refused when it is ${JSON.stringify(option)}`, () => {
    assert.throws(
      () => withCors(() => response, option as CorsOption),
      (error) => isConfigError(error) && message.test(error.message) && error.key === "cors",
    );
  });
}
