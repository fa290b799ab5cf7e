// Reads responses off a connection as a client must (RFC 9112 §6.3), for the check of answers alone: it shares nothing
// with the servers that are measured.

export interface ReadResponse {
  readonly statusCode: number;
  /** Names in lower case; values of one name joined with ", ". */
  readonly fields: ReadonlyMap<string, string>;
  readonly content: Buffer;
  /** What it took on the wire. */
  readonly lengthOctets: number;
}

/**
 * The first response in the octets, or how many octets it has at the least, where they do not hold all of it yet.
 * @param isAll whether nothing follows: the connection was closed
 * @throws {Error} where the octets are no response
 */
export function readResponse(octets: Buffer, isAll: boolean): ReadResponse | number {
  const headEnd = octets.indexOf("\r\n\r\n");
  if (headEnd === -1) {
    if (isAll)
      throw new Error(octets.length === 0 ? "closed without an answer" : `closed within a head: ${shown(octets)}`);
    return octets.length + 1;
  }
  const [statusLine, ...lines] = octets.toString("latin1", 0, headEnd).split("\r\n");
  const statusCode = Number(/^HTTP\/1\.[01] ([1-5][0-9]{2}) /.exec(`${statusLine} `)?.[1]);
  if (Number.isNaN(statusCode)) throw new Error(`no status line: ${shown(octets)}`);
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`no field line: ${line}`);
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    fields.set(name, fields.has(name) ? `${fields.get(name)}, ${value}` : value);
  }
  const from = headEnd + 4;
  const found = readContent(octets, from, statusCode, fields, isAll);
  return typeof found === "number" ? found : { statusCode, fields, content: found.content, lengthOctets: found.end };
}

interface Content {
  readonly content: Buffer;
  readonly end: number;
}

function readContent(
  octets: Buffer,
  from: number,
  statusCode: number,
  fields: ReadonlyMap<string, string>,
  isAll: boolean,
): Content | number {
  if (statusCode === 204 || statusCode === 304) return { content: Buffer.alloc(0), end: from };
  if (fields.get("transfer-encoding")?.toLowerCase() === "chunked") return readChunks(octets, from);
  const length = fields.get("content-length");
  if (length === undefined) return isAll ? { content: octets.subarray(from), end: octets.length } : octets.length + 1;
  if (!/^[0-9]{1,15}$/.test(length)) throw new Error(`no length: ${length}`);
  const end = from + Number(length);
  if (octets.length >= end) return { content: octets.subarray(from, end), end };
  if (isAll) throw new Error(`closed after ${octets.length - from} of ${length} octets of content`);
  return end;
}

function readChunks(octets: Buffer, from: number): Content | number {
  const pieces: Buffer[] = [];
  let at = from;
  for (;;) {
    const lineEnd = octets.indexOf("\r\n", at);
    if (lineEnd === -1) return octets.length + 1;
    const size = /^([0-9a-f]{1,8})(?:[ \t]*;.*)?$/i.exec(octets.toString("latin1", at, lineEnd))?.[1];
    if (size === undefined) throw new Error(`no chunk size: ${octets.toString("latin1", at, lineEnd)}`);
    const start = lineEnd + 2;
    const end = start + Number.parseInt(size, 16);
    if (end === start) {
      const trailerEnd = octets.indexOf("\r\n", start);
      if (trailerEnd === -1) return octets.length + 1;
      if (trailerEnd !== start) throw new Error("a trailer section, which nobody asked for");
      return { content: Buffer.concat(pieces), end: trailerEnd + 2 };
    }
    if (octets.length < end + 2) return end + 2;
    pieces.push(octets.subarray(start, end));
    at = end + 2;
  }
}

function shown(octets: Buffer): string {
  return JSON.stringify(octets.toString("latin1", 0, 60));
}
