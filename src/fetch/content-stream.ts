import { isResponseError, type RequestContent, type ResponseError } from "../semantics/index.ts";

/**
 * Request content as a stream of the Web: a byte stream that asks for nothing before it is read, so that
 * 100 (Continue) is sent when content is wanted (RFC 9110 §10.1.1), and for one piece at a time, so that the sender
 * is held back. It fails with whatever the content rejects with; a ResponseError then has a `getResponse()`, which
 * is what frameworks that answer errors themselves ask an error for.
 */
export function contentStream(content: RequestContent): ReadableStream<Uint8Array> {
  return new ReadableStream(new ContentSource(content));
}

class ContentSource {
  readonly type = "bytes";
  readonly #content: RequestContent;
  #pieces: AsyncIterator<Uint8Array> | undefined;

  constructor(content: RequestContent) {
    this.#content = content;
  }

  async pull(controller: ReadableByteStreamController): Promise<void> {
    this.#pieces ??= this.#content[Symbol.asyncIterator]();
    for (;;) {
      const next = await this.#pieces.next().catch(failAnswerably);
      if (next.done) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      if (next.value.length > 0) {
        // A piece is lent until the next is asked for, and the stream takes away the buffer it is given: a copy.
        controller.enqueue(new Uint8Array(next.value));
        return;
      }
    }
  }

  async cancel(): Promise<void> {
    await this.#pieces?.return?.();
  }
}

function failAnswerably(error: unknown): never {
  if (isResponseError(error) && !("getResponse" in error)) {
    Object.defineProperty(error, "getResponse", { value: () => refusal(error) });
  }
  throw error;
}

/** The Response that a refusal stands for. */
function refusal({ statusCode, message, headerSection }: ResponseError): Response {
  const headers = new Headers([...headerSection].map(([name, value]): [string, string] => [name, value]));
  if (!headers.has("Content-Type")) headers.set("Content-Type", "text/plain; charset=utf-8");
  headers.set("X-Content-Type-Options", "nosniff");
  return new Response(`${message}\n`, { status: statusCode, headers });
}
