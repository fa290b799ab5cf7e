import { each, family, get, message, type Neighbour, next, octets, post, smuggled, utf8, visible } from "./row.ts";

/** What `/headers` tells of one line: its name, and its value as it is handed to a site. */
function seenLine(line: string, name: string, value: string) {
  const told = JSON.stringify([name, value]).slice(1, -1);
  const wire = utf8(told);
  return {
    name: visible(line),
    send: get("/headers", line),
    matches: [new RegExp(wire.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))],
  };
}

function notMerged(line: string) {
  const name = line.slice(0, line.indexOf(":"));
  const head = post(["Transfer-Encoding: chunked"], "").replace("/", "/headers");
  const pattern = /^(?![\s\S]*evil)[\s\S]*$/;
  return { name, send: `${head}1\r\na\r\n0\r\n${line}evil\r\n\r\n${next}`, matches: [pattern] };
}

export const values: Neighbour[] = [
  ...family({ family: "field lines as a site sees them", section: "RFC9110§5.5", outcome: "200 open" }, [
    seenLine("X:a", "X", "a"),
    seenLine("X: \t a \t ", "X", "a"),
    seenLine("X:", "X", ""),
    seenLine("X: \t ", "X", ""),
    seenLine("x-Y: a  b\tc", "x-Y", "a  b\tc"),
    seenLine("X: a:b: c", "X", "a:b: c"),
    seenLine("X: ,, ,", "X", ",, ,"),
    seenLine('X: "a, b"; c="\\""', "X", '"a, b"; c="\\""'),
    seenLine("X: (a (b) c)", "X", "(a (b) c)"),
    seenLine("X: \xe9\xff\x80", "X", "\xe9\xff\x80"),
    seenLine(`X: ${utf8("\u20ac")}`, "X", utf8("\u20ac")),
    seenLine("X: %0d%0aY: z", "X", "%0d%0aY: z"),
    seenLine("X: {{7*7}}<%7*7%>", "X", "{{7*7}}<%7*7%>"),
    seenLine("__proto__: x", "__proto__", "x"),
    seenLine("constructor: x", "constructor", "x"),
    seenLine("toString: x", "toString", "x"),
    seenLine("0: x", "0", "x"),
    seenLine("!#$%&'*+-.^_`|~: x", "!#$%&'*+-.^_`|~", "x"),
    seenLine("Content-Length:0", "Content-Length", "0"),
    seenLine("Cookie: a=b; c=d", "Cookie", "a=b; c=d"),
    {
      name: "two of a name, in order",
      send: get("/headers", "X: 1", "Y: 2", "x: 3"),
      matches: [/"X","1"\],\["Y","2"\],\["x","3"/],
    },
    {
      name: "the order of the wire",
      send: get("/headers", "Z: 1", "A: 2"),
      matches: [/"Host","a"\],\["Z","1"\],\["A","2"/],
    },
  ]),
  ...family(
    { family: "trailers are not merged into the header section", section: "RFC9110§6.5.1", outcome: "200 200 open" },
    [
      ..."Host|Authorization|Cookie|Set-Cookie|X|X-Forwarded-For|Forwarded|Content-Type|Range|If-None-Match|Via|Cache-Control|Origin|Referer|User-Agent|Accept|__proto__"
        .split("|")
        .map((name) => notMerged(`${name}: `)),
    ],
  ),
];

const line = (octetCount: number) => `X: ${"y".repeat(octetCount - 3)}`;
/** A header section of that many octets, each line's CRLF counted: `Host: a` is the first line. */
const sectionOf = (octetCount: number) => message("GET / HTTP/1.1", ["Host: a", line(octetCount - 9 - 2)], "");

