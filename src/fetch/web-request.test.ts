import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FieldSection, type IncomingRequest, isResponseError, ResponseError } from "../semantics/index.ts";
import { isFollowedByCopies } from "./request-signal.ts";
import { incoming, TestContent, TestExchange } from "./testing/exchange.ts";
import { earlySignalRequest, lateSignalRequest, webRequest } from "./web-request.ts";

function made(given: Partial<IncomingRequest> = {}, exchange = new TestExchange()): Request {
  return webRequest(incoming(given), exchange);
}

function refusal(given: Partial<IncomingRequest>): number {
  try {
    made(given);
  } catch (error) {
    if (isResponseError(error)) return error.statusCode;
    throw error;
  }
  return 0;
}

test("web request: it is a real one, of the class that is global", () => {
  const request = made();
  assert.ok(request instanceof Request);
  assert.equal(request.constructor, Request);
  assert.equal(Object.prototype.toString.call(request), "[object Request]");
  assert.ok(new Request(request) instanceof Request);
  assert.ok(request.clone() instanceof Request);
});

/** What a Request of the platform answers for the same request, property by property. */
test("web request: every property is what the platform's own Request has when it is made of the same", () => {
  const requests: readonly [given: Partial<IncomingRequest>, init: RequestInit][] = [
    [{}, {}],
    [{ path: "/a", query: "b=%20&c" }, {}],
    [{ method: "HEAD" }, { method: "HEAD" }],
    [{ method: "DELETE", path: "/x" }, { method: "DELETE" }],
    [{ method: "patch" }, { method: "patch" }],
  ];
  const properties = Object.entries(Object.getOwnPropertyDescriptors(Request.prototype))
    .filter(([name, { get }]) => get !== undefined && name !== "signal" && name !== "headers")
    .map(([name]) => name as keyof Request);
  assert.ok(properties.length > 10);
  for (const [given, init] of requests) {
    const headers: [string, string][] = [
      ["Host", "kittens.example"],
      ["Accept", "text/html"],
      ["accept", "*/*"],
    ];
    const ours = made({ headerSection: FieldSection.of(headers), ...given });
    const path = `${given.path ?? "/"}${given.query === undefined ? "" : `?${given.query}`}`;
    const platform = new Request(`http://kittens.example${path}`, { ...init, headers });
    for (const name of properties) assert.deepEqual(ours[name], platform[name], name);
    assert.deepEqual([...ours.headers], [...platform.headers]);
    assert.deepEqual([...new Headers(ours.headers)], [...platform.headers]);
    const enumerable = (request: Request) => {
      const names = new Set<string>();
      for (const name in request) names.add(name);
      return [...names].sort();
    };
    assert.deepEqual(enumerable(ours), enumerable(platform));
    assert.deepEqual(enumerable(ours.clone()), enumerable(platform));
    assert.deepEqual(Object.keys(ours), Object.keys(platform));
  }
});

test("web request: the global classes are as they were when requests were made", () => {
  const membersNow = () =>
    [Request, Response, Headers, AbortSignal, AbortController, ReadableStream].flatMap((each) =>
      Reflect.ownKeys(each.prototype).map((key) => {
        const { value, get, set } = Object.getOwnPropertyDescriptor(each.prototype, key)!;
        return [each, key, value, get, set];
      }),
    );
  const before = membersNow();
  made({ method: "POST", content: new TestContent(["a"]) }).clone();
  assert.deepEqual(membersNow(), before);
});

describe("web request: the URL", () => {
  const urls: readonly [given: Partial<IncomingRequest>, url: string][] = [
    [{ path: "/a/b", query: "c=d&e" }, "http://kittens.example/a/b?c=d&e"],
    [{ path: "/a", query: "" }, "http://kittens.example/a?"],
    [{ scheme: "https", authority: "kittens.example:8443" }, "https://kittens.example:8443/"],
    [{ authority: "kittens.example:80" }, "http://kittens.example/"],
    [{ authority: "[::1]:5000" }, "http://[::1]:5000/"],
    [{ authority: "KITTENS.example:" }, "http://kittens.example/"],
    [{ path: "//evil.example/x" }, "http://kittens.example//evil.example/x"],
    [{ path: "/a/../b/./c" }, "http://kittens.example/b/c"],
    [{ path: "/caf%C3%A9%2Fx" }, "http://kittens.example/caf%C3%A9%2Fx"],
    [{ method: "OPTIONS", path: "*", requestTarget: "*" }, "http://kittens.example/"],
  ];
  for (const [given, url] of urls) {
    test(`web request: the URL is ${url} when the request has ${JSON.stringify(given)} (RFC9110§7.1)`, () => {
      assert.equal(made(given).url, url);
    });
  }
  for (const authority of [
    "",
    ":80",
    "kittens.example:65536",
    "a b",
    "[::1",
    "user@kittens.example",
    "u:p@a",
    "a%2Fb",
    "1.2.3.256",
  ]) {
    test(`web request: it is refused with 400 when the authority is ${JSON.stringify(authority)}`, () => {
      assert.equal(refusal({ authority }), 400);
    });
  }
});

