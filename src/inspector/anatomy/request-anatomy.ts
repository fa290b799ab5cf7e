import type { MessageRecord, RecordedRefusal } from "../record.ts";
import { Dissection, withGaps } from "./dissection.ts";
import { faultOf, isAboutOneOctet } from "./fault.ts";
import { type FramingFields, nameFieldLines } from "./field-lines.ts";
import { nameBody, requestBodyFraming } from "./message-body.ts";
import { knownExtent } from "./octet-cursor.ts";
import type { Anatomy } from "./part.ts";
import { nameRequestLine } from "./start-lines.ts";
import { nameTail } from "./tail.ts";

/**
 * What each octet of a request is. Never throws, whatever the octets are; takes time in proportion to what was kept.
 * @param refusal where the parser refused it; up to there the octets are named, after it they are "unread"
 */
export function requestAnatomy(request: MessageRecord, refusal?: RecordedRefusal): Anatomy {
  const { start, end } = knownExtent(request);
  const stop = Math.min(end, Math.max(start, refusal?.at ?? end));
  const dissection = new Dissection(request.kept, start, stop);
  const { cursor } = dissection;
  const framing: FramingFields = { transferEncoding: undefined, contentLength: undefined };
  const line = nameRequestLine(dissection);
  let headEnd: number | undefined;
  if (line.isComplete && nameFieldLines(dissection, "header", framing)) {
    headEnd = cursor.at;
    // One that was refused at the end of its head was refused for it, and nothing after it was looked at.
    if (headEnd < stop || stop === end) nameBody(dissection, requestBodyFraming(framing));
  }
  nameTail(dissection, framing.transferEncoding !== undefined && headEnd !== undefined && request.end === stop);
  const spans = withGaps(dissection.spans, dissection.kept);
  const fault = refusal === undefined ? undefined : faultOf(refusal, spans, dissection.kept, stop);
  const isAtOctet = stop < end && refusal !== undefined && isAboutOneOctet(refusal.rule);
  if (isAtOctet) spans.push({ start: stop, end: stop + 1, part: "refused" });
  const unreadFrom = isAtOctet ? stop + 1 : stop;
  if (unreadFrom < end) {
    const rest = new Dissection(request.kept, unreadFrom, end);
    rest.nameRest("unread");
    spans.push(...withGaps(rest.spans, rest.kept));
  }
  return { spans, start, end, headEnd, method: line.isComplete ? line.method : undefined, fault };
}
