import { each, family, get, message, type Neighbour, next, post, smuggled } from "./row.ts";

const noContent = [/^(?!.*BODY)/s];

export const responses: Neighbour[] = [
  ...family(
    {
      family: "responses without content",
      section: "RFC9112§6.3",
      outcome: "204 200 open",
      seen: ["GET /status/204 0", "GET /next 0"],
    },
    [
      {
        name: "204",
        send: get("/status/204") + next,
        matches: [...noContent, /^(?!.*204.*(?:Content-Length|Transfer-Encoding).*GET \/next)/s],
      },
      { name: "304", send: get("/status/304") + next, matches: noContent, outcome: "304 200 open" },
      { name: "205", send: get("/status/205") + next, matches: noContent, outcome: "205 200 open" },
      {
        name: "HEAD",
        send: message("HEAD /status/200 HTTP/1.1", ["Host: a"], next),
        matches: noContent,
        outcome: "200 200 open",
      },
      {
        name: "HEAD 404",
        send: message("HEAD /status/404 HTTP/1.1", ["Host: a"], next),
        matches: noContent,
        outcome: "404 200 open",
      },
      {
        name: "HEAD 204",
        send: message("HEAD /status/204 HTTP/1.1", ["Host: a"], next),
        matches: noContent,
        outcome: "204 200 open",
      },
      {
        name: "HEAD 304",
        send: message("HEAD /status/304 HTTP/1.1", ["Host: a"], next),
        matches: noContent,
        outcome: "304 200 open",
      },
      { name: "HEAD of a stream", send: message("HEAD /stream HTTP/1.1", ["Host: a"], next), outcome: "200 200 open" },
      {
        name: "HEAD with content",
        send: message("HEAD / HTTP/1.1", ["Host: a", "Content-Length: 5"], `hello${next}`),
        outcome: "200 200 open",
        seen: ["HEAD / 5", "GET /next 0"],
      },
      {
        name: "HEAD 1.0",
        send: message("HEAD /stream HTTP/1.0", ["Connection: keep-alive"], next),
        outcome: "200 200 open",
      },
      {
        name: "POST 204",
        send: post(["Content-Length: 5"], `hello${next}`).replace("/", "/status/204"),
        matches: noContent,
        outcome: "204 200 open",
      },
    ],
  ),
  ...family({ family: "responses with content", section: "RFC9112§6.3", outcome: "200 open" }, [
    ...[
      "200",
      "201",
      "202",
      "203",
      "206",
      "299",
      "300",
      "301",
      "400",
      "401",
      "404",
      "418",
      "499",
      "500",
      "503",
      "599",
    ].map((status) => ({
      name: status,
      send: get(`/status/${status}`) + next,
      outcome: `${status} 200 open`,
      matches: [/\r\nContent-Length: 4\r\n(?:.*\r\n)*\r\nBODYHTTP/],
    })),
    { name: "no status code", send: get("/status/099"), outcome: "500 open" },
    { name: "an interim one as final", send: get("/status/101"), outcome: "500 open" },
    { name: "600", send: get("/status/600"), outcome: "500 open" },
    {
      name: "a stream to HTTP/1.1",
      send: get("/stream") + next,
      outcome: "200 200 open",
      matches: [/Transfer-Encoding: chunked/],
    },
    {
      name: "a stream to HTTP/1.0",
      send: message("GET /stream HTTP/1.0", ["Connection: keep-alive"], smuggled),
      outcome: "200 closed",
      matches: [/^(?!.*(?:Transfer-Encoding|Content-Length)).*\r\n\r\nabc$/s],
    },
  ]),
  ...family({ family: "errors say that they are the last", section: "RFC9112§9.6", outcome: "400 closed", seen: [] }, [
    ...each(
      ["\x00", "G\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "GET /\r\n"],
      (text) => text,
    ).map((row) => ({
      ...row,
      matches: [/^HTTP\/1\.1 400 .*\r\n(?:.*\r\n)*Connection: close\r\n/],
    })),
  ]),
];