export const limits: Neighbour[] = [
  ...family({ family: "at a limit", section: "RFC9110§5.4", outcome: "200 open" }, [
    { name: "request line", send: get(`/${"a".repeat(8192 - 14)}`) },
    { name: "header section", send: sectionOf(16_384) },
    { name: "header lines", send: get("/", ...Array.from({ length: 99 }, (_, at) => `X${at}: y`)) },
    { name: "method", send: message(`${"M".repeat(64)} / HTTP/1.1`, ["Host: a"]) },
    { name: "chunk extensions", send: post(["Transfer-Encoding: chunked"], `1;${"a".repeat(4095)}\r\na\r\n0\r\n\r\n`) },
    { name: "trailer section", send: post(["Transfer-Encoding: chunked"], `0\r\n${line(4094)}\r\n\r\n`) },
    { name: "trailer lines", send: post(["Transfer-Encoding: chunked"], `0\r\n${"X: y\r\n".repeat(100)}\r\n`) },
    { name: "content", send: post([`Content-Length: ${2 ** 20}`], "y".repeat(2 ** 20)) },
  ]),
  ...family({ family: "past a limit", section: "RFC9110§5.4", outcome: "431 closed", seen: [] }, [
    { name: "request line", send: get(`/${"a".repeat(8192 - 13)}`) + smuggled, outcome: "414 closed" },
    { name: "a request line without an end", send: `GET /${"a".repeat(9000)}`, outcome: "414 closed" },
    { name: "a method without an end", send: "M".repeat(9000), outcome: "501 closed" },
    { name: "header section", send: sectionOf(16_385) + smuggled },
    { name: "a field name without an end", send: `GET / HTTP/1.1\r\n${"X".repeat(17_000)}` },
    { name: "a field value without an end", send: `GET / HTTP/1.1\r\nX: ${"y".repeat(17_000)}` },
    { name: "white space without an end", send: `GET / HTTP/1.1\r\nX:${" ".repeat(17_000)}` },
    { name: "header lines", send: get("/", ...Array.from({ length: 100 }, (_, at) => `X${at}: y`)) + smuggled },
    {
      name: "Content-Length behind too many lines",
      send: post([...Array.from({ length: 2000 }, () => "X: y"), "Content-Length: 5"], `hello${smuggled}`),
    },
    { name: "method", send: message(`${"M".repeat(65)} / HTTP/1.1`, ["Host: a"], smuggled), outcome: "501 closed" },
    {
      name: "chunk extensions",
      send: post(["Transfer-Encoding: chunked"], `1;${"a".repeat(4096)}\r\na\r\n0\r\n\r\n`),
      outcome: "413 closed",
    },
    {
      name: "extensions of many chunks",
      send: post(["Transfer-Encoding: chunked"], `${"1;aaaaaaa\r\na\r\n".repeat(600)}0\r\n\r\n${smuggled}`),
      outcome: "413 closed",
    },
    { name: "trailer section", send: post(["Transfer-Encoding: chunked"], `0\r\n${line(4095)}\r\n\r\n${smuggled}`) },
    {
      name: "trailer lines",
      send: post(["Transfer-Encoding: chunked"], `0\r\n${"X: y\r\n".repeat(101)}\r\n${smuggled}`),
    },
    { name: "content that is announced", send: post([`Content-Length: ${2 ** 20 + 1}`], ""), outcome: "413 closed" },
    {
      name: "content that comes",
      send: post(
        ["Transfer-Encoding: chunked"],
        `${"10000\r\n".concat("y".repeat(65_536), "\r\n").repeat(17)}0\r\n\r\n`,
      ),
      outcome: "413 open",
    },
    {
      name: "content that is announced and waits",
      send: post([`Content-Length: ${2 ** 20 + 1}`, "Expect: 100-continue"], ""),
      outcome: "413 closed",
    },
    { name: "two empty lines", send: `\r\n\r\n${smuggled}`, outcome: "400 closed" },
  ]),
];

const every = octets(0, 255).join("");

export const contents: Neighbour[] = [
  ...family({ family: "content is opaque octets", section: "RFC9110§6.4", outcome: "200 200 open" }, [
    {
      name: "every octet",
      send: post([`Content-Length: ${every.length}`], every + next),
      seen: ["POST / 256", "GET /next 0"],
    },
    {
      name: "every octet in a chunk",
      send: post(["Transfer-Encoding: chunked"], `100\r\n${every}\r\n0\r\n\r\n${next}`),
      seen: ["POST / 256", "GET /next 0"],
    },
    ...each(
      [
        "0\r\n\r\n",
        "\r\n\r\n",
        "\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\n\r\n",
        "\x16\x03\x01",
        "PRI * HTTP/2.0\r\n\r\n",
        "--x--",
      ],
      (body) => post([`Content-Length: ${body.length}`], body + next),
    ).map((row) => ({ ...row, name: `${row.name} with a length` })),
    ...each(["0\r\n\r\n", "\r\n\r\n", "\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "\x16\x03\x01"], (body) =>
      post(["Transfer-Encoding: chunked"], `${body.length.toString(16).toUpperCase()}\r\n${body}\r\n0\r\n\r\n${next}`),
    ).map((row) => ({ ...row, name: `${row.name} in a chunk` })),
  ]),
];
