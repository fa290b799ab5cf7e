import type { Paint } from "../server/index.ts";
import { type ConnectionTrace, SecretMasker, type SecretNames, visibleText } from "../trace/index.ts";
import { WireDirection, type WireStyle } from "./wire-direction.ts";
import { WireOutline } from "./wire-outline.ts";

/** What a wire printer writes to, and how it looks there. */
export interface WirePrinterOptions {
  /** Takes the lines of one read or write together, without a line end after the last. */
  readonly writeLines: (text: string) => void;
  readonly paint: Paint;
  readonly columns: WireStyle["columns"];
  /** What is masked by its name; what everybody masks where nobody says. */
  readonly names?: SecretNames | undefined;
}

/**
 * Prints the octets of every connection both ways, as they were read and written: a block for each read and write, a
 * line for each LF, CR and LF shown, secrets masked, long content abbreviated with its octet count.
 */
export class WirePrinter implements ConnectionTrace {
  readonly #options: WirePrinterOptions;
  readonly #connections = new Map<number, { received: WireDirection; sent: WireDirection }>();

  constructor(options: WirePrinterOptions) {
    this.#options = options;
  }

  opened(connection: number, remote: string, local: string): void {
    const { paint, columns, names } = this.#options;
    const masker = (direction: "request" | "response") => new SecretMasker({ direction, names });
    const style = (arrow: string): WireStyle => ({ prefix: `${gutter(connection)} ${arrow}  `, paint, columns });
    this.#connections.set(connection, {
      received: new WireDirection(style(paint.cyan("→")), new WireOutline(isRequestLine, false), masker("request")),
      sent: new WireDirection(style(paint.green("←")), new WireOutline(isStatusLine, true), masker("response")),
    });
    this.#options.writeLines("");
    this.#note(connection, "●", `opened by ${remote}, on ${local}`);
  }

  received(connection: number, octets: Uint8Array): void {
    this.#print(this.#connections.get(connection)?.received, octets);
  }

  sent(connection: number, octets: string | Uint8Array | readonly (string | Uint8Array)[]): void {
    this.#print(this.#connections.get(connection)?.sent, joined(octets));
  }

  closed(connection: number, reason: string): void {
    this.#note(connection, "○", `closed: ${reason}`);
    this.#connections.delete(connection);
  }

  #print(direction: WireDirection | undefined, octets: Uint8Array): void {
    if (direction === undefined || octets.length === 0) return;
    this.#options.writeLines(direction.lines(octets).join("\n"));
  }

  #note(connection: number, mark: string, text: string): void {
    const { paint, writeLines } = this.#options;
    writeLines(paint.dim(`${gutter(connection)} ${mark}  ${visibleText(text)}`));
  }
}

function gutter(connection: number): string {
  return String(connection).padStart(5);
}

function isRequestLine(line: string): boolean {
  return /^[A-Z][A-Z-]{0,31} [!-~]+ HTTP\/[0-9.]+\r?\n$/.test(line);
}

function isStatusLine(line: string): boolean {
  return /^HTTP\/1\.[01] [1-9][0-9]{2} /.test(line);
}

function joined(octets: string | Uint8Array | readonly (string | Uint8Array)[]): Uint8Array {
  if (typeof octets === "string") return Buffer.from(octets, "latin1");
  if (octets instanceof Uint8Array) return octets;
  return Buffer.concat(octets.map((piece) => (typeof piece === "string" ? Buffer.from(piece, "latin1") : piece)));
}
