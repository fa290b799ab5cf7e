import { each, family, get, message, type Neighbour, next, octets, post, smuggled, utf8 } from "./row.ts";

const fields = ["Host", "Content-Length", "Connection", "X"];

/** One request whose line ends are CRLF but for one: that of the given line. */
function withEnd(lineIndex: number, end: string): string {
  const lines = ["POST / HTTP/1.1", "Host: a", "X: y", "Content-Length: 5", ""];
  return `${lines.map((line, index) => line + (index === lineIndex ? end : "\r\n")).join("")}hello${smuggled}`;
}

const wrongEnds = ["\n", "\r", "\r\r\n", "\n\r", "\r\x00\n", "\r \n", "\x0b\n", "\x00\r\n", "\x0c\r\n"];

export const lineEnds: Neighbour[] = [
  ...family({ family: "line ends that are no CRLF", section: "RFC9112§2.2", outcome: "400 closed", seen: [] }, [
    ...[0, 1, 2, 3, 4].flatMap((index) =>
      each([...wrongEnds, "\r ", "\r\t", "\rX", "\r0", "\r\x00", "\r\x8a", "\r\x85"], (end) => withEnd(index, end)).map(
        (row) => ({ ...row, name: `${row.name} after line ${index + 1}` }),
      ),
    ),
    { name: "LF LF everywhere in HTTP/1.0", send: `GET / HTTP/1.0\n\n${smuggled}` },
    { name: "CR alone everywhere", send: "GET / HTTP/1.1\rHost: a\r\r" },
    { name: "LF before a second request", send: `${get("/")}\n${smuggled}`, outcome: "200 400 closed" },
    { name: "CR before a second request", send: `${get("/")}\r${smuggled}`, outcome: "200 400 closed" },
    { name: "NUL before a second request", send: `${get("/")}\x00${smuggled}`, outcome: "200 400 closed" },
    { name: "SP before a second request", send: `${get("/")} ${smuggled}`, outcome: "200 400 closed" },
  ]),
  ...family({ family: "empty lines before a request line", section: "RFC9112§2.2", outcome: "200 200 open" }, [
    { name: "one before each", send: `\r\n${get("/")}\r\n${next}`, seen: ["GET / 0", "GET /next 0"] },
    {
      name: "one after a chunked body",
      send: `${post(["Transfer-Encoding: chunked"], "0\r\n\r\n\r\n")}${next}`,
      seen: ["POST / 0", "GET /next 0"],
    },
  ]),
  ...family({ family: "white space where a line begins", section: "RFC9112§5.2", outcome: "400 closed", seen: [] }, [
    ...each([" ", "\t", "  ", " \t"], (space) => message("GET / HTTP/1.1", [`${space}Host: a`], smuggled)),
    ...fields.flatMap((name) =>
      each([" ", "\t"], (space) => message("GET / HTTP/1.1", ["Host: a", "Y: z", `${space}${name}: 0`], smuggled)),
    ),
    ...each(["Content-Length: 1\r\n 0", "Transfer-Encoding:\r\n chunked", "X:\r\n\ty", "X: y\r\n "], (lines) =>
      post([lines], `0123456789${smuggled}`),
    ),
    ...each(["Connection: x\r\n close", "Expect:\r\n 100-continue", "X: y\r\n\t\r\n \tz", "Y: z\r\n X: y"], (lines) =>
      message("GET / HTTP/1.0", [lines], smuggled),
    ),
  ]),
];

