import { only, withField } from "./9110-outcomes.ts";
import { answered, type Case, get, request } from "./case.ts";

const range = "All valid status codes are within the range of 100 to 599, inclusive.";
const explained =
  "Except when responding to a HEAD request, the server SHOULD send a representation containing an explanation of the error situation, and whether it is a temporary or permanent condition.";
const challenge =
  "A server generating a 401 (Unauthorized) response MUST send a WWW-Authenticate header field containing at least one challenge.";
const contentType =
  "A sender that generates a message containing content SHOULD generate a Content-Type header field in that message";
const notFound =
  "The 404 (Not Found) status code indicates that the origin server did not find a current representation for the target resource or is not willing to disclose that one exists.";

const codes = "Use status codes from 200 to 599 for responses.";
const explain = "Send some words with an error, in HTML or plain text, that say what is wrong.";
const challengeAdvice = "Put a WWW-Authenticate field with a challenge into every 401.";
const typed = "Give error pages a Content-Type like all others.";
const escaped = "Escape what of the request is shown in an error page, or send the page as plain text.";
const answer404 = "Answer 404 for what is not there, whatever its path ends with and whatever query it has.";

const markup = "<script>porthole</script>";

/** RFC 9110 §15: what status codes ask for. */
export const statusCases: readonly Case[] = [
  ...(
    [
      ["a page that is there", get()],
      ["a page that is not there", request("GET /porthole-check/there-is-no-such-page")],
    ] as const
  ).map(([title, send]) =>
    answered({
      rule: "RFC9110-15/STATUS-RANGE",
      title: `the status code of ${title}`,
      quote: range,
      why: "Clients take a status code of no class for a failure of the server.",
      advice: codes,
      send,
      pass: [only({ status: ["2xx", "3xx", "4xx", "5xx"] })],
    }),
  ),
  ...[
    ["with a query", "{missing}?a=b"],
    ["with a suffix", "{missing}.html"],
    ["with a slash at its end", "{missing}/"],
    ["in a folder that is not there", "{missing}/deeper/still"],
  ].map(([title, target]) =>
    answered({
      rule: "RFC9110-15.5.5/NOT-FOUND",
      title: `a page that is not there, ${title}`,
      level: "practice",
      quote: notFound,
      why: "Search engines and caches keep what is answered 200, error pages too.",
      advice: answer404,
      send: request(`GET ${target}`),
      needs: ["not-found"],
      pass: [only({ status: [404, 410] })],
      // Slashes are added and taken away by redirects; some do not say what is there.
      warn: [only({ status: ["4xx", "3xx"] })],
    }),
  ),
  answered({
    rule: "RFC9110-15.5/EXPLANATION",
    title: "a 404 has content",
    level: "SHOULD",
    quote: explained,
    why: "A person who followed a dead link sees an empty page, and does not know why.",
    advice: explain,
    send: request("GET {missing}"),
    needs: ["not-found"],
    pass: [
      withField({ name: "Content-Length", matches: "^[1-9]" }, 404),
      withField({ name: "Transfer-Encoding", is: "present" }, 404),
      // Its end is that of the connection.
      only({
        status: 404,
        fields: [
          { name: "Content-Length", is: "absent" },
          { name: "Content-Type", is: "present" },
        ],
      }),
    ],
  }),
  ...[
    ["the refusal of a request without Host", "GET {path} HTTP/1.1\r\n\r\n"],
    ["the refusal of a malformed request", get("X : y")],
    ["the refusal of a method that nobody knows", request("BREW {path}")],
  ].map(([title, send]) =>
    answered({
      rule: "RFC9110-15.5/EXPLANATION",
      title: `${title} has content`,
      level: "SHOULD",
      quote: explained,
      why: "Whoever wrote that client sees a number, and does not know what is wrong.",
      advice: explain,
      send: send!,
      pass: [
        withField({ name: "Content-Length", matches: "^[1-9]" }, ["4xx", "5xx"]),
        withField({ name: "Transfer-Encoding", is: "present" }, ["4xx", "5xx"]),
        // Its end is that of the connection.
        only({
          status: ["4xx", "5xx"],
          fields: [
            { name: "Content-Length", is: "absent" },
            { name: "Content-Type", is: "present" },
          ],
        }),
        // It was not refused.
        only({ status: ["2xx", "3xx"] }),
      ],
      // A program reads the status code alone.
      warn: [{}],
    }),
  ),
  answered({
    rule: "RFC9110-8.3/TYPE-OF-ERROR",
    title: "a 404 has a Content-Type",
    level: "SHOULD",
    quote: contentType,
    why: "Browsers guess at what has no type, and may take it for a program.",
    advice: typed,
    send: request("GET {missing}"),
    needs: ["not-found"],
    pass: [
      withField({ name: "Content-Type", is: "present" }, 404),
      withField({ name: "Content-Length", equals: "0" }, 404),
    ],
  }),
  ...[
    ["in the path", `{missing}%3Cscript%3Eporthole%3C/script%3E`],
    ["in the query", `{missing}?a=%3Cscript%3Eporthole%3C/script%3E`],
  ].map(([title, target]) =>
    answered({
      rule: "RFC9110-15.5/MARKUP-IN-ERROR",
      title: `HTML ${title}`,
      level: "practice",
      quote: explained,
      why: "Whoever makes a link could run a script of theirs in the site's name.",
      advice: escaped,
      send: request(`GET ${target}`),
      needs: ["not-found"],
      pass: [
        only({ content: { hasNot: markup } }),
        withField({ name: "Content-Type", matches: "^(?:text/plain|application/(?:problem\\+)?json)" }),
      ],
    }),
  ),
  ...(
    [
      ["wrong credentials", "Authorization: Basic cG9ydGhvbGU6bm8=", []],
      ["a scheme that nobody knows", "Authorization: Porthole 1", []],
    ] as const
  ).map(([title, line]) =>
    answered({
      rule: "RFC9110-15.5.2/CHALLENGE",
      title: `${title}, should they be answered 401`,
      quote: challenge,
      quotedFrom: "RFC9110-11.6.1",
      why: "A 401 without a challenge does not say how to get in, and browsers do not ask for a password.",
      advice: challengeAdvice,
      send: get(line),
      pass: [
        withField({ name: "WWW-Authenticate", is: "present" }, 401),
        only({ status: ["2xx", "3xx", 400, 403, 404, "5xx"] }),
      ],
    }),
  ),
];
