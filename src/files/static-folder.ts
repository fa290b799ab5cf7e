import {
  type Exchange,
  encodeSegment,
  FieldSection,
  type IncomingRequest,
  isPathRefusal,
  type OutgoingResponse,
  type PathSegments,
  parsePathSegments,
  withVary,
} from "../semantics/index.ts";
import { type CachedFile, keyOf } from "./cached-file.ts";
import { codedResponse } from "./coded-response.ts";
import { serveListing } from "./directory-listing.ts";
import { FRESH_MS } from "./file-cache.ts";
import { parseFilePath } from "./file-path.ts";
import type { FoundFile } from "./file-store.ts";
import { ListedDirectories } from "./listed-directories.ts";
import { lookOutcome, lookRows } from "./look-notes.ts";
import { isNavigation, noteNavigation } from "./navigation.ts";
import { ownText } from "./own-text.ts";
import { type AskedPath, isNotFoundPage, type Look, type Resolution, resolvePath } from "./path-resolution.ts";
import { redirectPage } from "./redirect-page.ts";
import type { StaticFiles } from "./static-files.ts";
import { WrittenTexts } from "./written-texts.ts";

/** Asked before a 404 is answered; `undefined` where it has nothing to say either. */
export type Otherwise = (
  request: IncomingRequest,
  exchange: Exchange,
) => OutgoingResponse | Promise<OutgoingResponse> | undefined;

/** What a path was found to mean, while that is known to be so. */
interface KnownPath {
  readonly file: CachedFile;
  readonly statusCode: number;
  /** Until when nothing else is taken to stand there, on the clock of `performance.now`; Infinity where nothing can. */
  readonly untilMs: number;
}

/** Paths whose meaning is remembered. Each is the one spelling of a file that is there: strangers add none. */
const KNOWN_PATHS_MAX = 50_000;

/** The files below a directory, by their paths. A file in memory is answered at once, without a promise. */
export class StaticFolder {
  readonly #files: StaticFiles;
  readonly #directory: readonly string[];
  readonly #spa: readonly string[] | undefined;
  readonly #known = new Map<string, KnownPath>();
  readonly #listed: ListedDirectories;
  readonly #written = new WrittenTexts();

  /**
   * @param directory from `parseFilePath`
   * @throws ConfigError where the SPA's file is no path below the root
   */
  constructor(files: StaticFiles, directory: readonly string[]) {
    const { spa } = files.options;
    this.#files = files;
    this.#directory = directory;
    this.#listed = new ListedDirectories(files.context.store, files.context.cache.now);
    const page = spa === true ? "index.html" : spa;
    this.#spa = page ? [...directory, ...parseFilePath("spa", page)] : undefined;
  }

  /**
   * Answers what the rest of a path names below the directory.
   * @param rest what follows the directory's own path: begins with "/", not decoded
   */
  serve(
    rest: string,
    request: IncomingRequest,
    exchange: Exchange,
    otherwise?: Otherwise,
  ): OutgoingResponse | Promise<OutgoingResponse> {
    const known = this.#knownAt(rest, request);
    if (known !== undefined) {
      const { cache } = this.#files.context;
      if (cache.isFresh(known.file) && this.#isStillMeant(known)) {
        const answer = this.#files.answerKnown(known.file, request, exchange, known.statusCode);
        if (!(answer instanceof Promise)) return answer;
        return answer.then((late) => late ?? this.#lookAndServe(rest, request, exchange, otherwise));
      }
    }
    return this.#lookAndServe(rest, request, exchange, otherwise);
  }

  /**
   * Answers with the file at another path than the request's, under a status code: never with a redirect, and with the
   * 404 page where no file is there.
   * @param path below the directory: begins with "/", not decoded
   */
  async serveAt(
    path: string,
    statusCode: number,
    request: IncomingRequest,
    exchange: Exchange,
  ): Promise<OutgoingResponse> {
    const look = async (): Promise<FoundFile | OutgoingResponse> => {
      let resolution = await this.#resolveAt(path, exchange);
      if (resolution.kind === "redirect") resolution = await this.#resolveAt(resolution.path, exchange);
      if (resolution.kind === "file") return resolution.file;
      const { segments } = resolution.kind === "redirect" ? { segments: undefined } : resolution;
      const reason = "reason" in resolution ? resolution.reason : `${path} is no file`;
      return this.#files.refuse({ kind: "missing", reason }, segments, request, exchange);
    };
    const found = await look();
    if ("headerSection" in found) return found;
    return this.#files.answerFound(found, { request, exchange, statusCode }, () => {}, look);
  }

  async #resolveAt(path: string, exchange: Exchange): Promise<Resolution> {
    const parsed = parsePathSegments(path);
    if (isPathRefusal(parsed)) return { kind: "refused", ...parsed, segments: [] };
    return this.#resolve({ ...parsed, path, prefix: "" }, exchange);
  }