export const requestLines: Neighbour[] = [
  ...family({ family: "what separates a request line", section: "RFC9112§3", outcome: "400 closed", seen: [] }, [
    ...each(["  ", "\t", " \t", "\x0b", "\x0c", "\x1c", "\x1f", "\x00", "\xa0", "\x85", "\x08", ""], (space) =>
      message(`GET${space}/ HTTP/1.1`, ["Host: a"], smuggled),
    ),
    ...each(["  ", "\t", " \t", "\x0b", "\x0c", "\x1c", "\x1f", "\x00", "\xa0", "\x85", "\x08", ""], (space) =>
      message(`GET /${space}HTTP/1.1`, ["Host: a"], smuggled),
    ),
    ...each([" ", "\t", "\x00", "\x0b", "\xa0", " x", ";", "\x7f"], (space) =>
      message(`GET / HTTP/1.1${space}`, ["Host: a"], smuggled),
    ),
    ...each([" ", "\t", "\x00", "\x7f", "\xef\xbb\xbf", "\x0b", "\x1b"], (space) =>
      message(`${space}GET / HTTP/1.1`, ["Host: a"], smuggled),
    ),
    ...each(
      ["GET", "GET ", "GET /", "GET / ", " ", "GET  HTTP/1.1", "/ HTTP/1.1", "HTTP/1.1", "GET HTTP/1.1"],
      (line) => message(line, ["Host: a"], smuggled),
    ),
    ...each(
      ["HTTP/1.1 200 OK", "GET /a b HTTP/1.1", "GET / HTTP/1.1 GET / HTTP/1.1", "Host: a", "{}", "GET /,/ HTTP/1"],
      (line) => message(line, ["Host: a"], smuggled),
    ),
  ]),
  ...family({ family: "octets that no method holds", section: "RFC9112§3.1", outcome: "400 closed", seen: [] }, [
    ...each([...octets(0x01, 0x08), ...'"(),/:;<=>?@[\\]{}', "\x7f", "\x80", "\xe9", "\xff"], (octet) =>
      message(`G${octet}T / HTTP/1.1`, ["Host: a"], smuggled),
    ),
  ]),
  ...family({ family: "methods that are tokens", section: "RFC9110§9.1", outcome: "200 open" }, [
    ...[
      "get",
      "Get",
      "GE",
      "GETS",
      "!#$%&'*+-.^_`|~",
      "0",
      "M-SEARCH",
      "PROPFIND",
      "QUERY",
      "toString",
      "__proto__",
    ].map((method) => ({
      name: method,
      send: message(`${method} / HTTP/1.1`, ["Host: a"]),
      seen: [`${method} / 0`],
    })),
  ]),
  ...family({ family: "versions that are none", section: "RFC9112§2.3", outcome: "400 closed", seen: [] }, [
    ...each(
      "HTTP/1|HTTP/1.|HTTP/.1|HTTP/1,1|HTTP/1:1|HTTP/11|HTTP/1.1.1|HTTP/1.11|HTTP/001.1|HTTP/1.a|HTTP/a.1|HTTP/x.y".split(
        "|",
      ),
      (version) => message(`GET / ${version}`, ["Host: a"], smuggled),
    ),
    ...each(
      "HTTP1.1|HTTP//1.1|HTTP-1.1|HTTP 1.1|hTTP/1.1|HTTp/1.1|HTP/1.1|HTTPX/1.1|FTP/1.0|SIP/2.0|RTSP/1.0|HTTP/+1.1".split(
        "|",
      ),
      (version) => message(`GET / ${version}`, ["Host: a"], smuggled),
    ),
    ...each(
      ["HTTP/1.\xb9", `HTTP/${utf8("\uff11")}.1`, "HTTP/\x001.1", "HTTP/1 .1", "HTTP /1.1", '"HTTP/1.1"'],
      (version) => message(`GET / ${version}`, ["Host: a"], smuggled),
    ),
  ]),
  ...family({ family: "other versions", section: "RFC9110§2.5", outcome: "505 closed", seen: [] }, [
    ...each("HTTP/0.0|HTTP/0.9|HTTP/0.1|HTTP/2.0|HTTP/2.1|HTTP/3.0|HTTP/4.1|HTTP/8.9".split("|"), (version) =>
      message(`GET / ${version}`, ["Host: a"], smuggled),
    ),
  ]),
  ...family(
    { family: "later minor versions", section: "RFC9110§6.2", outcome: "200 open", seen: ["GET / 0"] },
    each(["HTTP/1.3", "HTTP/1.4", "HTTP/1.6", "HTTP/1.7", "HTTP/1.8"], (version) =>
      message(`GET / ${version}`, ["Host: a"]),
    ),
  ),
];

const notInTarget = [...octets(0x01, 0x08), "\x0b", "\x0c", "\x1f", '"', "<", ">", "#", "\x7f", "\x80", "\xa0", "\xff"];

