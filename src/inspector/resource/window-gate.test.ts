import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ConnectionInfo,
  FieldSection,
  type FieldSectionInit,
  type IncomingRequest,
} from "../../semantics/index.ts";
import { PAGE_TOKEN_FIELD } from "../paths.ts";
import { actRefusal, hasTokenInQuery, lookRefusal, tokenCookie } from "./window-gate.ts";
import { isSecret, newSecret } from "./window-gate-secret.ts";

const secrets = { token: newSecret(), pageToken: newSecret() };
const cookie = `porthole-window-5000=${secrets.token}`;

function requestTo(authority: string, headers: FieldSectionInit = {}, parts: Partial<IncomingRequest> = {}) {
  const request: IncomingRequest = {
    method: "GET",
    requestTarget: "/~porthole/",
    scheme: "http",
    authority,
    path: "/~porthole/",
    query: undefined,
    httpVersion: "HTTP/1.1",
    headerSection: FieldSection.of([["Host", authority], ...FieldSection.of(headers)]),
    content: undefined,
    ...parts,
  };
  return request;
}

function from(host: string, port = 5000): ConnectionInfo {
  return { id: 1, remote: { host, port: 40_000 }, local: { host: "127.0.0.1", port }, isEncrypted: false };
}

/** Why a request from this machine is refused; `undefined` where it is not. */
function reason(request: IncomingRequest, connection = from("127.0.0.1")): string | undefined {
  return lookRefusal(request, connection, secrets)?.reason;
}

test("gate: whoever is on this machine may look without a token when Host names it", () => {
  const names = [
    "localhost",
    "localhost:5000",
    "LocalHost:1",
    "127.0.0.1",
    "127.0.0.1:5000",
    "[::1]",
    "[::1]:5000",
    "localhost:",
  ];
  for (const host of ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "::FFFF:127.1.2.3"]) {
    for (const name of names) assert.equal(reason(requestTo(name), from(host)), undefined, `${host} ${name}`);
  }
});

test("gate: nobody from another machine may look without a token", () => {
  const hosts = [
    "192.0.2.1",
    "10.0.0.1",
    "128.0.0.1",
    "::",
    "::2",
    "fe80::1",
    "::ffff:192.0.2.1",
    "127.0.0.1.example",
    "",
  ];
  for (const host of [...hosts, "1127.0.0.1", "::ffff:10.127.0.1", "127.0.0.1, 10.0.0.1"]) {
    assert.equal(reason(requestTo("localhost"), from(host)), "window refused: not from this machine", host);
  }
});

test("gate: nobody may look without a token when Host is any other name (DNS rebinding)", () => {
  const names = ["evil.example", "localhost.evil.example", "evil.example:5000", "localhost.", "127.0.0.1.", "127.1"];
  const more = ["127.0.0.2", "0.0.0.0", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "::1", "a.localhost", ""];
  const odd = ["user@localhost", "localhost:5000@evil.example", "evil.example#localhost", "localhost:x", "2130706433"];
  for (const name of [...names, ...more, ...odd, "localhost\n", "\nlocalhost", "localhost, evil.example"]) {
    assert.equal(reason(requestTo(name)), "window refused: by another name", name);
  }
});

test("gate: target and Host both have to name this machine when they differ (RFC9112§3.2.2)", () => {
  const byAnother = "window refused: by another name";
  const targetElsewhere = requestTo("localhost", {}, { authority: "evil.example" });
  const hostElsewhere = requestTo("evil.example", {}, { authority: "localhost" });
  const withoutHost = requestTo("localhost", {}, { headerSection: FieldSection.empty });
  for (const request of [targetElsewhere, hostElsewhere, withoutHost]) assert.equal(reason(request), byAnother);
  assert.equal(reason(requestTo("localhost", {}, { authority: "127.0.0.1:5000" })), undefined);
});

test("gate: nobody may look without a token when a field shows a proxy", () => {
  const names = ["Forwarded", "forwarded", "Via", "VIA", "X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto"];
  const ofMakers = [
    "CF-Connecting-IP",
    "True-Client-IP",
    "X-Client-IP",
    "Client-IP",
    "X-Cluster-Client-IP",
    "Fastly-Client-IP",
  ];
  const ofOthers = [
    "Fly-Client-IP",
    "X-Azure-ClientIP",
    "X-Original-Host",
    "X-Original-URL",
    "X-Envoy-External-Address",
  ];
  const more = [...ofMakers, ...ofOthers, "X-Envoy-Expected-Rq-Timeout-Ms", "CDN-Loop", "Tailscale-User-Login"];
  for (const name of [...names, ...more, "X-Forwarded", "X-Forwarded-Anything", "X-Real-IP"]) {
    assert.equal(reason(requestTo("localhost", { [name]: "" })), "window refused: through a proxy", name);
    assert.equal(reason(requestTo("localhost", { [name]: "for=127.0.0.1" })), "window refused: through a proxy", name);
  }
  for (const name of ["Viable", "X-Forward", "Forwarded-To"]) {
    assert.equal(reason(requestTo("localhost", { [name]: "x" })), undefined, name);
  }
  assert.equal(reason(requestTo("localhost", {}, { httpVersion: "HTTP/1.0" })), "window refused: in HTTP/1.0");
});

