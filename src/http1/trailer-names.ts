/**
 * Names that a trailer section may not carry (RFC 9110 §6.5.1): those that frame or route a message, modify or
 * authenticate a request, or must be known before the content is.
 */
const forbiddenTrailers: ReadonlySet<string> = new Set([
  "transfer-encoding",
  "content-length",
  "host",
  "connection",
  "keep-alive",
  "proxy-connection",
  "upgrade",
  "te",
  "trailer",
  "expect",
  "max-forwards",
  "via",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "cache-control",
  "pragma",
  "range",
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
  "if-range",
  "authorization",
  "proxy-authorization",
  "www-authenticate",
  "proxy-authenticate",
  "cookie",
  "set-cookie",
  "age",
  "expires",
  "date",
  "location",
  "retry-after",
  "vary",
  "warning",
  "content-encoding",
  "content-type",
  "content-range",
]);

/** Whether a trailer section may not carry a field of this name, in any case of its letters. */
export function isForbiddenTrailer(name: string): boolean {
  return forbiddenTrailers.has(name.toLowerCase());
}
