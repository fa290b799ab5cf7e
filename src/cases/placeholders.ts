/**
 * What stands in braces in the octets of a case and in what is expected of it. The checker puts in what it found at the
 * target, the engine's tests put in examples.
 */
export const placeholders = {
  authority: "host and port of the target, as Host has it",
  host: "the host alone",
  port: "the port alone",
  path: "a path that is there",
  missing: "a path that is not there",
  POST: "the method that takes content: POST, or GET where nothing takes a POST",
  post: "the path that takes it",
  file: "a path that answers with octets of known length",
  encodedFile: "the same path with one of its letters percent-encoded",
  etag: "its entity tag, as ETag has it",
  weakEtag: "the same tag, weak",
  lastModified: "its Last-Modified",
  lastModifiedDashed: "the same date in the obsolete format of RFC 850: Sunday, 06-Nov-94 08:49:37 GMT",
  lastModifiedAsctime: "the same date in the obsolete format of asctime: Sun Nov  6 08:49:37 1994",
  earlier: "a date one day before it",
  later: "a date one day after it, or the next second where that lies in the future",
  length: "the number of its octets",
  lastPosition: "the position of its last octet",
  coded: "a path that is sent with gzip",
  codedEtag: "the entity tag of it with gzip",
  codedLength: "the number of its octets with gzip",
  redirect: "a path that redirects",
  streamed: "a path with content of a length that is not said beforehand",
} as const satisfies Readonly<Record<string, string>>;

export type Placeholder = keyof typeof placeholders;

/** What is put in for each that is known. */
export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string>>>;

/** The text with what is known put in; what is not known stays as it stands. */
export function filled(text: string, values: PlaceholderValues): string {
  return text.includes("{")
    ? text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => values[name as Placeholder] ?? whole)
    : text;
}
