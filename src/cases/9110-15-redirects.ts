import { advices, only, redirections, withField } from "./9110-outcomes.ts";
import { answered, type Case, get, request, understood } from "./case.ts";

const location = "The field value consists of a single URI-reference.";
const uriReference = "Location = URI-reference";
const preferred =
  "For 3xx (Redirection) responses, the Location value refers to the preferred target resource for automatically redirecting the request.";
const sameFields =
  "The server SHOULD send the same header fields in response to a HEAD request as it would have sent if the request method had been GET.";
const identical = "The HEAD method is identical to GET except that the server MUST NOT send content in the response.";
const value = "Field values containing CR, LF, or NUL characters are invalid and dangerous";

const give = "Give every redirect one Location with a valid URI reference, percent-encoded where it must be.";
const keepQuery = "Put the query of the request into the Location of a redirect to the same page under another name.";
const within = "Redirect to a path (/there), not to a host that was taken from the request.";
const noInjection = "Percent-encode what of the request goes into Location, CR and LF before all.";

/** Of RFC 3986: the characters of a URI reference, none of them but after "%" two digits. */
const reference = "^(?:%[\\da-f]{2}|[-\\w.~:/?#\\[\\]@!$&'()*+,;=])*$";

/** RFC 9110 §15.4 and §10.2.2. */
export const redirectCases: readonly Case[] = [
  answered({
    rule: "RFC9110-15.4/LOCATION",
    title: "a redirect says where to",
    level: "SHOULD",
    quote:
      "The server SHOULD generate a Location header field in the response containing a preferred URI reference for the new permanent URI.",
    why: "Without Location a browser shows an empty page.",
    advice: give,
    send: request("GET {redirect}"),
    needs: ["redirect"],
    pass: [withField({ name: "Location", is: "present" }, redirections)],
    // A choice for the user need not have a preferred one (§15.4.1).
    warn: [only({ status: 300 })],
  }),
  answered({
    rule: "RFC9110-10.2.2/LOCATION-SYNTAX",
    title: "Location is a URI reference",
    quote: uriReference,
    why: "A blank or a letter beyond ASCII in it leads each client to another place.",
    advice: give,
    send: request("GET {redirect}"),
    needs: ["redirect"],
    pass: [
      withField({ name: "Location", matches: reference }, redirections),
      withField({ name: "Location", is: "absent" }),
    ],
  }),
  answered({
    rule: "RFC9110-10.2.2/ONE-LOCATION",
    title: "one Location",
    quote: location,
    why: "Of two each client follows another one.",
    advice: give,
    send: request("GET {redirect}"),
    needs: ["redirect"],
    pass: [withField({ name: "Location", is: "at-most-once" }, redirections)],
  }),
  answered({
    rule: "RFC9110-10.2.2/LOCATION-SYNTAX",
    title: "a query that needs encoding",
    quote: uriReference,
    why: "What comes from the request goes into the Location, and must be valid there too.",
    advice: give,
    send: request("GET {redirect}?a=%20%22%C3%A9%7C"),
    needs: ["redirect"],
    pass: [
      withField({ name: "Location", matches: reference }, redirections),
      withField({ name: "Location", is: "absent" }),
    ],
  }),
  answered({
    rule: "RFC9110-5.5/LOCATION-INJECTION",
    title: "a line end in the query",
    quote: value,
    why: "A Location with a line end in it lets anybody add fields and pages to the site.",
    advice: noInjection,
    send: request("GET {redirect}?a=%0d%0aPorthole-Injected:%20yes"),
    needs: ["redirect"],
    pass: [withField({ name: "Porthole-Injected", is: "absent" })],
  }),
  answered({
    rule: "RFC9110-5.5/LOCATION-INJECTION",
    title: "a line feed in the query",
    quote: value,
    why: "A Location with a line end in it lets anybody add fields and pages to the site.",
    advice: noInjection,
    send: request("GET {redirect}?a=%0aPorthole-Injected:%20yes"),
    needs: ["redirect"],
    pass: [withField({ name: "Porthole-Injected", is: "absent" })],
  }),
  answered({
    rule: "RFC9110-15.4/QUERY",
    title: "the query is kept",
    level: "MAY",
    quote: preferred,
    quotedFrom: "RFC9110-10.2.2",
    why: "A folder's name with and without its slash is the same page, and /kittens?size=3 asks for something.",
    advice: keepQuery,
    send: request("GET {redirect}?porthole=1&b=2"),
    needs: ["redirect"],
    pass: [withField({ name: "Location", matches: "[?&]porthole=1&b=2" }, redirections)],
    // A redirect to another page has a query of its own.
    warn: [{}],
  }),
  answered({
    rule: "RFC9110-15.4/SAME-ORIGIN",
    title: "the redirect stays at the server that was asked",
    level: "MAY",
    quote: preferred,
    quotedFrom: "RFC9110-10.2.2",
    why: "A server behind a proxy does not know the name by which it is called, and sends clients to its own.",
    advice: within,
    send: request("GET {redirect}"),
    needs: ["redirect"],
    pass: [
      withField({ name: "Location", matches: "^/(?!/)" }, redirections),
      withField({ name: "Location", matches: "^(?![\\da-z.+-]+:|//)" }, redirections),
      withField({ name: "Location", matches: "^http://{authority}(?:/|$)" }, redirections),
    ],
    // To https, to another site: on purpose.
    warn: [{}],
  }),
  answered({
    rule: "RFC9110-15.4/HOST-IN-LOCATION",
    title: "the port is kept",
    level: "practice",
    quote: preferred,
    quotedFrom: "RFC9110-10.2.2",
    why: "A redirect that loses the port leads to another server of the machine.",
    advice: within,
    send: request("GET {redirect}"),
    needs: ["redirect"],
    pass: [withField({ name: "Location", matches: "^(?!http://{host}(?:/|$))" }, redirections)],
    warn: [{}],
  }),
  answered({
    rule: "RFC9110-9.3.2/HEAD-OF-REDIRECT",
    title: "HEAD is redirected like GET",
    level: "SHOULD",
    quote: sameFields,
    why: "Link checkers follow redirects with HEAD.",
    advice: advices.head,
    send: request("HEAD {redirect}"),
    needs: ["redirect"],
    pass: [withField({ name: "Location", is: "present" }, redirections)],
  }),
  answered({
    rule: "RFC9110-9.3.2/HEAD-OF-REDIRECT",
    title: "HEAD of a redirect, then GET on the same connection",
    quote: identical,
    why: "The short page that comes with a redirect is content too.",
    advice: advices.head,
    send: [request("HEAD {redirect}"), "await-response", get()],
    methods: ["HEAD", "GET"],
    needs: ["redirect"],
    pass: [only({ content: "none" }, understood)],
  }),
  answered({
    rule: "RFC9112-6.3/REDIRECT-LENGTH",
    title: "a redirect, then a page on the same connection",
    quote:
      "If a valid Content-Length header field is present without Transfer-Encoding, its decimal value defines the expected message body length in octets.",
    why: "Clients follow a redirect on the same connection, and read what is left over as the next response.",
    advice: advices.ends,
    send: [request("GET {redirect}"), "await-response", get()],
    needs: ["redirect"],
    pass: [
      only(
        { status: redirections, without: ["content-short", "content-excess", "length-missing", "both-lengths"] },
        understood,
      ),
    ],
  }),
];
