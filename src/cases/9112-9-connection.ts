import { accepted, type Case, get, post } from "./case.ts";

const closes =
  'If the "close" connection option is present (Section 9.6), the connection will not persist after the current response';
const persists =
  "If the received protocol is HTTP/1.1 (or later), the connection will persist after the current response";
const oldPersists =
  'If the received protocol is HTTP/1.0, the "keep-alive" connection option is present, either the recipient is not a proxy or the message is a response, and the recipient wishes to honor the HTTP/1.0 "keep-alive" mechanism, the connection will persist after the current response';
const otherwise = "The connection will close after the current response.";
const noFurther = "The server MUST NOT process any further requests received on that connection.";
const options = "Connection options are case-insensitive.";
const inOrder = "it MUST send the corresponding responses in the same order that the requests were received.";

const first = ["RequestHead GET", "EndOfMessage"];
const ok = [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }] as const;

/** A GET of HTTP/1.0. */
function get10(...lines: readonly string[]): string {
  return ["GET {path} HTTP/1.0", "Host: {authority}", ...lines, "\r\n"].join("\r\n");
}

/** RFC 9112 §9: persistence and pipelining. */
export const connectionCases: readonly Case[] = [
  accepted({
    rule: "RFC9112-9.3/PERSISTS",
    quote: persists,
    why: "One connection carries many exchanges.",
    send: get() + get() + get(),
    engine: [...first, ...first, ...first],
  }),
  ...["close", "CLOSE", "foo, close ,bar", "keep-alive, close", "close, keep-alive", ",close,", "Close, Upgrade"].map(
    (value) =>
      accepted({
        rule: "RFC9112-9.3/CLOSE",
        quote: value === "CLOSE" ? options : closes,
        why: "After close nothing more is read, whatever it is.",
        send: get(`Connection: ${value}`) + get(),
        engine: [...first, "finished"],
        pass: ok.map((outcome) => ({ ...outcome, connection: "closed" as const })),
      }),
  ),
  accepted({
    rule: "RFC9112-9.3/CLOSE",
    quote: closes,
    why: "On a second line as well.",
    send: get("Connection: keep-alive", "X: y", "Connection: close") + get(),
    engine: [...first, "finished"],
    pass: ok.map((outcome) => ({ ...outcome, connection: "closed" as const })),
  }),
  accepted({
    rule: "RFC9112-9.6/NOT-PROCESSED",
    quote: noFurther,
    why: "What follows is not even looked at: it may be no request at all.",
    send: `${get("Connection: close")}Invalid\r\n\r\n`,
    engine: [...first, "finished"],
    pass: ok.map((outcome) => ({ ...outcome, connection: "closed" as const })),
  }),
  accepted({
    rule: "RFC9112-9.6/CLOSE-WITH-CONTENT",
    quote: closes,
    why: "The content still belongs to the request.",
    send: post(["Connection: close", "Content-Length: 5"], "hello") + get(),
    needs: ["content"],
    engine: ["RequestHead POST", "Content hello", "EndOfMessage", "finished"],
    pass: ok.map((outcome) => ({ ...outcome, connection: "closed" as const })),
  }),
  ...["closex", "keep-alive", "Keep-Alive", "Host", "Content-Length", "", '"close"'].map((value) =>
    accepted({
      rule: "RFC9112-9.3/OTHER-OPTION",
      quote: persists,
      why: "An option other than close does not close.",
      send: get(`Connection: ${value}`) + get(),
      engine: [...first, ...first],
    }),
  ),
  accepted({
    rule: "RFC9110-7.6.1/OPTION-NAMES-FRAMING",
    quote:
      "A sender MUST NOT send a connection option corresponding to a field that is intended for all recipients of the content.",
    why: "An option that names a framing field takes nothing away from it.",
    send: post(["Connection: Content-Length, Transfer-Encoding", "Content-Length: 5"], "hello") + get(),
    needs: ["content"],
    engine: ["RequestHead POST", "Content hello", "EndOfMessage", ...first],
  }),
  accepted({
    rule: "RFC9112-9.3/1.0-CLOSES",
    quote: otherwise,
    why: "HTTP/1.0 closes unless it asks for more.",
    send: get10() + get10(),
    engine: ["RequestHead GET version=HTTP/1.0", "EndOfMessage", "finished"],
    pass: ok.map((outcome) => ({ ...outcome, connection: "closed" as const })),
  }),
  ...["keep-alive", "Keep-Alive", "foo, KEEP-ALIVE"].map((value) =>
    accepted({
      rule: "RFC9112-9.3/1.0-KEEP-ALIVE",
      level: "MAY",
      quote: oldPersists,
      why: "HTTP/1.0 that asks for it is kept, and told so.",
      send: get10(`Connection: ${value}`) + get10(),
      engine: ["RequestHead GET version=HTTP/1.0", "EndOfMessage", "RequestHead GET", "EndOfMessage", "finished"],
    }),
  ),
  accepted({
    rule: "RFC9112-9.3/1.0-CLOSES",
    quote: closes,
    why: "close wins over keep-alive.",
    send: get10("Connection: keep-alive, close") + get10(),
    engine: ["RequestHead GET", "EndOfMessage", "finished"],
    pass: ok.map((outcome) => ({ ...outcome, connection: "closed" as const })),
  }),
  accepted({
    rule: "RFC9112-9.3.2/PIPELINED",
    quote: inOrder,
    why: "Requests of every kind in one read, each answered before the next is looked at.",
    send:
      get() +
      post(["Content-Length: 2"], "ok") +
      post(["Transfer-Encoding: chunked"], "2\r\nok\r\n0\r\n\r\n") +
      get().replace("GET", "HEAD") +
      get(),
    needs: ["content"],
    engine: [
      ...first,
      ...["RequestHead POST length=2", "Content ok", "EndOfMessage"],
      ...["RequestHead POST length=undefined", "Content ok", "EndOfMessage"],
      ...["RequestHead HEAD", "EndOfMessage"],
      ...first,
    ],
  }),
  accepted({
    rule: "RFC9112-9.3.2/PIPELINED-THEN-MALFORMED",
    quote: inOrder,
    why: "What is wrong with a later request does not take away the response to an earlier one.",
    send: `${get()}INVALID\r\n\r\n`,
    engine: [...first, "error 400 RFC9112-3.1/METHOD-TOKEN"],
    pass: [{ responses: [{ status: 400 }], connection: "closed" }],
    warn: [{ connection: "closed" }],
  }),
];
