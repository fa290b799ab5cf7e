import { answered, type Case, get, request } from "./case.ts";
import { answers, closesSilently } from "./usual-outcomes.ts";

const withDate =
  "An origin server with a clock (as defined in Section 5.6.7) MUST generate a Date header field in all 2xx (Successful), 3xx (Redirection), and 4xx (Client Error) responses, and MAY generate a Date header field in 1xx (Informational) and 5xx (Server Error) responses.";
const sendDate =
  "Send Date with every response, errors and redirects too: the time in UTC, written as Sun, 06 Nov 1994 08:49:37 GMT.";
const sendType = "Send Content-Type with all content: text/html; charset=utf-8 for a page in HTML.";
const missing = "/porthole-check/there-is-no-such-page";

const day = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const month = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const fixdate = `^${day}, \\d{2} ${month} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$`;
const token = "[!#$%&'*+.^_`|~\\w-]+";
const mediaType = `^${token}/${token}([ \\t]*;[ \\t]*(${token}=(${token}|"([^"\\\\]|\\\\.)*"))?)*$`;

/** RFC 9110 §6.6.1 and §8.3: fields that every response is to have. */
export const responseFieldCases: readonly Case[] = [
  answered({
    rule: "RFC9110-8.3/CONTENT-TYPE",
    title: "content has a Content-Type",
    level: "SHOULD",
    quote:
      "A sender that generates a message containing content SHOULD generate a Content-Type header field in that message unless the intended media type of the enclosed representation is unknown to the sender.",
    why: "Without it a browser guesses: a page is shown as text, or a text is run as a script.",
    advice: sendType,
    send: get(),
    pass: [
      { responses: [{ fields: [{ name: "Content-Type", is: "present" }] }] },
      { responses: [{ content: "none" }] },
    ],
  }),
  answered({
    rule: "RFC9110-8.3/CONTENT-TYPE-SYNTAX",
    title: "Content-Type is a media type",
    quote: "Content-Type = media-type",
    why: "A browser that cannot read the type guesses.",
    advice: sendType,
    send: get(),
    pass: [
      { responses: [{ fields: [{ name: "Content-Type", is: "absent" }] }] },
      { responses: [{ fields: [{ name: "Content-Type", matches: mediaType }] }] },
    ],
  }),
  answered({
    rule: "RFC9110-6.6.1/DATE",
    title: "Date in the response for a page",
    quote: withDate,
    why: "Caches count a page's age from it.",
    advice: sendDate,
    send: get(),
    pass: [{ responses: [{ fields: [{ name: "Date", is: "present" }] }] }, answers("5xx")],
  }),
  answered({
    rule: "RFC9110-6.6.1/DATE",
    title: "Date in the response for a page that is not there",
    quote: withDate,
    why: "A 404 is cached as well, and its age counted from Date.",
    advice: sendDate,
    send: request(`GET ${missing}`),
    pass: [{ responses: [{ fields: [{ name: "Date", is: "present" }] }] }, answers("5xx")],
  }),
  answered({
    rule: "RFC9110-6.6.1/DATE",
    title: "Date in the refusal of a request without Host",
    quote: withDate,
    why: "Refusals come from another place in a server than pages, and are often written by hand.",
    advice: sendDate,
    send: "GET {path} HTTP/1.1\r\nX-No-Host: here\r\n\r\n",
    pass: [
      { responses: [{ status: "4xx", fields: [{ name: "Date", is: "present" }] }] },
      answers("2xx", "3xx", "5xx"),
      closesSilently,
    ],
  }),
  answered({
    rule: "RFC9110-6.6.1/DATE-NOW",
    title: "Date is the time",
    level: "SHOULD",
    quote:
      "A sender that generates a Date header field SHOULD generate its field value as the best available approximation of the date and time of message generation.",
    why: "A local time that is written as GMT makes pages old or not yet born: caches throw them away, or keep them for hours.",
    advice: sendDate,
    send: get(),
    pass: [
      { responses: [{ fields: [{ name: "Date", is: "absent" }] }] },
      { responses: [{ fields: [{ name: "Date", is: "about-now" }] }] },
    ],
  }),
  answered({
    rule: "RFC9110-5.6.7/DATE-SYNTAX",
    title: "Date is written as IMF-fixdate",
    quote:
      "When a sender generates a field that contains one or more timestamps defined as HTTP-date, the sender MUST generate those timestamps in the IMF-fixdate format.",
    why: "Clients that read strictly pass over a date in another form, with a local time zone above all.",
    advice: sendDate,
    send: get(),
    pass: [
      { responses: [{ fields: [{ name: "Date", is: "absent" }] }] },
      { responses: [{ fields: [{ name: "Date", matches: fixdate }] }] },
    ],
  }),
];
