import { accepted, answered, type Case, get, post, refused, request, shown } from "./case.ts";
import { answeredWith, closedAfter, mustBe400, toldApart } from "./framing-outcomes.ts";

const mustClose =
  "Regardless, the server MUST close the connection after responding to such a request to avoid the potential attacks.";
const notLast =
  "If a Transfer-Encoding header field is present in a request and the chunked transfer coding is not the final encoding, the message body length cannot be determined reliably; the server MUST respond with the 400 (Bad Request) status code and then close the connection.";
const spaceBeforeColon =
  "A server MUST reject, with a response status code of 400 (Bad Request), any received request message that contains whitespace between a header field name and colon.";
const noGrammar =
  "receives a sequence of octets that does not match the HTTP-message grammar aside from the robustness exceptions listed above, the server SHOULD respond with a 400 (Bad Request) response and close the connection.";
const foldedLine =
  'A server that receives an obs-fold in a request message that is not within a "message/http" container MUST either reject the message by sending a 400 (Bad Request), preferably with a representation explaining that obsolete line folding is unacceptable, or replace each received obs-fold with one or more SP octets prior to interpreting the field value or forwarding the message downstream.';
const readAll =
  "A server MUST read the entire request message body or close the connection after sending its response; otherwise, the remaining data on a persistent connection would be misinterpreted as the next request.";

const notBoth =
  "Answer a request that has both Transfer-Encoding and Content-Length with 400 (Bad Request), or read it as chunked; close the connection after the response in either case.";
const chunkedAlone =
  "Take Transfer-Encoding only where its last coding is chunked, letter for letter; answer all else with 400 (Bad Request) and close the connection.";
const namesAreTokens =
  "Refuse a field name with anything but the characters of a token in it, or with white space before its colon, with 400 (Bad Request), and close the connection.";
const unfold =
  "Refuse a field line that begins with white space with 400 (Bad Request), or take it for a part of the line before; never for a field of its own.";
const readOrClose =
  "Read the content of a request to its end also where nobody wants it (404, 405 and the like), or close the connection after the response.";

