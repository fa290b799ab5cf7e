import type { Parting } from "./parting.ts";
import type { Understanding } from "./understanding.ts";

/** One kind of octets over which our engine and Node's HTTP part, and the sentence that decides. */
export interface Disagreement {
  /** The rule that our engine refuses by; or what is sent, in words. */
  readonly about: string;
  readonly parting: Parting;
  readonly reason: string;
  readonly explains: (seen: Seen) => boolean;
  /** Whether it is found by chance alone, or by some versions of Node alone. */
  readonly isRare?: boolean;
}

export interface Seen {
  readonly text: string;
  readonly ours: Understanding;
  readonly theirs: Understanding;
}

/** What our engine refuses and Node takes: the rule says it. */
const refusedHere: Readonly<Record<string, string>> = {
  "RFC3986-2.1/PERCENT": "pct-encoded is a percent sign with two hexadecimal digits (RFC 3986 §2.1)",
  "RFC9110-10.1.1/EXPECTATION": "an expectation that is not met may be answered with 417 (RFC 9110 §10.1.1)",
  "RFC9110-2.5/VERSION": "a major version that is not spoken is 505 (RFC 9110 §15.6.6)",
  "RFC9110-4.2.1/HOST-EMPTY": "an http URI with an empty host must be rejected (RFC 9110 §4.2.1)",
  "RFC9110-4.2.4/USERINFO": "userinfo ought to be parsed for, and be treated as an error (RFC 9110 §4.2.4)",
  "RFC9110-5.4/HEADER-LINES": "a limit of our own on field lines (RFC 9110 §5.4)",
  "RFC9110-6.5/TRAILER-LINES": "a limit of our own on trailer sections (RFC 9110 §5.4)",
  "RFC9110-7.4/MISDIRECTED": "a secured resource is not had over a connection that is not (RFC 9110 §7.4)",
  "RFC9110-8.6/CONTENT-LENGTH-SIZE": "a length that no number holds is refused, not waited for (RFC 9110 §8.6)",
  "RFC9112-2.2/BARE-CR": "a bare CR is invalid (RFC 9112 §2.2)",
  "RFC9112-2.2/BARE-LF": "a line ends with CRLF; LF alone may be taken, and is not (RFC 9112 §2.2)",
  "RFC9112-2.2/EMPTY-LINES": "one empty line is to be passed over, more are not (RFC 9112 §2.2)",
  "RFC9112-2.3/VERSION-MISSING": "a request line has a version (RFC 9112 §3)",
  "RFC9112-2.3/VERSION-SYNTAX": 'HTTP-version is "HTTP/" and two digits, after one space (RFC 9112 §2.3, §3)',
  "RFC9112-3.2.1/PATH-OCTET": "a path has pchar and slashes alone (RFC 9112 §3.2.1, RFC 3986 §3.3)",
  "RFC9112-3.2.2/AUTHORITY": "an http URI has uri-host and port (RFC 9110 §4.2.1, RFC 3986 §3.2.2)",
  "RFC9112-3.2.2/SCHEME": "resources of other schemes are not to be had here (RFC 9112 §3.2.2)",
  "RFC9112-3.2.3/AUTHORITY-FORM": "CONNECT has uri-host and port; the port may not be left out (RFC 9110 §9.3.6)",
  "RFC9112-3.2.4/ASTERISK-FORM": "the asterisk-form is for OPTIONS alone (RFC 9112 §3.2.4)",
  "RFC9112-3.2/HOST-INVALID": "a Host with an invalid value must be answered with 400 (RFC 9112 §3.2)",
  "RFC9112-3.2/HOST-REPEATED": "more than one Host must be answered with 400 (RFC 9112 §3.2)",
  "RFC9112-3.2/TARGET-EMPTY": "one space stands before the target (RFC 9112 §3)",
  "RFC9112-3.2/TARGET-FORM": "a target has one of four forms (RFC 9112 §3.2)",
  "RFC9112-3.2/TARGET-OCTET": "a target has no fragment, and the octets of a URI alone (RFC 9112 §3.2)",
  "RFC9112-6.1/TE-IN-1.0": "Transfer-Encoding in HTTP/1.0 is faulty framing (RFC 9112 §6.1)",
  "RFC9112-6.1/UNKNOWN-CODING": "a coding that is not understood is 501; Node hands it on undecoded (RFC 9112 §6.1)",
  "RFC9112-7.1.1/EXTENSION-SYNTAX": "an extension is a name, and a token or a quoted string (RFC 9112 §7.1.1)",
  "RFC9112-7.1/CHUNK-SIZE-DIGITS": "a size that no number holds is refused, not waited for (RFC 9112 §7.1)",
  "RFC9112-8/INCOMPLETE-HEAD": "half a line is no request, nor nothing (RFC 9112 §8)",
  "RFC9112-3.2/HOST-MISSING":
    "HTTP/1.1 without Host is 400; Node asks for it neither with CONNECT nor PRI (RFC 9112 §3.2)",
  "RFC9112-6.3/CHUNKED-NOT-LAST":
    "an empty Transfer-Encoding is one that does not end in chunked; not so in Node 20 (RFC 9112 §6.3)",
  "RFC9112-6.3/TE+CL":
    "an empty Transfer-Encoding is one, beside Content-Length too; not so in Node 20 (RFC 9112 §6.3)",
  "RFC9113-3.4/PREFACE": "the preface of HTTP/2 is 505 here; Node waits for the rest of it (RFC 9110 §15.6.6)",
};

