import type { Mistake } from "../wrong-server.ts";

/** What is wrong with how long a connection lasts, and what comes over it. */
export const connectionMistakes: readonly Mistake[] = [
  { name: "serves one connection after the other", isSerial: true, fails: [] },
  { name: "resets connections instead of closing them", resets: true, fails: [] },
  { name: "leaves when a client closes its side", leavesHalfClosed: true, fails: [] },
  { name: "ends when octets come that are no text", endsAt: /[\x80-\xff]/, fails: [] },
  {
    name: "closes after each response without saying so",
    response: (octets, connection) => {
      if (!/^HTTP\/1\.1 1/.test(octets)) connection.close();
      return octets;
    },
    fails: [],
  },
  {
    name: "keeps the connection open where it was asked to close it",
    request: (octets) => octets.replace(/^(connection:[^\r\n]*)\bclose\b/gim, "$1xclose"),
    fails: [],
  },
  {
    name: "keeps the connections of HTTP/1.0 open",
    request: (octets) =>
      octets.replace(/^(GET \S+ HTTP\/1\.0\r\n)(?![\s\S]*connection:)/gm, "$1Connection: keep-alive\r\n"),
    fails: [],
  },
  {
    name: "takes nothing that comes with the request before",
    request: (octets) => {
      const end = octets.indexOf("\r\n\r\n");
      return /^GET /.test(octets) && end !== -1 && /^[A-Z]+ \S+ HTTP/.test(octets.slice(end + 4))
        ? octets.slice(0, end + 4)
        : octets;
    },
    fails: [],
  },
  {
    name: "never tells a client to go on",
    response: (octets) => octets.replaceAll("HTTP/1.1 100 Continue\r\n\r\n", ""),
    fails: [],
  },
  {
    name: "reads no more than a thousand octets of a head",
    request: (octets, { received }) =>
      received === "" && octets.length > 1000 && !octets.slice(0, 1000).includes("\r\n\r\n")
        ? `${octets.slice(0, 1000).replace(/[^\n]*$/, "")}\r\n`
        : octets,
    fails: [],
  },
];
