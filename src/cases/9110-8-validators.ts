import { imfFixdate, only, whole, withField } from "./9110-outcomes.ts";
import { answered, type Case, request } from "./case.ts";

const sendTag =
  "An origin server SHOULD send an ETag for any selected representation for which detection of changes can be reasonably and consistently determined";
const tagSyntax = "entity-tag = [ weak ] opaque-tag";
const imf =
  "When a sender generates a field that contains one or more timestamps defined as HTTP-date, the sender MUST generate those timestamps in the IMF-fixdate format.";
const backslash = "Servers therefore ought to avoid backslash characters in entity tags.";
const strong =
  "A strong validator is representation metadata that changes value whenever a change occurs to the representation data that would be observable in the content of a 200 (OK) response to GET.";
const once =
  "a sender MUST NOT generate multiple field lines with the same name in a message (whether in the headers or trailers) or append a field line when a field line of the same name already exists in the message, unless that field's definition allows multiple field line values to be recombined as a comma-separated list";

const give = "Give files an ETag, made of their content or of size and date, and a Last-Modified.";
const quoted = 'Write an entity tag as a text in double quotes, after W/ where it is weak: "abc" or W/"abc".';
const stable = "Make the entity tag of what the content is, so that it stays the same as long as the content does.";
const date = "Write Last-Modified as in Tue, 15 Nov 1994 12:45:26 GMT.";
const oneLine = "Send ETag, Last-Modified and Content-Type once each.";

/** RFC 9110 §8.8: entity tags and dates by which a client knows a page again. */
export const validatorCases: readonly Case[] = [
  answered({
    rule: "RFC9110-8.8.3.1/VALIDATOR",
    title: "a file has an entity tag or a date",
    level: "SHOULD",
    quote: sendTag,
    why: "Without one, every visit fetches everything anew.",
    advice: give,
    send: request("GET {file}"),
    needs: ["file"],
    pass: [withField({ name: "ETag", is: "present" }, 200), withField({ name: "Last-Modified", is: "present" }, 200)],
    // Whether it can be determined is for the server to say.
    warn: [only({ status: 200 })],
  }),
  answered({
    rule: "RFC9110-8.8.3/TAG-SYNTAX",
    title: "the entity tag is in quotes",
    quote: tagSyntax,
    why: "Clients and caches drop a tag without quotes, or never find it again in a list.",
    advice: quoted,
    send: request("GET {file}"),
    needs: ["file"],
    pass: [
      withField({ name: "ETag", matches: '^(?:W/)?"[!#-~\\x80-\\xff]*"$' }),
      withField({ name: "ETag", is: "absent" }),
    ],
  }),
  answered({
    rule: "RFC9110-8.8.3/TAG-BACKSLASH",
    title: "the entity tag has no backslash",
    level: "practice",
    quote: backslash,
    why: "Some clients take it for an escape, and send another tag back.",
    advice: quoted,
    send: request("GET {file}"),
    needs: ["etag"],
    pass: [withField({ name: "ETag", matches: "^[^\\\\]*$" })],
  }),
  answered({
    rule: "RFC9110-8.8.1/TAG-STAYS",
    title: "the same entity tag twice",
    level: "practice",
    quote: strong,
    why: "A tag that is another each time makes every visit fetch everything anew.",
    advice: stable,
    send: [request("GET {file}"), "await-response", request("GET {file}")],
    needs: ["file"],
    pass: [
      only({ ...whole, fields: [{ name: "ETag", as: "file" }] }, { ...whole, fields: [{ name: "ETag", as: "file" }] }),
    ],
  }),
  answered({
    rule: "RFC9110-5.6.7/LAST-MODIFIED-FORMAT",
    title: "the format of Last-Modified",
    quote: imf,
    why: "Clients send it back as it stands, and compare it letter for letter.",
    advice: date,
    send: request("GET {file}"),
    needs: ["file"],
    pass: [
      withField({ name: "Last-Modified", matches: imfFixdate }),
      withField({ name: "Last-Modified", is: "absent" }),
    ],
  }),
  answered({
    rule: "RFC9110-8.8.2.1/LAST-MODIFIED-PAST",
    title: "Last-Modified is not in the future",
    quote:
      "An origin server with a clock (as defined in Section 5.6.7) MUST NOT generate a Last-Modified date that is later than the server's time of message origination (Date, Section 6.6.1).",
    why: "Caches keep a page that will have changed tomorrow, and do not ask again before.",
    advice: "Say the time of the response as Last-Modified where the file's own date lies in the future.",
    send: request("GET {file}"),
    needs: ["last-modified"],
    pass: [withField({ name: "Last-Modified", is: "not-after-date" })],
  }),
  ...["ETag", "Last-Modified", "Content-Type"].map((name) =>
    answered({
      rule: `RFC9110-5.3/ONE-${name.toUpperCase()}`,
      title: `one ${name}`,
      quote: once,
      why: "Of two lines each client takes another one.",
      advice: oneLine,
      send: request("GET {file}"),
      needs: ["file"],
      pass: [withField({ name, is: "at-most-once" }, 200)],
    }),
  ),
];
