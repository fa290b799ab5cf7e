import { mkdir, rename, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { distinctText, randomOctets } from "./served-folder.ts";

/** Files of 1 KiB to 200 KiB or another size, most of them small, every other one text that can be coded. */
export class ManyFiles {
  readonly root: string;
  readonly names: readonly string[];
  readonly #text = distinctText(OCTETS_MAX * 2);
  readonly #random = randomOctets(OCTETS_MAX * 2);

  readonly #octetsMax: number;

  private constructor(root: string, count: number, octetsMax: number) {
    this.root = root;
    this.#octetsMax = octetsMax;
    this.names = Array.from({ length: count }, (_, at) => `${at % 50}/${at}.${at % 2 === 0 ? "html" : "jpg"}`);
  }

  /** @param octetsMax of the largest file, at most 200 KiB */
  static async write(root: string, count: number, octetsMax: number = OCTETS_MAX): Promise<ManyFiles> {
    const files = new ManyFiles(root, count, octetsMax);
    for (let folder = 0; folder < 50; folder++) await mkdir(join(root, String(folder)), { recursive: true });
    for (let at = 0; at < count; at++) await files.change(at, 0);
    return files;
  }

  /** Puts other content in the file's place. */
  async change(at: number, generation: number): Promise<void> {
    const random = new Random(at * 7919 + generation);
    const octets = Math.round(OCTETS_MIN * (this.#octetsMax / OCTETS_MIN) ** random.next());
    const start = Math.floor(random.next() * OCTETS_MAX);
    const path = join(this.root, this.names[at]!);
    const content =
      at % 2 === 0 ? this.#text.slice(start, start + octets) : this.#random.subarray(start, start + octets);
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  }
}

const OCTETS_MIN = 1024;
const OCTETS_MAX = 200 * 1024;

export interface FileLoad {
  readonly port: number;
  readonly names: readonly string[];
  readonly requests: number;
  readonly connections: number;
  /** Requests that a connection has sent and not been answered. */
  readonly depth: number;
  /** Another load of the same server has another one. */
  readonly seed: number;
}

/**
 * Asks for files at random, some far more often than others, whole, coded, in part and conditionally, as fast as they
 * come.
 * @returns how many responses came, by status code
 */
export async function loadFiles(load: FileLoad): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const tags = new Map<string, string>();
  const each = Math.ceil(load.requests / load.connections);
  const all = Array.from({ length: load.connections }, (_, number) =>
    askAgain(load, each, new Random(load.seed * 1000 + number), counts, tags),
  );
  await Promise.all(all);
  return counts;
}

function askAgain(
  { port, names, depth }: FileLoad,
  count: number,
  random: Random,
  counts: Record<string, number>,
  tags: Map<string, string>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked: string[] = [];
    let sent = 0;
    let answered = 0;
    let head: Buffer = Buffer.alloc(0);
    let contentLeft = 0;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const send = () => {
      let requests = "";
      for (; sent < count && asked.length < depth; sent++) {
        const name = names[Math.floor(random.next() ** 3 * names.length)]!;
        asked.push(name);
        requests += `GET /${name} HTTP/1.1\r\nHost: localhost\r\n${fieldLine(random, tags.get(name))}\r\n`;
      }
      if (requests !== "") socket.write(requests, "latin1");
    };
    socket.on("connect", send).on("error", reject);
    socket.on("close", () =>
      reject(new Error(`the server closed the connection after ${answered} of ${count} responses`)),
    );
    socket.on("data", (piece) => {
      let octets: Buffer = head.length === 0 ? piece : Buffer.concat([head, piece]);
      head = Buffer.alloc(0);
      for (;;) {
        const skipped = Math.min(contentLeft, octets.length);
        contentLeft -= skipped;
        octets = octets.subarray(skipped);
        const headEnd = octets.length === 0 ? -1 : octets.indexOf("\r\n\r\n");
        if (headEnd === -1) break;
        const text = octets.toString("latin1", 0, headEnd + 2);
        const status = text.slice(9, 12);
        const name = asked.shift()!;
        counts[status] = (counts[status] ?? 0) + 1;
        answered++;
        const tag = /\r\netag: ([^\r]*)/i.exec(text)?.[1];
        if (tag !== undefined && isCoded.test(text)) tags.set(name, tag);
        contentLeft = status === "304" ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
        octets = octets.subarray(headEnd + 4);
      }
      head = octets;
      if (answered === count && contentLeft === 0) {
        socket.removeAllListeners("close").end();
        resolve();
      } else send();
    });
  });
}

/** Conditional requests are those of a browser, which has what it was sent coded. */
const isCoded = /\r\ncontent-encoding: br\r|\r\ncontent-type: image/i;

function fieldLine(random: Random, tag: string | undefined): string {
  const choice = random.next();
  if (choice < 0.35)
    return `Accept-Encoding: gzip, deflate, br\r\n${tag === undefined ? "" : `If-None-Match: ${tag}\r\n`}`;
  if (choice < 0.6) return "Accept-Encoding: gzip, deflate, br, zstd\r\n";
  if (choice < 0.75) return "Accept-Encoding: gzip\r\n";
  if (choice < 0.85) return `Range: bytes=${Math.floor(random.next() * 3000)}-\r\n`;
  if (choice < 0.9) return "Range: bytes=0-99,500-599,-100\r\n";
  return "";
}

/** Numbers from 0 to 1, the same for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed + 1, 2_654_435_761) >>> 0) + 1;
  }

  next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }
}
