import {
  type ConnectionInfo,
  type Exchange,
  type IncomingRequest,
  isResponseError,
  type OutgoingResponse,
  type Resource,
  ResponseError,
} from "../../semantics/index.ts";
import { sendingLimits } from "../act/sending-messages.ts";
import { WINDOW_PATH, windowPaths } from "../paths.ts";
import type { RecordingSource } from "../recording-source.ts";
import { type After, EventFeed } from "./event-feed.ts";
import type { WindowFiles } from "./window-files.node.ts";
import { actRefusal, type GateSecrets, hasTokenInQuery, lookRefusal, tokenCookie } from "./window-gate.ts";
import { windowPage } from "./window-page.ts";
import { empty, jsonResponse, ok, refused } from "./window-resource-responses.ts";
import { keptSession } from "./window-resource-session.ts";

/** What the window shows and does. */
export interface WindowParts {
  readonly source: RecordingSource;
  readonly gate: GateSecrets;
  readonly files: () => WindowFiles | undefined;
  readonly after: After;
  /**
   * Sends octets to the server, as the page asks.
   * @param asked what the page has sent, read as JSON
   * @returns what it is answered, as JSON
   * @throws ResponseError what is asked cannot be done: why
   */
  readonly send: (asked: unknown, exchange: Exchange) => unknown;
  /** What the page can break on purpose, as JSON. */
  readonly cases: () => unknown;
}

const SHARED = "GET, HEAD";

/**
 * The window as a resource, for every path below its own but those of live reload.
 * @returns the resource, and what ends its event streams
 */
export function windowResource(parts: WindowParts): { readonly resource: Resource; close(): void } {
  const window = new WindowResource(parts);
  return {
    resource(request, exchange) {
      try {
        return window.answer(request, exchange);
      } catch (error) {
        return failed(error);
      }
    },
    close: () => window.close(),
  };
}

type Answer = OutgoingResponse | Promise<OutgoingResponse>;

class WindowResource {
  readonly #parts: WindowParts;
  readonly #feed: EventFeed;

  constructor(parts: WindowParts) {
    this.#parts = parts;
    this.#feed = new EventFeed(parts.source, parts.after);
  }

  close(): void {
    this.#feed.close();
  }

  answer(request: IncomingRequest, exchange: Exchange): Answer {
    const { gate } = this.#parts;
    if (isTokenVisit(request) && hasTokenInQuery(request, gate)) return letIn(request, exchange.connection, gate);
    const refusal = lookRefusal(request, exchange.connection, gate);
    if (refusal !== undefined) return refused(refusal.statusCode, refusal.message, refusal.reason);
    if (request.path === windowPaths.send) return this.#act(request, (asked) => this.#send(asked, exchange));
    if (request.path === windowPaths.clear) return this.#act(request, () => this.#clear());
    if (request.method === "GET" || request.method === "HEAD") return this.#look(request);
    return wrongMethod(SHARED);
  }

