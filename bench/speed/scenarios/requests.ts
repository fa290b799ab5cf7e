// The requests that scenarios send.
import type { Asked, ExpectedAnswer } from "../answers/expected-answer.ts";

export const greeting = "Hello, world!";

/** What a browser sends beside Host, about 750 octets with the request line. */
export const browserFieldLines: readonly string[] = [
  "Connection: keep-alive",
  "Cache-Control: max-age=0",
  'sec-ch-ua: "Chromium";v="146", "Not-A.Brand";v="24", "Google Chrome";v="146"',
  "sec-ch-ua-mobile: ?0",
  'sec-ch-ua-platform: "Linux"',
  "Upgrade-Insecure-Requests: 1",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
  "Sec-Fetch-Site: none",
  "Sec-Fetch-Mode: navigate",
  "Sec-Fetch-User: ?1",
  "Sec-Fetch-Dest: document",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
];

const textType = { "content-type": /^text\/plain\b/ };
const jsonType = { "content-type": /^application\/json\b/ };

export function getText(target: string, content: string, fieldLines: readonly string[] = []): Asked {
  return get(target, { fields: textType, content: Buffer.from(content) }, fieldLines);
}

export function getJson(target: string, value: unknown): Asked {
  return get(target, { fields: jsonType, content: Buffer.from(JSON.stringify(value)) });
}

export function get(target: string, answer: ExpectedAnswer, fieldLines: readonly string[] = []): Asked {
  return { method: "GET", target, fieldLines, answer };
}

export function post(target: string, type: string, content: string | Buffer, answer: string | object): Asked {
  const isText = typeof answer === "string";
  return {
    method: "POST",
    target,
    fieldLines: [`Content-Type: ${type}`],
    content: Buffer.from(content),
    answer: {
      fields: isText ? textType : jsonType,
      content: Buffer.from(isText ? answer : JSON.stringify(answer)),
    },
  };
}

/** 13 octets. */
export const askText: readonly Asked[] = [getText("/text", greeting)];
