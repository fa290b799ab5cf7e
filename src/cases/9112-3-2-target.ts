import { accepted, answered, type Case, type CaseDraft, ownChoice, refused, shown } from "./case.ts";
import { answers, badRequest, closesSilently, noMessage, written } from "./usual-outcomes.ts";

const invalidLine =
  "Recipients of an invalid request-line SHOULD respond with either a 400 (Bad Request) error or a 301 (Moved Permanently) redirect with the request-target properly encoded.";
const originForm = 'origin-form = absolute-path [ "?" query ]';
const absoluteForm =
  "A server MUST accept the absolute-form in requests even though most HTTP/1.1 clients will only send the absolute-form to a proxy.";
const ignoreHost =
  "When an origin server receives a request with an absolute-form of request-target, the origin server MUST ignore the received Host header field (if any) and instead use the host information of the request-target.";
const badPort =
  "A server MUST reject a CONNECT request that targets an empty or invalid port number, typically by responding with a 400 (Bad Request) status code.";

const takeOctets =
  "Answer 400 where a target has an octet that no URI may have: controls, spaces, quotes, angle brackets, #, or one beyond ASCII.";
const takeForms = "Answer 400 to a target that neither begins with / nor is an http URI, nor * for OPTIONS.";
const takeAbsolute =
  "Take http://host/path as a target like /path, with the host in it instead of that in Host, and answer 400 where that host is malformed.";
const refuseConnect =
  "Answer CONNECT with 405 or 501, or 400 where its target is no host and port, where no tunnel is made.";

/** A request with this request line, and Host. */
function line(text: string): string {
  return `${text}\r\nHost: {authority}\r\n\r\n`;
}

/** Refused, or redirected to what is right; whoever answers as if it were right does what is advised against. */
const invalidTarget: Pick<CaseDraft, "pass" | "warn"> = {
  pass: [answers(400), answers(301, 308)],
  warn: [answers("understood"), answers("4xx"), answers("5xx"), closesSilently],
};

function originFormOf(target: string, head: string): Case {
  return accepted({
    rule: "RFC9112-3.2.1/ORIGIN-FORM",
    title: `target ${target}`,
    quote: originForm,
    why: `${target} is a target by the grammar: it may not be there, but nothing is wrong with it.`,
    advice: "Take every target of the grammar: a path of segments, and a query after the first question mark.",
    send: line(`GET ${target} HTTP/1.1`),
    engine: [`RequestHead GET ${target} ${head}`, "EndOfMessage"],
    pass: [answers("2xx", "3xx", 401, 403, 404, 405, 410)],
    warn: [answers("4xx")],
  });
}

function rawInQuery(character: string): Case {
  return accepted({
    rule: "RFC9112-3.2.1/QUERY-AS-BROWSERS-SEND",
    title: `${shown(character)} in a query`,
    level: "practice",
    quote: originForm,
    why: `Browsers send ${shown(character)} in a query as it stands.`,
    advice: "Take [ ] { } | \\ ^ and the backtick in a query: browsers send them as they are.",
    send: line(`GET /?a${character}=1 HTTP/1.1`),
    engine: [`RequestHead GET query=a${character}=1`, "EndOfMessage"],
    pass: [answers("2xx", "3xx", 401, 403, 404, 405)],
    warn: [answers("4xx")],
  });
}

function rawInPath(character: string): Case {
  return refused({
    rule: "RFC9112-3.2.1/PATH-OCTET",
    title: `${shown(character)} in a path`,
    level: "SHOULD",
    quote: invalidLine,
    quotedFrom: "RFC9112-3.2",
    why: `${shown(character)} in a path must be percent-encoded; mended in silence, it passes filters that did not see it.`,
    advice: "Answer 400 where a path has [ ] { } | \\ ^ or a backtick that is not percent-encoded.",
    send: line(`GET /a${character}b HTTP/1.1`),
    ...invalidTarget,
  });
}

function noForm(target: string): Case {
  return refused({
    rule: "RFC9112-3.2/TARGET-FORM",
    title: `target ${target}`,
    level: "SHOULD",
    quote: invalidLine,
    why: `${target} has none of the four forms.`,
    advice: takeForms,
    send: line(`GET ${target} HTTP/1.1`),
    ...noMessage,
    pass: [answers(400), answers(301, 308)],
  });
}

