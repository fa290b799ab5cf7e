import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectionInfo, type FieldLine, FieldSection, type IncomingRequest } from "../semantics/index.ts";
import { parseAddressRanges } from "./address-range.ts";
import { type Forwarded, forwarded, seenThroughProxies } from "./forwarded.ts";

const trusted = parseAddressRanges("10.0.0.0/8, ::1");

function seen(lines: readonly FieldLine[], remote = "10.0.0.1"): string {
  return inWords(forwarded(remote, FieldSection.of(lines), trusted));
}

function inWords({ remote, scheme, authority }: Forwarded): string {
  const client = remote === undefined ? "-" : `${remote.host}#${remote.port}`;
  return `${client} ${scheme ?? "-"} ${authority ?? "-"}`;
}

const cases: readonly [when: string, lines: readonly FieldLine[], expected: string][] = [
  ["nothing is said", [], "- - -"],
  [
    "one proxy tells all (RFC7239§4)",
    [["Forwarded", "for=1.2.3.4;proto=https;host=kittens.example"]],
    "1.2.3.4#0 https kittens.example",
  ],
  ["names are in capitals", [["forwarded", 'FOR="1.2.3.4";Proto=HTTPS']], "1.2.3.4#0 https -"],
  ["a port is named (RFC7239§6)", [["Forwarded", 'for="1.2.3.4:47011"']], "1.2.3.4#47011 - -"],
  ["the port is hidden (RFC7239§6.3)", [["Forwarded", 'for="1.2.3.4:_p1"']], "1.2.3.4#0 - -"],
  ["the client has IPv6", [["Forwarded", 'for="[2001:DB8::17]:4711"']], "2001:db8::17#4711 - -"],
  ["the host has a port", [["Forwarded", 'for=1.2.3.4;host="a.example:8443"']], "1.2.3.4#0 - a.example:8443"],
  ["a value has a backslash (RFC9110§5.6.4)", [["Forwarded", 'for="1.2.\\3.4"']], "1.2.3.4#0 - -"],
  ["pairs are empty", [["Forwarded", ";for=1.2.3.4;;proto=http;"]], "1.2.3.4#0 http -"],
  ["elements are empty (RFC9110§5.6.1.2)", [["Forwarded", ", for=1.2.3.4, ,"]], "1.2.3.4#0 - -"],
  ["a parameter is unknown", [["Forwarded", 'for=1.2.3.4;secret="a,b;c"']], "1.2.3.4#0 - -"],
  [
    "the last word is of an untrusted client",
    [["Forwarded", "for=6.6.6.6;proto=https;host=evil, for=1.2.3.4;proto=http"]],
    "1.2.3.4#0 http -",
  ],
  [
    "two proxies are trusted",
    [["Forwarded", "for=1.2.3.4;proto=https;host=a.example, for=10.9.9.9;proto=http;host=inner"]],
    "1.2.3.4#0 https a.example",
  ],
  [
    "elements come in several lines",
    [
      ["Forwarded", "for=6.6.6.6"],
      ["Forwarded", "for=1.2.3.4"],
      ["Forwarded", "for=10.2.2.2"],
    ],
    "1.2.3.4#0 - -",
  ],
  [
    "only the inner proxy tells the scheme",
    [["Forwarded", "for=1.2.3.4, for=10.2.2.2;proto=https"]],
    "1.2.3.4#0 https -",
  ],
  ["all are trusted", [["Forwarded", "for=10.3.3.3, for=10.2.2.2"]], "10.3.3.3#0 - -"],
  [
    "the client is unknown (RFC7239§6.2)",
    [["Forwarded", "for=6.6.6.6, for=unknown;proto=https, for=10.2.2.2"]],
    "10.2.2.2#0 https -",
  ],
  ["the client is obfuscated (RFC7239§6.3)", [["Forwarded", "for=_hidden;proto=https"]], "- https -"],
  ["a parameter is there twice (RFC7239§4)", [["Forwarded", "for=1.2.3.4;for=6.6.6.6"]], "- - -"],
  ["an element is malformed", [["Forwarded", "for=1.2.3.4;proto"]], "- - -"],
  ["white space stands around the equals sign", [["Forwarded", "for = 1.2.3.4"]], "- - -"],
  ["an outer element is malformed", [["Forwarded", "for==, for=10.2.2.2;proto=https"]], "10.2.2.2#0 https -"],
  [
    "the client opens a quoted string",
    [
      ["Forwarded", 'for="6.6.6.6'],
      ["Forwarded", 'for=1.2.3.4;host="a.example"'],
    ],
    "1.2.3.4#0 - a.example",
  ],
  [
    "the client opens one that the proxy's would close",
    [
      ["Forwarded", 'for=6.6.6.6;x="'],
      ["Forwarded", 'for="[2001:db8::1]"'],
    ],
    "2001:db8::1#0 - -",
  ],
  ["the scheme is no HTTP", [["Forwarded", "for=1.2.3.4;proto=ftp"]], "1.2.3.4#0 - -"],
  ["the host is none", [["Forwarded", 'for=1.2.3.4;host="a/b"']], "1.2.3.4#0 - -"],
  ["the host has user information", [["Forwarded", 'for=1.2.3.4;host="u@a.example"']], "1.2.3.4#0 - -"],
  ["the host's port is too large", [["Forwarded", 'for=1.2.3.4;host="a:65536"']], "1.2.3.4#0 - -"],
  ["X-Forwarded-For is a list", [["X-Forwarded-For", "6.6.6.6, 1.2.3.4, 10.2.2.2"]], "1.2.3.4#0 - -"],
  ["X-Forwarded-For has ports", [["X-Forwarded-For", "1.2.3.4:99, [::1]:80"]], "1.2.3.4#99 - -"],
  ["X-Forwarded-For has bare IPv6", [["X-Forwarded-For", "2001:db8::1, ::1"]], "2001:db8::1#0 - -"],
  ["X-Forwarded-For is mapped IPv4", [["X-Forwarded-For", "1.2.3.4, ::ffff:10.2.2.2"]], "1.2.3.4#0 - -"],
  ["X-Forwarded-For is malformed at the left", [["X-Forwarded-For", "<script>, 10.2.2.2"]], "10.2.2.2#0 - -"],
  ["X-Forwarded-For is malformed at the right", [["X-Forwarded-For", "1.2.3.4, 10.2.2.999"]], "- - -"],
  [
    "there is one X-Forwarded-Proto",
    [
      ["X-Forwarded-For", "1.2.3.4, 10.2.2.2"],
      ["X-Forwarded-Proto", "https"],
      ["X-Forwarded-Host", "a.example"],
    ],
    "1.2.3.4#0 https a.example",
  ],
  [
    "there is one X-Forwarded-Proto for each address",
    [
      ["X-Forwarded-For", "6.6.6.6, 1.2.3.4, 10.2.2.2"],
      ["X-Forwarded-Proto", "ftp, https, http"],
    ],
    "1.2.3.4#0 https -",
  ],
  ["X-Forwarded-Proto stands alone", [["X-Forwarded-Proto", "HTTPS"]], "- https -"],
  [
    "there are more X-Forwarded-Host than addresses",
    [
      ["X-Forwarded-For", "1.2.3.4"],
      ["X-Forwarded-Host", "evil, a.example"],
    ],
    "1.2.3.4#0 - a.example",
  ],
  [
    "both fields agree",
    [
      ["Forwarded", "for=1.2.3.4;proto=https"],
      ["X-Forwarded-For", "1.2.3.4"],
    ],
    "1.2.3.4#0 https -",
  ],
  [
    "both fields agree in other spellings",
    [
      ["Forwarded", 'for="[2001:db8:0::1]"'],
      ["X-Forwarded-For", "2001:DB8::1"],
    ],
    "2001:db8:0::1#0 - -",
  ],
  [
    "the client wrote the one that its proxy does not",
    [
      ["Forwarded", "for=6.6.6.6;host=evil"],
      ["X-Forwarded-For", "1.2.3.4"],
    ],
    "- - -",
  ],
];