  #look(request: IncomingRequest): OutgoingResponse {
    const { path } = request;
    const { source, files, cases } = this.#parts;
    if (path === WINDOW_PATH) return this.#page(request);
    if (path === windowPaths.script) return part("script", files()?.script);
    if (path === windowPaths.style) return part("style", files()?.style);
    if (path === windowPaths.events) return this.#events();
    if (path === windowPaths.session) return ok("json", keptSession(source), "window: session");
    if (path === windowPaths.cases) return jsonResponse(cases(), "window: cases");
    if (path.startsWith(windowPaths.exchanges)) return this.#exchange(path.slice(windowPaths.exchanges.length));
    return refused(404, "The window has nothing at this address.", "window: no such path");
  }

  #page(request: IncomingRequest): OutgoingResponse {
    // The token in the page is for the page: scripts of the site, of the same origin, cannot read it.
    const destination = request.headerSection.get("sec-fetch-dest");
    if (destination !== undefined && destination !== "document") {
      return refused(403, "The window's page is opened in a tab of its own.", "window refused: page not opened");
    }
    const { gate, files } = this.#parts;
    return ok("page", windowPage(gate.pageToken, files() !== undefined), "window: page");
  }

  #events(): OutgoingResponse {
    // 204 tells an event source not to come back (HTML, "Server-sent events", §9.2.3).
    if (this.#feed.isClosed) return empty(204, "window: closing");
    if (this.#feed.isFull) {
      const message = "As many pages follow the window as it tells at once. Close one of them.";
      return refused(503, message, "window: too many event streams", ["Retry-After", "10"]);
    }
    return ok("events", this.#feed.stream(), "window: events");
  }

  #exchange(key: string): OutgoingResponse {
    const numbers = /^([1-9][0-9]{0,14})\.([1-9][0-9]{0,14})$/.exec(key);
    const record = numbers === null ? undefined : this.#parts.source.exchange(Number(numbers[1]), Number(numbers[2]));
    if (record !== undefined) return jsonResponse(record, "window: exchange");
    return refused(404, "This exchange is not kept any more: newer ones took its place.", "window: exchange forgotten");
  }

  #act(request: IncomingRequest, act: (asked: unknown) => Answer): Answer {
    if (request.method !== "POST") return wrongMethod("POST");
    const refusal = actRefusal(request, this.#parts.gate);
    if (refusal !== undefined) return refused(refusal.statusCode, refusal.message, refusal.reason);
    return acted(request, act);
  }

  async #send(asked: unknown, exchange: Exchange): Promise<OutgoingResponse> {
    return jsonResponse(await this.#parts.send(asked, exchange), "window: send");
  }

  #clear(): OutgoingResponse {
    this.#parts.source.clear();
    return empty(204, "window: clear");
  }
}

function isTokenVisit({ method, path }: IncomingRequest): boolean {
  return path === WINDOW_PATH && (method === "GET" || method === "HEAD");
}

/** The token goes into a cookie and out of the address. */
function letIn(request: IncomingRequest, connection: ConnectionInfo, gate: GateSecrets): OutgoingResponse {
  const cookie = tokenCookie(request, connection, gate);
  return empty(303, "window: token taken", ["Location", WINDOW_PATH], ["Set-Cookie", cookie]);
}

function part(kind: "script" | "style", octets: Uint8Array | undefined): OutgoingResponse {
  if (octets !== undefined) return ok(kind, octets, `window: ${kind}`);
  return refused(404, "The window's page has not been built: run `npm run build`.", "window: not built");
}

function wrongMethod(allow: string): OutgoingResponse {
  return refused(405, `This address takes ${allow.replace(", ", " and ")} alone.`, "window: method not allowed", [
    "Allow",
    allow,
  ]);
}

/** Reads the content as JSON and acts. What fails is answered here: the site has no part in it. */
async function acted(request: IncomingRequest, act: (asked: unknown) => Answer): Promise<OutgoingResponse> {
  try {
    return await act(await contentAsJson(request));
  } catch (error) {
    if (!isResponseError(error)) return failed(error);
    return refused(error.statusCode, error.message, `window: ${error.message}`, ...error.headerSection);
  }
}

/** The site's own page for errors is no part of the window, and its fields are none of the window's. */
function failed(cause: unknown): OutgoingResponse {
  return { ...refused(500, "The window has failed; the server's log says why.", "window: failed"), cause };
}

/** @throws ResponseError 400 it is no JSON in UTF-8; 413, 408 or 400 as `RequestContent` says */
async function contentAsJson({ content }: IncomingRequest): Promise<unknown> {
  if (content === undefined) throw new ResponseError(400, "There is no content: JSON is expected.");
  content.limitOctets = sendingLimits.contentOctetsMax;
  const octets = await content.octets();
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(octets));
  } catch {
    throw new ResponseError(400, "The content is no JSON in UTF-8.");
  }
}
