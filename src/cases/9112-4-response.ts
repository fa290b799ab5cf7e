import { accepted, answered, type Case, get, request, understood } from "./case.ts";
import type { ResponseFault } from "./outcome.ts";
import { answers } from "./usual-outcomes.ts";

const format = "HTTP-message = start-line CRLF *( field-line CRLF ) CRLF [ message-body ]";
const grammarCounts =
  "A sender MUST NOT generate protocol elements that do not match the grammar defined by the corresponding ABNF rules.";
const statusLine = "status-line = HTTP-version SP status-code SP [ reason-phrase ]";
const length =
  "When transferring a representation as content, Content-Length refers specifically to the amount of data enclosed so that it can be used to delimit framing";
const inStages = "To avoid the TCP reset problem, servers typically close a connection in stages.";
const missing = "/porthole-check/there-is-no-such-page";

const beginWithStatusLine =
  'Begin each response with a status line (HTTP/1.1 200 OK, then CR LF: "\\r\\n"), then field lines, an empty line, and only then the content.';
const writeStatusLine =
  "Write the status line as HTTP/1.1, one SP, three digits, one SP and a phrase, which may be empty.";
const writeLineEnds = 'End every line of the status line and header section with CR LF ("\\r\\n" in most languages).';
const writeEmptyLine = "Write an empty line (CR LF alone) between the header section and the content.";
const writeFields = "Write each field line as a name, a colon, a space and a value without controls, on one line.";
const countOctets =
  "Count Content-Length in octets (bytes) of the content as it is sent, not in characters: encode the text first, then take its length; send just as many.";
const oneLength = "Send either one Content-Length or Transfer-Encoding: chunked, not both and not two.";
const writeChunks =
  "Write each chunk as its size in hexadecimal digits, CR LF, its octets, CR LF, and end with 0 and an empty line.";

const closeInStages =
  "Before closing, shut down the sending side, and read and drop what still comes until the client closes too.";

/** What a browser sends. */
const browserLines = [
  "Connection: keep-alive",
  "Cache-Control: max-age=0",
  'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
  "sec-ch-ua-mobile: ?0",
  'sec-ch-ua-platform: "Linux"',
  "Upgrade-Insecure-Requests: 1",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
  "Sec-Fetch-Site: none",
  "Sec-Fetch-Mode: navigate",
  "Sec-Fetch-User: ?1",
  "Sec-Fetch-Dest: document",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7",
  `Cookie: consent=yes; theme=dark; session=${"0123456789abcdef".repeat(72)}`,
];

/** The plain response is without these faults. */
function plainWithout(
  faults: readonly ResponseFault[],
  draft: Pick<Case, "rule" | "title" | "quote" | "why" | "advice"> & { readonly quotedFrom?: string },
): Case {
  return answered({ ...draft, send: get(), pass: [{ responses: [{ without: faults }] }] });
}

