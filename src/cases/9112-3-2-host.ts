import { accepted, type Case, refused } from "./case.ts";

const exactlyOne =
  "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a Host header field and to any request message that contains more than one Host header field line or a Host header field with an invalid field value.";
const grammar = 'Host = uri-host [ ":" port ] ; Section 4';

/** A GET with these lines after its request line. */
function withLines(...lines: readonly string[]): string {
  return ["GET {path} HTTP/1.1", ...lines, "\r\n"].join("\r\n");
}

/** RFC 9112 §3.2: Host. */
export const hostCases: readonly Case[] = [
  refused({
    rule: "RFC9112-3.2/HOST-MISSING",
    quote: exactlyOne,
    why: "Without it nobody knows which site is meant.",
    send: withLines(),
  }),
  refused({
    rule: "RFC9112-3.2/HOST-MISSING",
    quote: exactlyOne,
    why: "Other fields do not replace it.",
    send: withLines("X-Forwarded-Host: {authority}", "Accept: */*"),
  }),
  refused({
    rule: "RFC9112-3.2/HOST-MISSING",
    quote: exactlyOne,
    why: "Also where the target is in absolute-form.",
    send: "GET http://{authority}{path} HTTP/1.1\r\n\r\n",
  }),
  refused({
    rule: "RFC9112-3.2/HOST-MISSING",
    quote: exactlyOne,
    why: "A Host in the trailer section comes too late.",
    send: "POST {path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: {authority}\r\n\r\n",
  }),
  accepted({
    rule: "RFC9112-3.2/HOST-IN-1.0",
    quote: "A client MUST send a Host header field (Section 7.2 of [HTTP]) in all HTTP/1.1 request messages.",
    why: "HTTP/1.0 did not know Host.",
    send: "GET {path} HTTP/1.0\r\n\r\n",
    engine: ["RequestHead GET authority= version=HTTP/1.0", "EndOfMessage", "finished"],
    pass: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }, { responses: [{ status: 400 }] }],
  }),
  ...[
    ["Host: {authority}", "Host: {authority}"],
    ["Host: {authority}", "Host: b.example"],
    ["Host: {authority}", "X: y", "hOST: b.example"],
    ["Host:", "Host: {authority}"],
  ].map((lines) =>
    refused({
      rule: "RFC9112-3.2/HOST-REPEATED",
      quote: exactlyOne,
      why: "One server would take the first, another the last.",
      send: withLines(...lines),
    }),
  ),
  refused({
    rule: "RFC9112-3.2/HOST-REPEATED",
    quote: exactlyOne,
    why: "Also in HTTP/1.0.",
    send: "GET {path} HTTP/1.0\r\nHost: {authority}\r\nHost: {authority}\r\n\r\n",
  }),
  accepted({
    rule: "RFC9112-3.2/HOST-EMPTY",
    quote:
      "If the authority component is missing or undefined for the target URI, then a client MUST send a Host header field with an empty field value.",
    why: "An empty value is a valid one: the target URI has no authority.",
    send: withLines("Host:"),
    engine: ["RequestHead GET authority=", "EndOfMessage"],
    pass: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }, { responses: [{ status: 400 }] }],
  }),
  ...[
    "b.example",
    "b.example:",
    "b.example:8080",
    "AbC.Example.",
    "foo-bar_baz.example",
    "1.2.3.4",
    "1.2.3.4:80",
    "256.256.256.256",
    "[::1]",
    "[::1]:65535",
    "[2001:db8::ff00:42:8329]",
    "[1:2:3:4:5:6:7:8]",
    "[::ffff:1.2.3.4]",
    "[1::]",
    "[v1.a:b]",
    "%61.example",
    "a!$&'()*+,;=~b",
  ].map((host) =>
    accepted({
      rule: "RFC9110-7.2/HOST",
      quote: grammar,
      why: `${host} is a host by the grammar of URIs.`,
      send: withLines(`Host: ${host}`),
      engine: [`RequestHead GET authority=${host}`, "EndOfMessage"],
      pass: [
        { responses: [{ status: "2xx" }] },
        { responses: [{ status: "3xx" }] },
        { responses: [{ status: "4xx" }] },
      ],
    }),
  ),
  accepted({
    rule: "RFC9110-7.2/HOST",
    quote: grammar,
    why: "Its case does not count, white space about it is not of it, and it may stand anywhere.",
    send: withLines("X: y", "hOsT:\t {authority}\t "),
    engine: ["RequestHead GET authority=a.example", "EndOfMessage"],
  }),
  ...[
    "a b",
    "a/b",
    "a?b",
    "a#b",
    "user@b.example",
    "b.example:80@c",
    "b.example:x",
    "b.example:80:90",
    "b.example:-1",
    "b.example:65536",
    "b.example:999999999999999999999",
    ":80",
    "[::1",
    "[::1]x",
    "[::1].",
    "x[::1]:98",
    "[::1/]",
    "[]",
    "[1:2:3:4:5:6:7]",
    "[1:2:3:4:5:6:7:8:9]",
    "[1::2::3]",
    "[:::1]",
    "[12345::]",
    "[::1.2.3.256]",
    "[::1%25en0]",
    "::1",
    "{",
    "<a>",
    "a|b",
    "a^b",
    "a`b",
    "a%zz",
    "a; b",
    "a\tb",
    "a\\b",
    '"a"',
    "\xff",
    "a, b",
    "http://a",
  ].map((host) =>
    refused({
      rule: "RFC9112-3.2/HOST-INVALID",
      quote: exactlyOne,
      why: `${host} is no host with an optional port.`,
      send: withLines(`Host: ${host}`),
      pass: [{ responses: [{ status: 400 }] }],
    }),
  ),
];
