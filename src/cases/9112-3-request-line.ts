import { accepted, type Case, refused, shown } from "./case.ts";

const requestLine = "request-line = method SP request-target SP HTTP-version";
const invalidLine =
  "Recipients of an invalid request-line SHOULD respond with either a 400 (Bad Request) error or a 301 (Moved Permanently) redirect with the request-target properly encoded.";
const noWhitespace = "No whitespace is allowed in the request-target.";
const originForm = 'origin-form = absolute-path [ "?" query ]';
const absoluteForm =
  "A server MUST accept the absolute-form in requests even though most HTTP/1.1 clients will only send the absolute-form to a proxy.";
const ignoreHost =
  "When an origin server receives a request with an absolute-form of request-target, the origin server MUST ignore the received Host header field (if any) and instead use the host information of the request-target.";
const onlyFor = "These forms MUST NOT be used with other methods.";
const badPort =
  "A server MUST reject a CONNECT request that targets an empty or invalid port number, typically by responding with a 400 (Bad Request) status code.";
const tooLong =
  "A server that receives a request-target longer than any URI it wishes to parse MUST respond with a 414 (URI Too Long) status code (see Section 15.5.15 of [HTTP]).";

/** A request with this request line, and Host. */
function line(text: string): string {
  return `${text}\r\nHost: {authority}\r\n\r\n`;
}

