import type { Buffer } from "node:buffer";

/** One response as a client reads it, with its interim responses before it. */
export interface ReadResponse {
  readonly statusCode: number;
  /** Names in lower case. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly content: string;
  /** Whether it is wholly there. */
  readonly isComplete: boolean;
}

/** What a client has read of a connection. */
export interface ReadResponses {
  readonly interim: readonly number[];
  readonly final: readonly ReadResponse[];
  /** Octets after the last response that could be read. */
  readonly rest: string;
}

/**
 * Reads responses out of octets, in a way of its own that shares nothing with the engine.
 * @param methods the methods of the requests, in order; GET where there are more responses than methods
 */
export function readResponses(octets: Buffer, methods: readonly string[], hasClosed: boolean): ReadResponses {
  const interim: number[] = [];
  const final: ReadResponse[] = [];
  let text = octets.toString("latin1");
  for (;;) {
    const headEnd = text.indexOf("\r\n\r\n");
    const status = /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r\n/.exec(text);
    if (headEnd === -1 || status === null) return { interim, final, rest: text };
    const statusCode = Number(status[1]);
    const fields = text
      .slice(status[0].length, headEnd + 2)
      .split("\r\n")
      .filter((line) => line !== "")
      .map(
        (line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()] as const,
      );
    text = text.slice(headEnd + 4);
    if (statusCode < 200) {
      interim.push(statusCode);
      if (statusCode === 101) return { interim, final, rest: text };
      continue;
    }
    const method = methods[final.length] ?? "GET";
    const [content, isComplete, used] = readContent(text, statusCode, method, fields, hasClosed);
    final.push({ statusCode, fields, content, isComplete });
    text = text.slice(used);
  }
}

type Content = readonly [content: string, isComplete: boolean, usedOctets: number];

function readContent(
  text: string,
  statusCode: number,
  method: string,
  fields: ReadResponse["fields"],
  hasClosed: boolean,
): Content {
  if (method === "HEAD" || statusCode === 204 || statusCode === 304) return ["", true, 0];
  const field = (name: string) => fields.find(([each]) => each === name)?.[1];
  if (field("transfer-encoding") === "chunked") return readChunks(text);
  const length = field("content-length");
  if (length !== undefined) return [text.slice(0, Number(length)), text.length >= Number(length), Number(length)];
  return [text, hasClosed, text.length];
}

function readChunks(text: string): Content {
  let at = 0;
  let content = "";
  for (;;) {
    const size = /^([0-9A-Fa-f]+)\r\n/.exec(text.slice(at, at + 20));
    if (size === null) return [content, false, text.length];
    const octets = Number.parseInt(size[1]!, 16);
    at += size[0].length;
    if (octets === 0) {
      const end = text.startsWith("\r\n", at) ? at : text.indexOf("\r\n\r\n", at) + 2;
      return [content, end >= at, end + 2];
    }
    content += text.slice(at, at + octets);
    at += octets + 2;
  }
}

/** What a recorded exchange of octets came to. */
export interface Outcome {
  readonly octets: Buffer;
  readonly hasClosed: boolean;
}