function absolute(target: string, head: string): Case {
  return accepted({
    rule: "RFC9112-3.2.2/ABSOLUTE-FORM",
    title: `target ${target}`,
    quote: absoluteForm,
    why: "A client that talks to a proxy sends it, and proxies pass it on.",
    advice: takeAbsolute,
    send: line(`GET ${target} HTTP/1.1`),
    engine: [
      `RequestHead GET ${target.replace("{authority}", "a.example").replace("{path}", "/")} ${head}`,
      "EndOfMessage",
    ],
    pass: [answers("understood"), answers(421)],
  });
}

function otherScheme(target: string): Case {
  return refused({
    rule: "RFC9112-3.2.2/SCHEME",
    title: `target ${target}`,
    level: "practice",
    quote:
      "Unless the connection is from a trusted gateway, an origin server MUST reject a request if any scheme-specific requirements for the target URI are not met.",
    quotedFrom: "RFC9110-7.4",
    why: `${target} is no http URI, and nothing here belongs to it.`,
    advice: "Answer 400 or 421 to a target whose scheme is not http, or https without TLS.",
    send: line(`GET ${target} HTTP/1.1`),
    pass: [answers("4xx"), answers(501)],
    warn: [answers("understood"), closesSilently],
  });
}

function badAuthority(target: string): Case {
  return refused({
    rule: "RFC9112-3.2.2/AUTHORITY",
    title: `target ${target}`,
    level: "SHOULD",
    quote: invalidLine,
    quotedFrom: "RFC9112-3.2",
    why: `The authority of ${target} is malformed: whoever reads a host out of it anyway reads another than the next in line.`,
    advice: takeAbsolute,
    send: line(`GET ${target} HTTP/1.1`),
    ...noMessage,
    pass: [answers(400), answers(301, 308)],
  });
}

function badTunnel(target: string): Case {
  return refused({
    rule: "RFC9112-3.2.3/AUTHORITY-FORM",
    title: `CONNECT ${target}`,
    quote: badPort,
    quotedFrom: "RFC9110-9.3.6",
    why: `${target} names no host with a port to connect to.`,
    advice: refuseConnect,
    send: line(`CONNECT ${target} HTTP/1.1`),
    pass: [answers("4xx"), answers("5xx")],
    // No tunnel is made where it is redirected.
    warn: [answers("3xx"), closesSilently],
  });
}

function asteriskFor(method: string): Case {
  return refused({
    rule: "RFC9112-3.2.4/ASTERISK-FORM",
    title: `${method} *`,
    level: "SHOULD",
    quote: invalidLine,
    quotedFrom: "RFC9112-3.2",
    why: `${method} does not ask about a server as a whole.`,
    advice: takeForms,
    send: line(`${method} * HTTP/1.1`),
    pass: [answers(400), answers(405, 501)],
    warn: [answers("4xx"), answers("5xx"), closesSilently],
  });
}

