import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Endpoint } from "../../src/transport/index.ts";

/** A whole final response, read strictly. */
export interface Answer {
  readonly statusCode: number;
  /** Names in lower case, in the order of the wire. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly content: Buffer;
  /** The value of the one field line of that name; `undefined` where there is none. @throws where there are several */
  field(name: string): string | undefined;
}

/** The connection ended before a response was whole. */
export class CutError extends Error {
  override readonly name = "CutError";
  /** What came of the response. */
  readonly received: Buffer;

  constructor(received: Buffer) {
    super(`the connection ended after ${received.length} octets of a response`);
    this.received = received;
  }
}

/**
 * A client of files: one request at a time on one connection, responses read as octets by rules that forgive nothing.
 * It shares no code with the server.
 */
export class FileClient {
  readonly #socket: Socket;
  #pieces: Buffer[] = [];
  #octets = 0;
  #isOver = false;
  #look: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (piece: Buffer) => {
      this.#pieces.push(piece);
      this.#octets += piece.length;
      this.#look();
    });
    const over = () => {
      this.#isOver = true;
      this.#look();
    };
    socket.on("end", over).on("error", over).on("close", over);
  }

  static async connect({ endpoints }: { readonly endpoints: readonly Endpoint[] }): Promise<FileClient> {
    const { host, port } = endpoints[0]!;
    const socket = connect({ host, port, noDelay: true });
    await once(socket, "connect");
    return new FileClient(socket);
  }

  /** Whether the server, or the wire, has ended the connection. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Sends one request and reads its final response; interim ones are skipped.
   * @throws CutError the connection ended before the response was whole
   */
  async ask(method: string, target: string, fieldLines: readonly string[] = []): Promise<Answer> {
    assert.equal(this.#octets, 0, "octets came that nobody asked for");
    this.#socket.write(`${[`${method} ${target} HTTP/1.1`, "Host: localhost", ...fieldLines].join("\r\n")}\r\n\r\n`);
    for (;;) {
      await this.#until(() => this.#headEnd() !== -1);
      const headEnd = this.#headEnd();
      const head = parseHead(this.#received().toString("latin1", 0, headEnd));
      const lengthOctets = contentLength(head, method);
      const wholeOctets = headEnd + 4 + lengthOctets;
      await this.#until(() => this.#octets >= wholeOctets);
      const received = this.#received();
      const content = received.subarray(headEnd + 4, wholeOctets);
      const rest = received.subarray(wholeOctets);
      this.#pieces = rest.length === 0 ? [] : [rest];
      this.#octets = rest.length;
      if (head.statusCode >= 200) return { ...head, content, field: (name) => fieldOf(head.fields, name) };
    }
  }

  get(target: string, ...fieldLines: string[]): Promise<Answer> {
    return this.ask("GET", target, fieldLines);
  }

  head(target: string, ...fieldLines: string[]): Promise<Answer> {
    return this.ask("HEAD", target, fieldLines);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Stops reading, so that the server meets back-pressure; goes on with it. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  #received(): Buffer {
    if (this.#pieces.length !== 1) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0]!;
  }

  #headEnd(): number {
    return this.#octets === 0 ? -1 : this.#received().indexOf("\r\n\r\n");
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        if (holds()) resolve();
        else if (this.#isOver) reject(new CutError(this.#received()));
      };
      this.#look();
    });
  }
}

function parseHead(text: string): Pick<Answer, "statusCode" | "fields"> {
  const [statusLine = "", ...lines] = text.split("\r\n");
  const status = /^HTTP\/1\.1 ([2-5]\d\d|1\d\d) [\t -~]*$/.exec(statusLine);
  assert.ok(status, `no status line: ${JSON.stringify(statusLine)}`);
  const fields = lines.map((line) => {
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
    assert.ok(match, `no field line: ${JSON.stringify(line)}`);
    return [match[1]!.toLowerCase(), match[2]!.trim()] as const;
  });
  return { statusCode: Number(status[1]), fields };
}

/** Octets of content that follow the head (RFC 9112 §6.3). Files are never sent in chunks. */
function contentLength({ statusCode, fields }: Pick<Answer, "statusCode" | "fields">, method: string): number {
  const lengthOctets = fieldOf(fields, "content-length");
  assert.ok(lengthOctets === undefined || /^(0|[1-9]\d*)$/.test(lengthOctets), `Content-Length: ${lengthOctets}`);
  assert.equal(fieldOf(fields, "transfer-encoding"), undefined, "a file's response says its length");
  if (method === "HEAD" || statusCode < 200 || statusCode === 204 || statusCode === 304) return 0;
  assert.ok(lengthOctets !== undefined, `a ${statusCode} without Content-Length`);
  return Number(lengthOctets);
}

function fieldOf(fields: Answer["fields"], name: string): string | undefined {
  const values = fields.filter(([each]) => each === name.toLowerCase()).map(([, value]) => value);
  assert.ok(values.length <= 1, `${values.length} lines of ${name}`);
  return values[0];
}
