import type { Mistake } from "./mistake.ts";

/** Reads the right server's responses, which have nothing wrong in them, and makes a mistake in its place alone. */
export class ResponseDoor {
  readonly #mistake: Mistake;
  readonly #unanswered: string[];
  #held = "";
  #head = "";
  #request = "";
  /** Octets of the content that are still to come; "chunks" up to the last one, "all" up to the end of the connection. */
  #left: number | "chunks" | "all" = 0;
  /** Whether the connection is to be closed, and nothing more passed. */
  isOver = false;

  /** @param unanswered heads of requests, of which each final response takes one */
  constructor(mistake: Mistake, unanswered: string[]) {
    this.#mistake = mistake;
    this.#unanswered = unanswered;
  }

  /** What the client is to be given in place of these octets. */
  pass(octets: string): string {
    this.#held += octets;
    let out = "";
    while (this.#held !== "" && !this.isOver) {
      const isHead = this.#left === 0;
      const length = isHead ? this.#held.indexOf("\r\n\r\n") + 4 : this.#contentLength();
      if (length === (isHead ? 3 : 0)) break;
      const part = this.#held.slice(0, length);
      this.#held = this.#held.slice(length);
      out += isHead ? this.#readHead(part) : this.#readContent(part);
    }
    return out;
  }

  #readHead(head: string): string {
    const statusCode = Number(head.slice(9, 12));
    const isInterim = statusCode < 200;
    this.#request = (isInterim ? this.#unanswered[0] : this.#unanswered.shift()) ?? "";
    this.#head = head;
    const hasNone = isInterim || statusCode === 204 || statusCode === 304 || /^\s*HEAD /.test(this.#request);
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    const isChunked = /^transfer-encoding:/im.test(head);
    this.#left = hasNone ? 0 : isChunked ? "chunks" : length === undefined ? "all" : Number(length);
    const edited = this.#mistake.responseHead?.(head, this.#request) ?? head;
    if (this.#left === 0 && !isInterim) this.#ended();
    return edited;
  }

  /** How much of what is held is content of this response. */
  #contentLength(): number {
    if (this.#left === "all") return this.#held.length;
    if (typeof this.#left === "number") return Math.min(this.#left, this.#held.length);
    const line = /^([\da-f]+)\r\n/i.exec(this.#held);
    if (line === null) return 0;
    const length = line[0].length + Number.parseInt(line[1]!, 16) + 2;
    return this.#held.length < length ? 0 : length;
  }

  #readContent(octets: string): string {
    const isLastChunk = this.#left === "chunks" && octets.startsWith("0\r\n");
    if (typeof this.#left === "number") this.#left -= octets.length;
    else if (isLastChunk) this.#left = 0;
    const edited = this.#mistake.responseContent?.(octets, this.#request, this.#head) ?? octets;
    if (this.#left === 0) this.#ended();
    return edited;
  }

  #ended(): void {
    this.isOver = this.#mistake.closesAfter?.(this.#head, this.#request) ?? false;
  }
}