/** RFC 9112 §3: the request line, its method and the forms of its target. */
export const requestLineCases: readonly Case[] = [
  // Method (§3.1)
  ...["HEAD", "DELETE", "OPTIONS", "PATCH", "BREW", "get", "M-SEARCH", "!#$%&'*+-.^_`|~09az"].map((method) =>
    accepted({
      rule: "RFC9112-3.1/METHOD",
      quote: "method = token",
      why: `${method} is a token; whether it is known is the site's to say, in its own letters.`,
      send: line(`${method} {path} HTTP/1.1`),
      engine: [`RequestHead ${method}`, "EndOfMessage"],
      pass: [
        { responses: [{ status: "2xx" }] },
        { responses: [{ status: "3xx" }] },
        { responses: [{ status: 405 }] },
        { responses: [{ status: 501 }] },
      ],
    }),
  ),
  ...["GE(T", "G\0T", "GET@", "G\tT", "GET=", "GÉT", "G/T", '"GET"', "GET\r\n"].map((method) =>
    refused({
      rule: "RFC9112-3.1/METHOD-TOKEN",
      level: "SHOULD",
      quote: requestLine,
      why: "A method is a token: no other octet may stand in it.",
      send: line(`${method} {path} HTTP/1.1`),
    }),
  ),
  accepted({
    rule: "RFC9112-3.1/METHOD-LENGTH",
    level: "practice",
    quote:
      "A server that receives a method longer than any that it implements SHOULD respond with a 501 (Not Implemented) status code.",
    why: "At the limit of 64 octets it is read, and answered like any other unknown one.",
    send: line(`${"M".repeat(64)} {path} HTTP/1.1`),
    engine: [`RequestHead ${"M".repeat(64)}`, "EndOfMessage"],
    pass: [{ responses: [{ status: 405 }] }, { responses: [{ status: 501 }] }, { responses: [{ status: "2xx" }] }],
  }),
  refused({
    rule: "RFC9112-3.1/METHOD-LENGTH",
    level: "SHOULD",
    quote:
      "A server that receives a method longer than any that it implements SHOULD respond with a 501 (Not Implemented) status code.",
    why: "One octet past the limit.",
    send: line(`${"M".repeat(65)} {path} HTTP/1.1`),
    status: 501,
    pass: [{ responses: [{ status: 501 }] }, { responses: [{ status: 400 }] }, { responses: [{ status: 405 }] }],
  }),

  // The line as a whole (§3)
  accepted({
    rule: "RFC9112-3/REQUEST-LINE-LENGTH",
    level: "SHOULD",
    quote:
      "It is RECOMMENDED that all HTTP senders and recipients support, at a minimum, request-line lengths of 8000 octets.",
    why: "A line of 8192 octets is at the limit.",
    send: line(`GET /${"a".repeat(8192 - 14)} HTTP/1.1`),
    engine: ["RequestHead GET", "EndOfMessage"],
    pass: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }, { responses: [{ status: 404 }] }],
  }),
  refused({
    rule: "RFC9112-3/REQUEST-LINE-LENGTH",
    quote: tooLong,
    why: "One octet past the limit, seen in the version.",
    send: line(`GET /${"a".repeat(8192 - 13)} HTTP/1.1`),
    status: 414,
    pass: [{ responses: [{ status: 414 }] }, { responses: [{ status: "2xx" }] }, { responses: [{ status: 404 }] }],
  }),
  refused({
    rule: "RFC9112-3/REQUEST-LINE-LENGTH",
    quote: tooLong,
    why: "A target without an end: the server must not wait for it.",
    send: `GET /${"a".repeat(9000)}`,
    status: 414,
  }),
  ...["GET  {path} HTTP/1.1", "GET  HTTP/1.1"].map((text) =>
    refused({
      rule: "RFC9112-3.2/TARGET-EMPTY",
      level: "SHOULD",
      quote: requestLine,
      why: "After the method and one SP, the target must begin.",
      send: line(text),
    }),
  ),
  ...["GET {path}  HTTP/1.1", "GET /a b HTTP/1.1", "GET / HTTP/ HTTP/1.1"].map((text) =>
    refused({
      rule: "RFC9112-3.2/TARGET-WITH-SPACE",
      level: "SHOULD",
      quote: noWhitespace,
      why: "What follows a space is no version; guessing where the target ends has been used to pass filters.",
      send: line(text),
      error: "RFC9112-2.3/VERSION-SYNTAX",
    }),
  ),

  // origin-form (§3.2.1)
  ...[
    ["/", "path=/ query=undefined"],
    ["/?", "path=/ query="],
    ["/a/b.c;d=e,f", "path=/a/b.c;d=e,f"],
    ["/-._~!$&'()*+,;=:@/%41", "path=/-._~!$&'()*+,;=:@/%41"],
    ["/?a=b&c=%20d?e/f", "query=a=b&c=%20d?e/f"],
    ["//a.example/x", "path=//a.example/x authority=a.example"],
    ["/http://other.example/", "path=/http://other.example/ authority=a.example"],
    ["/../a/./b", "path=/../a/./b"],
    ["/%2e%2E/%00", "path=/%2e%2E/%00"],
  ].map(([target, head]) =>
    accepted({
      rule: "RFC9112-3.2.1/ORIGIN-FORM",
      quote: originForm,
      why: `${target} is handed on as it was sent: nothing is decoded or resolved.`,
      send: line(`GET ${target} HTTP/1.1`),
      engine: [`RequestHead GET ${target} ${head}`, "EndOfMessage"],
      pass: [
        { responses: [{ status: "2xx" }] },
        { responses: [{ status: "3xx" }] },
        { responses: [{ status: "4xx" }] },
      ],
    }),
  ),
  ...[..."[]{}|\\^`"].map((character) =>
    accepted({
      rule: "RFC9112-3.2.1/QUERY-AS-BROWSERS-SEND",
      level: "practice",
      quote: originForm,
      why: `Browsers send ${shown(character)} in a query as it stands.`,
      send: line(`GET /?a${character}=1 HTTP/1.1`),
      engine: [`RequestHead GET query=a${character}=1`, "EndOfMessage"],
      warn: [{ responses: [{ status: 400 }] }],
    }),
  ),
  ...[..."[]{}|\\^`"].map((character) =>
    refused({
      rule: "RFC9112-3.2.1/PATH-OCTET",
      level: "SHOULD",
      quote: invalidLine,
      why: `${shown(character)} in a path must be percent-encoded.`,
      send: line(`GET /a${character}b HTTP/1.1`),
      pass: [{ responses: [{ status: 400 }] }, { responses: [{ status: 301 }] }],
      warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "4xx" }] }],
    }),
  ),
  ...["\0", "\x07", "\t", "\x7f", "\x80", "\xff", "#", '"', "<", ">"].map((character) =>
    refused({
      rule: "RFC9112-3.2/TARGET-OCTET",
      level: "SHOULD",
      quote: invalidLine,
      why: `${shown(character)} may stand in no request target.`,
      send: line(`GET /a${character}b HTTP/1.1`),
      pass: [{ responses: [{ status: 400 }] }, { responses: [{ status: 301 }] }],
      warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "4xx" }] }],
    }),
  ),
  ...["/%", "/%4", "/%zz", "/%4g", "/a?%", "/a?b=%1"].map((target) =>
    refused({
      rule: "RFC3986-2.1/PERCENT",
      level: "SHOULD",
      quote: invalidLine,
      why: "A % that begins no encoded octet is decoded by each parser in its own way.",
      send: line(`GET ${target} HTTP/1.1`),
      pass: [{ responses: [{ status: 400 }] }, { responses: [{ status: 301 }] }],
      warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "4xx" }] }],
    }),
  ),
  ...["a/b", "?a", "!", "index.html", "*x", "/path".slice(1)].map((target) =>
    refused({
      rule: "RFC9112-3.2/TARGET-FORM",
      level: "SHOULD",
      quote: "request-target = origin-form / absolute-form / authority-form / asterisk-form",
      why: `${target} has none of the four forms.`,
      send: line(`GET ${target} HTTP/1.1`),
    }),
  ),

  // absolute-form (§3.2.2)
  ...[
    ["http://b.example/x?y", "authority=b.example path=/x query=y"],
    ["HTTP://b.example:8080/x", "authority=b.example:8080 path=/x query=undefined"],
    ["http://b.example", "authority=b.example path=/ query=undefined"],
    ["http://b.example?y", "authority=b.example path=/ query=y"],
    ["http://[::1]:80/", "authority=[::1]:80 path=/"],
    ["http://b.example:/", "authority=b.example: path=/"],
  ].map(([target, head]) =>
    accepted({
      rule: "RFC9112-3.2.2/ABSOLUTE-FORM",
      quote: absoluteForm,
      why: "The authority of the target counts, not that of Host.",
      send: line(`GET ${target} HTTP/1.1`),
      engine: [`RequestHead GET ${target} ${head}`, "EndOfMessage"],
      pass: [
        { responses: [{ status: "2xx" }] },
        { responses: [{ status: "3xx" }] },
        { responses: [{ status: 404 }] },
        { responses: [{ status: 421 }] },
      ],
    }),
  ),
  accepted({
    rule: "RFC9112-3.2.2/HOST-IGNORED",
    quote: ignoreHost,
    why: "Whoever believes Host here can be led to another site than the target names.",
    send: "GET http://b.example/ HTTP/1.1\r\nHost: c.example\r\n\r\n",
    engine: ["RequestHead GET authority=b.example", "EndOfMessage"],
    pass: [
      { responses: [{ status: "2xx" }] },
      { responses: [{ status: "3xx" }] },
      { responses: [{ status: 404 }] },
      { responses: [{ status: 421 }] },
    ],
  }),
  accepted({
    rule: "RFC9112-3.2.4/OPTIONS-OF-AUTHORITY",
    quote:
      'If a proxy receives an OPTIONS request with an absolute-form of request-target in which the URI has an empty path and no query component, then the last proxy on the request chain MUST send a request-target of "*" when it forwards the request to the indicated origin server.',
    why: "It means the server as a whole, so it does where no proxy came between.",
    send: line("OPTIONS http://b.example HTTP/1.1"),
    engine: ["RequestHead OPTIONS authority=b.example path=*", "EndOfMessage"],
    pass: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "4xx" }] }, { responses: [{ status: 501 }] }],
  }),
  ...["ftp://b.example/", "mailto:a", "http:/x", "http:x", "localhost:80/x", "ws://b.example/"].map((target) =>
    refused({
      rule: "RFC9112-3.2.2/SCHEME",
      level: "SHOULD",
      quote: absoluteForm,
      why: `${target} is no http or https URI.`,
      send: line(`GET ${target} HTTP/1.1`),
      warn: [{ responses: [{ status: "4xx" }] }, { responses: [{ status: "5xx" }] }],
    }),
  ),
  refused({
    rule: "RFC9110-4.2.4/USERINFO",
    level: "SHOULD",
    quote:
      "recipient SHOULD parse for userinfo and treat its presence as an error; it is likely being used to obscure the authority for the sake of phishing attacks.",
    why: "What stands before the @ looks like the host, and is not.",
    send: line("GET http://a.example@b.example/ HTTP/1.1"),
  }),
  ...["http:///x", "http://:80/"].map((target) =>
    refused({
      rule: "RFC9110-4.2.1/HOST-EMPTY",
      quote: "A recipient that processes such a URI reference MUST reject it as invalid.",
      why: "An http URI names a host.",
      send: line(`GET ${target} HTTP/1.1`),
    }),
  ),
  ...["http://b.example:x/", "http://[::1/", "http://[::1]x/", "http://b\\c/", "http://b:99999/", "http://b%zz/"].map(
    (target) =>
      refused({
        rule: "RFC9112-3.2.2/AUTHORITY",
        level: "SHOULD",
        quote: "In that case, a server will parse the URI into its generic components for further evaluation.",
        why: `The authority of ${target} is malformed.`,
        send: line(`GET ${target} HTTP/1.1`),
      }),
  ),
  refused({
    rule: "RFC9110-7.4/MISDIRECTED",
    quote:
      'In particular, a request for an "https" resource MUST be rejected unless it has been received over a connection that has been secured via a certificate valid for that target URI\'s origin, as defined by Section 4.2.2.',
    why: "What was to be secret would be answered in the clear.",
    send: line("GET https://{authority}/ HTTP/1.1"),
    status: 421,
    pass: [{ responses: [{ status: 421 }] }, { responses: [{ status: 400 }] }],
  }),

  // authority-form and asterisk-form (§3.2.3, §3.2.4)
  accepted({
    rule: "RFC9112-3.2.3/AUTHORITY-FORM",
    quote: 'authority-form = uri-host ":" port',
    why: "The one form that CONNECT takes; an origin server answers that it makes no tunnels.",
    send: line("CONNECT b.example:443 HTTP/1.1"),
    engine: ["RequestHead CONNECT authority=b.example:443 path= query=undefined", "EndOfMessage", "finished"],
    pass: [{ responses: [{ status: "4xx" }] }, { responses: [{ status: 501 }] }],
  }),
  ...["/x", "b.example", "b.example:", "b.example:99999", "b.example:http", ":443", "http://b.example/", "*"].map(
    (target) =>
      refused({
        rule: "RFC9112-3.2.3/AUTHORITY-FORM",
        quote: badPort,
        why: `${target} names no host with a port to connect to.`,
        send: line(`CONNECT ${target} HTTP/1.1`),
        warn: [{ responses: [{ status: "4xx" }] }, { responses: [{ status: "5xx" }] }],
      }),
  ),
  accepted({
    rule: "RFC9112-3.2.4/ASTERISK-FORM",
    quote:
      "The asterisk-form of request-target is only used for a server-wide OPTIONS request (Section 9.3.7 of [HTTP]).",
    why: "OPTIONS * asks about the server as a whole.",
    send: line("OPTIONS * HTTP/1.1"),
    engine: ["RequestHead OPTIONS * path=* query=undefined authority=a.example", "EndOfMessage"],
    pass: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "4xx" }] }, { responses: [{ status: 501 }] }],
  }),
  ...["GET", "POST", "PRI", "options"].map((method) =>
    refused({
      rule: "RFC9112-3.2.4/ASTERISK-FORM",
      quote: onlyFor,
      why: `${method} does not ask about a server as a whole.`,
      send: line(`${method} * HTTP/1.1`),
      warn: [{ responses: [{ status: "4xx" }] }, { responses: [{ status: 501 }] }],
    }),
  ),
];
