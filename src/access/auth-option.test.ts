import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/index.ts";
import { type AuthOption, authOfFlags, authOver, parseAuthFlag, parseAuthOption } from "./auth-option.ts";

const hash = "$scrypt$ln=14,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo";
const users = { anna: hash };

test("auth option: the longest paths come first when there are several", () => {
  const areas = parseAuthOption({ "/*": { users }, "/a/b/*": { users, realm: "Deep" }, "/a/*": { users } });
  assert.deepEqual(
    areas.map(({ path, realm }) => [path, realm]),
    [
      ["/a/b/*", "Deep"],
      ["/a/*", "/a/*"],
      ["/*", "/*"],
    ],
  );
});

const refused: readonly (readonly [what: string, option: unknown, message: RegExp])[] = [
  ["a text", "anna", /no record/],
  ["a list", [], /no record/],
  ["a relative path", { admin: { users } }, /slash/],
  ["a star in the middle", { "/a/*/b": { users } }, /only at its end/],
  ["an area without users", { "/*": {} }, /no users/],
  ["an area with no user", { "/*": { users: {} } }, /no users/],
  ["a name with a colon", { "/*": { users: { "a:b": hash } } }, /no user's name/],
  ["an empty name", { "/*": { users: { "": hash } } }, /no user's name/],
  ["one name in two normal forms", { "/*": { users: { "\u00e9": hash, "e\u0301": hash } } }, /twice/],
  ["a plain password", { "/*": { users: { anna: "hunter2" } } }, /no scrypt hash/],
  ["a number", { "/*": { users: { anna: 5 } } }, /no hash/],
  ["a weak hash", { "/*": { users: { anna: hash.replace("ln=14", "ln=10") } } }, /too weak/],
  ["a hash that takes too much memory", { "/*": { users: { anna: hash.replace("ln=14", "ln=20") } } }, /256 MiB/],
  ["a hash that was cut", { "/*": { users: { anna: hash.slice(0, 30) } } }, /not whole/],
  ["a hash with p=0", { "/*": { users: { anna: hash.replace("p=1", "p=0") } } }, /p is not/],
  ["a realm beyond ASCII", { "/*": { users, realm: "Käse" } }, /realm/],
  ["two spellings of one path", { "/admin": { users }, "/Admin/*": { users } }, /same paths/],
];

for (const [what, option, message] of refused) {
  test(`auth option: it is refused, without telling what stood for a hash, when it has ${what}`, () => {
    assert.throws(
      () => parseAuthOption(option as AuthOption),
      (error) => {
        assert.ok(isConfigError(error));
        assert.match(error.message, message);
        assert.doesNotMatch(`${error.message} ${error.hint}`, /hunter2|aGFzaG/);
        return error.key?.startsWith("auth") === true;
      },
    );
  });
}

test("auth flag: it is a user of the whole site, or of a path, when it has a hash", () => {
  assert.deepEqual(parseAuthFlag(`anna:${hash}`), { path: "/*", user: "anna", hash });
  assert.deepEqual(parseAuthFlag(`/admin/*=anna:${hash}`), { path: "/admin/*", user: "anna", hash });
  assert.deepEqual(parseAuthFlag(`/a=b/*=anna:${hash}`), { path: "/a=b/*", user: "anna", hash });
  assert.deepEqual(parseAuthFlag(`a=b:${hash}`), { path: "/*", user: "a=b", hash });
  assert.deepEqual(parseAuthFlag(`/a:b=anna:${hash}`), { path: "/a:b", user: "anna", hash });
});

const wrongFlags: readonly (readonly [flag: string, message: RegExp])[] = [
  ["anna", /no colon/],
  ["anna:hunter2", /porthole password.*single quotes/],
  // What is left of an unquoted hash once the shell has looked for variables.
  ["anna:=14,r=8,p=1/aGFzaG", /single quotes/],
  [`:${hash}`, /no user/],
  [`/admin/*:${hash}`, /no "="/],
  [`/admin/*=:${hash}`, /no user/],
  [`/a*=anna:${hash}`, /cannot be protected/],
];

for (const [flag, message] of wrongFlags) {
  test(`auth flag: it is refused, without telling what stood for a hash, when it is ${flag}`, () => {
    assert.throws(
      () => parseAuthFlag(flag),
      (error) => error instanceof Error && message.test(error.message) && !/hunter2|aGFzaG/.test(error.message),
    );
  });
}

test("auth option: users and realms come to what the site protects, however the path is spelled, when one is given over it", () => {
  const site: AuthOption = { "/admin/*": { realm: "Admin", users: { anna: "1", bob: "2" } }, "/b": { users } };
  const given: AuthOption = {
    "/ADMIN": { realm: "Given", users: { bob: "3" } },
    "/b/*": { users: {} },
    "/new/*": { users: { eve: "4" } },
  };
  assert.deepEqual(authOver(site, given), {
    "/admin/*": { realm: "Given", users: { anna: "1", bob: "3" } },
    "/b": { users },
    "/new/*": { users: { eve: "4" } },
  });
});

test("auth option: what is wrong is refused when it is given over what is right, and the other way round", () => {
  for (const wrong of [null, undefined, "anna", { users: null }, { users: "" }, 1]) {
    const area = { "/admin": wrong } as unknown as AuthOption;
    const right: AuthOption = { "/admin/*": { users } };
    assert.throws(() => parseAuthOption(authOver(right, area)), isConfigError, String(wrong));
    assert.throws(() => parseAuthOption(authOver(area, right)), isConfigError, String(wrong));
  }
});

test("auth flags: users of one path stand together when it is given several times", () => {
  const flags = [
    { path: "/new/*", user: "eve", hash: "4" },
    { path: "/NEW", user: "eva", hash: "5" },
  ];
  assert.deepEqual(authOfFlags(flags), { "/new/*": { users: { eve: "4", eva: "5" } } });
  assert.deepEqual(authOfFlags([]), {});
});
