import { accepted, answered, type Case, type CaseDraft, ownChoice, refused, request } from "./case.ts";
import type { Outcome } from "./outcome.ts";
import { answers, closesSilently } from "./usual-outcomes.ts";

const equivalent =
  "As a result, distinct resources SHOULD NOT be identified by HTTP URIs that are equivalent after normalization (using any method defined in Section 6.2 of [URI]).";
const invalidLine =
  "Recipients of an invalid request-line SHOULD respond with either a 400 (Bad Request) error or a 301 (Moved Permanently) redirect with the request-target properly encoded.";
const special =
  "Therefore, an origin server needs to avoid accessing names that have a special significance to the system when mapping the target resource to files, folders, or directories.";
const identifies =
  "The hierarchical path component and optional query component identify the target resource within that origin server's namespace.";
const splitting =
  "Response splitting (a.k.a. CRLF injection) is a common technique, used in various attacks on Web usage, that exploits the line-based nature of HTTP message framing and the ordered association of requests to responses on persistent connections [Klein].";
const redirects =
  "For 3xx (Redirection) responses, the Location value refers to the preferred target resource for automatically redirecting the request.";

const decodeOnce =
  "Split the path from the query, then at its slashes, decode each segment once, and only then look for the file or route.";
const refusePercent = "Answer 400 where % is not followed by two hexadecimal digits, or what it encodes is no UTF-8.";
const refuseNul = "Answer 400 or 404 to a path with %00 in it, before any function of the system sees it.";
const stayInside =
  "Decode the path once, refuse segments that are .. or have a slash, backslash or NUL, join the rest to the root, and check that the result lies within it.";
const stayHere = "Begin Location with one slash, never two: drop empty segments from a path that is redirected to.";
const cleanValues = "Refuse to write a field value with CR or LF: encode what comes from the request anew.";

/** The file, a redirect to its right name, or a refusal; what is wrong is another page. */
const fileOrRefusal: readonly Outcome[] = [
  { responses: [{ status: 200, content: "whole-file" }] },
  answers("3xx", 400, 403, 404),
];

function escaped(target: string, why: string): Case {
  const inside = { hasNot: target.includes("win") ? "[fonts]" : "root:" };
  return answered({
    rule: "RFC9110-17.3/OUTSIDE-THE-ROOT",
    title: `GET ${shortened(target)}`,
    level: "practice",
    quote: special,
    why,
    advice: stayInside,
    send: request(`GET ${target}`),
    needs: target.includes("{file}") ? ["file"] : [],
    pass: [{ responses: [{ status: ["2xx", "3xx", "4xx"], content: inside }] }, closesSilently],
    warn: [{ responses: [{ status: "5xx", content: inside }] }],
  });
}

/** As many steps up as lead to the root of any file system. */
function up(step: string): string {
  return step.repeat(12);
}

function shortened(target: string): string {
  return target.replace(/(.{3,}?)\1{11}/, "$1 (12 times) ");
}

function badPercent(target: string): Case {
  return refused({
    rule: "RFC3986-2.1/PERCENT",
    title: `target ${target}`,
    level: "SHOULD",
    quote: invalidLine,
    quotedFrom: "RFC9112-3.2",
    why: "A % that begins no encoded octet is decoded by each parser in its own way, and by some with an error.",
    advice: refusePercent,
    send: request(`GET ${target}`),
    pass: [answers(400), answers(301, 308)],
    warn: [answers("understood"), answers("4xx")],
  });
}

function staysHere(target: string, draft: Pick<CaseDraft, "why" | "needs">): Case {
  return answered({
    rule: "RFC9110-10.2.2/STAYS-HERE",
    title: `GET ${target} is not redirected to another host`,
    level: "practice",
    quote: redirects,
    advice: stayHere,
    ...draft,
    send: request(`GET ${target}`),
    pass: [
      answers("2xx", "4xx", "5xx"),
      { responses: [{ status: "3xx", fields: [{ name: "Location", is: "absent" }] }] },
      { responses: [{ status: "3xx", fields: [{ name: "Location", matches: leadsNowhereElse }] }] },
    ],
    warn: [closesSilently],
  });
}

