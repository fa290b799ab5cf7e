import { accepted, type Case, get, post, postChunked, refused } from "./case.ts";

const maySend =
  "A server that receives an incomplete request message, usually due to a canceled request or a triggered timeout exception, MAY send an error response prior to closing the connection.";
const chunkedEnd =
  "A message body that uses the chunked transfer coding is incomplete if the zero-sized chunk that terminates the encoding has not been received.";
const lengthEnd =
  "A message that uses a valid Content-Length is incomplete if the size of the message body received (in octets) is less than the value given by Content-Length.";
const halfClosed =
  "Note that a TCP connection that is half-closed by the client does not delimit a request message, nor does it imply that the client is no longer interested in a response.";

/** RFC 9112 §8: messages that end before their end. */
export const incompleteCases: readonly Case[] = [
  ...["G", "GET {path}", "GET {path} HTTP/1.1\r\n", get().slice(0, -2), get().slice(0, -1), "\r"].map((text) =>
    refused({
      rule: "RFC9112-8/INCOMPLETE-HEAD",
      level: "MAY",
      quote: maySend,
      why: "A head that was broken off is no request, and must not be answered as one.",
      send: [text, "half-close"],
      pass: [
        { responses: [{ status: 400 }], connection: "closed" },
        { responses: [{ status: 408 }], connection: "closed" },
        { responses: [], connection: "closed" },
      ],
    }),
  ),
  ...["", "hell"].map((content) =>
    refused({
      rule: "RFC9112-8/INCOMPLETE-CONTENT",
      quote: lengthEnd,
      why: "Half of a content must not be taken for the whole.",
      send: [post(["Content-Length: 5"], content), "half-close"],
      needs: ["content"],
      before: content === "" ? ["RequestHead POST"] : ["RequestHead POST", `Content ${content}`],
      pass: [
        { responses: [{ status: 400 }], connection: "closed" },
        { responses: [{ status: 408 }], connection: "closed" },
        { responses: [], connection: "closed" },
      ],
    }),
  ),
  ...["5\r\nhello\r\n", "5\r\nhello", "5\r\nhello\r\n0", "5\r\nhello\r\n0\r\n", "5\r\nhello\r\n0\r\nX: y\r\n"].map(
    (body) =>
      refused({
        rule: "RFC9112-8/INCOMPLETE-CONTENT",
        quote: chunkedEnd,
        why: "The last chunk and the empty line after the trailers are what says that nothing is missing.",
        send: [postChunked(body), "half-close"],
        needs: ["content"],
        before: ["RequestHead POST", "Content hello"],
        pass: [
          { responses: [{ status: 400 }], connection: "closed" },
          { responses: [{ status: 408 }], connection: "closed" },
          { responses: [], connection: "closed" },
        ],
      }),
  ),
  accepted({
    rule: "RFC9112-9.6/HALF-CLOSED",
    quote: halfClosed,
    why: "A client that has said all it has to say waits for the response.",
    send: [get(), "half-close"],
    engine: ["RequestHead GET", "EndOfMessage", "ConnectionClosed"],
  }),
  accepted({
    rule: "RFC9112-9.6/HALF-CLOSED",
    quote: halfClosed,
    why: "Also after several requests.",
    send: [get() + get(), "half-close"],
    engine: ["RequestHead GET", "EndOfMessage", "RequestHead GET", "EndOfMessage", "ConnectionClosed"],
  }),
  accepted({
    rule: "RFC9112-9.5/SILENT-CONNECTION",
    quote: "A client, server, or proxy MAY close the transport connection at any time.",
    why: "A connection that never said anything is closed without a word.",
    send: ["half-close"],
    engine: ["ConnectionClosed"],
    pass: [{ responses: [], connection: "closed" }],
  }),
  accepted({
    rule: "RFC9112-2.2/EMPTY-LINE-THEN-CLOSED",
    level: "SHOULD",
    quote:
      "In the interest of robustness, a server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line (CRLF) received prior to the request-line.",
    why: "An empty line after the last request is none.",
    send: [`${get()}\r\n`, "half-close"],
    engine: ["RequestHead GET", "EndOfMessage", "ConnectionClosed"],
  }),
];
