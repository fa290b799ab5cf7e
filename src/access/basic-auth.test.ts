import assert from "node:assert/strict";
import { test } from "node:test";
import { exchangeFor, NotedDecisions, requestFor } from "../files/testing/exchanges.ts";
import { FieldSection, type OutgoingResponse } from "../semantics/index.ts";
import { errorPage } from "../site/error-page.ts";
import type { AuthOption } from "./auth-option.ts";
import { withBasicAuth } from "./basic-auth.ts";
import { VerificationQueue } from "./credential-check.ts";

/** The users' hashes differ in their salt alone; the stand-in below takes it for the password. */
const hashWith = (password: string) =>
  `$scrypt$ln=14,r=8,p=1$${Buffer.from(password).toString("base64").replace(/=+$/, "")}$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo`;

const option: AuthOption = {
  "/admin/*": { users: { anna: hashWith("annas-secret"), "j\u00fcrgen": hashWith("juergens-secret") } },
  "/admin/bob/*": { realm: 'Bob\'s "own"', users: { bob: hashWith("bobs-secret") } },
};

const ok: OutgoingResponse = { statusCode: 200, headerSection: FieldSection.of({ "X-A": "1" }), content: "secret" };

function site(areas: AuthOption = option, answered: OutgoingResponse = ok) {
  const queue = new VerificationQueue(async (password, { salt }) => Buffer.from(salt).toString() === password);
  const resource = withBasicAuth(() => answered, areas, {
    queue,
    errorPage: (fault, request) => errorPage(fault, request, { development: false }),
  });
  return (path: string, credentials?: string, method = "GET", decisions?: NotedDecisions) => {
    const headers =
      credentials === undefined ? undefined : { Authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
    return resource(requestFor(method, path, headers === undefined ? {} : { headers }), exchangeFor(decisions));
  };
}

const answers: readonly (readonly [path: string, credentials: string | undefined, statusCode: number])[] = [
  ["/", undefined, 200],
  ["/open", "anna:wrong", 200],
  ["/admin/", undefined, 401],
  ["/admin/x", "anna:annas-secret", 200],
  ["/admin/x", "j\u00fcrgen:juergens-secret", 200],
  ["/admin/x", "anna:juergens-secret", 401],
  ["/admin/x", "bob:bobs-secret", 401],
  ["/admin/bob", "bob:bobs-secret", 200],
  ["/admin/bob/x", "anna:annas-secret", 401],
  ["//admin/bob/x", "anna:annas-secret", 401],
  ["/ADMIN%2fx", undefined, 401],
  ["/x/%2e%2e/admin", undefined, 400],
  ["/x/%2e%2e/admin", "anna:annas-secret", 400],
  ["/%ff", undefined, 400],
  ["*", undefined, 200],
  ["", undefined, 200],
];

for (const [path, credentials, statusCode] of answers) {
  for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
    test(`Basic auth: ${method} ${path} is ${statusCode} when ${credentials ?? "nobody"} asks (RFC7617§2)`, async () => {
      const answer = await site()(path, credentials, method);
      assert.equal(answer.statusCode, statusCode);
      if (statusCode !== 200) assert.doesNotMatch(String(answer.content), /secret/);
    });
  }
}

test("Basic auth: every path is protected, and none is refused for its form, when all of the site is", async () => {
  const ask = site({ "/*": { users: { anna: hashWith("annas-secret") } } });
  for (const path of ["/", "/x", "*", "", "/x/../y", "/%ff"]) {
    assert.equal((await ask(path)).statusCode, 401, path);
    assert.equal((await ask(path, "anna:annas-secret")).statusCode, 200, path);
  }
});

test("Basic auth: the challenge names realm and charset when there are no credentials (RFC7617§2.1)", async () => {
  const { headerSection, reason } = await site()("/admin/x");
  assert.equal(headerSection.get("www-authenticate"), 'Basic realm="/admin/*", charset="UTF-8"');
  assert.equal(headerSection.get("cache-control"), "no-store");
  assert.equal(reason, "auth: no Basic credentials");
  const bobs = await site()("/admin/bob/");
  assert.equal(bobs.headerSection.get("www-authenticate"), 'Basic realm="Bob\'s \\"own\\"", charset="UTF-8"');
});