describe("web request: the method", () => {
  for (const method of [
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "OPTIONS",
    "PATCH",
    "PROPFIND",
    "M-SEARCH",
    "patch",
    "x!#$",
  ]) {
    test(`web request: the method is kept when it is ${method} (RFC9110§9.1)`, () => {
      assert.equal(made({ method }).method, method);
    });
  }
  for (const method of ["CONNECT", "TRACE", "TRACK", "trace", "get", "Post", "oPTIONS", "head", "put", "delete"]) {
    test(`web request: it is refused with 501 when the method is ${method} (RFC9110§15.6.2)`, () => {
      assert.equal(refusal({ method }), 501);
    });
  }
});

test("web request: the header section is whole when lines repeat, are forbidden to scripts, or hold obs-text", () => {
  const { headers } = made({
    headerSection: FieldSection.of([
      ["Host", "kittens.example"],
      ["Cookie", "a=b"],
      ["Cookie", "c=d"],
      ["accept", "text/html"],
      ["ACCEPT", "*/*"],
      ["Content-Length", "3"],
      ["Connection", "keep-alive"],
      ["Origin", "http://a.example"],
      ["X-Latin", "caf\xe9 \xff"],
      ["X-Empty", ""],
      ["X-Tab", "a\tb"],
      ["__proto__", "x"],
    ]),
  });
  assert.deepEqual(
    [
      "host",
      "cookie",
      "Accept",
      "content-length",
      "connection",
      "origin",
      "x-latin",
      "x-empty",
      "x-tab",
      "__proto__",
    ].map((name) => headers.get(name)),
    [
      "kittens.example",
      "a=b; c=d",
      "text/html, */*",
      "3",
      "keep-alive",
      "http://a.example",
      "caf\xe9 \xff",
      "",
      "a\tb",
      "x",
    ],
  );
});

describe("web request: content", () => {
  const post = (content: TestContent) => made({ method: "POST", content });

  test("web request: content is asked for when it is read, not before (RFC9110§10.1.1)", async () => {
    const content = new TestContent(["a", "b"]);
    const request = post(content);
    await new Promise(setImmediate);
    assert.equal(content.isTaken, false);
    assert.equal(request.bodyUsed, false);
    assert.equal(await request.text(), "ab");
    assert.equal(request.bodyUsed, true);
    await assert.rejects(request.text(), TypeError);
    assert.throws(() => request.clone(), TypeError);
    assert.throws(() => new Request(request), TypeError);
  });

  test("web request: pieces stay what they were when the next one is read", async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of post(new TestContent(["first", "", "second"])).body!) pieces.push(piece);
    assert.deepEqual(
      pieces.map((piece) => new TextDecoder().decode(piece)),
      ["first", "second"],
    );
  });

  test("web request: one piece is asked for at a time when the handler reads slowly", async () => {
    const content = new TestContent(["a", "b", "c"]);
    const reader = post(content).body!.getReader();
    await reader.read();
    await new Promise(setImmediate);
    assert.equal(content.asked, 1);
    await reader.cancel();
    assert.equal(content.isLetGo, true);
  });

  test("web request: content is read into the handler's own memory when it asks so", async () => {
    const reader = post(new TestContent(["abcdef"])).body!.getReader({ mode: "byob" });
    const first = await reader.read(new Uint8Array(4));
    const second = await reader.read(new Uint8Array(4));
    assert.deepEqual(
      [first.value, second.value].map((each) => new TextDecoder().decode(each)),
      ["abcd", "ef"],
    );
    assert.equal((await reader.read(new Uint8Array(4))).done, true);
  });

  test("web request: both have all content when it is cloned", async () => {
    const request = post(new TestContent(["a", "b"]));
    const copy = request.clone();
    assert.deepEqual(await Promise.all([request.text(), copy.text()]), ["ab", "ab"]);
  });

  test("web request: content moves on when another Request is made of it", async () => {
    const request = made({
      method: "POST",
      content: new TestContent(["a", "b"]),
      headerSection: FieldSection.of({ "X-A": "1" }),
    });
    const copy = new Request(request);
    assert.equal(await copy.text(), "ab");
    assert.equal(copy.headers.get("x-a"), "1");
    await assert.rejects(request.text(), TypeError);
  });

  test("web request: JSON and forms are read when the content is of that kind", async () => {
    assert.deepEqual(await post(new TestContent(['{"a":', "1}"])).json(), { a: 1 });
    const form = made({
      method: "POST",
      content: new TestContent(["a=1&", "b=%C3%A9"]),
      headerSection: FieldSection.of({ "Content-Type": "application/x-www-form-urlencoded" }),
    });
    assert.deepEqual(
      [...(await form.formData())],
      [
        ["a", "1"],
        ["b", "é"],
      ],
    );
    const lines = [
      "--x",
      'Content-Disposition: form-data; name="f"; filename="k.txt"',
      "Content-Type: text/plain",
      "",
      "purr",
      "--x--",
      "",
    ];
    const multipart = made({
      method: "PUT",
      content: new TestContent(lines.map((line) => `${line}\r\n`)),
      headerSection: FieldSection.of({ "Content-Type": "multipart/form-data; boundary=x" }),
    });
    const file = (await multipart.formData()).get("f");
    assert.ok(file instanceof File);
    assert.deepEqual([file.name, await file.text()], ["k.txt", "purr"]);
  });

  test("web request: reading rejects with the refusal when the content is refused", async () => {
    const refused = new ResponseError(413, "too large");
    await assert.rejects(post(new TestContent(["a"], refused)).text(), (error) => error === refused);
    await assert.rejects(
      post(new TestContent(["a"], refused))
        .clone()
        .arrayBuffer(),
      (error) => error === refused,
    );
  });

  for (const method of ["GET", "HEAD"]) {
    test(`web request: it has no content, which is left alone, when the method is ${method}`, async () => {
      const content = new TestContent(["a"]);
      const request = made({ method, content });
      assert.equal(request.body, null);
      assert.equal(await request.text(), "");
      assert.equal(content.isTaken, false);
    });
  }
});

