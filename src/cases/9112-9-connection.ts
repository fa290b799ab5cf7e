import { accepted, answered, type Case, get, ownChoice, post, understood } from "./case.ts";
import { answeredWith, closedAfter, understoodTimes } from "./framing-outcomes.ts";
import type { ExpectedResponse, Outcome } from "./outcome.ts";

const shouldPersist = "HTTP implementations SHOULD support persistent connections.";
const saysClose =
  'A server that does not support persistent connections MUST send the "close" connection option in every response message that does not have a 1xx (Informational) status code.';
const mustClose =
  'A server that receives a "close" connection option MUST initiate closure of the connection (see below) after it sends the final response to the request that contained the "close" connection option.';
const persists =
  "If the received protocol is HTTP/1.1 (or later), the connection will persist after the current response";
const oldPersists =
  'If the received protocol is HTTP/1.0, the "keep-alive" connection option is present, either the recipient is not a proxy or the message is a response, and the recipient wishes to honor the HTTP/1.0 "keep-alive" mechanism, the connection will persist after the current response';
const otherwise = "The connection will close after the current response.";
const noFurther = "The server MUST NOT process any further requests received on that connection.";
const inOrder = "it MUST send the corresponding responses in the same order that the requests were received.";

const keepOpen = "Keep an HTTP/1.1 connection open after the response, and read the next request from it.";
const announceClose =
  "Send Connection: close with every response after which you close the connection, and with no other.";
const closeWhenAsked =
  "Close the connection after the response to a request whose Connection field lists close, in any case of its letters, and read nothing behind that request.";
const closeOld =
  "Close the connection after the response to an HTTP/1.0 request, unless its Connection field lists keep-alive.";
const answerBefore =
  "Answer a request that has come whole, whatever stands behind it; only then look at what follows, and after close not at all.";
const answerAll =
  "Keep what was received behind a request, and answer the requests in it one after the other, in their order.";

const first = ["RequestHead GET", "EndOfMessage"];
const closes: Outcome = { responses: [understood], connection: "closed" };
const withClose: ExpectedResponse = { ...understood, fields: [{ name: "Connection", lists: ["close"] }] };

/** A GET of HTTP/1.0. */
function get10(...lines: readonly string[]): string {
  return ["GET {path} HTTP/1.0", "Host: {authority}", ...lines, "\r\n"].join("\r\n");
}

/** All of them answered; or fewer, by a server that says that it closes. */
function allOf(times: number): { readonly pass: readonly Outcome[] } {
  return { pass: [{ responses: understoodTimes(times) }] };
}

/** All of them answered, and the connection open for more. Who closes is within its rights. */
function keptFor(times: number): { readonly pass: readonly Outcome[]; readonly warn: readonly Outcome[] } {
  return {
    pass: [{ responses: understoodTimes(times), connection: "open" }],
    warn: [closes],
  };
}