for (const [when, lines, expected] of cases) {
  test(`forwarded: ${expected} when ${when}`, () => assert.equal(seen(lines), expected));
}

test("forwarded: nothing counts when the sender is not trusted", () => {
  const lines: FieldLine[] = [
    ["Forwarded", "for=1.2.3.4;proto=https;host=a.example"],
    ["X-Forwarded-Proto", "https"],
  ];
  assert.equal(seen(lines, "11.0.0.1"), "- - -");
  assert.equal(seen(lines, "::ffff:10.0.0.1"), "1.2.3.4#0 https a.example");
});

test("forwarded: nothing counts when a field as long as it may be is malformed at its end", () => {
  for (const part of [",", '"', 'a="', "a=b,", 'a=",', "for=10.1.1.1,", ";", "\\"]) {
    assert.equal(seen([["Forwarded", `${part.repeat(16_000 / part.length)}"@`]]), "- - -");
  }
  assert.equal(seen([["X-Forwarded-For", `${"1.2.3.4,".repeat(2000)}@`]]), "- - -");
});

test("forwarded: the request and the connection are those of the client when a trusted proxy names it", () => {
  const request = {
    scheme: "http",
    authority: "inner:8080",
    path: "/a",
    headerSection: FieldSection.of({ Forwarded: "for=1.2.3.4;proto=https;host=a.example" }),
  } as IncomingRequest;
  const connection: ConnectionInfo = {
    id: 7,
    remote: { host: "10.0.0.1", port: 1234 },
    local: { host: "10.0.0.2", port: 8080 },
    isEncrypted: false,
  };
  const through = seenThroughProxies(trusted)(request, connection);
  assert.deepEqual(
    [through.request.scheme, through.request.authority, through.request.path, through.connection],
    ["https", "a.example", "/a", { ...connection, remote: { host: "1.2.3.4", port: 0 } }],
  );
  const direct = seenThroughProxies(parseAddressRanges("192.0.2.1"))(request, connection);
  assert.equal(direct.request, request);
  assert.equal(direct.connection, connection);
});