const hidden = "GET /smuggled HTTP/1.1\r\nHost: a.example\r\n\r\n";
/** By Content-Length all of it is content; by its chunks a request is hidden in it. */
const hiddenByLength = { length: `Content-Length: ${5 + hidden.length}`, body: `0\r\n\r\n${hidden}` };
/** By its chunks all of it is content; by Content-Length a request is hidden in it. */
const hiddenByChunks = {
  length: "Content-Length: 4",
  body: `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
};
const chunked = "Transfer-Encoding: chunked";
const chunkedHello = "5\r\nhello\r\n0\r\n\r\n";
const refusedOrChunked = {
  pass: [closedAfter(400), closedAfter("understood")],
  warn: [closedAfter("4xx"), closedAfter("5xx"), closedAfter()],
} as const;
/** A name that is no token is no Transfer-Encoding, but whoever passes over it hands it on to somebody who trims it. */
const invalidNameRefused = {
  pass: [closedAfter(400)],
  warn: [closedAfter("4xx"), closedAfter("5xx"), closedAfter()],
};
const uploadOctets = 256 * 1024;

/** RFC 9112 §11.2: requests that hide another one between two readings. */
export const smugglingCases: readonly Case[] = [
  ...[
    ["Content-Length first, a request hidden behind the last chunk", hiddenByLength.length, chunked],
    ["Transfer-Encoding first, a request hidden behind the last chunk", chunked, hiddenByLength.length],
  ].map(([title, ...lines]) =>
    refused({
      rule: "RFC9112-6.3/TE+CL",
      title: title!,
      quote: mustClose,
      quotedFrom: "RFC9112-6.1",
      why: "CL.TE: a proxy in front counted by Content-Length and let the hidden request through unseen.",
      advice: notBoth,
      send: post(lines, hiddenByLength.body + get()),
      ...refusedOrChunked,
    }),
  ),
  ...[
    ["Content-Length first, a request hidden in a chunk", hiddenByChunks.length, chunked],
    ["Transfer-Encoding first, a request hidden in a chunk", chunked, hiddenByChunks.length],
  ].map(([title, ...lines]) =>
    refused({
      rule: "RFC9112-6.3/TE+CL",
      title: title!,
      quote: mustClose,
      quotedFrom: "RFC9112-6.1",
      why: "TE.CL: a proxy in front counted by chunks and let the hidden request through unseen.",
      advice: notBoth,
      send: post(lines, hiddenByChunks.body + get()),
      ...refusedOrChunked,
    }),
  ),
  ...[
    ["both, and nothing hidden", "Content-Length: 15", chunked],
    ["Content-Length: 0 and chunks", "Content-Length: 0", chunked],
    ["chunks, and a Content-Length that is no number", "Content-Length: abc", chunked],
    ["both on a GET", "GET", "Content-Length: 15", chunked],
  ].map(([title, ...lines]) =>
    refused({
      rule: "RFC9112-6.3/TE+CL",
      title: title!,
      quote: mustClose,
      quotedFrom: "RFC9112-6.1",
      why: "One server believes the one field, the next the other: after such a request nobody can be sure of the next.",
      advice: notBoth,
      send: (lines[0] === "GET" ? get(...lines.slice(1)) : post(lines)) + chunkedHello + get(),
      ...refusedOrChunked,
    }),
  ),
  refused({
    rule: "RFC9112-6.3/TE+CL",
    title: "both, and an empty list element before chunked",
    quote: mustClose,
    quotedFrom: "RFC9112-6.1",
    why: "Whoever takes the empty element for another coding falls back on Content-Length, and the next one reads chunks.",
    advice: notBoth,
    send: post(["Transfer-Encoding: ,chunked", "Content-Length: 5"], `0\r\n\r\n${get()}`),
    ...refusedOrChunked,
    pass: [...refusedOrChunked.pass, closedAfter(501)],
  }),
  ...[
    [
      "an unknown coding that ends like chunked, with Content-Length",
      "Content-Length: 5",
      "Transfer-Encoding: xchunked",
    ],
    ["an empty Transfer-Encoding, with Content-Length", "Transfer-Encoding:", "Content-Length: 5"],
    ["identity, with Content-Length", "Transfer-Encoding: identity", "Content-Length: 5"],
    ["chunked in quotes, with Content-Length", 'Transfer-Encoding: "chunked"', "Content-Length: 5"],
  ].map(([title, ...lines]) =>
    refused({
      rule: "RFC9112-6.3/TE+CL",
      title: title!,
      quote: notLast,
      why: "TE.TE: whoever does not know the coding falls back on Content-Length, whoever guesses reads chunks.",
      advice: chunkedAlone,
      send: post(lines, `0\r\n\r\n${get()}`),
      ...mustBe400,
      pass: [closedAfter(400), closedAfter(501)],
      // An empty list is one that the grammar allows; who closes after it has misread nothing.
      warn: title!.startsWith("an empty") ? [...mustBe400.warn, closedAfter("understood")] : mustBe400.warn,
    }),
  ),

  // Names that are nearly Transfer-Encoding
  ...[" ", "\t"].map((octet) =>
    refused({
      rule: "RFC9112-5.1/SPACE-BEFORE-COLON",
      title: `Transfer-Encoding with ${octet === " " ? "a space" : "a tab"} before its colon, and Content-Length`,
      quote: spaceBeforeColon,
      why: "One server takes the name for Transfer-Encoding, the next for a name that it does not know.",
      advice: namesAreTokens,
      send: post([hiddenByLength.length, `Transfer-Encoding${octet}: chunked`], hiddenByLength.body + get()),
      ...mustBe400,
    }),
  ),
  ...["\x0b", "\0", "\xa0", "="].map((octet) =>
    refused({
      rule: "RFC9110-5.1/NAME-TOKEN",
      title: `Transfer-Encoding with ${shown(octet)} at the end of its name, and Content-Length`,
      level: "SHOULD",
      quote: noGrammar,
      quotedFrom: "RFC9112-2.2",
      why: "Whoever trims the octet reads chunks, whoever does not reads Content-Length.",
      advice: namesAreTokens,
      send: post([hiddenByLength.length, `Transfer-Encoding${octet}: chunked`], hiddenByLength.body + get()),
      ...invalidNameRefused,
    }),
  ),
  refused({
    rule: "RFC9110-5.1/NAME-TOKEN",
    title: "Transfer-Encoding with 0x01 before its name, and Content-Length",
    level: "SHOULD",
    quote: noGrammar,
    quotedFrom: "RFC9112-2.2",
    why: "Whoever trims the octet reads chunks, whoever does not reads Content-Length.",
    advice: namesAreTokens,
    send: post([hiddenByLength.length, "\x01Transfer-Encoding: chunked"], hiddenByLength.body + get()),
    ...invalidNameRefused,
  }),
  refused({
    rule: "RFC9112-5.1/SPACE-BEFORE-COLON",
    title: "Transfer Encoding with a space instead of its hyphen, and Content-Length",
    level: "SHOULD",
    quote: noGrammar,
    quotedFrom: "RFC9112-2.2",
    why: "A server that makes names alike for its environment takes this for Transfer-Encoding.",
    advice: namesAreTokens,
    send: post([hiddenByLength.length, "Transfer Encoding: chunked"], hiddenByLength.body + get()),
    ...invalidNameRefused,
  }),
  // Names that are nearly Content-Length
  ...[
    ["Content-Length\t:", "a tab before its colon", "RFC9112-5.1/SPACE-BEFORE-COLON", spaceBeforeColon, "MUST"],
    ["Content-Length\x85:", "0x85 at its end", "RFC9110-5.1/NAME-TOKEN", noGrammar, "SHOULD"],
    ["Content-Length\xa0:", "0xa0 at its end", "RFC9110-5.1/NAME-TOKEN", noGrammar, "SHOULD"],
    ["Content-Length", "a space instead of the colon", "RFC9112-5.1/SPACE-BEFORE-COLON", noGrammar, "SHOULD"],
  ].map(([name, title, rule, quote, level]) =>
    refused({
      rule: rule!,
      title: `Content-Length with ${title}, and content that is a request`,
      level: level as "MUST" | "SHOULD",
      quote: quote!,
      quotedFrom: quote === noGrammar ? "RFC9112-2.2" : "RFC9112-5.1",
      why: "Whoever mends the line reads content, whoever passes over it reads a request.",
      advice: namesAreTokens,
      send: post([`${name} ${hidden.length}`], hidden + get()),
      ...invalidNameRefused,
    }),
  ),
  refused({
    rule: "RFC9112-5.1/NAME-EMPTY",
    title: "a colon without a name before it, and Content-Length behind it",
    level: "SHOULD",
    quote: noGrammar,
    quotedFrom: "RFC9112-2.2",
    why: "To a list that ends with an empty name all fields behind it are lost, and the content is read as a request.",
    advice: namesAreTokens,
    send: post([": y", `Content-Length: ${hidden.length}`], hidden + get()),
    pass: [closedAfter(400)],
    warn: [closedAfter("4xx"), closedAfter("5xx"), closedAfter()],
  }),
  accepted({
    rule: "RFC9110-5.1/NEARLY-CONTENT-LENGTH",
    title: "a name of 270 octets that begins like Content-Length, and Content-Length",
    level: "practice",
    quote: "Other recipients SHOULD ignore unrecognized header and trailer fields.",
    why: "Where the length of a name is kept in eight bits, the long name is Content-Length, and its value 0.",
    advice: "Compare the whole name of a field, however long it is, or refuse names that are too long with 431.",
    send: post([`Content-Length0${"a".repeat(255)}:`, `Content-Length: ${hidden.length}`], hidden) + get(),
    needs: ["content"],
    engine: ["RequestHead POST", "Content GET /smuggled", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
    pass: [...toldApart.pass, closedAfter("4xx")],
    warn: toldApart.warn,
  }),
  accepted({
    rule: "RFC9110-5.1/NEARLY-TRANSFER-ENCODING",
    title: "Transfer_Encoding with an underscore, and Content-Length",
    level: "SHOULD",
    quote: "Other recipients SHOULD ignore unrecognized header and trailer fields.",
    why: "CGI turns hyphens into underscores; a server that compares such names reads chunks where others count octets.",
    advice: namesAreTokens,
    send: post(["Transfer_Encoding: chunked", hiddenByLength.length], hiddenByLength.body + get()),
    needs: ["content"],
    engine: ["RequestHead POST", "Content 0\r\n\r\nGET /smuggled", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
    pass: [...toldApart.pass, closedAfter(400)],
    warn: [...toldApart.warn, closedAfter("4xx")],
  }),

  refused({
    rule: "RFC9112-5/COLON-MISSING",
    title: "Transfer-Encoding with a line end after its hyphen, and Content-Length",
    level: "SHOULD",
    quote: noGrammar,
    quotedFrom: "RFC9112-2.2",
    why: "Whoever joins the lines reads chunks, whoever does not reads Content-Length.",
    advice: namesAreTokens,
    send: post([hiddenByLength.length, "Transfer-", "Encoding: chunked"], hiddenByLength.body + get()),
    ...invalidNameRefused,
  }),

  // Lines that are folded, or broken by CR
  refused({
    rule: "RFC9112-5.2/OBS-FOLD",
    title: "chunked on a folded line of its own, and a request behind the content",
    quote: foldedLine,
    why: "Whoever does not know of folding sees an empty Transfer-Encoding and reads the content as a request.",
    advice: unfold,
    send: post(["Transfer-Encoding:", " chunked"], chunkedHello + get()),
    needs: ["content"],
    pass: [closedAfter(400), ...toldApart.pass],
    warn: [closedAfter("4xx"), closedAfter("5xx"), ...toldApart.warn],
  }),
  refused({
    rule: "RFC9112-5.2/OBS-FOLD",
    title: "Transfer-Encoding on a folded line of another field, and Content-Length",
    quote: foldedLine,
    why: "Whoever trims lines sees Transfer-Encoding, whoever unfolds them the end of another value.",
    advice: unfold,
    send: post(["X: y", " Transfer-Encoding: chunked", hiddenByLength.length], hiddenByLength.body + get()),
    needs: ["content"],
    pass: [closedAfter(400), ...toldApart.pass],
    warn: [closedAfter("4xx"), closedAfter("5xx"), ...toldApart.warn],
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    title: "a bare CR before chunked, and a request behind the content",
    quote:
      "A recipient of such a bare CR MUST consider that element to be invalid or replace each bare CR with SP before processing the element or forwarding the message.",
    why: "Whoever takes CR for a line end sees an empty Transfer-Encoding and reads the content as a request.",
    advice: "Refuse a CR that no LF follows with 400 (Bad Request), and close the connection.",
    send: post(["Transfer-Encoding: \rchunked"], chunkedHello + get()),
    needs: ["content"],
    pass: [closedAfter(400), closedAfter(501), ...toldApart.pass],
    warn: [closedAfter("4xx"), closedAfter("5xx"), closedAfter(), ...toldApart.warn],
  }),

  // Options that name what frames the message
  ...[
    ["Content-Length", `Content-Length: ${hidden.length}`, hidden, "Content GET /smuggled HTTP/1.1"],
    ["Transfer-Encoding", chunked, chunkedHello, "Content hello"],
  ].map(([name, line, body, content]) =>
    accepted({
      rule: "RFC9110-7.6.1/OPTION-NAMES-FRAMING",
      title: `Connection names ${name}`,
      level: "practice",
      quote:
        "A sender MUST NOT send a connection option corresponding to a field that is intended for all recipients of the content.",
      why: "A server that takes the named field away, as a proxy would, reads the content as a request.",
      advice:
        "Take no notice of connection options that name Content-Length or Transfer-Encoding: both count as they stand.",
      send: post([`Connection: ${name}`, line!], body + get()),
      needs: ["content"],
      engine: ["RequestHead POST", content!, "EndOfMessage", "RequestHead GET", "EndOfMessage"],
      pass: [...toldApart.pass, closedAfter(400)],
      warn: [...toldApart.warn, closedAfter("4xx")],
    }),
  ),

  accepted({
    rule: "RFC9110-7.6.1/OPTION-NAMES-FRAMING",
    title: "Connection names Host",
    level: "practice",
    quote:
      "A sender MUST NOT send a connection option corresponding to a field that is intended for all recipients of the content.",
    why: "A server that takes the named field away, as a proxy would, no longer knows which site is meant.",
    advice: "Take no notice of connection options that name Host, or answer 400.",
    send: get("Connection: Host") + get(),
    engine: ["RequestHead GET authority=a.example", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
    pass: [...toldApart.pass, answeredWith(400), answeredWith(400, "understood")],
    warn: [...toldApart.warn, closedAfter("4xx")],
  }),

  // Content that nobody reads (§9.3)
  ...[
    ["a page that is not there", "{missing}", "not-found"],
    ["a file", "{file}", "file"],
    ["a redirect", "{redirect}", "redirect"],
  ].map(([title, path, need]) =>
    answered({
      rule: "RFC9112-9.3/UNREAD-CONTENT",
      title: `a POST to ${title}, with content that is a request`,
      quote: readAll,
      why: "An error page that is sent before the content was read leaves a stranger's request on the connection.",
      advice: readOrClose,
      send: request(`POST ${path}`, [`Content-Length: ${hidden.length}`], hidden) + get(),
      needs: [need as "not-found" | "file" | "redirect"],
      pass: [answeredWith("any", "understood"), closedAfter("any")],
      warn: [closedAfter()],
    }),
  ),
  answered({
    rule: "RFC9112-9.3/UNREAD-CONTENT",
    title: "a chunked POST to a page that is not there, with content that is a request",
    quote: readAll,
    why: "Chunks that nobody reads are requests to the one who looks next.",
    advice: readOrClose,
    send: request("POST {missing}", [chunked], hiddenByChunks.body) + get(),
    needs: ["not-found"],
    pass: [answeredWith("any", "understood"), closedAfter("any")],
    warn: [closedAfter()],
  }),
  answered({
    rule: "RFC9112-9.3/UNREAD-CONTENT",
    title: "a POST to a page that is not there, with content whose chunks are malformed",
    quote: readAll,
    why: "Content that cannot be read to its end has none: whoever gives up reading it and goes on reads a request in it.",
    advice: readOrClose,
    send: request("POST {missing}", [chunked], `xyz\r\n${hidden}`) + get(),
    needs: ["not-found"],
    pass: [closedAfter("any")],
    warn: [closedAfter()],
  }),
  answered({
    rule: "RFC9112-9.6/RESPONSE-BEFORE-CONTENT",
    title: "256 KiB of content to a page that is not there",
    level: "practice",
    quote:
      "unfortunately, the reset packet might erase the client's unacknowledged input buffers before they can be read and interpreted by the client's HTTP parser.",
    why: "Who closes while content still comes sends a reset, and the browser shows that instead of the error page.",
    advice:
      "Close in stages: end your own side after the response, read and drop what still comes for a while, and close then.",
    send: request("POST {missing}", [`Content-Length: ${uploadOctets}`], "x".repeat(uploadOctets)),
    needs: ["not-found"],
    pass: [
      { ...answeredWith("any"), connection: "open" },
      { ...answeredWith("any"), connection: "closed-in-order" },
    ],
    warn: [closedAfter("any")],
  }),
];
