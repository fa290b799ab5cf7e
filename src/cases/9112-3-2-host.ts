import { accepted, type Case, ownChoice, refused } from "./case.ts";
import { answers, badRequest, written } from "./usual-outcomes.ts";

const exactlyOne =
  "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a Host header field and to any request message that contains more than one Host header field line or a Host header field with an invalid field value.";
const grammar = 'Host = uri-host [ ":" port ] ; Section 4';

const wantHost =
  "Answer 400 to HTTP/1.1 without Host, and to any request with several Host lines or one that is no host with an optional port.";
const takeHost = "Take every Host that is a name or an address with an optional port, its letters in either case.";

/** A GET with these lines after its request line. */
function withLines(...lines: readonly string[]): string {
  return ["GET {path} HTTP/1.1", ...lines, "\r\n"].join("\r\n");
}

function invalidHost(host: string, error?: string): Case {
  return refused({
    rule: "RFC9112-3.2/HOST-INVALID",
    title: `Host "${written(host)}"`,
    quote: exactlyOne,
    why: `${written(host)} is no host with an optional port: whoever cuts a host out of it cuts out another than the next in line.`,
    advice: wantHost,
    send: withLines(`Host: ${host}`),
    ...(error !== undefined && { error }),
    ...badRequest,
  });
}

function validHost(host: string): Case {
  return accepted({
    rule: "RFC9110-7.2/HOST",
    title: `Host "${host}"`,
    quote: grammar,
    why: `${host} is a host by the grammar of URIs; it may be another site's, but it is not malformed.`,
    advice: takeHost,
    send: withLines(`Host: ${host}`),
    engine: [`RequestHead GET authority=${host.replace("{host}", "a.example")}`, "EndOfMessage"],
    pass: [answers("2xx", "3xx", 401, 403, 404, 421)],
    // A site that knows its own names may refuse all others so.
    warn: [answers("4xx")],
  });
}

