import {
  type Exchange,
  FieldSection,
  type IncomingRequest,
  isResponseError,
  type RequestContent,
  ResponseError,
} from "../../semantics/index.ts";

/** Content as the server gives it: each piece is overwritten once the next one is asked for. */
export function contentOf(octets: Uint8Array, pieceOctets = Number.POSITIVE_INFINITY, limitOctets = 1 << 20) {
  const taken = { octets: 0 };
  const content: RequestContent & { failAfter?: number } = {
    lengthOctets: octets.length,
    limitOctets,
    isTaken: false,
    trailerSection: FieldSection.empty,
    async octets() {
      taken.octets = octets.length;
      return octets;
    },
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < octets.length; at += pieceOctets) {
        const piece = Uint8Array.from(octets.subarray(at, at + pieceOctets));
        taken.octets += piece.length;
        if (taken.octets > content.limitOctets) throw new ResponseError(413, "too large");
        yield piece;
        piece.fill(0x2a);
      }
      if (content.failAfter !== undefined) throw new ResponseError(400, "broken off");
    },
  };
  return { content, taken };
}

export function requestOf(
  contentType: string | undefined,
  content: RequestContent | undefined,
  coding?: string,
): IncomingRequest {
  return {
    method: "POST",
    requestTarget: "/",
    scheme: "http",
    authority: "localhost",
    path: "/",
    query: undefined,
    httpVersion: "HTTP/1.1",
    headerSection: FieldSection.of({ "Content-Type": contentType, "Content-Encoding": coding }),
    content,
  };
}

/** An exchange that ends when the test says so; its end is waited for. */
export function exchangeOf() {
  let complete: (isWhole: boolean) => void = () => {};
  const waited: Promise<unknown>[] = [];
  const exchange: Exchange = {
    connection: {
      id: 1,
      remote: { host: "127.0.0.1", port: 1 },
      local: { host: "127.0.0.1", port: 2 },
      isEncrypted: false,
    },
    signal: new AbortController().signal,
    completed: new Promise((resolve) => {
      complete = resolve;
    }),
    sendInterim() {},
    waitUntil: (promise) => void waited.push(promise),
    decisions: undefined,
  };
  return {
    exchange,
    async end(isWhole = true) {
      complete(isWhole);
      await Promise.all(waited);
    },
  };
}

export const utf8 = (text: string) => new TextEncoder().encode(text);
export const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** "413 The form has …", or "no refusal". */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isResponseError(error)) return `${error.statusCode} ${error.message}`;
    throw error;
  }
  return "no refusal";
}