export const targets: Neighbour[] = [
  ...family({ family: "octets that no target holds", section: "RFC9112§3.2", outcome: "400 closed", seen: [] }, [
    ...each(notInTarget, (octet) => message(`GET /a${octet}b HTTP/1.1`, ["Host: a"], smuggled)),
    ...each(notInTarget, (octet) => message(`GET /?a${octet}b HTTP/1.1`, ["Host: a"], smuggled)),
    ...each(["\\", "^", "`", "{", "|", "}", "[", "]"], (octet) =>
      message(`GET /a${octet}b HTTP/1.1`, ["Host: a"], smuggled),
    ),
    ...each(["/%", "/%2", "/%g0", "/%0g", "/%%41", "/a?%", "/a?b=%zz", "/%u0041", "/%-1", "/% 41"], (target) =>
      message(`GET ${target} HTTP/1.1`, ["Host: a"], smuggled),
    ),
  ]),
  ...family({ family: "forms that no target has", section: "RFC9112§3.2", outcome: "400 closed", seen: [] }, [
    ...each(
      "a|.|..|../a|?|?a=b|a:80|a.example|a.example/b|**|*/|*a|,|\\|\\a|%2f|%2F/a|;a|:|:80|@|a@b|:/|://|://a/".split(
        "|",
      ),
      (target) => message(`GET ${target} HTTP/1.1`, ["Host: a"], smuggled),
    ),
    ...each(
      "http:|http:/|http:a|http:/a|http://|http:///|http:///a|http://:80/|http://?a|http:\\\\a\\|http//a/|http://@a/|http://u@a/|http://u:p@a/".split(
        "|",
      ),
      (target) => message(`GET ${target} HTTP/1.1`, ["Host: a"], smuggled),
    ),
    ...each(
      "http://a:65536/|http://a:-1/|http://a:+80/|http://a:80a/|http://a:80:80/|http://a: 80/|http://[/|http://[]/|http://[::1/|http://::1]/|http://[1]/|http://[g::]/|http://[::1]a/|http://a]b/|http://[1::2::3]/".split(
        "|",
      ),
      (target) => message(`GET ${target} HTTP/1.1`, ["Host: a"], smuggled),
    ),
    ...each(
      "ftp://a/|file:///a|mailto:a|urn:a:b|data:,a|javascript:0|ws://a/|httpx://a/|1http://a/|+http://a/|htt%70://a/|http%3a//a/|gopher://a/|//a|view-source:http://a/"
        .split("|")
        .filter((target) => target !== "//a"),
      (target) => message(`GET ${target} HTTP/1.1`, ["Host: a"], smuggled),
    ),
    ...["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW", "options"].map((method) => ({
      name: `${method} *`,
      send: message(`${method} * HTTP/1.1`, ["Host: a"], smuggled),
    })),
    ...each(["*?", "*?a", "*/a", "*#", "%2a"], (target) =>
      message(`OPTIONS ${target} HTTP/1.1`, ["Host: a"], smuggled),
    ),
    ...each(
      "*|/|a|a:|:80|a:b|a:65536|a:-1|a:80/|a:80?x|a@b:80|[::1:80|[::1]|[]:80|http://a:80|http://a:80/|a:80,b:80|a%:80|a:99999999999999999999".split(
        "|",
      ),
      (target) => message(`CONNECT ${target} HTTP/1.1`, ["Host: a"], smuggled),
    ),
  ]),
  ...family({ family: "targets that are right", section: "RFC9112§3.2", outcome: "200 open" }, [
    ..."/|//|///a|/./a|/../a|/a/..|/%2e%2e/a|/%00|/%ff|/%C0%AF|/?|/??|/?/|/?a=b&&c|/?%00|/:|/@|/a;b=c|/a,b|/~a|/*|/?[]{}\\^`"
      .split("|")
      .map((target) => ({
        name: target,
        send: get(target),
        seen: [`GET ${target} 0`],
      })),
    ..."http://a/|HTTP://a/|hTtP://b:8080/x?y|http://a|http://a?b|http://a:/|http://a:0/|http://[::1]/|http://[v1.x]/|http://a./|http://%61/"
      .split("|")
      .map((target) => ({
        name: target,
        send: get(target),
        seen: [`GET ${target} 0`],
      })),
    { name: "OPTIONS *", send: message("OPTIONS * HTTP/1.1", ["Host: a"]), seen: ["OPTIONS * 0"] },
    { name: "OPTIONS * 1.0", send: message("OPTIONS * HTTP/1.0", ["Connection: keep-alive"]), seen: ["OPTIONS * 0"] },
    { name: "OPTIONS /*", send: message("OPTIONS /* HTTP/1.1", ["Host: a"]), seen: ["OPTIONS /* 0"] },
    { name: "OPTIONS http://a", send: message("OPTIONS http://a HTTP/1.1", ["Host: a"]), seen: ["OPTIONS http://a 0"] },
  ]),
];

