import type { LoadRequest } from "../load/load.ts";
import { ask } from "./ask.ts";
import type { ReadResponse } from "./response-reader.ts";

/** What a server must answer to be measured. */
export interface ExpectedAnswer {
  /** 200 where nothing is said. */
  readonly statusCode?: number;
  /** Fields that matter, by their name in lower case. */
  readonly fields?: Readonly<Record<string, RegExp>>;
  /** All of the content. */
  readonly content: Buffer;
}

/** A request, and what must come of it. */
export interface Asked extends LoadRequest {
  readonly answer: ExpectedAnswer;
}

/** What is wrong with a response; `undefined` where it is as expected. */
export function faultOf(
  response: ReadResponse,
  { statusCode = 200, fields = {}, content }: ExpectedAnswer,
): string | undefined {
  if (response.statusCode !== statusCode) return `answered ${response.statusCode} rather than ${statusCode}`;
  for (const [name, pattern] of Object.entries(fields)) {
    const value = response.fields.get(name);
    if (value === undefined) return `answered without ${name}`;
    if (!pattern.test(value)) return `answered with ${name}: ${value}`;
  }
  if (response.content.equals(content)) return undefined;
  if (response.content.length !== content.length)
    return `answered with ${response.content.length} octets of content rather than ${content.length}`;
  return "answered with other content";
}

/**
 * Asks each request by itself, then as many in turn as are pipelined, and compares all answers.
 * @returns the octets that a response takes on the wire, of all requests in the middle
 * @throws {Error} that says what is wrong
 */
export async function checkAnswers(asked: readonly Asked[], port: number, pipelined: number): Promise<number> {
  let octets = 0;
  for (const each of asked) {
    const [response] = await compared([each], port);
    octets += response!.lengthOctets;
  }
  if (pipelined > 1)
    await compared(
      Array.from({ length: pipelined }, (_, at) => asked[at % asked.length]!),
      port,
    );
  return octets / asked.length;
}

async function compared(asked: readonly Asked[], port: number): Promise<readonly ReadResponse[]> {
  const responses = await ask(asked, port);
  if (responses.length < asked.length) throw new Error(`answered ${responses.length} of ${asked.length} requests`);
  for (const [at, response] of responses.entries()) {
    const fault = faultOf(response, asked[at]!.answer);
    if (fault !== undefined) throw new Error(`${asked[at]!.method} ${asked[at]!.target}: ${fault}`);
  }
  return responses;
}

/** The request once more, made conditional on the entity tag that the server gives, and its answer: 304 without content. */
export async function conditionalOn(asked: Asked, port: number): Promise<Asked> {
  const [response] = await compared([asked], port);
  const tag = response!.fields.get("etag");
  if (tag === undefined) throw new Error("gives no entity tag");
  const fieldLines = [...asked.fieldLines, `If-None-Match: ${tag}`];
  return { ...asked, fieldLines, answer: { statusCode: 304, content: Buffer.alloc(0) } };
}
