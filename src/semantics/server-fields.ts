const framing = "the server delimits messages and keeps connections by itself";
const perResponse = "it is another one for each response, and the server says it where it is due";

/** Fields of responses that only the server can know, in lower case, and why: what a site said there would be untrue. */
export const serverFields: ReadonlyMap<string, string> = new Map([
  ["content-length", framing],
  ["transfer-encoding", framing],
  ["connection", framing],
  ["keep-alive", framing],
  ["proxy-connection", framing],
  ["upgrade", framing],
  ["trailer", framing],
  ["te", framing],
  ["date", "the server has the clock"],
  ["age", "it is told by caches"],
  ["content-range", perResponse],
  ["content-encoding", perResponse],
  ["accept-ranges", perResponse],
  ["etag", perResponse],
  ["last-modified", perResponse],
  ["location", perResponse],
  ["allow", perResponse],
  ["www-authenticate", perResponse],
]);
