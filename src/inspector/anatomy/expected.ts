import type { RuleId } from "../../http1/index.ts";
import { isRule } from "./fault.ts";

/** What would have been right in place of what broke a rule, and octets of it as an example, where they help. */
export interface Expected {
  readonly words: string;
  /** CR and LF stand as they are. */
  readonly example?: string;
}

const requestLine = { example: "GET /kittens HTTP/1.1\r\n" };
const chunk = { example: "5\r\nhello\r\n0\r\n\r\n" };
const contentLength = { example: "Content-Length: 5\r\n" };
const chunked = { example: "Transfer-Encoding: chunked\r\n" };
const fieldLine = { example: "Accept: text/html\r\n" };

const expectations: Readonly<Record<RuleId, Expected>> = {
  "RFC9112-2.2/EMPTY-LINES": { words: "The request line, after one empty line at most", ...requestLine },
  "RFC9112-2.2/BARE-LF": { words: "CR and LF, both, at the end of the line", example: "\r\n" },
  "RFC9112-2.2/BARE-CR": { words: "LF after CR, or no CR at all", example: "\r\n" },
  "RFC9112-3/TLS": { words: "A request without TLS: an address that begins with http://", ...requestLine },
  "RFC9112-3.1/METHOD-TOKEN": { words: "A method, made of letters mostly, and one space", ...requestLine },
  "RFC9112-3.1/METHOD-LENGTH": { words: "A shorter method", ...requestLine },
  "RFC9112-3/REQUEST-LINE-LENGTH": { words: "A shorter request target; much data goes in the content of a POST" },
  "RFC9112-3.2/TARGET-EMPTY": { words: "A request target after one space; the shortest is /", ...requestLine },
  "RFC9112-3.2/TARGET-OCTET": { words: "The octet percent-encoded: a space is %20, ü in UTF-8 is %C3%BC" },
  "RFC9112-2.3/VERSION-MISSING": { words: "One space and the version before the line's end", ...requestLine },
  "RFC9112-2.3/VERSION-SYNTAX": { words: "HTTP/1.1 and CR LF, right after the space", ...requestLine },
  "RFC9110-2.5/VERSION": { words: "HTTP/1.1 or HTTP/1.0", ...requestLine },
  "RFC9113-3.4/PREFACE": { words: "A request of HTTP/1.1", ...requestLine },
  "RFC3986-2.1/PERCENT": { words: "Two hexadecimal digits behind %; a % itself is written %25", example: "%25" },
  "RFC9112-3.2.1/PATH-OCTET": { words: "The octet percent-encoded: [ is %5B, | is %7C" },
  "RFC9112-3.2/TARGET-FORM": { words: "A target that begins with /", ...requestLine },
  "RFC9112-3.2.2/SCHEME": { words: "http:// at the beginning, or a target that begins with /", ...requestLine },
  "RFC9110-4.2.4/USERINFO": { words: "The host alone; a password goes into the Authorization field" },
  "RFC9110-4.2.1/HOST-EMPTY": { words: "A host after http://", example: "http://example.com/" },
  "RFC9112-3.2.2/AUTHORITY": {
    words: "A host name or an address, and maybe a port",
    example: "http://example.com:8080/",
  },
  "RFC9110-7.4/MISDIRECTED": { words: "http:// on this connection, or a connection with TLS for https://" },
  "RFC9112-3.2.3/AUTHORITY-FORM": {
    words: "A host, a colon and a port",
    example: "CONNECT example.com:443 HTTP/1.1\r\n",
  },
  "RFC9112-3.2.4/ASTERISK-FORM": {
    words: "OPTIONS, or a target that begins with /",
    example: "OPTIONS * HTTP/1.1\r\n",
  },
  "RFC9112-2.2/LEADING-WHITESPACE": { words: "A field name at the beginning of the line", ...fieldLine },
  "RFC9112-5.2/OBS-FOLD": { words: "The whole value on one line", ...fieldLine },
  "RFC9112-5.1/NAME-EMPTY": { words: "A name before the colon", ...fieldLine },
  "RFC9112-5.1/SPACE-BEFORE-COLON": { words: "The colon right behind the name", ...fieldLine },
  "RFC9112-5/COLON-MISSING": { words: "A colon behind the name", ...fieldLine },
  "RFC9110-5.1/NAME-TOKEN": { words: "Letters, digits and hyphens in the name, then a colon", ...fieldLine },
  "RFC9110-5.5/VALUE-OCTET": { words: "Visible characters, spaces and tabs; all else is to be encoded" },
  "RFC9110-5.4/HEADER-SECTION-SIZE": { words: "Fewer or shorter fields; cookies are often what is large" },
  "RFC9110-5.4/HEADER-LINES": { words: "Fewer field lines" },
  "RFC9110-6.5/TRAILER-SECTION-SIZE": { words: "Fewer or shorter trailer fields" },
  "RFC9110-6.5/TRAILER-LINES": { words: "Fewer trailer field lines" },
  "RFC9112-3.2/HOST-MISSING": { words: "A Host field, before the empty line", example: "Host: localhost:5000\r\n" },
  "RFC9112-3.2/HOST-REPEATED": { words: "One Host field", example: "Host: localhost:5000\r\n" },
  "RFC9112-3.2/HOST-INVALID": {
    words: "A host name or an address, and maybe a port",
    example: "Host: localhost:5000\r\n",
  },
  "RFC9112-6.3/TE+CL": { words: "One of the two: a length, or chunks" },
  "RFC9112-6.1/TE-IN-1.0": { words: "A Content-Length, or HTTP/1.1", ...contentLength },
  "RFC9112-6.3/CHUNKED-NOT-LAST": { words: "chunked as the last coding", ...chunked },
  "RFC9112-6.1/CHUNKED-TWICE": { words: "chunked once", ...chunked },
  "RFC9112-6.1/UNKNOWN-CODING": { words: "chunked alone", ...chunked },
  "RFC9112-6.3/CONTENT-LENGTH": { words: "Digits and nothing else", ...contentLength },
  "RFC9110-8.6/CONTENT-LENGTH-REPEATED": { words: "One number, once", ...contentLength },
  "RFC9110-8.6/CONTENT-LENGTH-SIZE": { words: "A number that a file can have", ...contentLength },
  "RFC9112-7.1/CHUNK-SIZE": { words: "The chunk's size in hexadecimal digits", ...chunk },
  "RFC9112-7.1/CHUNK-SIZE-DIGITS": { words: "A smaller chunk", ...chunk },
  "RFC9112-7.1/CHUNK-SIZE-END": { words: "CR LF behind the size, or a chunk extension", ...chunk },
  "RFC9112-7.1.1/EXTENSION-SYNTAX": {
    words: "A semicolon, a name, and maybe = and a value",
    example: "5;name=value\r\n",
  },
  "RFC9112-7.1.1/EXTENSIONS-SIZE": { words: "Shorter chunk extensions, or none", ...chunk },
  "RFC9112-7.1/CHUNK-LINE-END": { words: "LF after CR", ...chunk },
  "RFC9112-7.1/CHUNK-DATA-END": { words: "CR LF: exactly as much data as the chunk size says", ...chunk },
  "RFC9110-10.1.1/EXPECTATION": { words: "100-continue, or no Expect field", example: "Expect: 100-continue\r\n" },
  "RFC9112-8/INCOMPLETE-HEAD": { words: "The rest of the head, and an empty line at its end" },
  "RFC9112-8/INCOMPLETE-CONTENT": { words: "As much content as was announced" },
};

/** What would have been right in place of what broke this rule; `undefined` where the engine has no such rule. */
export function expectedInstead(rule: string): Expected | undefined {
  return isRule(rule) ? expectations[rule] : undefined;
}