/** Two slashes, forward or back, begin a host; so does one that we made up. */
const leadsNowhereElse = "^(?![/\\\\]{2}|https?:[/\\\\]*porthole-check\\.example)";

/** RFC 9110 §4.2 and §17.3: what a path means, and what it must not reach. */
export const uriCases: readonly Case[] = [
  // The same resource
  answered({
    rule: "RFC9110-4.2.3/PERCENT-ENCODED",
    title: "a letter of the path percent-encoded",
    level: "SHOULD",
    quote: equivalent,
    why: "Links come with letters encoded that need not be; a server that does not decode them finds nothing.",
    advice: decodeOnce,
    send: request("GET {encodedFile}"),
    needs: ["file", "encoded-file"],
    pass: [{ responses: [{ status: 200, content: "whole-file" }] }, answers("3xx")],
  }),
  ...[
    ["/.{file}", "a segment of one dot"],
    ["/%2e{file}", "a segment of one dot, percent-encoded"],
    ["/porthole-check/..{file}", "a segment of two dots"],
    ["/porthole-check/%2E%2e{file}", "a segment of two dots, percent-encoded"],
  ].map(([target, title]) =>
    answered({
      rule: "RFC9110-4.2.3/DOT-SEGMENTS",
      title: title!,
      level: "SHOULD",
      quote: equivalent,
      why: "Whoever stands between may resolve dot segments or not: what comes must not be another page.",
      advice: decodeOnce,
      send: request(`GET ${target}`),
      needs: ["file"],
      pass: fileOrRefusal,
      warn: [answers("4xx")],
    }),
  ),
  answered({
    rule: "RFC9110-4.2.1/QUERY",
    title: "a query after the path of a file",
    level: "practice",
    quote: identifies,
    why: "Pages ask for their style sheets with ?v=2 behind the name, so that caches let go of the old one.",
    advice: decodeOnce,
    send: request("GET {file}?porthole-check=1"),
    needs: ["file"],
    pass: [{ responses: [{ status: 200, content: "whole-file" }] }],
    warn: [answers("understood"), answers("4xx")],
  }),
  answered({
    rule: "RFC9110-4.2.1/QUERY",
    title: "a query with slashes, dots and question marks",
    level: "practice",
    quote: identifies,
    why: "Everything after the first question mark is query, and none of it path.",
    advice: decodeOnce,
    send: request("GET {file}?a=/../b?c=%2e%2e%2f"),
    needs: ["file"],
    pass: [{ responses: [{ status: 200, content: "whole-file" }] }],
    warn: [answers("understood"), answers("4xx")],
  }),

  // What can be decoded, and what cannot
  ...["/%", "/%zz", "/a?b=%1"].map(badPercent),
  ...["/%4", "/%4g", "/a?%"].map((target) => ownChoice(badPercent(target))),
  ...["/%ff", "/%c3%28", "/%ed%a0%80"].map((target) =>
    accepted({
      rule: "RFC3986-2.1/ENCODED-OCTETS",
      title: `target ${target}`,
      level: "practice",
      quote: "Most file systems are not designed to protect against malicious file or path names.",
      quotedFrom: "RFC9110-17.3",
      why: "Octets that are no UTF-8 make a decoder throw, and a server that does not expect it answers 500 or ends.",
      advice: refusePercent,
      send: request(`GET ${target}`),
      engine: [`RequestHead GET ${target} path=${target}`, "EndOfMessage"],
      pass: [answers("2xx", "3xx", "4xx")],
      warn: [answers("5xx")],
    }),
  ),
  answered({
    rule: "RFC9110-17.3/NUL",
    title: "%00 in the path",
    level: "practice",
    quote: special,
    why: "NUL ends a name for the system, and makes other functions throw.",
    advice: refuseNul,
    send: request("GET /porthole-check%00.html"),
    pass: [answers("4xx")],
    warn: [answers("understood"), answers("5xx")],
  }),
  answered({
    rule: "RFC9110-17.3/NUL",
    title: "%00 and another ending after the name of a file",
    level: "practice",
    quote: special,
    why: "A check of the ending sees the one, the system opens the other.",
    advice: refuseNul,
    send: request("GET {file}%00.txt"),
    needs: ["file"],
    pass: [answers("3xx", "4xx")],
    warn: [answers("5xx")],
  }),
  answered({
    rule: "RFC9110-17.3/DEVICE",
    title: "the name of a device",
    level: "practice",
    quote: special,
    why: "On Windows con and aux are the console and a serial port, in every folder: reading them hangs a server.",
    advice: "Refuse con, prn, aux, nul, com1 to com9 and lpt1 to lpt9 as names of files, with any ending.",
    send: request("GET /con"),
    pass: [answers("2xx", "3xx", "4xx")],
    warn: [answers("5xx")],
  }),
  answered({
    rule: "RFC9110-17.3/LONG-NAME",
    title: "a name of 300 octets",
    level: "practice",
    quote: "Most file systems are not designed to protect against malicious file or path names.",
    why: "The system refuses names of more than 255 octets with another error than for those that are not there.",
    advice:
      "Answer 404 to whatever error the system gives for a name: it is too long, it is no folder, it is not there.",
    send: request(`GET /${"porthole".repeat(37)}`),
    pass: [answers("2xx", "3xx", "4xx")],
    warn: [answers("5xx")],
  }),
  answered({
    rule: "RFC9110-17.3/REPOSITORY",
    title: "no repository is served",
    level: "practice",
    quote:
      "Attacks based on such special names tend to focus on either denial-of-service (e.g., telling the server to read from a COM port) or disclosure of configuration and source files that are not meant to be served.",
    why: "Whoever gets .git/HEAD gets all of the source, its history and its secrets.",
    advice: "Serve no file or folder whose name begins with a dot, but .well-known.",
    send: request("GET /.git/HEAD"),
    pass: [{ responses: [{ content: { hasNot: "ref: refs/" } }] }],
  }),

  ...[
    ["{file}/", "a slash behind the name of a file"],
    ["{file}/porthole.css", "another name behind the name of a file"],
  ].map(([target, title]) =>
    answered({
      rule: "RFC9110-4.2.3/FILE-AS-FOLDER",
      title: title!,
      level: "practice",
      quote: equivalent,
      why: "A cache that goes by endings keeps what is private, should any name behind a page bring the page.",
      advice: "Answer 404 to a path that goes on behind a file, or redirect to the file.",
      send: request(`GET ${target}`),
      needs: ["file"],
      pass: [answers("3xx", "4xx")],
      // Some hand the rest of the path to a program, and this may be one.
      warn: [answers("2xx")],
    }),
  ),

  // Out of the root
  escaped(`${up("/..")}/etc/passwd`, "The oldest of all: steps up, as they are."),
  escaped(`${up("/%2e%2e")}/etc/passwd`, "Steps up whose dots are encoded pass a check before decoding."),
  escaped(`${up("/.%2e")}/etc/passwd`, "One encoded dot is enough to pass a check that looks for two of a kind."),
  escaped(`/${up("..%2f")}etc/passwd`, "An encoded slash makes one segment of many, until it is decoded."),
  escaped(`/${up("%2e%2e%2f")}etc%2fpasswd`, "Nothing that a check before decoding would look for."),
  escaped(`/${up("..%5c")}etc/passwd`, "A backslash is a slash to some libraries."),
  escaped(`/${up("..\\")}etc/passwd`, "A backslash is a slash to some libraries."),
  escaped(`/${up("%252e%252e%252f")}etc/passwd`, "Decoded twice, it leads out."),
  escaped(`/icons${up("/.%%32%65")}/etc/passwd`, "Decoded twice, it leads out: a known hole of a known server."),
  escaped(`${up("/%c0%ae%c0%ae")}/etc/passwd`, "Dots in UTF-8 longer than need be, which lax decoders take."),
  escaped(`/${up("..%c0%af")}etc/passwd`, "A slash in UTF-8 longer than need be, which lax decoders take."),
  escaped(`${up("/%e0%80%ae%e0%80%ae")}/etc/passwd`, "Dots in three octets of UTF-8, which lax decoders take."),
  escaped(`${up("/%ef%bc%8e%ef%bc%8e")}/etc/passwd`, "Wide dots become dots where names are normalized too late."),
  escaped(`${up("/..;")}/etc/passwd`, "Some cut off what follows a semicolon, after the check."),
  escaped(`${up("/..%00")}/etc/passwd`, "Some cut off what follows a NUL, after the check."),
  escaped(`/${up("....//")}etc/passwd`, "Where ../ is cut out once, this is what remains."),
  escaped("//etc/passwd", "An empty segment makes a path from the root where the rest is joined carelessly."),
  escaped("/%2fetc%2fpasswd", "An encoded slash makes a path from the root where the rest is joined carelessly."),
  escaped("/file:///etc/passwd", "Some libraries open URLs where a name is meant."),
  escaped(`http://{authority}${up("/..")}/etc/passwd`, "absolute-form goes another way through many servers."),
  escaped(`{file}${up("/..")}/etc/passwd`, "A path that begins with what is there passes a check of its beginning."),
  escaped(`/${up("..%5c")}windows%5cwin.ini`, "On Windows a backslash is a slash."),
  escaped("/c:/windows/win.ini", "On Windows a drive makes a path from the root."),
  escaped("/c:%5cwindows%5cwin.ini", "On Windows a drive makes a path from the root."),

  // Out of the origin, out of the line
  staysHere("//porthole-check.example/..", {
    why: "A redirect to //host leads away from here: whoever is sent such a link trusts this site and lands on another.",
  }),
  staysHere("//porthole-check.example/%2e%2e", {
    why: "Resolved, it is the root and gets its slash by a redirect; as it was sent, it names another host.",
  }),
  staysHere("//porthole-check.example/%2f..", {
    why: "Resolved, it is the root and gets its slash by a redirect; as it was sent, it names another host.",
  }),
  staysHere("/%5cporthole-check.example/%2e%2e", { why: "Browsers take a backslash for a slash." }),
  staysHere("/{redirect}", {
    why: "A redirect to //host leads away from here: whoever is sent such a link trusts this site and lands on another.",
    needs: ["redirect"],
  }),
  ...[
    ["a path that is not there", "/porthole-check%0d%0aX-Injected:%20yes"],
    ["a query that is redirected with the path", "{redirect}?a=%0d%0aX-Injected:%20yes"],
  ].map(([title, target]) =>
    answered({
      rule: "RFC9112-11.1/INJECTION",
      title: `%0d%0a in ${title}`,
      level: "practice",
      quote: splitting,
      why: "Decoded and written into Location, it ends the line: what follows is a field, or a page, of the attacker's.",
      advice: cleanValues,
      send: request(`GET ${target}`),
      needs: target!.includes("{redirect}") ? ["redirect"] : [],
      pass: [{ responses: [{ fields: [{ name: "X-Injected", is: "absent" }] }] }],
    }),
  ),
  answered({
    rule: "RFC9110-15/AFTER-STRANGE-PATHS",
    title: "an ordinary page after strange paths",
    level: "practice",
    quote: special,
    quotedFrom: "RFC9110-17.3",
    why: "A path that makes a function throw must cost that request its page, and nobody else.",
    advice: "Expect what maps paths to files to fail: answer 404 or 400, and go on.",
    send: [
      request("GET /%00%ff%"),
      "await-response",
      request("GET /porthole-check/%2e%2e%2f%00", ["Connection: close"]),
    ],
    pass: [{ serves: "another-connection" }],
  }),
];