/** RFC 9112 §3.2: the forms of a request target. */
export const targetCases: readonly Case[] = [
  // origin-form (§3.2.1)
  originFormOf("/?", "path=/ query="),
  originFormOf("/a/b.c;d=e,f", "path=/a/b.c;d=e,f"),
  originFormOf("/-._~!$&'()*+,;=:@/%41", "path=/-._~!$&'()*+,;=:@/%41"),
  originFormOf("/?a=b&c=%20d?e/f", "query=a=b&c=%20d?e/f"),
  ...[
    ["/", "path=/ query=undefined"],
    ["//a.example/x", "path=//a.example/x authority=a.example"],
    ["/http://other.example/", "path=/http://other.example/ authority=a.example"],
    ["/../a/./b", "path=/../a/./b"],
    ["/%2e%2E/%00", "path=/%2e%2E/%00"],
  ].map(([target, head]) => ownChoice(originFormOf(target!, head!))),
  ...[..."[{|^"].map(rawInQuery),
  ...[..."]}\\`"].map((character) => ownChoice(rawInQuery(character))),
  ...[..."[{|\\"].map(rawInPath),
  ...[..."]}^`"].map((character) => ownChoice(rawInPath(character))),
  ...["\0", "\x07", "\t", "\x7f", "\xff", "\xc3\xa9", '"', "<"].map((text) =>
    refused({
      rule: "RFC9112-3.2/TARGET-OCTET",
      title: `${written(text)} in a target`,
      level: "SHOULD",
      quote: invalidLine,
      why: `${written(text)} may stand in no request target; mended in silence, it passes filters that did not see it.`,
      advice: takeOctets,
      send: line(`GET /a${text}b HTTP/1.1`),
      ...invalidTarget,
    }),
  ),
  ...["\x80", "#", ">"].map((text) =>
    ownChoice(
      refused({
        rule: "RFC9112-3.2/TARGET-OCTET",
        title: `${written(text)} in a target`,
        level: "SHOULD",
        quote: invalidLine,
        why: `${written(text)} may stand in no request target.`,
        send: line(`GET /a${text}b HTTP/1.1`),
      }),
    ),
  ),
  ...[
    ["a fragment", "{path}#fragment"],
    ["a fragment alone", "#x"],
  ].map(([title, target]) =>
    refused({
      rule: "RFC9112-3.2/TARGET-OCTET",
      title: title!,
      level: "SHOULD",
      quote: invalidLine,
      why: "A fragment is the user agent's own and never sent: some cut it off, others look for a file with # in its name.",
      advice: takeOctets,
      send: line(`GET ${target} HTTP/1.1`),
      ...invalidTarget,
    }),
  ),
  ...["?a", "!", "index.html", "a/b", "*x"].map(noForm),
  ...["path"].map((target) => ownChoice(noForm(target))),

  // absolute-form (§3.2.2)
  absolute("http://{authority}{path}", "authority=a.example path=/ query=undefined"),
  absolute("HTTP://{authority}{path}", "authority=a.example path=/ query=undefined"),
  absolute("http://{authority}", "authority=a.example path=/ query=undefined"),
  absolute("http://{authority}?y", "authority=a.example path=/ query=y"),
  ...[
    ["http://b.example/x?y", "authority=b.example path=/x query=y"],
    ["HTTP://b.example:8080/x", "authority=b.example:8080 path=/x query=undefined"],
    ["http://b.example", "authority=b.example path=/ query=undefined"],
    ["http://b.example?y", "authority=b.example path=/ query=y"],
    ["http://[::1]:80/", "authority=[::1]:80 path=/"],
    ["http://b.example:/", "authority=b.example: path=/"],
  ].map(([target, head]) => ownChoice(absolute(target!, head!))),
  ownChoice(
    accepted({
      rule: "RFC9112-3.2.2/HOST-IGNORED",
      title: "two hosts, neither of them this one",
      quote: ignoreHost,
      why: "Whoever believes Host here can be led to another site than the target names.",
      send: "GET http://b.example/ HTTP/1.1\r\nHost: c.example\r\n\r\n",
      engine: ["RequestHead GET authority=b.example", "EndOfMessage"],
    }),
  ),
  accepted({
    rule: "RFC9112-3.2.2/HOST-IGNORED",
    title: "this host in the target, another one in Host",
    quote: ignoreHost,
    why: "Whoever believes Host here can be led to another site than the target names.",
    advice: takeAbsolute,
    send: "GET http://{authority}{path} HTTP/1.1\r\nHost: porthole-check.example\r\n\r\n",
    engine: ["RequestHead GET authority=a.example", "EndOfMessage"],
    // Refused, it leads nobody to another site.
    warn: [answers(400, 421)],
  }),
  ownChoice(
    accepted({
      rule: "RFC9112-3.2.4/OPTIONS-OF-AUTHORITY",
      title: "OPTIONS http://b.example",
      quote:
        'If a proxy receives an OPTIONS request with an absolute-form of request-target in which the URI has an empty path and no query component, then the last proxy on the request chain MUST send a request-target of "*" when it forwards the request to the indicated origin server.',
      why: "It means the server as a whole, so it does where no proxy came between.",
      send: line("OPTIONS http://b.example HTTP/1.1"),
      engine: ["RequestHead OPTIONS authority=b.example path=*", "EndOfMessage"],
    }),
  ),
  ...["ftp://{authority}/", "http:/x"].map(otherScheme),
  ...["ftp://b.example/", "mailto:a", "http:x", "localhost:80/x", "ws://b.example/"].map((target) =>
    ownChoice(otherScheme(target)),
  ),
  refused({
    rule: "RFC9110-4.2.4/USERINFO",
    title: "a user name before the host in the target",
    level: "SHOULD",
    quote:
      "recipient SHOULD parse for userinfo and treat its presence as an error; it is likely being used to obscure the authority for the sake of phishing attacks.",
    why: "What stands before the @ looks like the host, and is not.",
    advice: "Answer 400 to a target with a user name or password before its host.",
    send: line("GET http://porthole-check.example@{authority}{path} HTTP/1.1"),
    pass: [answers("4xx")],
    warn: [answers("5xx"), closesSilently],
  }),
  ...["http:///x", "http://:80/"].map((target) =>
    refused({
      rule: "RFC9110-4.2.1/HOST-EMPTY",
      title: `target ${target}`,
      quote: "A recipient that processes such a URI reference MUST reject it as invalid.",
      why: "An http URI names a host: without one, what follows is taken for it by some.",
      advice: "Answer 400 to an http URI without a host.",
      send: line(`GET ${target} HTTP/1.1`),
      pass: [answers("4xx")],
      warn: [answers("5xx"), closesSilently],
    }),
  ),
  ...["http://b.example:x/", "http://[::1/", "http://[::1]x/", "http://b\\c/"].map(badAuthority),
  ...["http://b:99999/", "http://b%zz/"].map((target) => ownChoice(badAuthority(target))),
  refused({
    rule: "RFC9110-7.4/MISDIRECTED",
    title: "an https target over a connection without TLS",
    level: "practice",
    quote:
      'In particular, a request for an "https" resource MUST be rejected unless it has been received over a connection that has been secured via a certificate valid for that target URI\'s origin, as defined by Section 4.2.2.',
    why: "What was to be secret is answered in the clear, where the connection does not come from a trusted gateway.",
    advice: "Answer 421 to an https target that comes over a connection without TLS, unless from a trusted gateway.",
    send: line("GET https://{authority}/ HTTP/1.1"),
    status: 421,
    pass: [answers("4xx")],
    // The server may take us for a gateway that it trusts.
    warn: [answers("understood"), answers("5xx"), closesSilently],
  }),

  // authority-form and asterisk-form (§3.2.3, §3.2.4)
  ownChoice(
    accepted({
      rule: "RFC9112-3.2.3/AUTHORITY-FORM",
      title: "CONNECT b.example:443",
      quote: 'authority-form = uri-host ":" port',
      why: "The one form that CONNECT takes; an origin server answers that it makes no tunnels.",
      send: line("CONNECT b.example:443 HTTP/1.1"),
      engine: ["RequestHead CONNECT authority=b.example:443 path= query=undefined", "EndOfMessage", "finished"],
    }),
  ),
  ...["b.example:", "b.example:http", "b.example:99999", "b.example", ":443", "/x", "http://b.example/"].map(badTunnel),
  ...["*"].map((target) => ownChoice(badTunnel(target))),
  ownChoice(
    accepted({
      rule: "RFC9112-3.2.4/ASTERISK-FORM",
      title: "OPTIONS *",
      quote:
        "The asterisk-form of request-target is only used for a server-wide OPTIONS request (Section 9.3.7 of [HTTP]).",
      why: "OPTIONS * asks about the server as a whole.",
      send: line("OPTIONS * HTTP/1.1"),
      engine: ["RequestHead OPTIONS * path=* query=undefined authority=a.example", "EndOfMessage"],
    }),
  ),
  ...["GET", "POST", "PRI"].map(asteriskFor),
  ...["options"].map((method) => ownChoice(asteriskFor(method))),
  ...[
    ["two Host", "Host: {authority}\r\nHost: porthole-check.example"],
    ["a Host of two words", "Host: porthole check"],
  ].map(([title, lines]) =>
    answered({
      rule: "RFC9112-3.2.2/HOST-STILL-CHECKED",
      title: `absolute-form and ${title}`,
      quote:
        "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a Host header field and to any request message that contains more than one Host header field line or a Host header field with an invalid field value.",
      quotedFrom: "RFC9112-3.2",
      why: "That Host is not used does not make it right: the next in line may use it.",
      advice: "Check Host as ever where the target is in absolute-form, and only then leave it aside.",
      send: `GET http://{authority}{path} HTTP/1.1\r\n${lines}\r\n\r\n`,
      ...badRequest,
      pass: badRequest.pass!,
    }),
  ),
];