const badHosts = [
  ..."a b|a/|a/b|/|a\\b|a?|a#|a@b|@|u:p@a|a:b|a:80b|a:-1|a:+80|a:80:80|a: 80|a :80|::|::1|[|]|[]|[:]|[::1|::1]|[::1]]|[[::1]]|[1]".split(
    "|",
  ),
  ..."[1:2:3:4:5:6:7]|[1:2:3:4:5:6:7:8:9]|[1::2::3]|[12345::]|[g::]|[::1.2.3]|[::1.2.3.256]|[::1%eth0]|[::ffff:1.2.3.4:5]|[v.x]|[v1.]|[vg.x]".split(
    "|",
  ),
  ...'a%|a%2|a%g1|%|<|>|a"b|"a"|a|b^|`|{}|a,b c|http://a|a;b c|a:80,b:80|a,|https://a:80|a[1]|[::1]:x|[::1]80|a:65536|a:999999'
    .split("|")
    .filter((host) => !["a", "a,"].includes(host)),
  ...[
    "a\tb",
    "a\x00",
    "\x00a",
    "a\x0b",
    "a\x1f",
    "a\x7f",
    "\x80",
    "a\xa0",
    "\xe9",
    "a\xffb",
    utf8("\u00fc.example"),
    utf8("a\u3002b"),
  ],
];

export const hosts: Neighbour[] = [
  ...family({ family: "Host that is none", section: "RFC9112§3.2", outcome: "400 closed", seen: [] }, [
    ...each(badHosts, (host) => message("GET / HTTP/1.1", [`Host: ${host}`], smuggled)),
    ...each(["a b", "a/b", "a@b", "[::1", "a:b", "\xff"], (host) =>
      message("GET / HTTP/1.0", [`Host: ${host}`], smuggled),
    ),
    ...each(["a b", "a/b", "a@b", "[::1", "a:b", "\xff"], (host) =>
      message("GET http://a/ HTTP/1.1", [`Host: ${host}`], smuggled),
    ),
    ...each(["a b", "a/b", "[::1"], (host) => message("OPTIONS * HTTP/1.1", [`Host: ${host}`], smuggled)),
    ...each(["POST", "HEAD", "PUT", "BREW"], (method) =>
      message(`${method} / HTTP/1.1`, ["Host: a b", "Content-Length: 0"], smuggled),
    ),
  ]),
  ...family(
    { family: "Host that is missing or stands twice", section: "RFC9112§3.2", outcome: "400 closed", seen: [] },
    [
      ...each(
        ["GET / HTTP/1.1", "GET http://a/ HTTP/1.1", "OPTIONS * HTTP/1.1", "GET / HTTP/1.2", "BREW / HTTP/1.1"],
        (line) => message(line, ["X: y"], smuggled),
      ),
      ...each(
        ["Hosts: a", "Ho-st: a", "X-Host: a", "Host-: a", "Forwarded: host=a", "X-Forwarded-Host: a", ":authority: a"],
        (line) => message("GET / HTTP/1.1", [line], smuggled),
      ),
      ...each(["Host: b", "host: a", "HOST:", "Host: ,", "hOsT: a b"], (line) =>
        message("GET / HTTP/1.1", ["Host: a", "X: y", line], smuggled),
      ),
      ...each(["Host: b", "Host: a"], (line) => message("GET / HTTP/1.0", ["Host: a", line], smuggled)),
      ...each(["Host: b", "Host: a"], (line) => message("GET http://a/ HTTP/1.0", ["Host: a", line], smuggled)),
      ...each(["Host:", "Host: "], (line) => message("GET / HTTP/1.1", ["Host:", line], smuggled)),
    ],
  ),
  ...family({ family: "Host that is one", section: "RFC9110§7.2", outcome: "200 open", seen: ["GET / 0"] }, [
    ...each(
      "A.B|a:|a:0|a:00080|a:65535|1.2.3.4:80|999.1.1.1|a_b|-a-|a..b|a.|%41|%e2%80%a8|a!$&'()*+,;=|[::]|[::1]:|[1:2:3:4:5:6:7:8]|[::ffff:1.2.3.4]|[1::8]:80|[v1.a:b]|[VF.x]|*|a,b".split(
        "|",
      ),
      (host) => message("GET / HTTP/1.1", [`Host: ${host}`]),
    ),
    ...each(["Host:", "Host: ", "Host:\t", "HOST:a", "hOST:\t a \t"], (line) => message("GET / HTTP/1.1", [line])),
    { name: "another than the target's", send: message("GET / HTTP/1.1", ["Host: other.example:1"]) },
  ]),
];
