import type { FieldSection } from "./field-section.ts";

/** A response as the site answers it: a plain value, never changed after it was answered. */
export interface OutgoingResponse {
  /** A final status code, 200 to 599. */
  readonly statusCode: number;
  /** Without Date, Connection, Transfer-Encoding and Content-Length: the server adds these. */
  readonly headerSection: FieldSection;
  /** A string is sent as UTF-8. */
  readonly content: ResponseContent;
  /** Asked once, after the last octet of streamed content; sent where the HTTP version has trailers. */
  readonly trailerSection?: (() => FieldSection | Promise<FieldSection>) | undefined;
  /** Why this response: a few words for the log's arrow, such as "template kittens.html" or "no route". */
  readonly reason?: string | undefined;
  /** What went wrong inside, for the log alone. Its message never reaches the client. */
  readonly cause?: unknown;
}

export type ResponseContent = undefined | string | Uint8Array | FileRange | AsyncIterable<Uint8Array | string>;

/**
 * Octets of known number from a file or another store. Reading is by iteration: a piece is lent until the next one is
 * asked for, and the iterator's `return` lets go of what it holds. Where nobody iterates (HEAD), `close` is called instead. The pieces must add up to `lengthOctets`:
 * fewer or more cut the connection, for the length has been sent.
 */
export interface FileRange extends AsyncIterable<Uint8Array> {
  readonly lengthOctets: number;
  close(): void;
}

/** Whether streamed content has a length known beforehand. */
export function isFileRange(content: ResponseContent): content is FileRange {
  return typeof content === "object" && "lengthOctets" in content;
}
