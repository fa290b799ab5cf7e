import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Endpoint } from "../../src/transport/index.ts";

/** How the server ended a connection: with an end that all octets came before, or with a reset. */
export type Ending = "end" | "reset";

/** A client that sends what it is told, octet for octet, and keeps what comes back. */
export class RawClient {
  readonly socket: Socket;
  /** Settles when the server has closed its side, or the connection is gone. */
  readonly ending: Promise<Ending>;
  #pieces: string[] = [];
  readonly #waiters = new Set<() => void>();
  #isOver = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.#pieces.push(text);
      this.#look();
    });
    this.ending = new Promise((resolve) => {
      const over = (ending: Ending) => {
        this.#isOver = true;
        resolve(ending);
        this.#look();
      };
      socket.on("end", () => over("end"));
      socket.on("error", () => over("reset"));
      socket.on("close", () => over("reset"));
    });
  }

  static async connect(server: { readonly endpoints: readonly Endpoint[] }): Promise<RawClient> {
    const { host, port } = server.endpoints[0]!;
    const socket = connect({ host, port, allowHalfOpen: true });
    await once(socket, "connect");
    return new RawClient(socket);
  }

  /** All that came, each character one octet. */
  get text(): string {
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join("")];
    return this.#pieces[0] ?? "";
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  send(octets: string | Uint8Array): boolean {
    return typeof octets === "string" ? this.socket.write(octets, "latin1") : this.socket.write(octets);
  }

  /** Settles when so many whole responses have come; rejects when the connection ends before. */
  async responses(count: number): Promise<RawResponse[]> {
    await this.until(() => parseResponses(this.text).length >= count, `${count} responses`);
    return parseResponses(this.text);
  }

  /** Settles when this holds; rejects when the connection ends before. */
  until(holds: () => boolean, awaited: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (holds()) resolve();
        else if (this.#isOver) reject(new Error(`the connection ended before ${awaited}; it brought:\n${this.text}`));
        else return;
        this.#waiters.delete(look);
      };
      this.#waiters.add(look);
      look();
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #look(): void {
    for (const look of [...this.#waiters]) look();
  }
}

export interface RawResponse {
  readonly statusCode: number;
  readonly head: string;
  readonly content: string;
}

/** The whole responses in this text, interim ones too; none of them to HEAD. */
export function parseResponses(text: string): RawResponse[] {
  const responses: RawResponse[] = [];
  for (let at = 0; at < text.length; ) {
    const headEnd = text.indexOf("\r\n\r\n", at);
    if (headEnd === -1) break;
    const head = text.slice(at, headEnd + 2);
    const statusCode = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    if (Number.isNaN(statusCode)) throw new Error(`no status line: ${JSON.stringify(head.slice(0, 80))}`);
    const body = readBody(text, headEnd + 4, head, statusCode);
    if (body === undefined) break;
    responses.push({ statusCode, head, content: body.content });
    at = body.end;
  }
  return responses;
}

function readBody(text: string, start: number, head: string, statusCode: number) {
  if (statusCode < 200 || statusCode === 204 || statusCode === 304) return { content: "", end: start };
  if (/^transfer-encoding: chunked\r$/im.test(head)) return readChunks(text, start);
  const length = /^content-length: (\d+)\r$/im.exec(head)?.[1];
  if (length === undefined) throw new Error(`the length of this response is not said:\n${head}`);
  const end = start + Number(length);
  return end <= text.length ? { content: text.slice(start, end), end } : undefined;
}

function readChunks(text: string, start: number) {
  let content = "";
  for (let at = start; ; ) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    const chunkEnd = lineEnd + 2 + size;
    if (text.length < chunkEnd + 2) return undefined;
    content += text.slice(lineEnd + 2, chunkEnd);
    at = chunkEnd + 2;
    if (size === 0) return { content, end: at };
  }
}

/** A GET request as a browser would send it, but shorter. */
export function get(path: string, ...fieldLines: string[]): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${fieldLines.map((line) => `${line}\r\n`).join("")}\r\n`;
}

export function post(path: string, content: string, ...fieldLines: string[]): string {
  const lines = [`Content-Length: ${content.length}`, ...fieldLines].map((line) => `${line}\r\n`).join("");
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${lines}\r\n${content}`;
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