test("gate: nobody may look for a page of another origin, also where the browser says no more of it", () => {
  const byOther = "window refused: asked for by another site";
  for (const origin of ["http://evil.example", "null", "http://localhost:3000", "https://localhost", ""]) {
    assert.equal(reason(requestTo("localhost", { Origin: origin })), byOther, origin);
    assert.equal(reason(requestTo("localhost", { Origin: origin, Upgrade: "websocket" })), byOther, origin);
  }
  assert.equal(reason(requestTo("localhost:5000", { Origin: "http://LOCALHOST:5000" })), undefined);
});

test("gate: a trusted proxy's word that its client is this machine counts for nothing", () => {
  // As `seenThroughProxies` makes it of "Forwarded: for=127.0.0.1;host=localhost" from 192.0.2.1.
  const request = requestTo("localhost", { Forwarded: "for=127.0.0.1;host=localhost" });
  assert.equal(reason(request, from("127.0.0.1")), "window refused: through a proxy");
});

test("gate: whoever has the token may look from everywhere, by any name, through any proxy", () => {
  const fields = { Cookie: `a=b; ${cookie}`, Via: "1.1 proxy", "X-Forwarded-For": "192.0.2.7" };
  assert.equal(reason(requestTo("window.example", fields), from("192.0.2.1")), undefined);
  const split = FieldSection.of([
    ["Host", "window.example"],
    ["Cookie", "a=b"],
    ["Cookie", cookie],
  ]);
  assert.equal(reason(requestTo("", {}, { headerSection: split }), from("192.0.2.1")), undefined);
  const twice = { Cookie: `porthole-window-5000=x; ${cookie}` };
  assert.equal(reason(requestTo("window.example", twice), from("192.0.2.1")), undefined);
});

test("gate: a cookie lets nobody in when it is another one", () => {
  const { token, pageToken } = secrets;
  const others = [
    `porthole-window-5001=${token}`,
    `xporthole-window-5000=${token}`,
    `porthole-window-5000=${token}x`,
    `porthole-window-5000=${token.slice(0, -1)}`,
    `porthole-window-5000=${token.slice(0, -1)}!`,
    `porthole-window-5000="${token}"`,
    `porthole-window-5000=${pageToken}`,
    "porthole-window-5000=",
    "porthole-window-5000",
    token,
  ];
  for (const other of others) {
    const request = requestTo("window.example", { Cookie: other });
    assert.equal(reason(request, from("192.0.2.1")), "window refused: not from this machine", other);
  }
  assert.equal(
    reason(requestTo("w.example", { Cookie: cookie }), from("192.0.2.1", 80)),
    "window refused: not from this machine",
  );
});

test("gate: the token is taken from the query when it stands there whole", () => {
  const { token } = secrets;
  for (const query of [`token=${token}`, `a=b&token=${token}`, `token=${token}&a`]) {
    assert.ok(hasTokenInQuery(requestTo("w.example", {}, { query }), secrets), query);
  }
  const wrong = [
    undefined,
    "",
    "token",
    "token=",
    `xtoken=${token}`,
    `token=${token}x`,
    `token=x&token=${token}`,
    token,
  ];
  for (const query of wrong) {
    assert.equal(hasTokenInQuery(requestTo("w.example", {}, { query }), secrets), false, String(query));
  }
  const stale = requestTo("w.example", {}, { query: "token=of-yesterday" });
  assert.equal(reason(stale, from("192.0.2.1")), "window refused: another token");
});

test("gate: the cookie is the window's alone, and goes over TLS alone when it came so", () => {
  const attributes = "; Path=/~porthole/; HttpOnly; SameSite=Strict";
  assert.equal(tokenCookie(requestTo("a.example"), from("192.0.2.1"), secrets), `${cookie}${attributes}`);
  const secure = requestTo("a.example", {}, { scheme: "https" });
  assert.equal(tokenCookie(secure, from("192.0.2.1"), secrets), `${cookie}${attributes}; Secure`);
});

