import type { ContentExpectation } from "../cases/index.ts";
import { gunzipped } from "./gunzip.node.ts";
import { type ReceivedResponse, valuesOf } from "./response-reader.ts";
import type { Survey } from "./survey.ts";

/** In what the content differs from what is expected; `undefined` where it does not. */
export function contentMismatch(
  wanted: ContentExpectation,
  response: ReceivedResponse,
  survey: Survey,
): string | undefined {
  const { content } = response;
  if (wanted === "none") {
    const isNone = content === "" && !response.faults.has("content-forbidden");
    return isNone ? undefined : "content where there may be none";
  }
  if (wanted === "whole-file") return wholeMismatch(content, survey.plain.file);
  if (wanted === "whole-path") return wholeMismatch(content, survey.plain.path);
  if ("file" in wanted) {
    const octets = slice(survey.plain.file?.content ?? "", wanted.file);
    return content === octets ? undefined : sizes(content, octets, "of the range");
  }
  if ("parts" in wanted) return partsMismatch(wanted.parts, response, survey.plain.file?.content ?? "");
  if ("decodes" in wanted) {
    const decoded = gunzipped(content);
    if (decoded === undefined) return "content that gzip cannot decode";
    return wholeMismatch(decoded, withoutGzip(survey.plain.coded));
  }
  if ("has" in wanted)
    return content.includes(wanted.has) ? undefined : `no ${JSON.stringify(wanted.has)} in the content`;
  return content.includes(wanted.hasNot) ? `${JSON.stringify(wanted.hasNot)} in the content` : undefined;
}

/** The same without the coding that some servers send to everybody. */
function withoutGzip(plain: ReceivedResponse | undefined): ReceivedResponse | undefined {
  if (plain === undefined || valuesOf(plain, "content-encoding")[0]?.toLowerCase() !== "gzip") return plain;
  return { ...plain, content: gunzipped(plain.content) ?? plain.content };
}

function wholeMismatch(content: string, plain: ReceivedResponse | undefined): string | undefined {
  if (plain === undefined || content === plain.content) return undefined;
  return sizes(content, plain.content, "of the whole");
}

function sizes(content: string, wanted: string, of: string): string {
  if (content.length === wanted.length) return `${content.length} octets, but not those ${of}`;
  return `${content.length} octets of content instead of the ${wanted.length} ${of}`;
}

/** Positions count from 0, negative ones from the end. */
function slice(octets: string, [first, last]: readonly [number, number]): string {
  const start = first < 0 ? Math.max(0, octets.length + first) : first;
  const end = last < 0 ? octets.length + last : last;
  return octets.slice(start, end + 1);
}

/** RFC 9110 §14.6. */
function partsMismatch(
  parts: readonly (readonly [number, number])[],
  response: ReceivedResponse,
  octets: string,
): string | undefined {
  const type = valuesOf(response, "content-type")[0] ?? "";
  const boundary = /^multipart\/byteranges;.*\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type);
  if (boundary === null) return `Content-Type: ${type} instead of multipart/byteranges with a boundary`;
  const pieces = `\r\n${response.content}`.split(`\r\n--${boundary[1] ?? boundary[2]}`);
  if (pieces.at(-1)?.startsWith("--") !== true) return "no last boundary";
  const seen = pieces.slice(1, -1);
  if (seen.length !== parts.length) return `${seen.length} parts instead of ${parts.length}`;
  for (const [index, part] of parts.entries()) {
    const headEnd = seen[index]!.indexOf("\r\n\r\n");
    const range = /^content-range:[ \t]*bytes (\d+)-(\d+)\/(\d+|\*)[ \t]*$/im.exec(seen[index]!.slice(0, headEnd + 2));
    if (headEnd === -1 || range === null) return `part ${index + 1} has no Content-Range`;
    const wanted = slice(octets, part);
    if (Number(range[2]) - Number(range[1]) + 1 !== wanted.length) return `part ${index + 1} is of ${range[0].trim()}`;
    if (seen[index]!.slice(headEnd + 4) !== wanted) return `part ${index + 1} has other octets than its range`;
  }
  return undefined;
}
