import type { Exchange, IncomingRequest, OutgoingResponse } from "../semantics/index.ts";
import type { CachedFile } from "./cached-file.ts";
import type { FoundFile } from "./file-store.ts";
import type { StaticFiles } from "./static-files.ts";

/** One file, whatever the path it is asked for by. In memory it is answered at once, without a promise. */
export class StaticFile {
  readonly #files: StaticFiles;
  readonly #segments: readonly string[];
  #known: CachedFile | undefined;

  /** @param segments from `parseFilePath` */
  constructor(files: StaticFiles, segments: readonly string[]) {
    this.#files = files;
    this.#segments = segments;
  }

  /** @param statusCode of the response, for `status(418, file("teapot.html"))` */
  serve(request: IncomingRequest, exchange: Exchange, statusCode = 200): OutgoingResponse | Promise<OutgoingResponse> {
    const known = this.#known;
    if (known !== undefined && this.#files.context.cache.isFresh(known)) {
      const answer = this.#files.answerKnown(known, request, exchange, statusCode);
      if (!(answer instanceof Promise)) return answer;
      return answer.then((late) => late ?? this.#lookAndServe(request, exchange, statusCode));
    }
    return this.#lookAndServe(request, exchange, statusCode);
  }

  async #lookAndServe(request: IncomingRequest, exchange: Exchange, statusCode: number): Promise<OutgoingResponse> {
    const known = this.#known;
    if (known !== undefined && (await this.#files.isCurrent(known))) {
      const answer = await this.#files.answerKnown(known, request, exchange, statusCode);
      if (answer !== undefined) return answer;
    }
    const look = async (): Promise<FoundFile | OutgoingResponse> => {
      const found = await this.#files.context.store.lookup(this.#segments);
      if (found.kind === "file") return found.file;
      return this.#files.refuse(found, this.#segments, request, exchange);
    };
    const first = await look();
    if ("headerSection" in first) return first;
    const keep = (file: CachedFile) => {
      this.#known = file;
    };
    return this.#files.answerFound(first, { request, exchange, statusCode }, keep, look);
  }
}
