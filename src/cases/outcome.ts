/** What was seen of a server in one case; each part that is given must hold. */
export interface Outcome {
  /** The final responses: these, in this order, and no others. Not given: any. */
  readonly responses?: readonly ExpectedResponse[];
  /** The interim responses' status codes, all of them. Not given: any. */
  readonly interim?: readonly number[];
  /**
   * What became of the connection after them: "closed" by the server, with a reset or not; "closed-in-order" so that
   * no reset could take away octets; "open" when another request on it is answered, or when nothing was answered and
   * the server waits for more.
   */
  readonly connection?: "closed" | "closed-in-order" | "open";
  /** From the last octet sent to the last one received, or to the end of the connection where there is none. */
  readonly withinMs?: number;
  /** A request on a new connection is answered afterwards, or, with `beside`, while the other one is open. */
  readonly serves?: "another-connection";
}

/**
 * A status code, a class, any at all, or "understood": 2xx or 3xx, as where nothing is wrong; "unread" is the same of a
 * target that does not look at content, and so may answer before what is wrong with it has come.
 */
export type StatusPattern = number | "2xx" | "3xx" | "4xx" | "5xx" | "understood" | "unread" | "any";

export interface ExpectedResponse {
  /** One of these. Not given: any. */
  readonly status?: StatusPattern | readonly StatusPattern[];
  /** Each of these must hold. */
  readonly fields?: readonly FieldExpectation[];
  readonly content?: ContentExpectation;
  /** Faults that it must not have; others are let pass, so that a case tells of one thing. */
  readonly without?: readonly ResponseFault[];
}

/** What is asked of a field of the header section; texts may have placeholders. */
export type FieldExpectation = { readonly name: string } & (
  | { readonly is: "present" | "absent" | "at-most-once" }
  /** A date that this machine's clock agrees with, but for some minutes. */
  | { readonly is: "about-now" }
  /** A date that is not later than Date of the same response, or than now where it has none. */
  | { readonly is: "not-after-date" }
  /** Its value, letter for letter. */
  | { readonly equals: string }
  /** A regular expression, its case aside, that some of its value matches. */
  | { readonly matches: string }
  /** Members of the list that it is, their case aside: all of these, or none of these. */
  | { readonly lists: readonly string[] }
  | { readonly listsNone: readonly string[] }
  /** The same as in the plain response to GET of that resource: there or not there, and with that value. */
  | { readonly as: "path" | "file" | "coded" }
);

/**
 * The content after its transfer coding is taken off: none at all; the file's octets, all of them or from the first to
 * the last position (negative ones count from its end); these positions of it each in a part of multipart/byteranges; the
 * coded file, which decodes to the octets of the same without a coding; that it has, or has not, some text in it.
 */
export type ContentExpectation =
  | "none"
  | "whole-file"
  | "whole-path"
  | { readonly file: readonly [first: number, last: number] }
  | { readonly parts: readonly (readonly [first: number, last: number])[] }
  | { readonly decodes: "gzip" }
  | { readonly has: string }
  | { readonly hasNot: string };

/** What can be wrong with the form of a response, as a client reads it (RFC 9112 §2, §4 to §7). */
export const responseFaults = {
  "no-status-line": "the first line is no status line",
  "status-line": "the status line is not HTTP-version SP status-code SP [ reason-phrase ]",
  version: "the version is not HTTP/1.1 or HTTP/1.0",
  "bare-lf": "lines end with LF alone",
  "bare-cr": "there is a CR that no LF follows",
  "head-unfinished": "the header section has no empty line at its end",
  "field-line": "a field line is not field-name, colon, field-value",
  "obs-fold": "a field line is folded",
  "control-octet": "there is a control octet in the header section",
  "content-length-syntax": "Content-Length is no number",
  "content-length-repeated": "there are several Content-Length",
  "both-lengths": "there are both Content-Length and Transfer-Encoding",
  "length-forbidden": "there is Content-Length or Transfer-Encoding where none may be",
  "transfer-coding": "the last transfer coding is not chunked",
  "chunk-syntax": "the chunked content cannot be read",
  "content-short": "the connection ended before all of the content had come",
  "content-excess": "octets came after the end of the content",
  "content-forbidden": "there is content where none may be",
  "length-missing": "nothing says where the content ends, and the connection stays open",
} as const satisfies Readonly<Record<string, string>>;

export type ResponseFault = keyof typeof responseFaults;
