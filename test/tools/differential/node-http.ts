import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import type { Understanding, UnderstoodRequest } from "./understanding.ts";

/**
 * What Node's own HTTP makes of octets, without a socket. It gets them one at a time: where several come in one read it
 * drops the requests before a mistake, so that what it understood of them cannot be told.
 * @param ends whether the client's end follows
 */
export async function nodeUnderstanding(octets: Uint8Array, ends: boolean): Promise<Understanding> {
  const requests: UnderstoodRequest[] = [];
  let refusal: string | undefined;
  const server = createServer({ insecureHTTPParser: false, requireHostHeader: true, maxHeaderSize: 65_536 });
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const understood = { method: request.method ?? "", target: request.url ?? "", content: "", isComplete: false };
    requests.push(understood);
    request.setEncoding("latin1");
    request.on("data", (text: string) => {
      understood.content += text;
    });
    request.on("end", () => {
      understood.isComplete = true;
      response.writeHead(200, { "X-Taken": "yes", "Content-Length": 0 }).end();
    });
    request.on("error", () => {});
  });
  server.on("clientError", (error: Error & { readonly code?: string }, socket) => {
    // A reset is the harness's own: it takes the connection away when all has been looked at.
    if (error.code !== "ECONNRESET" || ends) refusal ??= error.code ?? error.message;
    socket.destroy();
  });
  const connection = new Connection();
  server.emit("connection", connection);
  for (const octet of octets) {
    if (connection.isOver || refusal !== undefined) break;
    connection.push(Buffer.of(octet));
    await nextTurn();
  }
  if (ends && !connection.isOver) connection.push(null);
  for (let turn = 0; turn < 4; turn++) await nextTurn();
  const refused = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n(?![\s\S]*X-Taken)/m.exec(connection.lastHead);
  if (refused !== null && refused[1] !== "100") refusal ??= `${refused[1]}`;
  const isFinished = connection.isOver || refusal !== undefined;
  connection.destroy();
  server.close();
  return { requests, refusal, isFinished };
}

/** The server's end of a connection that is none: what is pushed was received, what is written was sent. */
class Connection extends Duplex {
  isOver = false;
  #sent = "";

  /** The head of the last response that was sent. */
  get lastHead(): string {
    return this.#sent.slice(Math.max(0, this.#sent.lastIndexOf("HTTP/1.1 ")));
  }

  override _read(): void {}

  override _write(octets: Buffer, _encoding: string, done: () => void): void {
    this.#sent += octets.toString("latin1");
    done();
  }

  override _final(done: () => void): void {
    this.isOver = true;
    done();
  }

  override _destroy(_error: Error | null, done: (error: null) => void): void {
    this.isOver = true;
    done(null);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
