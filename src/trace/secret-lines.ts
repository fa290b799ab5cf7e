/** What a line may begin with, octet by octet; letters in lower case. */
export interface LineStart {
  readonly next: (LineStart | undefined)[];
  /** What the line is, where its name ends here. */
  kind?: LineKind;
}

/**
 * - `"secret"`: what follows is a secret, whatever separates it from the name
 * - `"named"`: the same, where no further octet of a name follows
 * - `"reference"`: a field whose value is a URI reference
 * - the others tell where content lies, and what of it is a secret
 */
export type LineKind = "secret" | "named" | "reference" | NotedKind;

/** Lines whose text decides about what comes after them. */
export type NotedKind = "boundary" | "disposition" | "length" | "coding" | "media-type";

const noted: Readonly<Record<string, LineKind>> = {
  "content-disposition": "disposition",
  "content-length": "length",
  "content-location": "reference",
  "content-type": "media-type",
  link: "reference",
  location: "reference",
  refresh: "reference",
  "transfer-encoding": "coding",
  "--": "boundary",
};

/** @param secret names of fields of which everybody keeps the value to himself; @param named those that someone named */
export function lineStarts(secret: readonly string[], named: readonly string[]): LineStart {
  const first: LineStart = { next: [] };
  for (const [name, kind] of Object.entries(noted)) add(first, name, kind);
  for (const name of named) add(first, name, "named");
  for (const name of secret) add(first, name, "secret");
  return first;
}

function add(first: LineStart, name: string, kind: LineKind): void {
  let start = first;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at) & 0xff;
    start.next[code] ??= { next: [] };
    start = start.next[code];
  }
  start.kind = kind;
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"];
const requestBeginnings = methods.map((method) => `${method} `);
const responseBeginnings = ["HTTP/"];

/** Whether a start line of a message may begin so. */
export function isMessageBeginning(text: string, isRequest: boolean): boolean {
  return (isRequest ? requestBeginnings : responseBeginnings).some((each) => each.startsWith(text));
}

/** Whether that is all that tells a start line: a method and SP, or the name of HTTP's version. */
export function isMethodOrVersion(text: string): boolean {
  return text.endsWith(" ") || text.endsWith("/");
}
