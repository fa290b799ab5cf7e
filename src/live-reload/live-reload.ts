import { type FileStore, type WatchedStore, watchedStore } from "../files/index.ts";
import {
  type DecisionNotes,
  type ErrorPage,
  FieldSection,
  type IncomingRequest,
  type NotedRow,
  type OutgoingResponse,
  type Resource,
  TAKEN_AWAY_BY,
} from "../semantics/index.ts";
import { isPageRequest, wholePageRequest, withScript } from "./live-reload-injection.ts";
import { SCRIPT_PATH, STREAM_PATH } from "./live-reload-paths.ts";
import { type LiveMessage, LiveStream } from "./live-reload-stream.ts";
import { liveReloadScript } from "./page/live-reload-script.ts";

export interface LiveReloadOptions {
  /**
   * Told each change of a file that was served, as it is seen: its path below the root, and the root. Whoever is told
   * gathers what belongs together and then calls `changed`.
   */
  readonly fileChanged: (path: string, root: string) => void;
  /** Runs an action in a while, not at all if need be. */
  readonly later?: ((action: () => void) => void) | undefined;
}

/**
 * Keeps the pages in browsers at what the site is now: puts a script into each page, which follows an event stream
 * (HTML, "Server-sent events") and reloads its page when there is something new.
 */
export class LiveReload {
  readonly #options: LiveReloadOptions;
  readonly #streams = new Set<LiveStream>();
  /** Tells this run from any other: after a restart every page is old. */
  readonly #run = crypto.randomUUID().slice(0, 8);
  #changes = 0;
  #failure: string | undefined;
  #isClosed = false;

  constructor(options: LiveReloadOptions) {
    this.#options = options;
  }

  /** How many pages are listening: those that are visible. */
  get pages(): number {
    return this.#streams.size;
  }

  /** The same files, watched while they are in use. */
  watched(store: FileStore): WatchedStore {
    const { fileChanged, later } = this.#options;
    return watchedStore(store, { changed: (path) => fileChanged(path, store.description), later });
  }

  /** Answers with the script and the event stream, at their paths alone. */
  readonly own: Resource = ({ path }) => (path === SCRIPT_PATH ? scriptResponse : this.#streamResponse());

  /**
   * The same answers, with the script in every page, and beside them the script and the event stream.
   * @param own what answers for these: {@link own}, behind what a site may ask for a password with
   */
  wrap(resource: Resource, own: Resource = this.own): Resource {
    return (request, exchange) => {
      if (isOwn(request)) return own(request, exchange);
      if (!isPageRequest(request)) return resource(request, exchange);
      const version = this.#version;
      exchange.decisions?.note("live reload", "the page is asked for whole: no coding, condition or range counts");
      return this.#injected(resource(wholePageRequest(request), exchange), request, version, exchange.decisions);
    };
  }

  /** The same error pages, with the script in them: whoever mends what was wrong sees the page come. */
  wrapErrorPage(errorPage: ErrorPage): ErrorPage {
    return (fault, request) => {
      if (request === undefined || !isPageRequest(request)) return errorPage(fault, request);
      return this.#injected(errorPage(fault, request), request, this.#version);
    };
  }

  /**
   * Tells every page that files have changed.
   * @param paths of all that have, below the root: style sheets alone are exchanged without a reload
   * @returns how many pages were told
   */
  changed(paths: readonly string[]): number {
    this.#changes += 1;
    return this.#tell(paths);
  }

  /**
   * Tells every page that the site is another, and right: a failure that was told is over.
   * @returns how many pages were told
   */
  siteChanged(): number {
    this.#changes += 1;
    this.#failure = undefined;
    return this.#tell(undefined);
  }

  /**
   * Tells every page, and those that come until the site changes, that the site is wrong and the last good one stays
   * up.
   * @param message for the developer to read, in lines of plain text
   * @returns how many pages were told
   */
  failed(message: string): number {
    this.#failure = message;
    return this.#tell([]);
  }

  /** Ends all event streams, and opens no more. */
  close(): void {
    this.#isClosed = true;
    for (const stream of this.#streams) stream.end();
  }

  get #version(): string {
    return `${this.#run}-${this.#changes}`;
  }

  #tell(changed: LiveMessage["changed"]): number {
    for (const stream of this.#streams) stream.tell(this.#message(changed));
    return this.#streams.size;
  }

  #message(changed: LiveMessage["changed"]): LiveMessage {
    return { version: this.#version, changed, failure: this.#failure };
  }

  #injected(
    answer: OutgoingResponse | Promise<OutgoingResponse>,
    request: IncomingRequest,
    version: string,
    decisions?: DecisionNotes,
  ): OutgoingResponse | Promise<OutgoingResponse> {
    const injection = { scriptPath: SCRIPT_PATH, streamPath: STREAM_PATH, version };
    const injected = (response: OutgoingResponse) => {
      const scripted = withScript(response, request, injection);
      if (decisions !== undefined && scripted !== response) noteScript(decisions, response, scripted);
      return scripted;
    };
    return answer instanceof Promise ? answer.then(injected) : injected(answer);
  }

  #streamResponse(): OutgoingResponse {
    // 204 tells an event source not to come back (HTML, "Server-sent events", §9.2.3).
    if (this.#isClosed) return { statusCode: 204, headerSection: streamFields, content: undefined, reason: "closing" };
    const stream = new LiveStream(this.#message(undefined), {
      opened: () => (this.#isClosed ? stream.end() : this.#streams.add(stream)),
      ended: () => this.#streams.delete(stream),
    });
    return { statusCode: 200, headerSection: streamFields, content: stream, reason: "live reload" };
  }
}

/** What a page with the script cannot say any more, or has to say besides. */
function noteScript(decisions: DecisionNotes, before: OutgoingResponse, after: OutgoingResponse): void {
  const rows: NotedRow[] = [];
  for (const [name, value] of after.headerSection) {
    if (!before.headerSection.getAll(name).includes(value)) rows.push([name, "live reload (--watch)"]);
  }
  for (const [name] of before.headerSection) {
    if (!after.headerSection.has(name)) rows.push([name, `${TAKEN_AWAY_BY}live reload (--watch)`]);
  }
  decisions.note("live reload", "its script was put at the page's end");
  decisions.note("fields", rows.map(([name]) => name).join(", "), rows);
}

function isOwn({ method, path }: IncomingRequest): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  return path === SCRIPT_PATH || path === STREAM_PATH;
}

const scriptFields = FieldSection.of([
  ["Content-Type", "text/javascript; charset=utf-8"],
  ["X-Content-Type-Options", "nosniff"],
  ["Cache-Control", "no-store"],
]);
const streamFields = FieldSection.of([
  ["Content-Type", "text/event-stream; charset=utf-8"],
  ["X-Content-Type-Options", "nosniff"],
  ["Cache-Control", "no-store"],
]);
const scriptResponse: OutgoingResponse = {
  statusCode: 200,
  headerSection: scriptFields,
  content: liveReloadScript,
  reason: "live reload",
};
