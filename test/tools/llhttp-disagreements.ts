/**
 * How our engine and llhttp part: it refuses what that parser takes; takes what that one refuses; refuses the same sooner
 * (that parser had told of the head before it found out) or later (when the head is complete); lets the connection go
 * on, or end, where that one hands it to a tunnel; passes over what follows the last request, which that one calls an
 * error; or reads content that the fixture's own program skips.
 */
export type Parting = "refused" | "taken" | "sooner" | "later" | "no tunnel" | "passed over" | "not skipped";

/** A fixture on which we and llhttp disagree, and the sentence of the RFC that decides. */
export interface LlhttpDisagreement {
  readonly parting: Parting;
  readonly reason: string;
}

const noTunnel = "an origin server may ignore Upgrade; what follows is HTTP (RFC 9110 §7.8)";
const noConnect = "an origin server refuses CONNECT, and takes nothing after it for requests (RFC 9110 §9.3.6)";
const noFragment = "a request target has no fragment, and no octets that a URI does not have (RFC 9112 §3.2)";
const otherProtocol = 'HTTP-name is "HTTP"; another protocol is none of ours (RFC 9112 §2.3)';
const afterLast = "nothing after a request with close is processed; that it is there is no error (RFC 9112 §9.6)";

export const llhttpDisagreements: Readonly<Record<string, LlhttpDisagreement>> = {
  "sample.md:314": {
    parting: "refused",
    reason: "a request line has a version; HTTP/0.9 is not spoken (RFC 9112 §3, RFC 9110 §2.5)",
  },
  "method.md:27": { parting: "no tunnel", reason: noConnect },
  "method.md:62": { parting: "no tunnel", reason: noConnect },
  "method.md:96": { parting: "no tunnel", reason: noConnect },
  "method.md:135": { parting: "refused", reason: "the asterisk-form is for OPTIONS alone (RFC 9112 §3.2.4)" },
  "method.md:372": { parting: "refused", reason: otherProtocol },
  "method.md:400": { parting: "refused", reason: otherProtocol },
  "method.md:430": { parting: "refused", reason: otherProtocol },
  "uri.md:4": { parting: "refused", reason: "a quotation mark is no octet of a URI (RFC 9112 §3.2, RFC 3986 §2)" },
  "uri.md:165": { parting: "refused", reason: noFragment },
  "uri.md:188": { parting: "no tunnel", reason: noConnect },
  "uri.md:222": { parting: "refused", reason: "userinfo in a target is to be treated as an error (RFC 9110 §4.2.4)" },
  "connection.md:81": { parting: "passed over", reason: afterLast },
  "connection.md:156": {
    parting: "refused",
    reason: "one empty line before a request line is passed over, a second one refused (RFC 9112 §2.2)",
  },
  "connection.md:292": { parting: "passed over", reason: afterLast },
  "connection.md:342": { parting: "passed over", reason: afterLast },
  "connection.md:542": { parting: "no tunnel", reason: noTunnel },
  "connection.md:679": { parting: "no tunnel", reason: noTunnel },
  "connection.md:713": { parting: "no tunnel", reason: noTunnel },
  "connection.md:753": { parting: "no tunnel", reason: noTunnel },
  "connection.md:812": { parting: "no tunnel", reason: noTunnel },
  "content-length.md:75": {
    parting: "later",
    reason: "the framing is decided when the head is complete (RFC 9112 §6.3)",
  },
  "content-length.md:100": {
    parting: "later",
    reason: "the framing is decided when the head is complete (RFC 9112 §6.3)",
  },
  "content-length.md:444": {
    parting: "not skipped",
    reason: "Content-Length says how long the content is, whatever a program wants of it (RFC 9112 §6.2)",
  },
  "transfer-encoding.md:464": {
    parting: "sooner",
    reason: "chunked not being the last coding, the head is refused as it stands (RFC 9112 §6.3)",
  },
  "transfer-encoding.md:751": { parting: "refused", reason: noFragment },
  "transfer-encoding.md:793": { parting: "refused", reason: noFragment },
  "transfer-encoding.md:840": { parting: "sooner", reason: noFragment },
  "invalid.md:66": { parting: "taken", reason: "a method is any token; what it means is the site's (RFC 9110 §9.1)" },
  "invalid.md:356": { parting: "taken", reason: "a method is any token; what it means is the site's (RFC 9110 §9.1)" },
  "invalid.md:490": {
    parting: "later",
    reason: "the version is looked at when the line is complete; then it is 505 (RFC 9110 §2.5)",
  },
};
