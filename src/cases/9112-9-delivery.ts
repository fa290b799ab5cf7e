import { accepted, type Case, get, post, type Step } from "./case.ts";
import { closedAfter, toldApart } from "./framing-outcomes.ts";

const asOctets =
  "A recipient MUST parse an HTTP message as a sequence of octets in an encoding that is a superset of US-ASCII";
const asStream =
  "If a message body has been indicated, then it is read as a stream until an amount of octets equal to the message body length is read or the connection is closed.";

const keepReading =
  "Gather what is read from a connection until the header section has ended, however it was cut on its way; one read may bring a part of a request, or several.";
const keepReadingContent =
  "Go on reading until all of the content has come, however it was cut on its way, and keep what comes behind it for the next request.";

const getEvents = ["RequestHead GET", "EndOfMessage"];
const head = get();
const lengthPost = post(["Content-Length: 5"], "hello");
const chunkedPost = post(["Transfer-Encoding: chunked"], "5\r\nhello\r\n0\r\n\r\n");
const postEvents = ["RequestHead POST", "Content hello", "EndOfMessage"];

/** The same text as steps with a pause between them. */
function paused(pauseMs: number, ...pieces: readonly string[]): readonly Step[] {
  return pieces.flatMap((piece, at): readonly Step[] => (at === 0 ? [piece] : [{ pauseMs }, piece]));
}

/** RFC 9112 §2.2, §6.3: a connection carries a sequence of octets, in pieces that mean nothing. */
export const pieceCases: readonly Case[] = [
  ...[
    ["a pause of 300 ms within the request line", paused(300, "GE", head.slice(2))],
    ["a pause of 300 ms within a field line", paused(300, head.slice(0, 23), head.slice(23))],
    ["a pause of 300 ms between CR and LF of the request line", paused(300, "GET {path} HTTP/1.1\r", head.slice(20))],
    ["a pause of 300 ms within the empty line", paused(300, head.slice(0, -1), "\n")],
  ].map(([title, send]) =>
    accepted({
      rule: "RFC9112-2.2/HEAD-WITH-PAUSE",
      title: title as string,
      quote: asOctets,
      why: "What has come so far is no request yet, and no malformed one.",
      advice: keepReading,
      send: send as readonly Step[],
      engine: getEvents,
    }),
  ),
  ...[
    ["content of known length", lengthPost, postEvents],
    ["chunked content", chunkedPost, postEvents],
  ].flatMap(([what, send, events]) =>
    (["octet-by-octet", "cut-everywhere"] as const).map((delivery) =>
      accepted({
        rule: "RFC9112-6.3/CONTENT-IN-PIECES",
        title: `${what}, ${delivery === "octet-by-octet" ? "octet by octet" : "cut in two at each place"}`,
        quote: asStream,
        quotedFrom: "RFC9112-2.2",
        why: "Whoever takes one read for one message loses the rest of the content, or reads it as a request.",
        advice: keepReadingContent,
        send: send as string,
        delivery,
        needs: ["content"],
        engine: events as readonly string[],
        warn: [closedAfter(411)],
      }),
    ),
  ),
  ...[
    ["a pause of 300 ms between head and content", paused(300, lengthPost.slice(0, -5), "hello"), postEvents],
    ["a pause of 300 ms within the content", paused(300, lengthPost.slice(0, -2), "lo"), postEvents],
    ["a pause of 300 ms within a chunk", paused(300, chunkedPost.slice(0, -10), chunkedPost.slice(-10)), postEvents],
    ["a pause of 300 ms before the last LF", paused(300, chunkedPost.slice(0, -1), "\n"), postEvents],
  ].map(([title, send, events]) =>
    accepted({
      rule: "RFC9112-6.3/CONTENT-WITH-PAUSE",
      title: title as string,
      quote: asStream,
      quotedFrom: "RFC9112-2.2",
      why: "The head and its content often come in two pieces: many clients write them apart.",
      advice: keepReadingContent,
      send: [...(send as readonly Step[]), get()],
      needs: ["content"],
      engine: [...(events as readonly string[]), ...getEvents],
      pass: toldApart.pass,
      warn: [...toldApart.warn, closedAfter(411)],
    }),
  ),
  ...[
    ["within the second's request line", [`${head}GE`, head.slice(2)]],
    ["just behind the first", [head, head]],
    ["one octet before the end of the first", [head.slice(0, -1), `\n${head}`]],
  ].map(([where, pieces]) =>
    accepted({
      rule: "RFC9112-9.3/REQUESTS-IN-PIECES",
      title: `two requests cut ${where as string}`,
      quote: asOctets,
      quotedFrom: "RFC9112-2.2",
      why: "A read may end in the middle of the next request: its beginning must be kept.",
      advice: keepReading,
      send: paused(300, ...(pieces as readonly string[])),
      engine: [...getEvents, ...getEvents],
      ...toldApart,
    }),
  ),
  accepted({
    rule: "RFC9112-9.3/REQUESTS-IN-PIECES",
    title: "two requests octet by octet, the first with content",
    quote: asOctets,
    quotedFrom: "RFC9112-2.2",
    why: "A read may end in the middle of the next request: its beginning must be kept.",
    advice: keepReading,
    send: lengthPost + head,
    delivery: "octet-by-octet",
    needs: ["content"],
    engine: [...postEvents, ...getEvents],
    ...toldApart,
  }),
];
