import { type ErrorPage, FieldSection, type IncomingRequest, type OutgoingResponse } from "../../semantics/index.ts";
import { FileCache } from "../file-cache.ts";
import type { FilesOptions } from "../files-options.ts";
import { StaticFiles } from "../static-files.ts";
import { type Otherwise, StaticFolder } from "../static-folder.ts";
import { exchangeFor, NotedDecisions, requestFor } from "./exchanges.ts";
import type { MemoryStore } from "./memory-store.ts";

export interface ServedFolderOptions extends FilesOptions {
  /** Below the store's root, without slashes around it. */
  readonly directory?: string;
  /** Before the paths that are asked for. */
  readonly prefix?: string;
  readonly memoryOctetsMax?: number;
  readonly hidden?: ReadonlySet<string>;
  readonly otherwise?: Otherwise;
}

/** A folder of a store, served, with a clock that goes on only by hand. */
export class ServedFolder {
  readonly store: MemoryStore;
  readonly cache: FileCache;
  readonly files: StaticFiles;
  readonly folder: StaticFolder;
  nowMs = 5000;
  readonly #options: ServedFolderOptions;

  constructor(store: MemoryStore, options: ServedFolderOptions = {}) {
    const { memoryOctetsMax, hidden, directory } = options;
    this.store = store;
    this.cache = new FileCache(store, { memoryOctetsMax, now: () => this.nowMs });
    this.files = new StaticFiles({ store, cache: this.cache, errorPage, development: false, hidden }, options);
    this.folder = new StaticFolder(this.files, directory?.split("/") ?? []);
    this.#options = options;
  }

  /** What a GET of the path, or a request, is answered with: at once where it can be. */
  answer(
    asked: string | IncomingRequest,
    headers: Readonly<Record<string, string>> = {},
  ): OutgoingResponse | Promise<OutgoingResponse> {
    const { prefix = "", otherwise } = this.#options;
    const request = typeof asked === "string" ? requestFor("GET", prefix + asked, { headers }) : asked;
    return this.folder.serve(request.path.slice(prefix.length) || "/", request, exchangeFor(), otherwise);
  }

  /** The same, with its content read. */
  async get(asked: string | IncomingRequest, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return read(await this.answer(asked, headers));
  }

  /** Waits for what is read behind the back of who asks. */
  async idle(): Promise<void> {
    for (let turn = 0; turn < 1000 && this.store.openFiles > 0; turn++) await new Promise(setImmediate);
  }

  /** The notes taken on the way to the response. */
  async notes(path: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
    return (await this.decisions(path, headers)).notes;
  }

  /** The same with their rows. */
  async decisions(path: string, headers: Readonly<Record<string, string>> = {}): Promise<NotedDecisions> {
    const decisions = new NotedDecisions();
    const request = requestFor("GET", path, { headers });
    await read(await this.folder.serve(path, request, exchangeFor(decisions)));
    return decisions;
  }
}

export interface Answer {
  readonly statusCode: number;
  readonly octets: Uint8Array;
  readonly text: string;
  readonly reason: string | undefined;
  field(name: string): string | undefined;
}

/** Reads a response's content, and counts it where its length was told. */
export async function read(response: OutgoingResponse): Promise<Answer> {
  const { content, statusCode, reason, headerSection } = response;
  const pieces: Uint8Array[] = [];
  if (typeof content === "string" || content instanceof Uint8Array) pieces.push(Buffer.from(content as string));
  else if (content !== undefined) for await (const piece of content) pieces.push(Buffer.from(piece as Uint8Array));
  const octets = Buffer.concat(pieces);
  if (typeof content === "object" && "lengthOctets" in content && content.lengthOctets !== octets.length) {
    throw new Error(`${content.lengthOctets} octets were told, ${octets.length} came`);
  }
  return { statusCode, octets, text: octets.toString(), reason, field: (name) => headerSection.get(name) };
}

export const errorPage: ErrorPage = (fault) => ({
  statusCode: fault.statusCode,
  headerSection: fault.headerSection ?? FieldSection.empty,
  content: fault.message ?? "no message",
});