/** RFC 9112 §3.2: Host. */
export const hostCases: readonly Case[] = [
  refused({
    rule: "RFC9112-3.2/HOST-MISSING",
    title: "no Host",
    quote: exactlyOne,
    why: "Without it nobody knows which site is meant.",
    advice: wantHost,
    send: withLines(),
    ...badRequest,
  }),
  refused({
    rule: "RFC9112-3.2/HOST-MISSING",
    title: "no Host but X-Forwarded-Host",
    quote: exactlyOne,
    why: "Other fields do not replace it: anybody can send them.",
    advice: wantHost,
    send: withLines("X-Forwarded-Host: {authority}", "Accept: */*"),
    ...badRequest,
  }),
  refused({
    rule: "RFC9112-3.2/HOST-MISSING",
    title: "no Host where the target is in absolute-form",
    quote: exactlyOne,
    why: "The host in the target does not replace it: the next in line may look at Host alone.",
    advice: wantHost,
    send: "GET http://{authority}{path} HTTP/1.1\r\n\r\n",
    ...badRequest,
  }),
  refused({
    rule: "RFC9112-3.2/HOST-MISSING",
    title: "Host in the trailer section",
    quote: exactlyOne,
    why: "It comes too late there: the request was routed long before.",
    advice: wantHost,
    send: "{POST} {post} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: {authority}\r\n\r\n",
    methods: ["POST"],
    ...badRequest,
  }),
  ...[
    ["twice the same", "Host: {authority}", "Host: {authority}"],
    ["two that differ", "Host: {authority}", "Host: porthole-check.example"],
    ["two that differ, in other letters and apart", "Host: {authority}", "X: y", "hOST: porthole-check.example"],
    ["an empty one first", "Host:", "Host: {authority}"],
  ].map(([title, ...lines]) =>
    refused({
      rule: "RFC9112-3.2/HOST-REPEATED",
      title: title!,
      quote: exactlyOne,
      why: "One server takes the first, another the last: a cache between them is poisoned so.",
      advice: wantHost,
      send: withLines(...lines),
      ...badRequest,
    }),
  ),
  refused({
    rule: "RFC9112-3.2/HOST-REPEATED",
    title: "twice in HTTP/1.0",
    quote: exactlyOne,
    why: "Any request message, says the RFC, of whatever version.",
    advice: wantHost,
    send: "GET {path} HTTP/1.0\r\nHost: {authority}\r\nHost: {authority}\r\n\r\n",
    ...badRequest,
  }),
  ownChoice(
    accepted({
      rule: "RFC9112-3.2/HOST-EMPTY",
      title: "an empty Host",
      quote:
        "If the authority component is missing or undefined for the target URI, then a client MUST send a Host header field with an empty field value.",
      why: "An empty value is a valid one: the target URI has no authority.",
      send: withLines("Host:"),
      engine: ["RequestHead GET authority=", "EndOfMessage"],
    }),
  ),
  ...[
    ...["b.example", "b.example:8080", "AbC.Example.", "foo-bar_baz.example", "1.2.3.4:80", "1.2.3.4", "[::1]"],
    ...["[::1]:65535", "%61.example", "a!$&'()*+,;=~b", "{host}:"],
  ].map(validHost),
  ...[
    ...[
      "b.example:",
      "256.256.256.256",
      "[v1.a:b]",
      "[2001:db8::ff00:42:8329]",
      "[1:2:3:4:5:6:7:8]",
      "[::ffff:1.2.3.4]",
      "[1::]",
    ],
  ].map((host) => ownChoice(validHost(host))),
  accepted({
    rule: "RFC9110-7.2/HOST",
    title: "hOsT after another field",
    quote: "Field names are case-insensitive",
    quotedFrom: "RFC9110-5.1",
    why: "The case of its name does not count, and it may stand anywhere.",
    advice: takeHost,
    send: withLines("X: y", "hOsT: {authority}"),
    engine: ["RequestHead GET authority=a.example", "EndOfMessage"],
  }),
  accepted({
    rule: "RFC9110-7.2/HOST",
    title: "HTAB and spaces about its value",
    quote:
      "When a specific version of HTTP allows such whitespace to appear in a message, a field parsing implementation MUST exclude such whitespace prior to evaluating the field value.",
    quotedFrom: "RFC9110-5.5",
    why: "White space about a value is not of it: taken for a part of it, it makes another host of this one.",
    advice: "Take SP and HTAB off both ends of a field value before it is looked at.",
    send: withLines("Host:\t {authority} \t"),
    engine: ["RequestHead GET authority=a.example", "EndOfMessage"],
  }),
  ...[
    "a b",
    "a/b",
    "a?b",
    "user@b.example",
    "b.example:x",
    "b.example:80:90",
    "[::1",
    "[::1]x",
    "[1::2::3]",
    "::1",
    "a%zz",
    "a\tb",
    "a\\b",
    "\xff",
    "http://a",
    ...["a#b", "b.example:80@c", "b.example:-1", "x[::1]:98", "[::1].", "[::1/]", "[]", "[:::1]"],
    ...["<a>", '"a"', "{", "a|b", "a^b", "a`b", "a; b"],
  ].map((host) => invalidHost(host)),
  // The grammar of a port has no limit; a name may be empty there.
  ...["b.example:65536", "b.example:999999999999999999999", ":80", "a, b"].map((host) => ownChoice(invalidHost(host))),
  ...["[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[12345::]", "[::1.2.3.256]", "[::1%25en0]"].map((host) =>
    ownChoice(invalidHost(host)),
  ),
  ...[
    ["a\0b", "RFC9110-5.5/VALUE-OCTET"],
    ["\x06", "RFC9110-5.5/VALUE-OCTET"],
    ["a\rb", "RFC9112-2.2/BARE-CR"],
  ].map(([host, error]) => invalidHost(host!, error)),
  refused({
    rule: "RFC9112-3.2/HOST-INVALID",
    title: "a Host of two names with a comma",
    quote: exactlyOne,
    why: "So looks a Host that a proxy put together from two.",
    advice: wantHost,
    send: withLines("Host: {authority}, porthole-check.example"),
    ...badRequest,
  }),
  refused({
    rule: "RFC9112-3.2/HOST-INVALID",
    title: "a Host that is folded over two lines",
    quote: exactlyOne,
    why: "Refused as a fold or unfolded to a host with a space in it, it is 400 either way.",
    advice: wantHost,
    send: withLines("Host: {authority}", " porthole-check.example"),
    error: "RFC9112-5.2/OBS-FOLD",
    ...badRequest,
  }),
];