  async #lookAndServe(
    rest: string,
    request: IncomingRequest,
    exchange: Exchange,
    otherwise: Otherwise | undefined,
  ): Promise<OutgoingResponse> {
    const known = this.#knownAt(rest, request);
    if (known !== undefined) {
      const isCurrent = this.#isStillMeant(known) && (await this.#files.isCurrent(known.file));
      const answer = isCurrent
        ? await this.#files.answerKnown(known.file, request, exchange, known.statusCode)
        : undefined;
      if (answer !== undefined) return answer;
      this.#known.delete(rest);
    }
    const path = parsePathSegments(rest);
    if (isPathRefusal(path)) return this.#files.refuse({ kind: "refused", ...path }, undefined, request, exchange);
    const asked = askedPath(rest, path, request.path);
    const resolution = await this.#resolve(asked, exchange);
    if (resolution.kind !== "file") return this.#serveNoFile(resolution, asked, request, exchange, otherwise);
    const lookAgain = async (): Promise<FoundFile | OutgoingResponse> => {
      const again = await this.#resolve(asked, exchange);
      return again.kind === "file" ? again.file : this.#serveNoFile(again, asked, request, exchange, otherwise);
    };
    const statusCode = isNotFoundPage(resolution.file.segments) ? 404 : 200;
    const keep = (file: CachedFile) =>
      this.#remember(rest, path, { file, statusCode, isSecondChoice: resolution.isSecondChoice });
    return this.#files.answerFound(resolution.file, { request, exchange, statusCode }, keep, lookAgain);
  }

  async #resolve(asked: AskedPath, { decisions }: Exchange): Promise<Resolution> {
    const { store, hidden } = this.#files.context;
    if (hidden?.has(keyOf([...this.#directory, ...asked.segments])) === true) {
      const reason = "written for the server, not for its clients";
      return { kind: "refused", statusCode: 404, reason, segments: asked.segments };
    }
    const { options } = this.#files;
    if (decisions === undefined) return resolvePath(store, this.#directory, asked, options, undefined);
    const looks: Look[] = [];
    try {
      const resolution = await resolvePath(store, this.#directory, asked, options, (look) => looks.push(look));
      decisions.note("look", lookOutcome(resolution), lookRows(looks, resolution));
      return resolution;
    } catch (error) {
      decisions.note("look", "the disk failed", lookRows(looks, undefined));
      throw error;
    }
  }

  async #serveNoFile(
    resolution: Exclude<Resolution, { readonly kind: "file" }>,
    asked: AskedPath,
    request: IncomingRequest,
    exchange: Exchange,
    otherwise: Otherwise | undefined,
  ): Promise<OutgoingResponse> {
    switch (resolution.kind) {
      case "redirect":
        return redirectToMeant(resolution, request, exchange);
      case "list":
        return this.#serveList(resolution.segments, asked, request, exchange);
      case "missing":
        return this.#serveMissing(resolution, request, exchange, otherwise);
      case "refused":
        return this.#files.refuse(resolution, resolution.segments, request, exchange);
    }
  }

  async #serveList(
    segments: readonly string[],
    asked: AskedPath,
    request: IncomingRequest,
    exchange: Exchange,
  ): Promise<OutgoingResponse> {
    const { hidden } = this.#files.context;
    const all = await this.#listed.list(segments);
    if (all === undefined) {
      const reason = "the folder cannot be listed";
      return this.#files.refuse({ kind: "refused", statusCode: 403, reason }, segments, request, exchange);
    }
    const { unlisted } = this.#files.options;
    const inside = asked.path.endsWith("/") ? asked.path : `${asked.path}/`;
    const isHidden = (name: string) =>
      hidden?.has(keyOf([...segments, name])) === true || unlisted?.(`${inside}${encodeSegment(name)}`) === true;
    const hidesNone = unlisted === undefined && hidden === undefined;
    const entries = hidesNone ? all : all.filter(({ name }) => !isHidden(name));
    const isRoot = asked.segments.length === 0;
    const listed = { path: asked.path, segments: asked.segments, entries, isRoot };
    const response = serveListing(listed, request, exchange, this.#written);
    if (this.#files.options.compress === false) return response;
    return codedResponse(response, request, exchange, this.#written);
  }

  async #serveMissing(
    missing: Extract<Resolution, { readonly kind: "missing" }>,
    request: IncomingRequest,
    exchange: Exchange,
    otherwise: Otherwise | undefined,
  ): Promise<OutgoingResponse> {
    const answer = await otherwise?.(request, exchange);
    if (answer !== undefined) return answer;
    const { store } = this.#files.context;
    if (this.#spa !== undefined) {
      const isPage = isNavigation(request);
      if (exchange.decisions !== undefined) noteNavigation(exchange.decisions, request, isPage, this.#spa);
      if (isPage) {
        const found = await store.lookup(this.#spa);
        if (found.kind !== "file") return this.#files.refuse(found, this.#spa, request, exchange);
        return this.#serveFallback(found.file, this.#spa, request, exchange);
      }
    }
    const isPagePath = this.#spa !== undefined && !missing.segments.at(-1)?.includes(".");
    const reason = isPagePath ? `${missing.reason}; spa answers navigations alone (Accept: text/html)` : missing.reason;
    const page = await this.#files.refuse({ ...missing, kind: "missing", reason }, missing.segments, request, exchange);
    // What decided that this is no navigation.
    return this.#spa === undefined
      ? page
      : { ...page, headerSection: withVary(page.headerSection, "Accept", "Sec-Fetch-Dest") };
  }

  /** A file in the place of what is not there. What it stands for is not remembered: there is no end of such paths. */
  async #serveFallback(
    file: FoundFile,
    segments: readonly string[],
    request: IncomingRequest,
    exchange: Exchange,
  ): Promise<OutgoingResponse> {
    const lookAgain = async (): Promise<FoundFile | OutgoingResponse> => {
      const found = await this.#files.context.store.lookup(segments);
      return found.kind === "file" ? found.file : this.#files.refuse(found, segments, request, exchange);
    };
    const response = await this.#files.answerFound(file, { request, exchange, statusCode: 200 }, () => {}, lookAgain);
    // What decided whether this is a navigation.
    return { ...response, headerSection: withVary(response.headerSection, "Accept", "Sec-Fetch-Dest") };
  }

  /** What is known of a path. The directory itself, asked for without its slash, is not what it is with one. */
  #knownAt(rest: string, { path }: IncomingRequest): KnownPath | undefined {
    return lacksSlash(rest, path) ? undefined : this.#known.get(rest);
  }

  #isStillMeant({ untilMs }: KnownPath): boolean {
    return untilMs === Number.POSITIVE_INFINITY || this.#files.context.cache.now() < untilMs;
  }

  /** Remembers what a path means where it is spelled as most spell it; other spellings are looked up each time. */
  #remember(
    rest: string,
    { segments, endsWithSlash }: PathSegments,
    { file, statusCode, isSecondChoice }: Omit<KnownPath, "untilMs"> & { readonly isSecondChoice: boolean },
  ): void {
    const path = segments.map(encodeSegment).join("/");
    const spelling = path === "" || !endsWithSlash ? `/${path}` : `/${path}/`;
    if (rest !== spelling || !isUniform(path, segments)) return;
    if (this.#known.size >= KNOWN_PATHS_MAX && !this.#known.has(rest)) this.#forgetDropped();
    const untilMs = isSecondChoice ? this.#files.context.cache.now() + FRESH_MS : Number.POSITIVE_INFINITY;
    this.#known.set(ownText(rest), { file, statusCode, untilMs });
  }

  #forgetDropped(): void {
    for (const [path, { file }] of this.#known) if (file.isDropped) this.#known.delete(path);
    if (this.#known.size >= KNOWN_PATHS_MAX) this.#known.clear();
  }
}

/** The served directory itself may be asked for without its slash: its rest is "/" all the same. */
function askedPath(rest: string, { segments, endsWithSlash }: PathSegments, path: string): AskedPath {
  if (lacksSlash(rest, path)) return { path, prefix: path, segments, endsWithSlash: false };
  return { path, prefix: path.slice(0, path.length - rest.length), segments, endsWithSlash };
}

/** Of the spellings of a name that mix letters with accents and letters and their accents, there are too many. */
function isUniform(path: string, segments: readonly string[]): boolean {
  if (!path.includes("%")) return true;
  const name = keyOf(segments);
  return name === name.normalize("NFC") || name === name.normalize("NFD");
}

function lacksSlash(rest: string, path: string): boolean {
  return rest.length === 1 && !path.endsWith("/");
}

/** The location is a path of this origin whatever the request's path began with, and keeps its query. */
function redirectToMeant(
  { path, why }: Extract<Resolution, { readonly kind: "redirect" }>,
  { query }: IncomingRequest,
  exchange: Exchange,
): OutgoingResponse {
  const location = query === undefined ? path : `${path}?${query}`;
  exchange.decisions?.note("redirect", `${why}: ${location}`);
  return {
    statusCode: 301,
    // User agents keep a 301 for good if nothing says otherwise, and folders become files.
    headerSection: FieldSection.of([
      ["Location", location],
      ["Content-Type", "text/html; charset=utf-8"],
      ["Cache-Control", "no-cache"],
    ]),
    content: redirectPage(301, location),
    reason: `redirect 301 (${why})`,
  };
}
