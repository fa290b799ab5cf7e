import assert from "node:assert/strict";
import type { Answer } from "./file-client.ts";

/** Octets of a representation, both ends included, as Content-Range counts them. */
export type Span = readonly [first: number, last: number];

export interface Part {
  readonly span: Span;
  readonly sizeOctets: number;
  readonly content: Buffer;
  /** `undefined` where the part says none. */
  readonly mediaType: string | undefined;
}

/**
 * The parts of a 206 response (RFC 9110 §15.3.7): the one that its head tells of, or those of multipart/byteranges.
 * Whatever is not as §14.6 and RFC 2046 §5.1 have it fails the test.
 */
export function partsOf(answer: Answer): readonly Part[] {
  assert.equal(answer.statusCode, 206);
  const mediaType = answer.field("content-type") ?? "";
  if (!/^multipart\//i.test(mediaType)) return [partOf(answer.field("content-range"), mediaType, answer.content)];
  assert.equal(answer.field("content-range"), undefined, "a multipart response has Content-Range in its parts alone");
  const boundary = /^multipart\/byteranges; ?boundary=("?)([0-9A-Za-z'()+_,./:=?-]{1,70})\1$/.exec(mediaType)?.[2];
  assert.ok(boundary !== undefined, `Content-Type: ${mediaType}`);
  return multipartParts(answer.content, boundary);
}

function multipartParts(content: Buffer, boundary: string): Part[] {
  const parts: Part[] = [];
  const opening = `--${boundary}\r\n`;
  let at = content.indexOf(opening) === 2 && content.toString("latin1", 0, 2) === "\r\n" ? 2 : 0;
  for (;;) {
    assert.equal(content.toString("latin1", at, at + opening.length), opening, `a boundary at octet ${at}`);
    const headStart = at + opening.length;
    const headEnd = content.indexOf("\r\n\r\n", headStart);
    assert.notEqual(headEnd, -1, "a part's head has an end");
    const fields = new Map<string, string>();
    for (const line of content.toString("latin1", headStart, headEnd).split("\r\n")) {
      const [, name, value] = /^([A-Za-z-]+): ([ -~]*)$/.exec(line) ?? assert.fail(`a part's field line: ${line}`);
      assert.ok(!fields.has(name!.toLowerCase()), `${name} twice in a part`);
      fields.set(name!.toLowerCase(), value!);
    }
    // The length of a part is that of its range, so that a boundary within the octets does no harm.
    const [first, last] = parseContentRange(fields.get("content-range")).span;
    const end = headEnd + 4 + (last - first + 1);
    assert.ok(end <= content.length, "a part is whole");
    const octets = content.subarray(headEnd + 4, end);
    assert.equal(octets.indexOf(`\r\n--${boundary}`), -1, "the boundary is not in the octets");
    parts.push(partOf(fields.get("content-range"), fields.get("content-type"), octets));
    const closing = `\r\n--${boundary}--`;
    if (content.toString("latin1", end, end + closing.length) === closing) {
      assert.match(content.toString("latin1", end + closing.length), /^(\r\n)?$/, "nothing follows the last boundary");
      return parts;
    }
    assert.equal(content.toString("latin1", end, end + 2), "\r\n");
    at = end + 2;
  }
}

function partOf(contentRange: string | undefined, mediaType: string | undefined, content: Buffer): Part {
  const { span, sizeOctets } = parseContentRange(contentRange);
  assert.equal(content.length, span[1] - span[0] + 1, `as many octets as ${contentRange} says`);
  return { span, sizeOctets, content, mediaType };
}

function parseContentRange(text: string | undefined): Pick<Part, "span" | "sizeOctets"> {
  const match = /^bytes (0|[1-9]\d*)-(0|[1-9]\d*)\/(0|[1-9]\d*)$/.exec(text ?? "");
  assert.ok(match, `Content-Range: ${text}`);
  const [first, last, sizeOctets] = match.slice(1).map(Number) as [number, number, number];
  assert.ok(first <= last && last < sizeOctets, `Content-Range: ${text}`);
  return { span: [first, last], sizeOctets };
}
