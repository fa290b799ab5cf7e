// Cases that none of the most respected servers passes, and that are right all the same: each with the reason, for
// where all others differ from us, we are the first to be suspected. By the case's name or its beginning, so that one reason
// can stand for the cases of a rule.

const invalidRequestLine =
  'RFC 9112 §3.2: "Recipients of an invalid request-line SHOULD respond with either a 400 (Bad Request) error or a 301 (Moved ' +
  'Permanently) redirect". The grammar of a request target has none of these; who looks for a page of that name all the same, ' +
  "finds none and answers 404 misleads nobody, and is warned.";

export const contested: Readonly<Record<string, string>> = {
  "RFC9112-3.2.1/PATH-OCTET": invalidRequestLine,
  "RFC9112-3.2/TARGET-OCTET": invalidRequestLine,
  "RFC3986-2.1/PERCENT": invalidRequestLine,
  "RFC9110-7.4/MISDIRECTED":
    'RFC 9110 §7.4: "a request for an "https" resource MUST be rejected unless it has been received over a connection that has ' +
    'been secured". These servers look at the path alone. A server that stands behind a gateway it trusts may answer, and takes ' +
    "us for one, so it is warned.",
  "RFC9110-5.6.1.2/EMPTY-ELEMENTS":
    'RFC 9110 §5.6.1.2: "A recipient MUST parse and ignore a reasonable number of empty list elements", and Transfer-Encoding is ' +
    "a list. Where two servers could read a length in two ways, to refuse is safe as well, so who does is warned.",
  "RFC9112-3/METHOD-TOO-LONG":
    'RFC 9112 §3: "A server that receives a method longer than any that it implements SHOULD respond with a 501 (Not ' +
    'Implemented) status code." Most count the method as part of something else that is too long; whoever refuses it is warned.',
  "RFC9110-8.4.1.3/X-GZIP":
    'RFC 9110 §8.4.1.3: "A recipient SHOULD consider "x-gzip" to be equivalent to "gzip"." Who does not sends more octets, and ' +
    "is warned.",
};