/** RFC 9112 §4 to §7: a response as a client reads it. */
export const responseCases: readonly Case[] = [
  answered({
    rule: "RFC9110-3.4/RESPONSE",
    title: "an answer comes",
    quote:
      "A server responds to a client's request by sending one or more response messages, each including a status code (Section 15).",
    why: "Whoever asks must get an answer, also that there is none.",
    advice:
      "Answer each request as soon as its header section has ended: do not wait for the client to close the connection.",
    send: get(),
    pass: [{ responses: [{}] }],
  }),
  plainWithout(["no-status-line"], {
    rule: "RFC9112-2.1/STATUS-LINE",
    title: "the response begins with a status line",
    quote: format,
    why: "A browser shows octets without a status line as an error, or as they are.",
    advice: beginWithStatusLine,
  }),
  plainWithout(["status-line"], {
    rule: "RFC9112-4/STATUS-LINE-SYNTAX",
    title: "the status line has version, status code and phrase with one space between",
    quote: statusLine,
    why: "Clients that read strictly give up at a status line that is not written so.",
    advice: writeStatusLine,
  }),
  plainWithout(["version"], {
    rule: "RFC9112-2.3/RESPONSE-VERSION",
    title: "the version is HTTP/1.1 or HTTP/1.0",
    quote: 'HTTP-version = HTTP-name "/" DIGIT "." DIGIT',
    why: "A client that is told another version does not know how to go on.",
    advice: writeStatusLine,
  }),
  plainWithout(["bare-lf"], {
    rule: "RFC9112-2.1/RESPONSE-LINE-ENDS",
    title: "lines end with CR LF",
    quote: grammarCounts,
    quotedFrom: "RFC9110-2.2",
    why: "LF alone is forgiven by some clients only, and two that differ see different responses.",
    advice: writeLineEnds,
  }),
  plainWithout(["bare-cr"], {
    rule: "RFC9112-2.2/RESPONSE-BARE-CR",
    title: "there is no CR without LF",
    quote:
      "A sender MUST NOT generate a bare CR (a CR character not immediately followed by LF) within any protocol elements other than the content.",
    why: "Some clients take it for the end of a line.",
    advice: writeLineEnds,
  }),
  plainWithout(["head-unfinished"], {
    rule: "RFC9112-2.1/RESPONSE-EMPTY-LINE",
    title: "an empty line ends the header section",
    quote: "an empty line indicating the end of the header section",
    why: "Without it a client takes the page for header lines, and shows nothing.",
    advice: writeEmptyLine,
  }),
  plainWithout(["field-line"], {
    rule: "RFC9112-5/RESPONSE-FIELD-LINE",
    title: "each field line is a name, a colon and a value",
    quote: 'field-line = field-name ":" OWS field-value OWS',
    why: "A client skips such a line, or gives up.",
    advice: writeFields,
  }),
  plainWithout(["obs-fold"], {
    rule: "RFC9112-5.2/RESPONSE-FOLD",
    title: "no field line is folded",
    quote: "A sender MUST NOT generate a message that includes line folding",
    why: "A client that does not know of folding sees two lines.",
    advice: writeFields,
  }),
  plainWithout(["control-octet"], {
    rule: "RFC9110-5.5/RESPONSE-CONTROL-OCTET",
    title: "no field value has a control octet",
    quote: grammarCounts,
    quotedFrom: "RFC9110-2.2",
    why: "Clients refuse the whole response, or cut the value short.",
    advice: writeFields,
  }),

  // Its length
  answered({
    rule: "RFC9112-6.3/LENGTH-SAID",
    title: "the response says where its content ends",
    level: "SHOULD",
    quote:
      "Since there is no way to distinguish a successfully completed, close-delimited response message from a partially received message interrupted by network failure, a server SHOULD generate encoding or length-delimited messages whenever possible.",
    why: "Without a length a page that broke off looks like a whole one, and each needs a connection of its own.",
    advice:
      "Send Content-Length with every response, counted in octets (bytes), or Transfer-Encoding: chunked where it is not known.",
    send: get(),
    pass: [
      { responses: [{ fields: [{ name: "Content-Length", is: "present" }] }] },
      { responses: [{ fields: [{ name: "Transfer-Encoding", is: "present" }] }] },
      { responses: [{ status: [204, 304] }] },
    ],
  }),
  plainWithout(["length-missing"], {
    rule: "RFC9112-6.3/END-OF-CONTENT",
    title: "where no length is said, the connection closes after the content",
    quote:
      "Otherwise, this is a response message without a declared message body length, so the message body length is determined by the number of octets received prior to the server closing the connection.",
    why: "A client without a length waits for the close: a browser goes on loading and loading.",
    advice:
      "Send Content-Length with every response, counted in octets (bytes), or Transfer-Encoding: chunked where it is not known.",
  }),
  plainWithout(["content-length-syntax"], {
    rule: "RFC9110-8.6/RESPONSE-LENGTH-SYNTAX",
    title: "Content-Length is a number",
    quote: "Content-Length = 1*DIGIT",
    why: "A client that cannot read the length gives up, or waits for the close.",
    advice: countOctets,
  }),
  plainWithout(["content-excess"], {
    rule: "RFC9110-8.6/RESPONSE-LENGTH",
    title: "nothing comes after the content",
    quote: length,
    why: "What is more than Content-Length says is cut off, and taken for the next response.",
    advice: countOctets,
  }),
  plainWithout(["content-short"], {
    rule: "RFC9110-8.6/RESPONSE-WHOLE",
    title: "all of the content comes before the connection closes",
    quote: length,
    why: "A client shows an error, or half a page.",
    advice: countOctets,
  }),
  plainWithout(["content-length-repeated"], {
    rule: "RFC9110-8.6/RESPONSE-LENGTH-ONCE",
    title: "there is one Content-Length at most",
    quote: "a sender MUST NOT generate multiple field lines with the same name in a message",
    quotedFrom: "RFC9110-5.3",
    why: "Clients refuse a response with two lengths.",
    advice: oneLength,
  }),
  plainWithout(["both-lengths"], {
    rule: "RFC9112-6.2/ONE-LENGTH",
    title: "there is no Content-Length beside Transfer-Encoding",
    quote:
      "A sender MUST NOT send a Content-Length header field in any message that contains a Transfer-Encoding header field.",
    why: "Two lengths make a client and a proxy disagree about where the response ends.",
    advice: oneLength,
  }),
  plainWithout(["chunk-syntax", "transfer-coding"], {
    rule: "RFC9112-7.1/RESPONSE-CHUNKS",
    title: "chunked content can be read",
    quote: grammarCounts,
    quotedFrom: "RFC9110-2.2",
    why: "One wrong size makes all that follows unreadable.",
    advice: writeChunks,
  }),

  // A page that is not there
  answered({
    rule: "RFC9110-15.5.5/NOT-FOUND",
    title: "a page that is not there is answered 404",
    level: "practice",
    quote:
      "The 404 (Not Found) status code indicates that the origin server did not find a current representation for the target resource or is not willing to disclose that one exists.",
    why: "Where everything is 200, search engines and caches keep pages that are none, and broken links are never found.",
    advice: "Answer 404 where the path names nothing that is there.",
    send: request(`GET ${missing}`),
    pass: [{ responses: [{ status: ["4xx", "3xx"] }] }],
    // It may be that every path is a page here.
    warn: [{ responses: [{ status: "2xx" }] }],
  }),
  answered({
    rule: "RFC9110-8.6/ERROR-LENGTH",
    title: "the response for a page that is not there has the length that it says",
    quote: length,
    why: "Error pages are written by hand, and their length is wrong more often than others.",
    advice: countOctets,
    send: request(`GET ${missing}`),
    pass: [{ responses: [{ without: ["no-status-line", "content-short", "content-excess", "length-missing"] }] }],
  }),
  answered({
    rule: "RFC9112-4/ERROR-HEAD",
    title: "the response for a page that is not there begins with a status line",
    quote: format,
    quotedFrom: "RFC9112-2.1",
    why: "A client must be able to read that the page is not there.",
    advice: beginWithStatusLine,
    send: request(`GET ${missing}`),
    pass: [{ responses: [{ without: ["no-status-line", "status-line", "head-unfinished"] }] }],
  }),
  answered({
    rule: "RFC9110-8.6/FILE-LENGTH",
    title: "a file has the length that its response says",
    quote: length,
    why: "A file is binary: read as text and encoded again, it has another length.",
    advice: countOctets,
    send: request("GET {file}"),
    needs: ["file"],
    pass: [{ responses: [{ status: 200, without: ["content-short", "content-excess", "length-missing"] }] }],
  }),
  accepted({
    rule: "RFC9110-5.4/BROWSER",
    title: "a header section of 2 KiB, as a browser sends it",
    level: "practice",
    quote:
      "HTTP does not place a predefined limit on the length of each field line, field value, or on the length of a header or trailer section as a whole",
    why: "A browser with a few cookies sends as much: a server that reads 1,024 octets once never sees the end.",
    advice:
      "Read on until the empty line has come, however many reads it takes, and take header sections of 8 KiB at least.",
    send: get(...browserLines),
    engine: ["RequestHead GET Upgrade-Insecure-Requests:1", "EndOfMessage"],
  }),
];

