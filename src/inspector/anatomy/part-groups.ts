import type { Part } from "./part.ts";

/** What has one colour: parts that are of a kind. In the order of a legend. */
export const partGroups = [
  { name: "method", words: "method" },
  { name: "target", words: "request target" },
  { name: "query", words: "query" },
  { name: "version", words: "HTTP version" },
  { name: "status", words: "status code, reason" },
  { name: "name", words: "field name" },
  { name: "value", words: "field value" },
  { name: "delimiter", words: "SP, colon, OWS" },
  { name: "line-end", words: "CRLF" },
  { name: "framing", words: "chunk size, extension" },
  { name: "content", words: "content" },
  { name: "trailer", words: "trailer field" },
  { name: "refused", words: "refused" },
  { name: "unread", words: "unread" },
  { name: "unplaced", words: "not told apart" },
] as const;

export type PartGroup = (typeof partGroups)[number]["name"];

/** Which kind a part is of. */
export const groupOfPart: Readonly<Record<Part, PartGroup>> = {
  "empty-line-before": "line-end",
  method: "method",
  sp: "delimiter",
  "target-scheme": "target",
  "target-authority": "target",
  "target-path": "target",
  "target-delimiter": "delimiter",
  "target-query": "query",
  "target-asterisk": "target",
  "http-version": "version",
  "status-code": "status",
  "reason-phrase": "status",
  crlf: "line-end",
  "field-name": "name",
  colon: "delimiter",
  ows: "delimiter",
  "field-value": "value",
  "section-end": "line-end",
  content: "content",
  "chunk-size": "framing",
  "chunk-extension": "framing",
  "chunk-data": "content",
  "chunk-data-end": "line-end",
  "last-chunk": "framing",
  "trailer-name": "trailer",
  "trailer-value": "trailer",
  refused: "refused",
  unread: "unread",
  "not-kept": "unplaced",
  unplaced: "unplaced",
  "other-protocol": "unplaced",
};
