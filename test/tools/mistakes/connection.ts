import type { Mistake } from "../mistake.ts";
import { fieldOf, has, malformed, methodOf, response, statusOf, withLine, without, withValue } from "./edits.ts";

const closing = (head: string) => withLine(without(head, "Connection"), "Connection: close");
const isInterim = (head: string) => statusOf(head) < 200;

/** What is wrong with how long a connection lasts, and what comes over it. */
export const connectionMistakes: readonly Mistake[] = [
  { name: "serves one connection after the other", isSerial: true, fails: ["RFC9112-9/SIDE-BY-SIDE"] },
  { name: "resets connections instead of closing them", resets: true, warns: ["RFC9112-9.6/IN-STAGES"], fails: [] },
  { name: "leaves when a client closes its side", leavesHalfClosed: true, fails: ["RFC9112-9.6/HALF-CLOSED"] },
  {
    name: "ends when octets come that are no text",
    breaksMuch: true,
    endsAt: /[\x80-\xff]/,
    fails: ["RFC9112-2.2/OCTETS-NOT-TEXT"],
  },
  {
    name: "closes after each response, and says so",
    responseHead: (head) => (isInterim(head) ? head : closing(head)),
    closesAfter: () => true,
    fails: [],
    warns: ["RFC9112-9.3/OTHER-OPTION", "RFC9112-9.3/PERSISTS"],
  },
  { name: "closes after each response without saying so", closesAfter: () => true, fails: ["RFC9112-9.3/SAYS-CLOSE"] },
  {
    name: "closes after an error without saying so",
    responseHead: (head) => (statusOf(head) >= 400 ? without(head, "Connection") : head),
    closesAfter: (head) => statusOf(head) >= 400,
    fails: [
      "RFC9110-9.3.2/HEAD-CONTENT",
      "RFC9112-6.3/ERROR-PAGE",
      "RFC9112-9.3.2/ORDER",
      "RFC9112-9.6/CLOSE-AFTER-ERROR",
    ],
  },
  {
    name: "never says that it closes",
    responseHead: (head) => (fieldOf(head, "Connection") === "close" ? without(head, "Connection") : head),
    fails: ["RFC9112-9.6/CLOSE-AFTER-ERROR", "RFC9112-9.6/CLOSE-ANSWERED"],
  },
  {
    name: "keeps the connection open where it was asked to close it",
    requestHead: (head) => withValue(head, "Connection", (value) => value.replace(/\bclose\b/i, "xclose")),
    fails: [
      "RFC9112-9.3/1.0-CLOSES",
      "RFC9112-9.3/CLOSE",
      "RFC9112-9.6/CLOSE-ANSWERED",
      "RFC9112-9.6/CLOSE-WITH-CONTENT",
      "RFC9112-9.6/NOT-PROCESSED",
    ],
  },
  {
    name: "knows close in small letters and alone",
    requestHead: (head) =>
      fieldOf(head, "Connection") === "close"
        ? head
        : withValue(head, "Connection", (value) => value.replace(/\bclose\b/i, "x")),
    fails: ["RFC9112-9.3/1.0-CLOSES", "RFC9112-9.3/CLOSE", "RFC9112-9.6/NOT-PROCESSED"],
  },
  {
    name: "closes where an option begins with close",
    requestHead: (head) => withValue(head, "Connection", (value) => value.replace(/\bclosex/, "close")),
    fails: [],
    warns: ["RFC9112-9.3/OTHER-OPTION"],
  },
  {
    name: "keeps the connections of HTTP/1.0 open",
    requestHead: (head) =>
      / HTTP\/1\.0\r\n/.test(head) && !has(head, "Connection") ? withLine(head, "Connection: keep-alive") : head,
    fails: ["RFC9112-9.3/1.0-CLOSES"],
  },
  {
    name: "takes nothing that comes with the request before",
    takesLong: true,
    received: (octets) => {
      const end = octets.indexOf("\r\n\r\n");
      return /^GET /.test(octets) && end !== -1 && /^[A-Z]+ \S+ HTTP/.test(octets.slice(end + 4))
        ? octets.slice(0, end + 4)
        : octets;
    },
    fails: [
      "RFC9110-7.6.1/OPTION-NAMES-FRAMING",
      "RFC9110-7.8/UPGRADE-PIPELINED",
      "RFC9112-2.1/PIPELINE-OF-MESSAGES",
      "RFC9112-6/FRAMING-OF-ANY-METHOD",
      "RFC9112-9.3.2/ORDER",
      "RFC9112-9.3.2/PIPELINED",
      "RFC9112-9.6/HALF-CLOSED",
    ],
  },
  {
    name: "answers errors before what was asked before",
    answer: (head) => (/^GET \/porthole-check\//.test(head) ? response("404 Not Found") : undefined),
    fails: ["RFC9112-9.3.2/ORDER"],
  },
  {
    name: "takes a read for a request",
    received: (octets, { received }) =>
      received === "" && /^[A-Z]+(?: |$)/.test(octets) && !/\n\r?\n/.test(octets) ? malformed(octets) : octets,
    fails: [
      "RFC9110-5.3/HEAD-TO-COME",
      "RFC9112-2.2/HEAD-WITH-PAUSE",
      "RFC9112-6.3/CONTENT-IN-PIECES",
      "RFC9112-9.3/REQUESTS-IN-PIECES",
      "RFC9112-9.6/HALF-CLOSED",
    ],
  },
  {
    name: "takes what comes with the head for all of the content",
    received: (octets) => {
      const [, head = "", length] = /^(POST [\s\S]*?\r\n\r\n)/.exec(octets) ?? [];
      const announced = Number(fieldOf(head, "Content-Length"));
      return head === "" || length !== undefined || octets.length >= head.length + announced || announced > 1000
        ? octets
        : octets.replace(/^(content-length: )\d+/im, `$1${octets.length - head.length}`);
    },
    fails: ["RFC9112-6.3/CONTENT-WITH-PAUSE"],
  },
  {
    name: "answers a head that has not ended",
    received: (octets, { received }) =>
      received === "" && /^GET \S+ HTTP\/1\.1\r\nHost: \S+\r\n$/.test(octets) ? `${octets}\r\n` : octets,
    fails: ["RFC9110-5.3/HEAD-TO-COME", "RFC9112-8/INCOMPLETE-HEAD"],
  },
  {
    name: "waits for more where the connection has ended",
    isDeaf: true,
    fails: [],
    warns: ["RFC9112-8/INCOMPLETE-HEAD", "RFC9112-9.5/CLOSED-AFTER-RESPONSE", "RFC9112-9.5/SILENT-CONNECTION"],
  },

  // Expect and Upgrade
  {
    name: "never tells a client to go on",
    takesLong: true,
    responseHead: (head) => (statusOf(head) === 100 ? "" : head),
    fails: ["RFC9110-10.1.1/CONTINUE"],
  },
  {
    name: "tells clients of HTTP/1.0 to go on",
    requestHead: (head, connection) => {
      if (/ HTTP\/1\.0\r\n/.test(head) && has(head, "Expect")) connection.send("HTTP/1.1 100 Continue\r\n\r\n");
      return head;
    },
    fails: ["RFC9110-10.1.1/CONTINUE-IN-1.0", "RFC9110-15.2/INTERIM-IN-1.0"],
  },
  {
    name: "says nothing more once a client was told to go on",
    takesLong: true,
    responseHead: (head, request) => (has(request, "Expect") && statusOf(head) !== 100 ? "" : head),
    responseContent: (octets, request) => (has(request, "Expect") ? "" : octets),
    fails: [
      "RFC9110-10.1.1/CONTENT-AT-ONCE",
      "RFC9110-10.1.1/CONTINUE-IN-1.0",
      "RFC9110-10.1.1/CONTINUE-THEN-FINAL",
      "RFC9110-10.1.1/EXPECTATION-FRAMING",
      "RFC9110-15.2/INTERIM-IN-1.0",
    ],
  },
  {
    name: "takes content that was announced with Expect for the next request",
    requestHead: (head) => (has(head, "Expect") ? without(head, "Content-Length") : head),
    fails: ["RFC9110-10.1.1/CONTENT-AT-ONCE", "RFC9110-10.1.1/EXPECTATION-FRAMING"],
  },
  {
    name: "switches to any protocol",
    takesLong: true,
    answer: (head) =>
      has(head, "Upgrade")
        ? `HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: ${fieldOf(head, "Upgrade")}\r\n\r\n`
        : undefined,
    fails: [
      "RFC9110-7.6.1/UPGRADE-WITHOUT-OPTION",
      "RFC9110-7.8/UPGRADE",
      "RFC9110-7.8/UPGRADE-IN-1.0",
      "RFC9110-7.8/UPGRADE-PIPELINED",
    ],
  },

  // Limits
  {
    name: "takes no targets longer than a thousand octets",
    requestHead: (head) => (head.indexOf("\r\n") > 1000 ? malformed(head) : head),
    fails: ["RFC9112-3/REQUEST-LINE-8000"],
  },
  {
    name: "answers 500 to what is too long",
    responseHead: (head) => head.replace(/ (?:414|431|501) .*/, " 500 Internal Server Error"),
    fails: [
      "RFC9110-5.4/FIELD-TOO-LARGE",
      "RFC9110-5.4/TOO-MANY-FIELDS",
      "RFC9110-6.5/TRAILERS-UNBOUNDED",
      "RFC9112-3/TARGET-TOO-LONG",
    ],
  },
  {
    name: "answers 400 to a method that is too long",
    responseHead: (head, request) =>
      methodOf(request).length > 100 ? head.replace(/ 501 .*/, " 400 Bad Request") : head,
    fails: [],
    warns: ["RFC9112-3/METHOD-TOO-LONG"],
  },
  {
    name: "fails at an empty line after the last request",
    received: (octets, { received, send }) => {
      if (octets === "\r\n" && received.endsWith("\r\n\r\n")) send(response("500 Internal Server Error"));
      return octets;
    },
    fails: ["RFC9112-2.2/EMPTY-LINE-BETWEEN", "RFC9112-2.2/EMPTY-LINE-THEN-CLOSED"],
  },
  {
    name: "serves nobody for a while after octets that are no HTTP",
    stuckAt: /^\x80\xff/,
    breaksMuch: true,
    fails: ["RFC9112-9.3.1/RECOVERS"],
  },
];
