/** A response as a reader sees it that forgives nothing, and shares nothing with the engine. */
export interface StrictResponse {
  readonly statusCode: number;
  /** Names as they stand there; values without the white space around them. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly content: string;
  readonly trailers: readonly (readonly [name: string, value: string])[];
  /** Where the octets after it begin. */
  readonly end: number;
}

const statusLine = /HTTP\/1\.1 ([1-5]\d\d) [\t -~\x80-\xff]*\r\n/y;
const fieldLine =
  /([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*((?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?)[\t ]*\r\n/y;
const chunkLine = /([0-9a-f]{1,8})\r\n/y;

/**
 * Reads the final response at `start` (RFC 9112 §4, §5, §6.3, §7.1), past its interim ones.
 * @param hasEnded whether the connection ended with the text
 * @returns `undefined` where it is not complete
 * @throws Error where it is malformed, or its framing can be read in two ways
 */
export function readStrictResponse(
  text: string,
  start: number,
  method: string,
  hasEnded: boolean,
): StrictResponse | undefined {
  const status = match(statusLine, text, start);
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(text.slice(start, start + 60))}`);
  const statusCode = Number(status.parts[1]);
  const head = readFields(text, status.end);
  if (statusCode < 200) return readStrictResponse(text, head.end, method, hasEnded);
  const body = readBody(text, head.end, method, statusCode, head.fields, hasEnded);
  return body === undefined ? undefined : { statusCode, fields: head.fields, ...body };
}

function readFields(text: string, start: number) {
  const fields: [name: string, value: string][] = [];
  let at = start;
  for (let line = match(fieldLine, text, at); line !== undefined; line = match(fieldLine, text, at)) {
    fields.push([line.parts[1]!, line.parts[2]!]);
    at = line.end;
  }
  if (!text.startsWith("\r\n", at)) throw new Error(`no field line: ${JSON.stringify(text.slice(at, at + 60))}`);
  return { fields, end: at + 2 };
}

function readBody(
  text: string,
  start: number,
  method: string,
  statusCode: number,
  fields: StrictResponse["fields"],
  hasEnded: boolean,
): Pick<StrictResponse, "content" | "trailers" | "end"> | undefined {
  const values = (name: string) => fields.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
  const [coding, ...codings] = values("transfer-encoding");
  const [length, ...lengths] = values("content-length");
  if (codings.length > 0 || lengths.length > 0 || (coding !== undefined && length !== undefined)) {
    throw new Error("the framing is said twice");
  }
  if ((statusCode === 204 || statusCode === 304) && coding !== undefined)
    throw new Error(`${statusCode} with a coding`);
  if (statusCode === 204 && length !== undefined) throw new Error("204 with a length");
  if (method === "HEAD" || statusCode === 204 || statusCode === 304) return { content: "", trailers: [], end: start };
  if (coding !== undefined) {
    if (coding !== "chunked") throw new Error(`a coding that was not asked for: ${coding}`);
    return readChunks(text, start);
  }
  if (length === undefined) {
    return hasEnded ? { content: text.slice(start), trailers: [], end: text.length } : undefined;
  }
  if (!/^\d+$/.test(length)) throw new Error(`no length: ${length}`);
  const end = start + Number(length);
  return end > text.length ? undefined : { content: text.slice(start, end), trailers: [], end };
}

function readChunks(text: string, start: number) {
  let content = "";
  for (let at = start; ; ) {
    if (at === text.length) return undefined;
    const line = match(chunkLine, text, at);
    if (line === undefined) throw new Error(`no chunk: ${JSON.stringify(text.slice(at, at + 20))}`);
    const octets = Number.parseInt(line.parts[1]!, 16);
    if (octets === 0) {
      const { fields, end } = readFields(text, line.end);
      return { content, trailers: fields, end };
    }
    if (line.end + octets + 2 > text.length) return undefined;
    if (!text.startsWith("\r\n", line.end + octets)) throw new Error("a chunk has no end");
    content += text.slice(line.end, line.end + octets);
    at = line.end + octets + 2;
  }
}

function match(pattern: RegExp, text: string, at: number) {
  pattern.lastIndex = at;
  const parts = pattern.exec(text);
  return parts === null ? undefined : { parts, end: pattern.lastIndex };
}
