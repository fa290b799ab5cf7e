import { advices, only } from "./9110-outcomes.ts";
import { answered, type Case, get, request, understood } from "./case.ts";

const identical = "The HEAD method is identical to GET except that the server MUST NOT send content in the response.";
const sameFields =
  "The server SHOULD send the same header fields in response to a HEAD request as it would have sent if the request method had been GET.";
const supported = "All general-purpose servers MUST support the methods GET and HEAD.";
const length =
  "a server MUST NOT send Content-Length in such a response unless its field value equals the decimal number of octets that would have been sent in the content of a response if the same request had used the GET method.";

/** RFC 9110 §9.3.2: HEAD, which is GET without the content. */
export const headCases: readonly Case[] = [
  answered({
    rule: "RFC9110-9.1/HEAD",
    title: "HEAD of a page that is there",
    quote: supported,
    why: "Link checkers, caches and download managers ask with HEAD first, and take a refusal for a dead page.",
    advice: advices.head,
    send: request("HEAD {path}"),
    pass: [only(understood)],
  }),
  answered({
    rule: "RFC9110-9.3.2/HEAD-CONTENT",
    title: "HEAD of a page that is there",
    quote: identical,
    why: "The client expects no content, and takes what comes all the same for the next response.",
    advice: advices.head,
    send: request("HEAD {path}"),
    pass: [only({ content: "none" })],
  }),
  answered({
    rule: "RFC9110-9.3.2/HEAD-CONTENT",
    title: "HEAD, then GET on the same connection",
    quote: identical,
    why: "A stray octet after the response to HEAD spoils every response that follows it.",
    advice: advices.head,
    send: [request("HEAD {path}"), "await-response", get()],
    methods: ["HEAD", "GET"],
    pass: [only({ content: "none" }, understood)],
  }),
  answered({
    rule: "RFC9110-9.3.2/HEAD-CONTENT",
    title: "HEAD of a page that is not there",
    quote: identical,
    why: "Error pages are content too, and are forgotten more often than others.",
    advice: advices.head,
    send: [request("HEAD {missing}"), "await-response", get()],
    needs: ["not-found"],
    methods: ["HEAD", "GET"],
    pass: [only({ content: "none" }, understood)],
  }),
  answered({
    rule: "RFC9110-9.3.2/HEAD-CONTENT",
    title: "HEAD of content whose length is not said beforehand",
    quote: identical,
    why: "A chunk, even the last one, is content.",
    advice: advices.head,
    send: [request("HEAD {streamed}"), "await-response", get()],
    needs: ["stream"],
    methods: ["HEAD", "GET"],
    pass: [only({ content: "none" }, understood)],
  }),
  answered({
    rule: "RFC9110-9.3.2/HEAD-STATUS",
    title: "HEAD of a page that is not there",
    quote: identical,
    why: "Who asks whether a page is there must not be told that it is when it is not.",
    advice: advices.head,
    send: request("HEAD {missing}"),
    needs: ["not-found"],
    pass: [only({ status: 404 })],
  }),
  answered({
    rule: "RFC9110-8.6/HEAD-LENGTH",
    title: "Content-Length in the response to HEAD",
    quote: length,
    why: "Clients learn the size of a download from it; 0 for a page that has content is a lie.",
    advice: advices.head,
    send: request("HEAD {file}"),
    needs: ["file"],
    pass: [
      only({ fields: [{ name: "Content-Length", as: "file" }] }),
      only({ fields: [{ name: "Content-Length", is: "absent" }] }),
    ],
  }),
  ...["Content-Type", "ETag", "Last-Modified", "Accept-Ranges", "Cache-Control"].map((name) =>
    answered({
      rule: `RFC9110-9.3.2/HEAD-${name.toUpperCase()}`,
      title: `${name} in the response to HEAD`,
      level: "SHOULD",
      quote: sameFields,
      why: "HEAD is there to learn the fields of a page without its content.",
      advice: advices.head,
      send: request("HEAD {file}"),
      needs: ["file"],
      pass: [only({ fields: [{ name, as: "file" }] })],
      // "a server MAY omit header fields for which a value is determined only while generating the content"
      warn: [only({ fields: [{ name, is: "absent" }] })],
    }),
  ),
];
