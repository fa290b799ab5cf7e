import type { PartSpan } from "./part.ts";

/** What well-known methods ask for. */
const methodNotes: Readonly<Record<string, string>> = {
  GET: "GET asks for the resource. It changes nothing, however often it is sent.",
  HEAD: "HEAD asks for what GET would answer, without the content.",
  POST: "POST hands in content for the resource to do something with: a form, mostly.",
  PUT: "PUT puts this content in the resource's place.",
  PATCH: "PATCH changes a part of the resource.",
  DELETE: "DELETE asks for the resource to be removed.",
  OPTIONS: "OPTIONS asks what may be asked.",
  CONNECT: "CONNECT asks a proxy for a tunnel to another host.",
  TRACE: "TRACE asks for the request to be sent back, to see what became of it on the way.",
};

/** What well-known fields say, by their name in lower case. */
const fieldNotes: Readonly<Record<string, string>> = {
  host: "Which site is meant: many can be had at one address. Every request of HTTP/1.1 must say it.",
  "user-agent": "Which program asks.",
  accept: "Which kinds of content the client can show, and which it likes best.",
  "accept-encoding": "Which compressions the client can undo.",
  "accept-language": "Which languages the reader knows, the best first.",
  "accept-ranges": "Whether parts of this can be asked for, by their octets.",
  age: "For how many seconds a cache has had this.",
  allow: "The methods that this resource knows.",
  authorization: "Who asks, with the proof of it. It is a secret, and not kept here.",
  "cache-control": "How long this may be kept, and by whom.",
  connection: "Whether the connection stays open for another request, or closes.",
  "content-disposition": "Whether to show the content or to save it, and under which name.",
  "content-encoding": "How the content was compressed.",
  "content-language": "The language of those whom the content is for.",
  "content-length": "How many octets of content follow the empty line: this is how its end is found.",
  "content-location": "Where just this content can be had.",
  "content-range": "Which octets of the whole these are.",
  "content-security-policy": "What the page may load, and from where.",
  "content-type": "What kind of content this is: a page, a picture, plain text.",
  cookie: "What this site has had the browser remember. It is a secret, and not kept here.",
  date: "When the response was made.",
  dnt: "The reader asks not to be tracked.",
  etag: "A name for this very state of the resource, so that a browser can ask whether it has changed.",
  expect: "The client waits with its content until it is told to continue.",
  expires: "Until when this may be kept.",
  forwarded: "Which proxies the request came through, and for whom.",
  "if-match": "Do it only if the resource still has this tag.",
  "if-modified-since": "Answer with content only if it changed since then; else 304 will do.",
  "if-none-match": "Answer with content only if the tag is another by now; else 304 will do.",
  "if-range": "Answer with the range only if nothing has changed; else with all of it.",
  "if-unmodified-since": "Do it only if nothing has changed since then.",
  "keep-alive": "How long the connection may stay idle.",
  "last-modified": "When the content was changed last.",
  link: "Other resources that have to do with this one.",
  location: "Where to look instead, or where the new resource is.",
  origin: "The site whose page asks.",
  pragma: "What HTTP/1.0 had instead of Cache-Control.",
  priority: "How urgent this is to the browser.",
  "proxy-authorization": "Who asks the proxy, with the proof of it. It is a secret, and not kept here.",
  range: "Only these octets are wanted.",
  referer: "The page on which the link was followed. The name has been misspelled since 1996.",
  "referrer-policy": "How much of a page's address its links may tell.",
  "retry-after": "When to ask again.",
  "sec-fetch-dest": "What it is for: a document, a picture, a script.",
  "sec-fetch-mode": "How it is asked for: by navigation, by a script …",
  "sec-fetch-site": "Whether a page of this site asks, or of another.",
  "sec-fetch-user": "A person caused this, by a click for one.",
  server: "Which program answers.",
  "set-cookie": "What the browser is to remember and send with each request. It is a secret, and not kept here.",
  "strict-transport-security": "To be asked by https alone from now on.",
  te: "Whether the client takes trailer fields.",
  trailer: "Which fields will follow the content.",
  "transfer-encoding": "The content comes in chunks, each with its size before it: this is how its end is found.",
  upgrade: "Which other protocol the client would rather speak from here on.",
  "upgrade-insecure-requests": "The browser would rather have https.",
  vary: "Which request fields this response depends on: a cache must compare them.",
  via: "The proxies on the way.",
  "www-authenticate": "How to prove who asks.",
  "x-content-type-options": "The browser must believe Content-Type, and guess nothing.",
  "x-forwarded-for": "For whom a proxy asks.",
};

/** What the status codes of a class mean, by their first digit. */
const statusNotes: Readonly<Record<string, string>> = {
  1: "1xx: not the answer yet, it goes on.",
  2: "2xx: it was understood and done.",
  3: "3xx: the client has to look elsewhere, or has it already.",
  4: "4xx: the request was wrong, or asked for what is not there.",
  5: "5xx: the request was right, and the server failed.",
};

/**
 * What there is to say of these very octets, besides what their part is.
 * @param text of the span
 * @returns `undefined` where nothing is known of them
 */
export function noteOf(span: PartSpan, text: string): string | undefined {
  switch (span.part) {
    case "method":
      return own(methodNotes, text);
    case "status-code":
      return own(statusNotes, text.slice(0, 1));
    case "field-name":
    case "field-value":
    case "trailer-name":
    case "trailer-value":
      return own(fieldNotes, span.field?.toLowerCase() ?? "");
    case "chunk-size": {
      const octets = Number.parseInt(text, 16);
      return Number.isSafeInteger(octets) ? `In decimal: ${octets}.` : undefined;
    }
    default:
      return undefined;
  }
}

function own(notes: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(notes, key) ? notes[key] : undefined;
}
