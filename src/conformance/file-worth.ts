import { type ReceivedResponse, valuesOf } from "./response-reader.ts";

/** How much a file is worth to the cases that need one: a strong tag is worth most, then a date. */
export function worth(response: ReceivedResponse): number {
  const etag = valuesOf(response, "etag")[0];
  const hasDate = valuesOf(response, "last-modified").length > 0;
  return (etag === undefined ? 0 : etag.startsWith("W/") ? 3 : 4) + (hasDate ? 2 : 0) + sizeWorth(response);
}

/** Ranges of a thousand octets and more stay apart: what is nearly adjacent is sent in one. */
function sizeWorth({ content }: ReceivedResponse): number {
  if (content.length < 20 || content.length > 65_536) return 0;
  return content.length >= 1000 ? 0.7 : 0.5;
}
