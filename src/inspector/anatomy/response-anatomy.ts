import type { MessageRecord } from "../record.ts";
import { Dissection, withGaps } from "./dissection.ts";
import { type FramingFields, nameFieldLines } from "./field-lines.ts";
import { nameBody, responseBodyFraming } from "./message-body.ts";
import { knownExtent } from "./octet-cursor.ts";
import type { Anatomy } from "./part.ts";
import { nameStatusLine } from "./start-lines.ts";
import { nameTail } from "./tail.ts";

/**
 * What each octet of a response is, interim responses before it among them. Never throws, whatever the octets are;
 * takes time in proportion to what was kept.
 * @param method of the request that it answers, which decides whether it has content; `undefined` where that is not known
 */
export function responseAnatomy(response: MessageRecord, method?: string): Anatomy {
  const { start, end } = knownExtent(response);
  const dissection = new Dissection(response.kept, start, end);
  const { cursor } = dissection;
  let headEnd: number | undefined;
  let statusCode: number | undefined;
  let isChunked = false;
  for (let isInterim = true; isInterim && cursor.at < end; ) {
    const framing: FramingFields = { transferEncoding: undefined, contentLength: undefined };
    const line = nameStatusLine(dissection);
    isInterim = line.statusCode >= 100 && line.statusCode < 200 && line.statusCode !== SWITCHING_PROTOCOLS;
    if (!isInterim && line.statusCode !== 0) statusCode = line.statusCode;
    if (!line.isComplete || !nameFieldLines(dissection, "header", framing)) break;
    if (isInterim) continue;
    headEnd = cursor.at;
    const body = responseBodyFraming(framing, line.statusCode, method);
    isChunked = body.kind === "chunked";
    nameBody(dissection, body);
  }
  nameTail(dissection, isChunked && response.end === end);
  return { spans: withGaps(dissection.spans, dissection.kept), start, end, headEnd, statusCode };
}

const SWITCHING_PROTOCOLS = 101;
