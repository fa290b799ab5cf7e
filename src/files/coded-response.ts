import {
  chooseContentCoding,
  type Exchange,
  type IncomingRequest,
  type OutgoingResponse,
  withVary,
} from "../semantics/index.ts";
import { CODED_OCTETS_MIN } from "./compressible.ts";
import { availableCodings, type ContentCoding, isCodingOverloaded } from "./content-coder.node.ts";
import type { WrittenTexts } from "./written-texts.ts";

/**
 * A response whose content is text, under the coding that the request prefers: for what is written anew each time, and
 * has a weak tag or none, since the tag stays as it is. It is answered as it is where identity is refused and nothing
 * else is to be had. Short ones and a 304 tell caches of the choice too (§15.4.5).
 */
export async function codedResponse(
  response: OutgoingResponse,
  { headerSection }: IncomingRequest,
  { decisions }: Exchange,
  written: WrittenTexts,
): Promise<OutgoingResponse> {
  const { content } = response;
  const varying = { ...response, headerSection: withVary(response.headerSection, "Accept-Encoding") };
  if (typeof content !== "string" || content.length < CODED_OCTETS_MIN) return varying;
  const { coding, reason } = chooseContentCoding(headerSection.get("accept-encoding"), availableCodings);
  decisions?.note("coding", `${coding ?? "none"} (${reason})`, [
    ["Accept-Encoding", headerSection.get("accept-encoding") ?? "not sent"],
    ["on offer", availableCodings.join(", ")],
  ]);
  if (coding === undefined || coding === "identity" || isCodingOverloaded()) return varying;
  const octets = await written.coded(content, coding as ContentCoding);
  return { ...varying, headerSection: varying.headerSection.withAdded("Content-Encoding", coding), content: octets };
}
