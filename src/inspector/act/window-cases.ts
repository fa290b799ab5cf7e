import {
  type Case,
  type CaseFamily,
  caseFamilies,
  caseId,
  type Need,
  type Outcome,
  type Step,
} from "../../cases/index.ts";
import { outcomeWords } from "../../conformance/index.ts";
import { isAction } from "./sending-reading.ts";
import type { WindowCase, WindowCaseFamily, WindowCases, WindowFavourite } from "./window-cases-list.ts";

/** What is longer goes to the page without its octets. */
const STEPS_OCTETS_MAX = 12_000;

let list: WindowCases | undefined;

/** All cases as the page is sent them; made when they are first asked for. */
export function windowCases(): WindowCases {
  list ??= { favourites: favourites.map(favourite), families: caseFamilies.map(windowFamily) };
  return list;
}

/** A case with what is right of it for this very server, where other servers may choose otherwise. */
export function forThisServer(each: Case): Case {
  return each.pass.length > 0 ? each : { ...each, pass: ownOutcomes(each.engine) };
}

/** What the engine's events come to, seen from outside: a refusal, or a response for each request. */
function ownOutcomes(engine: readonly string[]): readonly Outcome[] {
  const count = (name: string) => engine.filter((event) => event.startsWith(name)).length;
  const any = { status: "any" } as const;
  const answered = Array.from({ length: count("EndOfMessage") }, () => any);
  const error = engine.find((event) => event.startsWith("error "));
  const status = Number(error?.split(" ")[1]);
  const last: Outcome =
    error === undefined ? { responses: answered } : { responses: [...answered, { status }], connection: "closed" };
  // A site that does not look at content may have answered before what is wrong with it has come.
  return count("RequestHead") > answered.length ? [last, { responses: [...answered, any] }] : [last];
}

function windowFamily({ name, title, cases }: CaseFamily): WindowCaseFamily {
  return { name, title, cases: cases.map(windowCase) };
}

function windowCase(each: Case): WindowCase {
  const { rule, title, level, quote, quotedFrom, why, send, needs } = each;
  const octets = octetCount(send);
  return {
    id: caseId(each),
    rule,
    title,
    level,
    quote,
    quotedFrom,
    why,
    expected: outcomeWords(forThisServer(each).pass),
    steps: octets <= STEPS_OCTETS_MAX ? send : undefined,
    octets,
    delivery: deliveryWords[each.delivery],
    needs: needs.length === 0 ? undefined : needs.map((need) => needWords[need]).join(", "),
  };
}

function octetCount(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + (typeof step === "string" && !isAction(step) ? step.length : 0), 0);
}

const deliveryWords: Readonly<Record<Case["delivery"], string | undefined>> = {
  whole: undefined,
  "octet-by-octet": "one octet at a time",
  "cut-everywhere": "cut in two",
};

const needWords: Readonly<Record<Need, string>> = {
  content: "something that takes content",
  file: "a file",
  "encoded-file": "a file with a letter in its path",
  etag: "a file with an entity tag",
  "strong-etag": "a file with a strong entity tag",
  "last-modified": "a file with a date",
  validator: "a file with an entity tag or a date",
  ranges: "a file in ranges",
  coding: "something compressed with gzip",
  "coded-etag": "something compressed with an entity tag",
  redirect: "a redirect",
  "not-found": "404 for what is not there",
  stream: "content of unknown length",
  patience: "up to two minutes",
};

const head = "GET {path} HTTP/1.1\r\nHost: {authority}\r\n";
const chunked = `POST {path} HTTP/1.1\r\nHost: {authority}\r\nTransfer-Encoding: chunked\r\n\r\n`;

/** A favourite as it is written down: with steps of its own, or a case's. */
type Favourite = Omit<WindowFavourite, "steps" | "case"> &
  ({ readonly steps: readonly Step[] } | { readonly case: string });

const favourites: readonly Favourite[] = [
  {
    title: "One octet a second",
    hint: "The head has a deadline that no octet puts off: watch it run, and what ends the wait.",
    steps: [`${head}User-Agent: somebody very slow\r\nAccept: text/html\r\n\r\n`],
    eachOctetMs: 1000,
  },
  {
    title: "Content-Length with Transfer-Encoding",
    hint: "Two answers to where the request ends: the classic of request smuggling.",
    case: "RFC9112-6.3/TE+CL both on a GET",
  },
  {
    title: "Lines that end with LF alone",
    hint: "The octet before each LF should be CR: see which octet the parser stops at.",
    case: "RFC9112-2.2/BARE-LF every line ends with LF alone",
  },
  {
    title: "Half a chunk, then a reset",
    hint: "Five octets were promised, two came, and then the wire fails: see who ended the connection.",
    steps: [`${chunked}5\r\nhe`, { pauseMs: 300 }, "reset"],
  },
  {
    title: "Half a chunk, then silence",
    hint: "Five octets were promised and two came: does the server wait, answer, or hang up?",
    steps: [`${chunked}5\r\nhe`],
  },
  {
    title: "No Host",
    hint: "One field is asked of every HTTP/1.1 request.",
    case: "RFC9112-3.2/HOST-MISSING no Host",
  },
  {
    title: "Two Hosts that differ",
    hint: "Which of the two a server takes may not be what another one on the way took.",
    case: "RFC9112-3.2/HOST-REPEATED two that differ",
  },
  {
    title: "A request line of 9,000 octets",
    hint: "There is a limit, a status code for it, and an octet where it was met.",
    case: "RFC9112-3/REQUEST-LINE-LENGTH a request line of 9,000 octets that does not end",
  },
  {
    title: "A folded field line",
    hint: "A value that goes on in the next line was allowed once, and is dangerous now.",
    case: "RFC9112-5.2/OBS-FOLD a value on two lines",
  },
  {
    title: "A space before the colon",
    hint: "Some read the field, some do not: a way to smuggle.",
    case: "RFC9112-5.1/SPACE-BEFORE-COLON SP before the colon",
  },
  {
    title: "HTTP/2.0",
    hint: "A version that this connection does not speak.",
    case: "RFC9110-2.5/VERSION version HTTP/2.0",
  },
  {
    title: "A chunk size with a sign",
    hint: "A size is hexadecimal digits and nothing else.",
    steps: [`${chunked}+5\r\nhello\r\n0\r\n\r\n`],
  },
  {
    title: "Out of the folder",
    hint: "Twelve times one folder up: see what the path becomes.",
    case: "RFC9110-17.3/OUTSIDE-THE-ROOT GET /.. (12 times) /etc/passwd",
  },
  {
    title: "A hundred requests at once",
    hint: "Pipelining: they are answered in order, on one connection.",
    case: "RFC9112-9.3.2/PIPELINED 100 requests at once",
  },
  {
    title: "What a browser says first to https",
    hint: "A TLS handshake where HTTP is spoken.",
    case: "RFC9112-9.3.1/RECOVERS another connection after the beginning of a TLS handshake",
  },
];

function favourite(each: Favourite): WindowFavourite {
  if ("steps" in each) return each;
  const steps = caseFamilies.flatMap(({ cases }) => cases).find((one) => caseId(one) === each.case)?.send;
  if (steps === undefined) throw new Error(`There is no case "${each.case}"`);
  return { ...each, steps };
}
