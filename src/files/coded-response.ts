import { chooseContentCoding, type Exchange, type IncomingRequest, type OutgoingResponse } from "../semantics/index.ts";
import { CODED_OCTETS_MIN } from "./compressible.ts";
import { availableCodings, type ContentCoding, encode } from "./content-coder.node.ts";

/**
 * A response whose content is text, under the coding that the request prefers: for what is written anew each time, and
 * has a weak tag or none, since the tag stays as it is. It is answered as it is where identity is refused and nothing
 * else is to be had.
 */
export async function codedResponse(
  response: OutgoingResponse,
  { headerSection }: IncomingRequest,
  { decisions }: Exchange,
): Promise<OutgoingResponse> {
  const { content } = response;
  if (typeof content !== "string" || content.length < CODED_OCTETS_MIN) return response;
  const { coding, reason } = chooseContentCoding(headerSection.get("accept-encoding"), availableCodings);
  decisions?.note("coding", reason);
  const varying = response.headerSection.withAdded("Vary", "Accept-Encoding");
  if (coding === undefined || coding === "identity") return { ...response, headerSection: varying };
  const octets = await encode(coding as ContentCoding, new TextEncoder().encode(content), { effort: "once" });
  return { ...response, headerSection: varying.withAdded("Content-Encoding", coding), content: octets };
}
