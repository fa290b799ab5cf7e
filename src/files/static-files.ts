import {
  type ErrorPage,
  type Exchange,
  type Fault,
  type IncomingRequest,
  type OutgoingResponse,
  ResponseError,
} from "../semantics/index.ts";
import type { CachedFile } from "./cached-file.ts";
import { type FileAnswer, FileAnswers, unlessGone } from "./file-answer.ts";
import type { FileCache } from "./file-cache.ts";
import type { FileStore, FoundFile, Lookup, Refused } from "./file-store.ts";
import type { FilesOptions } from "./files-options.ts";

/** What the files of a site are served with. */
export interface StaticFilesContext {
  readonly store: FileStore;
  readonly cache: FileCache;
  readonly errorPage: ErrorPage;
  /** Whether a refusal tells the client where was looked and why not. */
  readonly development: boolean;
  /** Paths below the root, not decoded, that are never served: what was written for the server. */
  readonly hidden?: ReadonlySet<string> | undefined;
}

/** What was found instead of a file, and where. */
export type NoFile = Exclude<Lookup, { readonly kind: "file" }>;

/** How often a file that is another each time it is opened is looked up anew. */
const LOOKS_MAX = 4;

/** Answers with files of a store, under one set of options: what a single file and a folder have in common. */
export class StaticFiles {
  readonly context: StaticFilesContext;
  readonly options: FilesOptions;
  readonly #answers: FileAnswers;

  constructor(context: StaticFilesContext, options: FilesOptions) {
    this.context = context;
    this.options = options;
    this.#answers = new FileAnswers(context, options);
  }

  /** Answers with a file that is known: at once where it is in memory. `undefined` where it must be looked up anew. */
  answerKnown(file: CachedFile, request: IncomingRequest, exchange: Exchange, statusCode: number): FileAnswer {
    return this.#answers.answer(file, { request, exchange, statusCode });
  }

  /** Whether a file that was known is still the same, after a look at the disk where that is due. */
  async isCurrent(file: CachedFile): Promise<boolean> {
    const { cache } = this.context;
    return cache.isFresh(file) || (await cache.check(file));
  }

  /**
   * Answers with a file that was just found.
   * @param known told of the file once it has been read
   * @param lookAgain finds it anew, where it is another by the time it is opened
   * @throws ResponseError 503 where it is another each time
   */
  async answerFound(
    first: FoundFile,
    asked: { readonly request: IncomingRequest; readonly exchange: Exchange; readonly statusCode: number },
    known: (file: CachedFile) => void,
    lookAgain: () => Promise<FoundFile | OutgoingResponse>,
  ): Promise<OutgoingResponse> {
    let found = first;
    for (let look = 1; look <= LOOKS_MAX; look++) {
      const file = await this.context.cache.load(found).catch(unlessGone);
      if (file !== undefined) {
        known(file);
        const response = await this.#answers.answer(file, asked);
        if (response !== undefined) return response;
      }
      const again = await lookAgain();
      if ("statusCode" in again) return again;
      found = again;
    }
    throw new ResponseError(503, "The file is being replaced at this moment. Try again.", {
      headers: { "Retry-After": "1" },
    });
  }

  /** Answers that there is no file to be had. */
  async refuse(
    found: NoFile,
    segments: readonly string[] | undefined,
    request: IncomingRequest,
    exchange: Exchange,
  ): Promise<OutgoingResponse> {
    const { statusCode, reason } = refusalOf(found);
    exchange.decisions?.note("file", `${segments === undefined ? "" : `${segments.join("/")}: `}${reason}`);
    const fault: Fault = { statusCode, message: this.#told(statusCode, reason, segments) };
    const page = await this.context.errorPage(fault, request);
    return { ...page, reason: found.kind === "refused" ? `refused: ${reason}` : `no file: ${reason}` };
  }

  /** Where the root lies is told in development alone; what is wrong with a path, always. */
  #told(statusCode: number, reason: string, segments: readonly string[] | undefined): string | undefined {
    const { development, store } = this.context;
    if (development && segments !== undefined) {
      return `Looked for ${segments.join("/") || "the root"} in ${store.description}: ${reason}.`;
    }
    return development || statusCode === 400 ? `The path is refused: ${reason}.` : undefined;
  }
}

function refusalOf(found: NoFile): Omit<Refused, "kind"> {
  if (found.kind === "refused") return found;
  return { statusCode: 404, reason: found.kind === "missing" ? found.reason : "a folder, not a file" };
}
