import type { Mistake } from "../mistake.ts";
import { has, malformed, methodOf, response, statusOf, valueOf, without, withLine, withValue } from "./edits.ts";

const closing = (head: string) => withLine(without(head, "Connection"), "Connection: close");
const isInterim = (head: string) => statusOf(head) < 200;

/** What is wrong with how long a connection lasts, and what comes over it. */
export const connectionMistakes: readonly Mistake[] = [
  { name: "serves one connection after the other", isSerial: true, fails: [] },
  { name: "resets connections instead of closing them", resets: true, warns: ["RFC9112-9.6/IN-STAGES"], fails: [] },
  { name: "leaves when a client closes its side", leavesHalfClosed: true, fails: [] },
  { name: "ends when octets come that are no text", breaksMuch: true, endsAt: /[\x80-\xff]/, fails: [] },
  {
    name: "closes after each response, and says so",
    responseHead: (head) => (isInterim(head) ? head : closing(head)),
    closesAfter: () => true,
    fails: [],
  },
  { name: "closes after each response without saying so", closesAfter: () => true, fails: [] },
  {
    name: "closes after an error without saying so",
    responseHead: (head) => (statusOf(head) >= 400 ? without(head, "Connection") : head),
    closesAfter: (head) => statusOf(head) >= 400,
    fails: [],
  },
  {
    name: "never says that it closes",
    responseHead: (head) => (valueOf(head, "Connection") === "close" ? without(head, "Connection") : head),
    fails: [],
  },
  {
    name: "keeps the connection open where it was asked to close it",
    requestHead: (head) => withValue(head, "Connection", (value) => value.replace(/\bclose\b/i, "xclose")),
    fails: [],
  },
  {
    name: "knows close in small letters and alone",
    requestHead: (head) =>
      valueOf(head, "Connection") === "close" ? head : withValue(head, "Connection", (value) => value.replace(/\bclose\b/i, "x")),
    fails: [],
  },
  {
    name: "closes where an option begins with close",
    requestHead: (head) => withValue(head, "Connection", (value) => value.replace(/\bclosex/, "close")),
    fails: [],
  },
  {
    name: "keeps the connections of HTTP/1.0 open",
    requestHead: (head) =>
      / HTTP\/1\.0\r\n/.test(head) && !has(head, "Connection") ? withLine(head, "Connection: keep-alive") : head,
    fails: [],
  },
  {
    name: "takes nothing that comes with the request before",
    received: (octets) => {
      const end = octets.indexOf("\r\n\r\n");
      return /^GET /.test(octets) && end !== -1 && /^[A-Z]+ \S+ HTTP/.test(octets.slice(end + 4))
        ? octets.slice(0, end + 4)
        : octets;
    },
    fails: [],
  },
  {
    name: "answers errors before what was asked before",
    answer: (head) => (/^GET \/porthole-check\//.test(head) ? response("404 Not Found") : undefined),
    fails: [],
  },
  {
    name: "takes a read for a request",
    received: (octets, { received }) =>
      received === "" && /^[A-Z]+(?: |$)/.test(octets) && !/\n\r?\n/.test(octets) ? malformed(octets) : octets,
    fails: [],
  },
  {
    name: "takes what comes with the head for all of the content",
    received: (octets) => {
      const [, head = "", length] = /^(POST [\s\S]*?\r\n\r\n)/.exec(octets) ?? [];
      const announced = Number(valueOf(head, "Content-Length"));
      return head === "" || length !== undefined || octets.length >= head.length + announced || announced > 1000
        ? octets
        : octets.replace(/^(content-length: )\d+/im, `$1${octets.length - head.length}`);
    },
    fails: [],
  },
  {
    name: "answers a head that has not ended",
    received: (octets) => (/^GET \S+ HTTP\/1\.1\r\n[\s\S]*[^\n]\r\n?$/.test(octets) && !/\r\n\r\n/.test(octets) ? `${octets.trimEnd()}\r\n\r\n` : octets),
    fails: [],
  },
  { name: "waits for more where the connection has ended", isDeaf: true, fails: [] },

  // Expect and Upgrade
  {
    name: "never tells a client to go on",
    responseHead: (head) => (statusOf(head) === 100 ? "" : head),
    fails: [],
  },
  {
    name: "tells clients of HTTP/1.0 to go on",
    requestHead: (head, connection) => {
      if (/ HTTP\/1\.0\r\n/.test(head) && has(head, "Expect")) connection.send("HTTP/1.1 100 Continue\r\n\r\n");
      return head;
    },
    fails: [],
  },
  {
    name: "says nothing more once a client was told to go on",
    responseHead: (head, request) => (has(request, "Expect") && statusOf(head) !== 100 ? "" : head),
    responseContent: (octets, request) => (has(request, "Expect") ? "" : octets),
    fails: [],
  },
  {
    name: "takes content that was announced with Expect for the next request",
    requestHead: (head) => (has(head, "Expect") ? without(head, "Content-Length", "Transfer-Encoding") : head),
    fails: [],
  },
  {
    name: "switches to any protocol",
    answer: (head) =>
      has(head, "Upgrade") ? `HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: ${valueOf(head, "Upgrade")}\r\n\r\n` : undefined,
    fails: [],
  },

  // Limits
  {
    name: "takes no targets longer than a thousand octets",
    requestHead: (head) => (head.indexOf("\r\n") > 1000 ? malformed(head) : head),
    fails: [],
  },
  {
    name: "answers 500 to what is too long",
    responseHead: (head) => head.replace(/ (?:414|431|501) .*/, " 500 Internal Server Error"),
    fails: [],
  },
  {
    name: "answers 400 to a method that is too long",
    responseHead: (head, request) => (methodOf(request).length > 100 ? head.replace(/ 501 .*/, " 400 Bad Request") : head),
    fails: [],
  },
];