/** Those of them that some versions of Node refuse as well, or that chance alone finds. */
const rareRules: ReadonlySet<string> = new Set([
  "RFC9112-3.2/HOST-MISSING",
  "RFC9112-6.3/CHUNKED-NOT-LAST",
  "RFC9112-6.3/TE+CL",
]);

const trailerOf = (name: string) => new RegExp(`\\r\\n0+[^\\r\\n]*\\r\\n(?:[^\\r\\n]+\\r\\n)*${name}:`, "i");

/** Node says nothing of what it refuses after a request with an Upgrade: it waits, or ends the connection. */
function isPassedOverAfterUpgrade({ text, ours, theirs }: Seen): boolean {
  return /\nconnection:[^\r\n]*upgrade/i.test(text) && theirs.requests.length < ours.requests.length;
}

const others: readonly Disagreement[] = [
  {
    about: "a method that Node does not know",
    parting: "refused there",
    reason: "a method is any token; an unknown one is the site's to refuse (RFC 9110 §9.1)",
    explains: ({ theirs, ours }) =>
      /^HPE_INVALID_(?:METHOD|CONSTANT|VERSION)$/.test(theirs.refusal!) &&
      !knownMethods.has(ours.requests[theirs.requests.length]?.method ?? "GET"),
  },
  {
    about: "a later minor version",
    parting: "refused there",
    reason: "HTTP/1.2 is answered as HTTP/1.1 (RFC 9110 §6.2)",
    explains: ({ theirs, text }) => theirs.refusal === "HPE_INVALID_VERSION" && / HTTP\/1\.[2-9]\r\n/.test(text),
  },
  {
    about: "white space or empty elements around chunked",
    parting: "refused there",
    reason: "white space around a value is not of it; empty list elements must be ignored (RFC 9110 §5.5, §5.6.1.2)",
    explains: ({ theirs, text }) =>
      theirs.refusal === "HPE_INVALID_TRANSFER_ENCODING" &&
      /transfer-encoding:[\t ,]*(?:chunked[\t ]*[\t ,]|\r\n)/i.test(text),
  },
  {
    about: "trailers that frame",
    parting: "refused there",
    reason: "a trailer says nothing about framing, and is dropped (RFC 9110 §6.5.1)",
    explains: ({ theirs, text }) =>
      /^HPE_(?:INVALID_TRANSFER_ENCODING|INVALID_CONTENT_LENGTH|UNEXPECTED_CONTENT_LENGTH)$/.test(theirs.refusal!) &&
      (trailerOf("content-length").test(text) || trailerOf("transfer-encoding").test(text)),
  },
  {
    about: "trailers that close",
    parting: "refused there",
    reason: "a trailer says nothing about the connection, and is dropped (RFC 9110 §6.5.1)",
    explains: ({ theirs, text }) =>
      theirs.refusal === "HPE_CLOSED_CONNECTION" && trailerOf("(?:proxy-)?connection").test(text),
  },
  {
    about: "white space in chunk extensions",
    parting: "refused there",
    reason: "BWS may stand around a chunk extension's parts and must be parsed (RFC 9112 §7.1.1, RFC 9110 §5.6.3)",
    explains: ({ theirs, text }) =>
      /^HPE_(?:STRICT|INVALID_CHUNK_SIZE)$/.test(theirs.refusal!) && /\r\n[0-9a-f]+[\t ]*;?[^\r\n]*[\t ]/i.test(text),
  },
  {
    about: "a head that is not complete",
    parting: "refused there",
    reason: "a line is judged when it is complete, and the framing when the head is (RFC 9112 §3, §6.3)",
    explains: ({ ours, theirs }) =>
      ours.refusal === undefined &&
      !ours.isFinished &&
      ours.requests.length === theirs.requests.length &&
      ours.requests.every(({ isComplete }) => isComplete),
  },
  {
    about: "an Expect that names nothing",
    parting: "refused there",
    reason: "an empty list expects nothing (RFC 9110 §5.6.1.2, §10.1.1)",
    explains: ({ text }) => /\nexpect:[\t ,]*\r\n/i.test(text),
  },
  {
    about: "an Expect that names nothing, before another request",
    parting: "other requests",
    reason: "an empty list expects nothing; Node answers 417 and goes on (RFC 9110 §5.6.1.2, §10.1.1)",
    explains: ({ text }) => /\nexpect:[\t ,]*\r\n/i.test(text),
  },
  {
    about: "white space around a Content-Length",
    parting: "refused there",
    reason: "white space around a value is not of it; Node 20 refuses a tab there (RFC 9110 §5.5)",
    explains: ({ theirs, text }) =>
      theirs.refusal === "HPE_INVALID_CONTENT_LENGTH" && /\ncontent-length:[\t ]*\d+[\t ]+\r\n/i.test(text),
    isRare: true,
  },
  {
    about: "white space around close",
    parting: "finished here",
    reason: "white space around a value is not of it; Node 20 does not see close before a tab (RFC 9110 §5.5)",
    explains: ({ text }) => /\nconnection:[\t ]*close[\t ]+\r\n/i.test(text),
    isRare: true,
  },
  {
    about: "what follows the last request",
    parting: "refused there",
    reason: "nothing after a request with close is processed, so nothing of it is refused (RFC 9112 §9.6)",
    explains: ({ ours }) => ours.isFinished && ours.refusal === undefined,
    isRare: true,
  },
  {
    about: "what follows Proxy-Connection: close",
    parting: "refused here",
    reason: "Proxy-Connection says nothing, so the next request is looked at (RFC 9112 appendix C.2.2)",
    explains: ({ text, theirs }) => theirs.isFinished && /\nproxy-connection:[^\r\n]*close/i.test(text),
    isRare: true,
  },
  {
    about: "the method PRI without the preface of HTTP/2",
    parting: "other requests",
    reason: "a method is any token; Node waits for the rest of a preface (RFC 9110 §9.1, RFC 9113 §3.4)",
    explains: ({ ours, theirs }) => ours.requests[theirs.requests.length]?.method === "PRI",
    isRare: true,
  },
  {
    about: "a request that Node refuses after an Upgrade that is not done, and waits",
    parting: "other requests",
    reason: "any token is a method, HTTP/1.2 is HTTP/1.1; Node waits without a word there (RFC 9110 §9.1, §6.2, §7.8)",
    explains: isPassedOverAfterUpgrade,
    isRare: true,
  },
  {
    about: "a request that Node refuses after an Upgrade that is not done, and ends",
    parting: "finished there",
    reason: "any token is a method, HTTP/1.2 is HTTP/1.1; Node ends without a word there (RFC 9110 §9.1, §6.2, §7.8)",
    explains: isPassedOverAfterUpgrade,
    isRare: true,
  },
  {
    about: "what follows an Upgrade that is not done",
    parting: "refused here",
    reason: "octets that are no HTTP are answered with 400; Node 26 waits without a word (RFC 9112 §2.2)",
    explains: ({ text }) => /\nconnection:[^\r\n]*upgrade/i.test(text) && /\nupgrade:/i.test(text),
    isRare: true,
  },
  {
    about: "CONNECT",
    parting: "finished there",
    reason: "CONNECT is shown to the site, and refused; Node ends the connection without a word (RFC 9110 §9.3.6)",
    explains: ({ ours, theirs }) => ours.requests[theirs.requests.length]?.method === "CONNECT",
  },
  {
    about: "CONNECT whose content is refused",
    parting: "refused here",
    reason: "content is delimited whatever the method; Node ends the connection at the head (RFC 9112 §6)",
    explains: ({ ours, theirs }) => ours.requests[theirs.requests.length]?.method === "CONNECT",
    isRare: true,
  },
  {
    about: "close beside keep-alive in HTTP/1.0",
    parting: "finished here",
    reason: "where close is among the options the connection does not persist (RFC 9112 §9.3)",
    explains: ({ text, ours }) =>
      / HTTP\/1\.0\r\n/.test(text) && /\nconnection:[^\r\n]*close/i.test(text) && ours.requests.length > 0,
  },
  {
    about: "Proxy-Connection: keep-alive in HTTP/1.0",
    parting: "finished here",
    reason: "Proxy-Connection is no field of HTTP; it says nothing (RFC 9112 appendix C.2.2)",
    explains: ({ text }) => / HTTP\/1\.0\r\n/.test(text) && /\nproxy-connection:/i.test(text),
  },
  {
    about: "Proxy-Connection: close",
    parting: "finished there",
    reason: "Proxy-Connection is no field of HTTP; it says nothing (RFC 9112 appendix C.2.2)",
    explains: ({ text }) => /\nproxy-connection:[^\r\n]*close/i.test(text),
  },
];

const knownMethods: ReadonlySet<string> = new Set([
  "DELETE",
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
]);

/** Every kind of disagreement that is known, as the page of decisions lists them. */
export const disagreements: readonly Disagreement[] = [
  ...Object.entries(refusedHere).map(
    ([rule, reason]): Disagreement => ({
      about: rule,
      parting: "refused here",
      reason,
      explains: ({ ours }) => ours.refusal === rule,
      isRare: rareRules.has(rule),
    }),
  ),
  ...others,
];

/** What explains that they part in this way; `undefined` where nothing does. */
export function explanationOf(parting: Parting, seen: Seen): Disagreement | undefined {
  return disagreements.find((each) => each.parting === parting && each.explains(seen));
}