test("gate: the page of another site gets nothing, with or without the token, but may link here", () => {
  const bySite = "window refused: asked for by another site";
  for (const site of ["cross-site", "same-site", "none, cross-site", ""]) {
    const fields = { "Sec-Fetch-Site": site };
    const navigation = { ...fields, "Sec-Fetch-Mode": "navigate" };
    const link = { ...navigation, "Sec-Fetch-Dest": "document" };
    const rest = [
      fields,
      { ...fields, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script" },
      { ...fields, "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" },
      { ...navigation, "Sec-Fetch-Dest": "iframe" },
      { ...navigation, "Sec-Fetch-Dest": "object" },
    ];
    for (const each of rest) {
      assert.equal(reason(requestTo("localhost", each)), bySite, JSON.stringify(each));
      assert.equal(reason(requestTo("localhost", { ...each, Cookie: cookie })), bySite, JSON.stringify(each));
    }
    assert.equal(reason(requestTo("localhost", link, { method: "POST" })), bySite);
    assert.equal(reason(requestTo("localhost", link)), undefined);
  }
  for (const site of ["same-origin", "none"])
    assert.equal(reason(requestTo("localhost", { "Sec-Fetch-Site": site })), undefined);
});

const acting = {
  Origin: "http://localhost:5000",
  "Sec-Fetch-Site": "same-origin",
  "Content-Type": "application/json",
  [PAGE_TOKEN_FIELD]: secrets.pageToken,
};

function actReason(fields: FieldSectionInit, authority = "localhost:5000", parts: Partial<IncomingRequest> = {}) {
  return actRefusal(requestTo(authority, fields, { method: "POST", ...parts }), secrets)?.reason;
}

test("gate: the window's own page may act", () => {
  assert.equal(actReason(acting), undefined);
  assert.equal(actReason({ ...acting, "Content-Type": "application/json; charset=utf-8" }), undefined);
  // Where a browser has no Fetch Metadata, Origin and the token decide.
  assert.equal(actReason({ ...acting, "Sec-Fetch-Site": undefined }), undefined);
  assert.equal(actReason({ ...acting, Origin: "http://localhost" }, "LOCALHOST:80"), undefined);
  assert.equal(actReason({ ...acting, Origin: "https://w.example" }, "w.example:443", { scheme: "https" }), undefined);
});

test("gate: nobody may act when the origin is another one, or is not said", () => {
  const origins = [
    undefined,
    "null",
    "",
    "http://localhost",
    "https://localhost:5000",
    "http://localhost:5001",
    "localhost:5000",
  ];
  for (const origin of [
    ...origins,
    "http://evil.example",
    "http://localhost:5000/",
    "http://localhost:5000, http://evil.example",
  ]) {
    assert.equal(actReason({ ...acting, Origin: origin }), "window refused: acting from another origin", origin);
  }
  for (const site of ["cross-site", "same-site", "none", ""]) {
    assert.equal(actReason({ ...acting, "Sec-Fetch-Site": site }), "window refused: acting from another origin", site);
  }
});

test("gate: nobody may act without the page's own token, that of the banner included", () => {
  for (const token of [
    undefined,
    "",
    secrets.token,
    `${secrets.pageToken}x`,
    `${secrets.pageToken}, ${secrets.pageToken}`,
  ]) {
    assert.equal(
      actReason({ ...acting, [PAGE_TOKEN_FIELD]: token }),
      "window refused: acting without the page's token",
    );
  }
});

test("gate: nothing acts that a form could send, since its media type is another", () => {
  for (const type of [
    undefined,
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=a",
    "application/jsonp",
  ]) {
    const refusal = actRefusal(requestTo("localhost:5000", { ...acting, "Content-Type": type }), secrets);
    assert.equal(refusal?.statusCode, 415, type);
  }
});

test("gate: no refusal tells a secret", () => {
  const { token, pageToken } = secrets;
  const stranger = lookRefusal(requestTo("a.example", { Via: "x" }, { query: "token=x" }), from("192.0.2.1"), secrets);
  for (const refusal of [stranger, actRefusal(requestTo("a.example"), secrets)]) {
    assert.ok(refusal);
    assert.ok(!`${refusal.message}${refusal.reason}`.includes(token));
    assert.ok(!`${refusal.message}${refusal.reason}`.includes(pageToken));
  }
});

test("secret: each is another one of 128 bits, and only it is equal to itself", () => {
  const many = new Set(Array.from({ length: 200 }, newSecret));
  assert.equal(many.size, 200);
  for (const secret of many) {
    assert.match(secret, /^[A-Za-z0-9_-]{22}$/);
    assert.equal(Buffer.from(secret, "base64url").length, 16);
    assert.ok(isSecret(secret, secret));
    for (let at = 0; at < secret.length; at++) {
      const other = `${secret.slice(0, at)}.${secret.slice(at + 1)}`;
      assert.equal(isSecret(other, secret), false);
    }
  }
  assert.equal(isSecret("", ""), false);
});
