import type { ExchangeSummary, MessageRecord } from "../record.ts";
import { countOf, countText } from "../view/window-state-words.ts";
import type { Side } from "./octet-moves.ts";
import type { Anatomy } from "./part.ts";

/**
 * A message in a few words: how much of it there is, where its header section ends, and what follows.
 * @param exchange its exchange, which may say why a response has no content (RFC 9112 §6.3)
 */
export function messageSentences(
  { message, anatomy }: { readonly message: MessageRecord; readonly anatomy: Anatomy },
  side: Side,
  exchange: Pick<ExchangeSummary, "method" | "statusCode"> = {},
): string {
  const { start, end, headEnd } = anatomy;
  const isRequest = side === "request";
  const count = message.reads.length + (message.joinedReads ?? 1) - 1;
  const pieces = message.reads.length === 0 ? "" : ` in ${countOf(count, isRequest ? "read" : "write")}`;
  const began = `The ${side}: ${countOf(end - start, "octet")}${pieces}.`;
  if (headEnd === undefined) return `${began} Its header section has not ended.`;
  return `${began} Its header section ends with octet ${countText(headEnd)}${bodyWords(anatomy, headEnd)}${
    end === headEnd && !isRequest ? whyEmpty(exchange) : ""
  }.`;
}

/** Why no content follows a response's header section, whatever its fields say of a length. */
function whyEmpty({ method, statusCode }: Pick<ExchangeSummary, "method" | "statusCode">): string {
  if (method === "HEAD") return ": the request was HEAD";
  return statusCode === 204 || statusCode === 304 ? `: a ${statusCode} response never has any` : "";
}

function bodyWords({ end, spans, fault }: Anatomy, headEnd: number): string {
  if (fault !== undefined) return "";
  if (end === headEnd) return ", and it has no content";
  const isChunked = spans.some(({ part }) => part === "chunk-size" || part === "last-chunk");
  const framing = isChunked ? "of a message body in chunks" : "of content";
  return `; ${countOf(end - headEnd, "octet")} ${framing} ${end - headEnd === 1 ? "follows" : "follow"}`;
}
