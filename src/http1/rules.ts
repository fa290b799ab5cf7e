import { type LimitName, limitTable } from "./limits.ts";

/** A rule that received octets can break: the status code of its refusal, what was wrong, and what is right. */
export interface Rule {
  readonly statusCode: number;
  readonly message: string;
  /** The limit whose default the message is followed by, where the rule is one. */
  readonly limit?: LimitName;
}

/** Every rule that a received message can break here. The id names the RFC, the section and the fault. */
export const rules = {
  // Before and in the request line
  "RFC9112-2.2/EMPTY-LINES": limited("emptyLinesMax", "too many empty lines before the request line"),
  "RFC9112-2.2/BARE-LF": bad("a line ended with LF alone; CR LF is expected"),
  "RFC9112-2.2/BARE-CR": bad("CR without LF after it; a line ends with CR LF, and CR stands nowhere else"),
  "RFC9112-3/TLS": bad("these octets begin a TLS handshake, and HTTP without TLS is spoken here; ask with http://"),
  "RFC9112-3.1/METHOD-TOKEN": bad("the request must begin with a method, a token such as GET, and one SP"),
  "RFC9112-3.1/METHOD-LENGTH": limited("methodOctetsMax", "the method is longer than any known here, in octets"),
  "RFC9112-3/REQUEST-LINE-LENGTH": limited("requestLineOctetsMax", "the request line is too long, in octets"),
  "RFC9112-3.2/TARGET-EMPTY": bad("no request target after the method and one SP; the shortest is /"),
  "RFC9112-3.2/TARGET-OCTET": bad(
    "an octet that no request target may hold; it must be percent-encoded, a space as %20, and # not sent at all",
  ),
  "RFC9112-2.3/VERSION-MISSING": bad("the request line ended without an HTTP version; SP and HTTP/1.1 are expected"),
  "RFC9112-2.3/VERSION-SYNTAX": bad(
    "after the request target and one SP, HTTP/1.1 and CR LF are expected; a space in the target is sent as %20",
  ),
  "RFC9110-2.5/VERSION": { statusCode: 505, message: "this server speaks HTTP/1.1 and HTTP/1.0" },
  "RFC9113-3.4/PREFACE": {
    statusCode: 505,
    message: "this is HTTP/2 with prior knowledge; this server speaks HTTP/1.1 and HTTP/1.0",
  },

  // The request target
  "RFC3986-2.1/PERCENT": bad("% in the request target must be followed by two hexadecimal digits; a % itself is %25"),
  "RFC9112-3.2.1/PATH-OCTET": bad("an octet that a path may not hold; it must be percent-encoded"),
  "RFC9112-3.2/TARGET-FORM": bad("a request target begins with / or http://, or is * for OPTIONS"),
  "RFC9112-3.2.2/SCHEME": bad("an absolute request target must begin with http:// or https://"),
  "RFC9110-4.2.4/USERINFO": bad("a request target must not carry a user name or password before the host"),
  "RFC9110-4.2.1/HOST-EMPTY": bad("the host in the request target is empty"),
  "RFC9112-3.2.2/AUTHORITY": bad("the request target's host or port is malformed"),
  "RFC9110-7.4/MISDIRECTED": { statusCode: 421, message: "an https resource cannot be had over this connection" },
  "RFC9112-3.2.3/AUTHORITY-FORM": bad("the request target of CONNECT must be host:port"),
  "RFC9112-3.2.4/ASTERISK-FORM": bad("the request target * is for OPTIONS alone"),

  // Field lines, of header and trailer sections
  "RFC9112-2.2/LEADING-WHITESPACE": bad("white space before the first field line"),
  "RFC9112-5.2/OBS-FOLD": bad("a field line folded over two lines; a value must stand on one"),
  "RFC9112-5.1/NAME-EMPTY": bad("a field line without a name before its colon"),
  "RFC9112-5.1/SPACE-BEFORE-COLON": bad("white space in or after a field name; the colon must follow the name at once"),
  "RFC9112-5/COLON-MISSING": bad("a field line without a colon"),
  "RFC9110-5.1/NAME-TOKEN": bad("an octet that no field name may hold; a name is a token"),
  "RFC9110-5.5/VALUE-OCTET": bad("a control octet in a field value; visible characters, SP and HTAB are expected"),
  "RFC9110-5.4/HEADER-SECTION-SIZE": limited("headerSectionOctetsMax", "the header section is too large, in octets"),
  "RFC9110-5.4/HEADER-LINES": limited("headerLinesMax", "the header section has too many field lines"),
  "RFC9110-6.5/TRAILER-SECTION-SIZE": limited("trailerSectionOctetsMax", "the trailer section is too large, in octets"),
  "RFC9110-6.5/TRAILER-LINES": limited("trailerLinesMax", "the trailer section has too many field lines"),

  // Host
  "RFC9112-3.2/HOST-MISSING": bad("no Host field line; an HTTP/1.1 request must have one"),
  "RFC9112-3.2/HOST-REPEATED": bad("more than one Host field line; a request must have one"),
  "RFC9112-3.2/HOST-INVALID": bad("the Host field value is no host name or address with an optional port"),

  // Framing
  "RFC9112-6.3/TE+CL": bad("both Transfer-Encoding and Content-Length; a request may have one of them"),
  "RFC9112-6.1/TE-IN-1.0": bad("Transfer-Encoding in an HTTP/1.0 request, where nobody can rely on it"),
  "RFC9112-6.3/CHUNKED-NOT-LAST": bad("the last transfer coding must be chunked; else the message has no end"),
  "RFC9112-6.1/CHUNKED-TWICE": bad("chunked is applied more than once"),
  "RFC9112-6.1/UNKNOWN-CODING": { statusCode: 501, message: "a transfer coding other than chunked" },
  "RFC9112-6.3/CONTENT-LENGTH": bad("Content-Length must be a decimal number of octets, digits alone"),
  "RFC9110-8.6/CONTENT-LENGTH-REPEATED": bad("more than one Content-Length; one number is expected"),
  "RFC9110-8.6/CONTENT-LENGTH-SIZE": limited("contentLengthDigitsMax", "the Content-Length is too large, in digits"),

  // Chunked
  "RFC9112-7.1/CHUNK-SIZE": bad("a chunk must begin with its size in hexadecimal digits, and CR LF or an extension"),
  "RFC9112-7.1/CHUNK-SIZE-DIGITS": limited("chunkSizeDigitsMax", "the chunk size is too large, in digits"),
  "RFC9112-7.1/CHUNK-SIZE-END": bad("after the chunk size, CR LF or a chunk extension is expected"),
  "RFC9112-7.1.1/EXTENSION-SYNTAX": bad("a malformed chunk extension; ;name or ;name=value is expected"),
  "RFC9112-7.1.1/EXTENSIONS-SIZE": limited(
    "chunkExtensionsOctetsMax",
    "the chunk extensions, or zeros before sizes, are too many octets",
  ),
  "RFC9112-7.1/CHUNK-LINE-END": bad("the line of a chunk size must end with CR LF"),
  "RFC9112-7.1/CHUNK-DATA-END": bad("after a chunk's data, CR LF is expected: the chunk size was wrong"),

  // The exchange
  "RFC9110-10.1.1/EXPECTATION": { statusCode: 417, message: "an expectation other than 100-continue" },
  "RFC9112-8/INCOMPLETE-HEAD": bad("the connection was closed before the request's head was complete"),
  "RFC9112-8/INCOMPLETE-CONTENT": bad("the connection was closed before the request's content was complete"),
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof rules;

function bad(message: string): Rule {
  return { statusCode: 400, message };
}

function limited(limit: LimitName, message: string): Rule {
  return { statusCode: limitTable[limit].statusCode, message, limit };
}