test("Basic auth: the answer comes at once when the credentials are known", async () => {
  const ask = site();
  assert.ok(ask("/admin/x", "anna:annas-secret") instanceof Promise);
  await ask("/admin/x", "anna:annas-secret");
  const known = ask("/admin/x", "anna:annas-secret");
  assert.ok(!(known instanceof Promise));
  assert.equal(known.headerSection, (await ask("/admin/y", "anna:annas-secret")).headerSection);
});

const directives: readonly (readonly [before: string | undefined, after: string])[] = [
  [undefined, "private"],
  ["no-cache", "private, no-cache"],
  ["public, max-age=60, immutable", "private, max-age=60, immutable"],
  ["max-age=60, s-maxage=600", "private, max-age=60"],
  ["private", "private"],
  ["no-store", "no-store"],
];

for (const [before, after] of directives) {
  test(`Basic auth: Cache-Control is "${after}" when the site says ${before} (RFC9111§3.5)`, async () => {
    const answered = { ...ok, headerSection: FieldSection.of({ "Cache-Control": before }) };
    assert.equal(
      (await site(option, answered)("/admin/x", "anna:annas-secret")).headerSection.get("cache-control"),
      after,
    );
    assert.equal((await site(option, answered)("/open")).headerSection.get("cache-control"), before);
  });
}

test("Basic auth: caches with a field of their own are told nothing when the path is protected (RFC9213§2)", async () => {
  const headerSection = FieldSection.of({
    "CDN-Cache-Control": "max-age=60",
    "Netlify-CDN-Cache-Control": "max-age=60",
    "Surrogate-Control": "max-age=60",
    "X-A": "1",
  });
  const response = await site(option, { ...ok, headerSection })("/admin/x", "anna:annas-secret");
  assert.deepEqual(
    [...response.headerSection],
    [
      ["X-A", "1"],
      ["Cache-Control", "private"],
    ],
  );
});

test("Basic auth: the notes say who came, and neither a password nor what was no user, when they are taken", async () => {
  const decisions = new NotedDecisions();
  const ask = site();
  await ask("/admin/x", "anna:annas-secret", "GET", decisions);
  await ask("/admin/x", "my-other-secret:annas-secret", "GET", decisions);
  await ask("/admin/x", undefined, "GET", decisions);
  await ask("/open", "anna:annas-secret", "GET", decisions);
  await ask("/./", "anna:annas-secret", "GET", decisions);
  assert.deepEqual(decisions.notes, [
    "auth: /admin/* as anna",
    "fields: Cache-Control",
    "auth: /admin/*: wrong user or password",
    "fields: WWW-Authenticate, Cache-Control",
    "auth: /admin/*: no Basic credentials",
    "fields: WWW-Authenticate, Cache-Control",
    "auth: the path is open to all",
    "auth: refused: the path has a dot segment, or is not percent-encoded UTF-8",
  ]);
});

test("Basic auth: who comes is told to come again when too many passwords are verified", async () => {
  const waiting: (() => void)[] = [];
  const queue = new VerificationQueue(() => new Promise((resolve) => waiting.push(() => resolve(false))));
  const resource = withBasicAuth(() => ok, option, {
    queue,
    errorPage: (fault, request) => errorPage(fault, request, { development: false }),
  });
  const ask = (at: number) => {
    const headers = { Authorization: `Basic ${Buffer.from(`anna:${at}`).toString("base64")}` };
    return resource(requestFor("GET", "/admin", { headers }), exchangeFor());
  };
  const many = Array.from({ length: 34 }, (_, at) => ask(at));
  const { statusCode, headerSection } = await ask(34);
  assert.equal(statusCode, 503);
  assert.equal(headerSection.get("retry-after"), "2");
  let done = false;
  const all = Promise.all(many).then((late) => {
    done = true;
    return late;
  });
  while (!done) {
    for (const settle of waiting.splice(0)) settle();
    await Promise.resolve();
  }
  assert.ok((await all).every((late) => late.statusCode === 401));
});

test("Basic auth: nothing is wrapped when no path is protected", () => {
  const resource = () => ok;
  assert.equal(withBasicAuth(resource, {}, { errorPage: () => ok }), resource);
});