/** RFC 9112 §9: persistence and pipelining. */
export const connectionCases: readonly Case[] = [
  answered({
    rule: "RFC9112-9.3/PERSISTS",
    title: "a second request after the first response",
    level: "SHOULD",
    quote: shouldPersist,
    why: "A new connection for each of a page's files makes every visit several times slower.",
    advice: keepOpen,
    send: [get(), "await-response", get()],
    ...keptFor(2),
  }),
  answered({
    rule: "RFC9112-9.3/SAYS-CLOSE",
    title: "whether the connection persists is what the response says",
    quote: saysClose,
    why: "A client that is not told sends its next request into a connection that is gone, and has to guess whether it was acted on.",
    advice: announceClose,
    send: get(),
    pass: [
      { responses: [understood], connection: "open" },
      { responses: [withClose], connection: "closed" },
    ],
  }),
  accepted({
    rule: "RFC9112-9.3.2/PIPELINED",
    title: "three requests at once",
    quote: inOrder,
    why: "What was read beyond the first request must not be lost: the client waits for it for ever.",
    advice: answerAll,
    send: get() + get() + get(),
    engine: [...first, ...first, ...first],
    ...allOf(3),
  }),
  ...[
    ["close", "Connection: close"],
    ["CLOSE", "Connection: CLOSE, in upper case"],
    ["foo, close ,bar", "close in a list"],
    ["keep-alive, close", "close after keep-alive"],
    ["close, keep-alive", "close before keep-alive"],
  ].map(([value, title]) =>
    accepted({
      rule: "RFC9112-9.3/CLOSE",
      title: title!,
      quote: mustClose,
      quotedFrom: "RFC9112-9.6",
      why: "The client waits for the end of the connection; and what it sends behind is no request any more.",
      advice: closeWhenAsked,
      send: get(`Connection: ${value}`),
      engine: [...first, "finished"],
      pass: [closes],
    }),
  ),
  ...[",close,", "Close, Upgrade"].map((value) =>
    ownChoice(
      accepted({
        rule: "RFC9112-9.3/CLOSE",
        title: `Connection: ${value}`,
        quote: mustClose,
        quotedFrom: "RFC9112-9.6",
        why: "After close nothing more is read, whatever it is.",
        send: get(`Connection: ${value}`) + get(),
        engine: [...first, "finished"],
      }),
    ),
  ),
  accepted({
    rule: "RFC9112-9.3/CLOSE",
    title: "close on a second line",
    quote: mustClose,
    quotedFrom: "RFC9112-9.6",
    why: "Two lines are one list.",
    advice: closeWhenAsked,
    send: get("Connection: keep-alive", "X: y", "Connection: close"),
    engine: [...first, "finished"],
    pass: [closes],
  }),
  accepted({
    rule: "RFC9112-9.6/NOT-PROCESSED",
    title: "octets that are no request behind one with close",
    quote: noFurther,
    why: "What follows is not even looked at: it may be no request at all.",
    advice: answerBefore,
    send: `${get("Connection: close")}Invalid\r\n\r\n`,
    engine: [...first, "finished"],
    pass: [closes],
  }),
  ...["Connection: close", "Connection: keep-alive, close"].map((line) =>
    accepted({
      rule: "RFC9112-9.6/NOT-PROCESSED",
      title: `a request behind one with ${line}`,
      quote: noFurther,
      why: "The client was told that the connection ends; what follows may be somebody else's, and is never acted on.",
      advice: answerBefore,
      send: get(line) + get(),
      engine: [...first, "finished"],
      pass: [closes],
    }),
  ),
  accepted({
    rule: "RFC9112-9.6/CLOSE-WITH-CONTENT",
    title: "close on a request with content",
    quote: mustClose,
    why: "The content still belongs to the request.",
    advice: closeWhenAsked,
    send: post(["Connection: close", "Content-Length: 5"], "hello"),
    needs: ["content"],
    engine: ["RequestHead POST", "Content hello", "EndOfMessage", "finished"],
    pass: [closes],
  }),
  answered({
    rule: "RFC9112-9.6/CLOSE-ANSWERED",
    title: "close in the response to close",
    level: "SHOULD",
    quote: 'The server SHOULD send a "close" connection option in its final response on that connection.',
    why: "Intermediaries learn from it that the connection cannot be used again.",
    advice: announceClose,
    send: get("Connection: close"),
    pass: [{ responses: [withClose], connection: "closed" }],
  }),
  answered({
    rule: "RFC9112-9.6/CLOSE-AFTER-ERROR",
    title: "close in the response to a malformed request",
    level: "SHOULD",
    quote:
      'A sender SHOULD send a Connection header field (Section 7.6.1 of [HTTP]) containing the "close" connection option when it intends to close a connection.',
    why: "A client that is not told takes the next request's failure for a fault of the network.",
    advice: announceClose,
    send: get("Content-Length: many"),
    pass: [
      {
        responses: [{ fields: [{ name: "Connection", lists: ["close"] }] }],
        connection: "closed",
      },
      { responses: [{}], connection: "open" },
    ],
    warn: [closedAfter()],
  }),
  ...[
    ["closex", "an option that begins with close"],
    ["keep-alive", "Connection: keep-alive in HTTP/1.1"],
    ["", "an empty Connection field"],
    ["TE,,Keep-Alive", "an empty list element among the options"],
  ].map(([value, title]) =>
    accepted({
      rule: "RFC9112-9.3/OTHER-OPTION",
      title: title!,
      level: "SHOULD",
      quote: persists,
      why: "An option other than close does not close.",
      advice: keepOpen,
      send: [get(`Connection: ${value}`), "await-response", get()],
      engine: [...first, ...first],
      ...keptFor(2),
    }),
  ),
  ...["Keep-Alive", "Host", "Content-Length", '"close"'].map((value) =>
    ownChoice(
      accepted({
        rule: "RFC9112-9.3/OTHER-OPTION",
        title: `Connection: ${value}`,
        level: "SHOULD",
        quote: persists,
        why: "An option other than close does not close.",
        send: get(`Connection: ${value}`) + get(),
        engine: [...first, ...first],
      }),
    ),
  ),
  ownChoice(
    accepted({
      rule: "RFC9110-7.6.1/OPTION-NAMES-FRAMING",
      title: "Connection names both framing fields",
      quote:
        "A sender MUST NOT send a connection option corresponding to a field that is intended for all recipients of the content.",
      why: "An option that names a framing field takes nothing away from it.",
      send: post(["Connection: Content-Length, Transfer-Encoding", "Content-Length: 5"], "hello") + get(),
      engine: ["RequestHead POST", "Content hello", "EndOfMessage", ...first],
    }),
  ),

  // HTTP/1.0
  accepted({
    rule: "RFC9112-9.3/1.0-CLOSES",
    title: "HTTP/1.0 without keep-alive",
    quote: otherwise,
    why: "A client of HTTP/1.0 reads up to the end of the connection: where it stays open, it waits for ever.",
    advice: closeOld,
    send: get10(),
    engine: ["RequestHead GET version=HTTP/1.0", "EndOfMessage", "finished"],
    pass: [closes],
  }),
  accepted({
    rule: "RFC9112-9.3/1.0-CLOSES",
    title: "HTTP/1.0 with keep-alive and close",
    quote: mustClose,
    quotedFrom: "RFC9112-9.6",
    why: "close wins over keep-alive.",
    advice: closeWhenAsked,
    send: get10("Connection: keep-alive, close"),
    engine: ["RequestHead GET", "EndOfMessage", "finished"],
    pass: [closes],
  }),
  ...["keep-alive", "Keep-Alive", "foo, KEEP-ALIVE"].map((value) => {
    const kept = accepted({
      rule: "RFC9112-9.3/1.0-KEEP-ALIVE",
      title: `HTTP/1.0 with Connection: ${value}`,
      level: "MAY",
      quote: oldPersists,
      why: "HTTP/1.0 that asks for it may be kept.",
      advice: "Keep an HTTP/1.0 connection that asks for it open, and say Connection: keep-alive; or close it.",
      send: get10(`Connection: ${value}`) + get10(),
      engine: ["RequestHead GET version=HTTP/1.0", "EndOfMessage", "RequestHead GET", "EndOfMessage", "finished"],
      pass: [answeredWith("understood", "understood"), closes],
      warn: [{}],
    });
    return value === "keep-alive" ? kept : ownChoice(kept);
  }),
  answered({
    rule: "RFC9112-9.3/1.0-SAYS-KEEP-ALIVE",
    title: "keep-alive in the response to HTTP/1.0 whose connection is kept",
    level: "practice",
    quote: 'or receives an HTTP/1.0 response without a "keep-alive" connection option.',
    why: "A client of HTTP/1.0 that is not told reads up to an end that does not come.",
    advice: "Keep an HTTP/1.0 connection that asks for it open, and say Connection: keep-alive; or close it.",
    send: get10("Connection: keep-alive"),
    pass: [
      { responses: [{ ...understood, fields: [{ name: "Connection", lists: ["keep-alive"] }] }], connection: "open" },
      closes,
    ],
  }),

  // Pipelining
  accepted({
    rule: "RFC9112-9.3.2/PIPELINED",
    title: "requests of every kind at once",
    quote: inOrder,
    why: "Requests of every kind in one read, each answered before the next is looked at.",
    advice: answerAll,
    send:
      get() +
      post(["Content-Length: 2"], "ok") +
      post(["Transfer-Encoding: chunked"], "2\r\nok\r\n0\r\n\r\n") +
      get().replace("GET", "HEAD") +
      get(),
    needs: ["content"],
    methods: ["GET", "POST", "POST", "HEAD", "GET"],
    engine: [
      ...first,
      ...["RequestHead POST length=2", "Content ok", "EndOfMessage"],
      ...["RequestHead POST length=undefined", "Content ok", "EndOfMessage"],
      ...["RequestHead HEAD", "EndOfMessage"],
      ...first,
    ],
    ...allOf(5),
  }),
  answered({
    rule: "RFC9112-9.3.2/ORDER",
    title: "a page, one that is not there, and the page again",
    quote: inOrder,
    why: "Nothing but the order says which response belongs to which request.",
    advice: answerAll,
    send: get() + get().replace("{path}", "{missing}") + get(),
    needs: ["not-found"],
    pass: [answeredWith("understood", 404, "understood")],
  }),
  answered({
    rule: "RFC9112-9.3.2/ORDER",
    title: "content of unknown length, and a page behind it",
    quote: inOrder,
    why: "A response that takes long must not be overtaken by one that is quick.",
    advice: answerAll,
    send: get().replace("{path}", "{streamed}") + get().replace("{path}", "{missing}"),
    needs: ["stream", "not-found"],
    pass: [{ responses: [{ status: "understood", without: ["chunk-syntax"] }, { status: 404 }] }],
  }),
  ...[10, 100].map((times) =>
    accepted({
      rule: "RFC9112-9.3.2/PIPELINED",
      title: `${times} requests at once`,
      level: times === 100 ? "practice" : "MUST",
      quote: inOrder,
      why: "Many requests fill more than one read, and the responses more than one write.",
      advice: answerAll,
      send: get().repeat(times),
      engine: Array.from({ length: times }, () => first).flat(),
      ...allOf(times),
      ...(times === 100 && { warn: [{ connection: "closed" }] }),
    }),
  ),
  accepted({
    rule: "RFC9112-9.3.2/PIPELINED-THEN-MALFORMED",
    title: "a request, and one that is malformed behind it",
    quote: inOrder,
    why: "What is wrong with a later request does not take away the response to an earlier one.",
    advice: answerBefore,
    send: `${get()}INVALID\r\n\r\n`,
    engine: [...first, "error 400 RFC9112-3.1/METHOD-TOKEN"],
    pass: [closedAfter("understood", 400)],
    warn: [closedAfter("understood", "4xx"), closedAfter("understood", "5xx"), closes],
  }),
  answered({
    rule: "RFC9112-2.2/EMPTY-LINE-BETWEEN",
    title: "an empty line on an idle connection, and then a request",
    level: "SHOULD",
    quote:
      "In the interest of robustness, a server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line (CRLF) received prior to the request-line.",
    why: "Old clients end a request's content with a line end that they do not count.",
    advice: "Ignore an empty line where a request line is expected.",
    send: [get(), "await-response", "\r\n", { pauseMs: 100 }, get()],
    ...allOf(2),
  }),
];
