import type { FieldSection } from "../semantics/index.ts";
import {
  checkFinalStatusCode,
  type FramedRequest,
  headText,
  type ResponseFraming,
  type ResponseHead,
  responseFraming,
  type WrittenFields,
  writeFields,
  writeTrailers,
} from "./message-writer.ts";
import type { OctetText } from "./octet-text.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./protocol-error.ts";

/** What of a request, and of its connection, decides about its response. */
export interface AnsweredRequest extends FramedRequest {
  /** Whether the connection ends after the response. */
  readonly closes: boolean;
  readonly wasKeepAliveAsked: boolean;
}

/** Sends the final responses of a connection, one after the other: checks them, frames them, writes them. */
export class ResponseSender {
  readonly #output: Output;
  readonly #octetText: OctetText;
  /** Of the response that is open. */
  #framing: ResponseFraming["kind"] = "none";
  /** Octets that its Content-Length still promises. */
  #remainingOctets = 0;

  constructor(output: Output, octetText: OctetText) {
    this.#output = output;
    this.#octetText = octetText;
  }

  /** Whether the response that is open is sent with content. */
  get takesContent(): boolean {
    return this.#framing !== "none";
  }

  /**
   * Sends a whole response.
   * @returns whether it says that the connection closes after it
   * @throws UsageError something of it is not allowed; nothing has been written
   */
  sendWhole(request: AnsweredRequest, head: ResponseHead, content: string | Uint8Array | undefined): boolean {
    let lengthOctets = 0;
    if (typeof content === "string") lengthOctets = this.#octetText.utf8LengthOctets(content);
    else if (content !== undefined) lengthOctets = content.length;
    const closes = this.#sendHead(request, head, lengthOctets, content !== undefined);
    if (content === undefined || this.#framing === "none") return closes;
    if (typeof content === "string") this.#output.writeUtf8(content, lengthOctets);
    else this.#output.writeOctets(content);
    return closes;
  }

  /**
   * Sends the head of a response.
   * @returns whether it says that the connection closes after it
   * @throws UsageError something of it is not allowed; nothing has been written
   */
  sendHead(request: AnsweredRequest, head: ResponseHead, lengthOctets: number | undefined): boolean {
    return this.#sendHead(request, head, lengthOctets, true);
  }

  /** @throws UsageError more octets than announced */
  sendContent(content: Uint8Array | string): void {
    const isText = typeof content === "string";
    const lengthOctets = isText ? this.#octetText.utf8LengthOctets(content) : content.length;
    if (lengthOctets === 0) return;
    if (this.#framing === "content-length") {
      if (lengthOctets > this.#remainingOctets) {
        throw new UsageError(`${lengthOctets} octets of content where ${this.#remainingOctets} were still announced`);
      }
      this.#remainingOctets -= lengthOctets;
    }
    const isChunked = this.#framing === "chunked";
    if (isChunked) this.#output.writeText(`${lengthOctets.toString(16)}\r\n`);
    if (isText) this.#output.writeUtf8(content, lengthOctets);
    else this.#output.writeOctets(content);
    if (isChunked) this.#output.writeText("\r\n");
  }

  /** @throws UsageError fewer octets than announced, or a trailer field is not allowed */
  end(trailerSection: FieldSection | undefined): void {
    const trailers = trailerSection === undefined ? "" : writeTrailers(trailerSection);
    if (this.#framing === "content-length" && this.#remainingOctets > 0) {
      throw new UsageError(`the content ended ${this.#remainingOctets} octets before the announced length`);
    }
    if (this.#framing === "chunked") this.#output.writeText(`0\r\n${trailers}\r\n`);
  }

  #sendHead(request: AnsweredRequest, head: ResponseHead, lengthOctets: number | undefined, isKnown: boolean): boolean {
    checkFinalStatusCode(head.statusCode);
    const fields = fieldsOf(head.headerSection);
    const framing = responseFraming(request, head.statusCode, lengthOctets, isKnown, fields.contentLength);
    const closes = request.closes || fields.hasClose || framing.kind === "close";
    const isKeptAlive = request.httpVersion === "HTTP/1.0" && request.wasKeepAliveAsked;
    const text = headText(head, fields, framing, closes ? "close" : isKeptAlive ? "keep-alive" : undefined);
    this.#output.writeText(text);
    this.#framing = framing.kind;
    this.#remainingOctets = framing.lengthOctets ?? 0;
    return closes;
  }
}

/** The section's own form of it, made when it is first sent: a section never changes. */
function fieldsOf(section: FieldSection): WrittenFields {
  section.written ??= writeFields(section);
  return section.written as WrittenFields;
}
