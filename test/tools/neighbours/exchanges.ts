import { chunked, each, family, get, message, type Neighbour, next, post, smuggled } from "./row.ts";

const kept = { outcome: "200 200 open", seen: ["GET / 0", "GET /next 0"] };
const dropped = { outcome: "200 closed", seen: ["GET / 0"] };

export const persistence: Neighbour[] = [
  ...family(
    { family: "Connection that says close", section: "RFC9112§9.3", ...dropped },
    each(
      "close|CLOSE|cLoSe|x, close|close, x|keep-alive, close|close,keep-alive|,close,|\tclose\t|x,,close|upgrade, close".split(
        "|",
      ),
      (value) => get("/", `Connection: ${value}`) + smuggled,
    ),
  ),
  ...family({ family: "Connection that does not say close", section: "RFC9112§9.3", ...kept }, [
    ...each(
      "keep-alive|Keep-Alive|closed|close;q=1|\"close\"|clo se|x-close|close-x|no-close|close=1|'close'||,|close\xa0|close.".split(
        "|",
      ),
      (value) => get("/", `Connection: ${value}`) + next,
    ),
    ...each(
      [
        "Proxy-Connection: close",
        "X-Connection: close",
        "Connections: close",
        "Keep-Alive: timeout=0, max=0",
        "TE: close",
      ],
      (line) => get("/", line) + next,
    ),
  ]),
  ...family({ family: "HTTP/1.0 that does not persist", section: "RFC9112§9.3", ...dropped }, [
    ...each(
      ["", "close", "x", "keep-alive, close", "close, keep-alive", "keep-alive;x", "keepalive", '"keep-alive"'],
      (value) => message("GET / HTTP/1.0", ["Host: a", `Connection: ${value}`], smuggled),
    ),
    ...each(["Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "X: y"], (line) =>
      message("GET / HTTP/1.0", ["Host: a", line], smuggled),
    ),
  ]),
  ...family({ family: "HTTP/1.0 that persists", section: "RFC9112§9.3", ...kept }, [
    ...each(["keep-alive", "Keep-Alive", "x, keep-alive", "keep-alive,", "KEEP-ALIVE"], (value) =>
      message("GET / HTTP/1.0", ["Host: a", `Connection: ${value}`], next),
    ),
  ]),
  ...family({ family: "what Connection names is still there", section: "RFC9110§7.6.1", outcome: "200 200 open" }, [
    {
      name: "Content-Length",
      send: post(["Connection: content-length", "Content-Length: 5"], `hello${next}`),
      seen: ["POST / 5", "GET /next 0"],
    },
    {
      name: "Transfer-Encoding",
      send: post(["Connection: transfer-encoding", "Transfer-Encoding: chunked"], `1\r\na\r\n0\r\n\r\n${next}`),
      seen: ["POST / 1", "GET /next 0"],
    },
    { name: "Host", send: get("/", "Connection: host") + next, seen: ["GET / 0", "GET /next 0"] },
    { name: "Connection", send: get("/", "Connection: connection") + next, seen: ["GET / 0", "GET /next 0"] },
  ]),
];

export const expectations: Neighbour[] = [
  ...family({ family: "expectations that nobody meets", section: "RFC9110§10.1.1", outcome: "417 closed", seen: [] }, [
    ...each(
      [
        "100-continues",
        "100",
        "continue",
        "200-ok",
        "100-continue, x",
        "x=y",
        '"100-continue"',
        "100-continue;a=b",
        "100 continue",
      ],
      (value) => post([`Expect: ${value}`, "Content-Length: 5"], `hello${smuggled}`),
    ),
    {
      name: "a second line",
      send: post(["Expect: 100-continue", "Expect: x", "Content-Length: 5"], `hello${smuggled}`),
    },
  ]),
  ...family({ family: "100-continue", section: "RFC9110§10.1.1", outcome: "100 200 open", seen: ["POST / 5"] }, [
    { name: "content after", send: [post(["Expect: 100-continue", "Content-Length: 5"], ""), "hello"] },
    { name: "case", send: [post(["expect: 100-CONTINUE", "Content-Length: 5"], ""), "hello"] },
    {
      name: "chunked",
      send: [chunked("").replace("Host: a", "Host: a\r\nExpect: 100-continue"), "5\r\nhello\r\n0\r\n\r\n"],
    },
    {
      name: "in two lines",
      send: [post(["Expect: 100-continue", "Expect: 100-continue", "Content-Length: 5"], ""), "hello"],
    },
    { name: "empty elements", send: [post(["Expect: ,100-continue,", "Content-Length: 5"], ""), "hello"] },
    {
      name: "content in two pieces",
      send: [post(["Expect: 100-continue", "Content-Length: 5"], ""), "he", "llo"],
    },
  ]),
  ...family({ family: "100-continue that is not waited for", section: "RFC9110§10.1.1", outcome: "200 200 open" }, [
    {
      name: "without content",
      send: get("/", "Expect: 100-continue") + next,
      seen: ["GET / 0", "GET /next 0"],
    },
    {
      name: "Content-Length: 0",
      send: post(["Expect: 100-continue", "Content-Length: 0"], next),
      seen: ["POST / 0", "GET /next 0"],
    },
    {
      name: "empty",
      send: get("/", "Expect:") + next,
      seen: ["GET / 0", "GET /next 0"],
    },
  ]),
  ...family(
    { family: "expectations of HTTP/1.0", section: "RFC9110§10.1.1", outcome: "200 open", seen: ["POST / 5"] },
    [
      ...each(["100-continue", "x"], (value) =>
        message("POST / HTTP/1.0", [`Expect: ${value}`, "Connection: keep-alive", "Content-Length: 5"], "hello"),
      ),
    ],
  ),
];

export const changes: Neighbour[] = [
  ...family({ family: "Upgrade that is not done", section: "RFC9110§7.8", outcome: "200 200 open" }, [
    ...each(
      ["websocket", "h2c", "TLS/1.0", "HTTP/2.0, h2c", "x/y", "", '"h2c"', "HTTP/1.1", "a b"],
      (value) => get("/", "Connection: Upgrade", `Upgrade: ${value}`) + next,
    ).map((row) => ({ ...row, seen: ["GET / 0", "GET /next 0"] })),
    {
      name: "h2c with its settings",
      send: get("/", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAA") + next,
      seen: ["GET / 0", "GET /next 0"],
    },
    {
      name: "websocket with content",
      send: post(["Connection: Upgrade", "Upgrade: websocket", "Content-Length: 5"], `hello${next}`),
      seen: ["POST / 5", "GET /next 0"],
    },
    {
      name: "without the connection option",
      send: get("/", "Upgrade: websocket") + next,
      seen: ["GET / 0", "GET /next 0"],
    },
    {
      name: "OPTIONS *",
      send: message("OPTIONS * HTTP/1.1", ["Host: a", "Connection: upgrade", "Upgrade: TLS/1.2"], next),
      seen: ["OPTIONS * 0", "GET /next 0"],
    },
  ]),
  ...family({ family: "CONNECT and what follows it", section: "RFC9110§9.3.6", outcome: "500 closed", seen: [] }, [
    ...each(["a:80", "a.example:443", "[::1]:1", "1.2.3.4:65535", "a:0", "%61:80"], (target) =>
      message(`CONNECT ${target} HTTP/1.1`, ["Host: a"], smuggled),
    ),
    {
      name: "content length",
      send: message("CONNECT a:80 HTTP/1.1", ["Host: a", "Content-Length: 5"], `hello${smuggled}`),
    },
    {
      name: "chunked",
      send: message("CONNECT a:80 HTTP/1.1", ["Host: a", "Transfer-Encoding: chunked"], `0\r\n\r\n${smuggled}`),
    },
    { name: "HTTP/1.0", send: message("CONNECT a:80 HTTP/1.0", ["Connection: keep-alive"], smuggled) },
  ]),
  ...family({ family: "other protocols on this port", section: "RFC9112§2.2", outcome: "400 closed", seen: [] }, [
    { name: "TLS alert", send: "\x15\x03\x01\x00\x02\x02\x28" },
    { name: "SSLv2 hello", send: "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10" },
    { name: "SOCKS 4", send: "\x04\x01\x00\x50\x7f\x00\x00\x01\x00" },
    { name: "SOCKS 5", send: "\x05\x01\x00" },
    { name: "SSH", send: "SSH-2.0-x\r\n" },
    { name: "SMTP", send: "EHLO a\r\n" },
    { name: "PROXY protocol 1", send: `PROXY TCP4 192.0.2.1 192.0.2.2 1 80\r\n${smuggled}` },
    { name: "PROXY protocol 2", send: `\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c${smuggled}` },
    { name: "RDP", send: "\x03\x00\x00\x13\x0e\xe0" },
    { name: "Redis", send: "*1\r\n$4\r\nPING\r\n" },
    { name: "Redis inline", send: "PING\r\n" },
    { name: "memcached", send: "get a\r\nversion\r\n" },
    { name: "a response", send: `HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n${smuggled}` },
    { name: "FastCGI", send: "\x01\x01\x00\x01\x00\x08\x00\x00" },
    { name: "HTTP/2 frames without the preface", send: "\x00\x00\x12\x04\x00\x00\x00\x00\x00" },
  ]),
  ...family({ family: "the preface of HTTP/2", section: "RFC9113§3.4", outcome: "505 closed", seen: [] }, [
    { send: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" },
    { send: ["PRI * HTTP/2.0\r\n", "\r\nSM\r\n\r\n"] },
    { send: message("PRI /smuggled HTTP/2.0", ["Host: a"]) },
    { send: `${get("/")}PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`, outcome: "200 505 closed", seen: ["GET / 0"] },
    { send: message("PRI * HTTP/1.1", ["Host: a"], smuggled), outcome: "400 closed", seen: [] },
  ]),
];

const many = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`);

export const pipelines: Neighbour[] = [
  ...family({ family: "several requests at once", section: "RFC9112§9.3.2", outcome: "200 200 open" }, [
    {
      name: "200 of them",
      send: many(200)
        .map((target) => get(target))
        .join(""),
      outcome: `${"200 ".repeat(200)}open`,
      seen: many(200).map((target) => `GET ${target} 0`),
    },
    {
      name: "all kinds of framing",
      send: `${chunked("1\r\na\r\n0\r\n\r\n")}${post(["Content-Length: 2"], "ab")}${get("/c", "Content-Length: 1")}d${next}`,
      outcome: "200 200 200 200 open",
      seen: ["POST / 1", "POST / 2", "GET /c 1", "GET /next 0"],
    },
    {
      name: "a GET whose content is a request",
      send: get("/", `Content-Length: ${smuggled.length}`) + smuggled + next,
      seen: [`GET / ${smuggled.length}`, "GET /next 0"],
    },
    {
      name: "a chunk that is a request",
      send: `${chunked(`${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`)}${next}`,
      seen: [`POST / ${smuggled.length}`, "GET /next 0"],
    },
    {
      name: "a query that is a request",
      send: get("/?%0d%0aGET%20/smuggled%20HTTP/1.1%0d%0a") + next,
      seen: ["GET /?%0d%0aGET%20/smuggled%20HTTP/1.1%0d%0a 0", "GET /next 0"],
    },
    {
      name: "a close in the middle",
      send: get("/") + get("/close", "Connection: close") + smuggled,
      outcome: "200 200 closed",
      seen: ["GET / 0", "GET /close 0"],
    },
    {
      name: "an HTTP/1.0 request in the middle",
      send: get("/") + message("GET /old HTTP/1.0", []) + smuggled,
      outcome: "200 200 closed",
      seen: ["GET / 0", "GET /old 0"],
    },
    {
      name: "one that is refused in the middle",
      send: get("/") + message("GET / HTTP/1.1", ["X: y"]) + smuggled,
      outcome: "200 400 closed",
      seen: ["GET / 0"],
    },
    {
      name: "one whose chunks are refused in the middle",
      send: `${get("/")}${chunked(`zz\r\n${smuggled}`)}${smuggled}`,
      outcome: "200 400 closed",
      seen: ["GET / 0"],
    },
    {
      name: "content that is too much for its length",
      send: post(["Content-Length: 3"], `hello${smuggled}`),
      outcome: "200 200 open",
      seen: ["POST / 3", "loGET /smuggled 0"],
    },
    {
      name: "content unread",
      send: post(["Content-Length: 5"], `hello${next}`).replace("/", "/unread"),
      seen: ["POST /unread 0", "GET /next 0"],
    },
    {
      name: "chunks unread",
      send: chunked(`5\r\nhello\r\n0\r\n\r\n${next}`).replace("/", "/unread"),
      seen: ["POST /unread 0", "GET /next 0"],
    },
    {
      name: "bad chunks unread",
      send: chunked(`5\r\nhelloX\r\n0\r\n\r\n${smuggled}`).replace("/", "/unread"),
      outcome: "200 closed",
      seen: ["POST /unread 0"],
    },
  ]),
  ...family(
    { family: "what the end of a client leaves incomplete", section: "RFC9112§8", outcome: "400 closed", seen: [] },
    [
      ...each(
        ["G", "GET", "GET ", "GET /", "GET / HTTP/1.1", "GET / HTTP/1.1\r", "GET / HTTP/1.1\r\n"],
        (text) => text,
      ).map((row) => ({ ...row, ends: true })),
      ...each(
        ["H", "Host", "Host:", "Host: a", "Host: a\r", "Host: a\r\n", "Host: a\r\n\r"],
        (text) => `GET / HTTP/1.1\r\n${text}`,
      ).map((row) => ({ ...row, ends: true })),
      { name: "nothing", send: "", ends: true, outcome: "closed", seen: [] },
      { name: "an empty line", send: "\r\n", ends: true, outcome: "closed", seen: [] },
      { name: "half an empty line", send: "\r", ends: true },
      { name: "nothing after a request", send: get("/"), ends: true, outcome: "200 closed", seen: ["GET / 0"] },
      { name: "nothing after three", send: get("/") + next + next, ends: true, outcome: "200 200 200 closed" },
      {
        name: "half a request after one",
        send: `${get("/")}GET /smug`,
        ends: true,
        outcome: "200 400 closed",
        seen: ["GET / 0"],
      },
      {
        name: "content unread",
        send: post(["Content-Length: 5"], "he").replace("/", "/unread"),
        ends: true,
        outcome: "200 closed",
      },
    ],
  ),
];