describe("web request: the signal", () => {
  test("web request: this platform lets copies follow a signal that is made late", () => {
    assert.equal(isFollowedByCopies(), true);
  });

  test("web request: no signal is made when nobody reads it", async () => {
    const exchange = new TestExchange();
    const request = made({ method: "POST", content: new TestContent(["a"]) }, exchange);
    await request.text();
    assert.equal(exchange.hasSignal, false);
  });

  test("web request: the signal is that of the exchange when it is made late", () => {
    const exchange = new TestExchange();
    assert.equal(made({}, exchange).signal, exchange.signal);
  });

  const ways = [
    ["late", lateSignalRequest],
    ["early", earlySignalRequest],
  ] as const;
  for (const [name, make] of ways) {
    const begin = () => {
      const exchange = new TestExchange();
      return { exchange, request: make("http://kittens.example/", { method: "GET" }, exchange) };
    };
    const copiesOf = (request: Request): Request[] => [
      new Request(request),
      new Request(request, { method: "POST" }),
      new Request(new Request(request)),
      new Request(new Request(request).clone()),
    ];
    const late =
      name === "late"
        ? [(request: Request) => [request.clone(), new Request(request.clone()), request.clone().clone()]]
        : [];

    test(`web request: nothing fires when the exchange succeeds (signal made ${name})`, async () => {
      const { request } = begin();
      const copies = [request, request.clone(), ...copiesOf(request)];
      await new Promise(setImmediate);
      assert.deepEqual(
        copies.map((each) => each.signal.aborted),
        copies.map(() => false),
      );
    });

    test(`web request: it and its copies fire with the reason when the client goes (signal made ${name})`, () => {
      const { exchange, request } = begin();
      const copies = [request, ...copiesOf(request), ...late.flatMap((copy) => copy(request))];
      const fired: unknown[] = [];
      for (const copy of copies) copy.signal.addEventListener("abort", () => fired.push(copy.signal.reason));
      const any = AbortSignal.any([request.signal, copies[1]!.signal]);
      const reason = new Error("gone");
      exchange.clientGoes(reason);
      assert.deepEqual(
        fired,
        copies.map(() => reason),
      );
      assert.equal(any.aborted, true);
      assert.throws(
        () => request.signal.throwIfAborted(),
        (error) => error === reason,
      );
    });

    test(`web request: copies are born aborted when the client has gone (signal made ${name})`, () => {
      const { exchange, request } = begin();
      const reason = new Error("gone");
      exchange.clientGoes(reason);
      for (const copy of [request, request.clone(), ...copiesOf(request)]) {
        assert.equal(copy.signal.aborted, true);
        assert.equal(copy.signal.reason, reason);
      }
    });
  }

  test("web request: a signal of its own counts when a copy is given one", () => {
    const exchange = new TestExchange();
    const own = new AbortController();
    const copy = new Request(made({}, exchange), { signal: own.signal });
    exchange.clientGoes(new Error("gone"));
    assert.equal(copy.signal.aborted, false);
    own.abort();
    assert.equal(copy.signal.aborted, true);
  });

  test("web request: fetch of it is aborted when the client goes", async () => {
    const exchange = new TestExchange();
    const request = made({ authority: "127.0.0.1:9", path: "/" }, exchange);
    const reason = new Error("gone");
    exchange.clientGoes(reason);
    await assert.rejects(fetch(request), (error) => error === reason);
  });
});