/** RFC 9112 §9.5, §9.6: how a connection ends. */
export const closingCases: readonly Case[] = [
  answered({
    rule: "RFC9112-9.6/IN-STAGES",
    title: "the response is not taken away by a reset",
    level: "practice",
    quote: inStages,
    why: "A reset may overtake the response: the client then sees an error, or half a page.",
    advice: closeInStages,
    send: get("Connection: close"),
    pass: [{ responses: [understood], connection: "closed-in-order" }],
    warn: [{ responses: [understood] }],
  }),
  answered({
    rule: "RFC9112-9.6/IN-STAGES",
    title: "nor where octets came after the last request",
    level: "practice",
    quote: inStages,
    why: "Closing while received octets are unread is a reset, and the response is lost now and then.",
    advice: closeInStages,
    send: get("Connection: close") + get("Accept: */*"),
    pass: [{ responses: [understood], connection: "closed-in-order" }],
    // A refusal of what comes after close is another matter.
    warn: [answers("any"), { responses: [understood, {}] }],
  }),
  answered({
    rule: "RFC9112-9.6/IN-STAGES",
    title: "nor is a refusal, where the client is still sending",
    level: "practice",
    quote: inStages,
    why: "The client is to learn what was wrong; a reset tells it nothing.",
    advice: closeInStages,
    send: ["GET {path} HTTP/1.1\r\nHost : {authority}\r\n\r\n", { pauseMs: 30 }, "x".repeat(20_000)],
    pass: [{ responses: [{ status: "4xx" }], connection: "closed-in-order" }],
    warn: [answers("any"), { responses: [] }, { responses: [{}, {}] }],
  }),
  answered({
    rule: "RFC9112-9.5/CLOSED-WITHOUT-A-WORD",
    title: "a connection that closes without a request, and the next visitor",
    level: "practice",
    quote: "A client, server, or proxy MAY close the transport connection at any time.",
    why: "Browsers open connections to spare, and close them unused: a read that brings nothing must not end the server.",
    advice: "Expect a read to bring nothing, or to fail: close that connection, and go on with the next.",
    send: ["half-close"],
    pass: [{ serves: "another-connection" }],
  }),
];
