import type { Exchange, IncomingRequest, OutgoingResponse, Resource } from "../semantics/index.ts";
import { type FetchContext, fetchContext } from "./fetch-context.ts";
import { webRequest } from "./web-request.ts";
import { fromWebResponse, isWebResponse } from "./web-response.ts";

/** What a module that is served as it is exports: an application of a framework, or an object of one function. */
export interface FetchHandler {
  fetch(request: Request, context: FetchContext): Response | Promise<Response>;
}

/** Whether a module's default export is one. */
export function isFetchHandler(value: unknown): value is FetchHandler {
  const isHolder = (typeof value === "object" && value !== null) || typeof value === "function";
  return isHolder && "fetch" in value && typeof value.fetch === "function";
}

/**
 * A fetch handler as a Resource. What the handler throws or rejects with is passed on; an answer that is no Response
 * is an Error that says what was answered.
 */
export function fetchResource(handler: FetchHandler): Resource {
  // Workers pass (request, env, context): there is no env here, so that such handlers find the context in both places.
  const threefold = handler as {
    fetch(request: Request, env: FetchContext, context: FetchContext): Response | Promise<Response>;
  };
  return function serveByFetchHandler(request, exchange) {
    exchange.decisions?.note("handler", "run the fetch handler");
    const context = fetchContext(request, exchange);
    let answer: Response | Promise<Response>;
    try {
      answer = threefold.fetch(webRequest(request, exchange), context, context);
    } catch (error) {
      throw thrown(error, exchange);
    }
    if (!isPromise(answer)) return fromAnswer(answer, request, exchange);
    return answer.then(
      (response) => fromAnswer(response, request, exchange),
      (error: unknown) => {
        throw thrown(error, exchange);
      },
    );
  };
}

function thrown(error: unknown, { decisions }: Exchange): unknown {
  decisions?.note("handler", `the fetch handler threw ${error instanceof Error ? error.name : `a ${typeof error}`}`);
  return error;
}

function fromAnswer(
  answer: Response,
  request: IncomingRequest,
  exchange: Exchange,
): OutgoingResponse | Promise<OutgoingResponse> {
  if (!isWebResponse(answer)) {
    throw new TypeError(`The fetch handler answered ${nameOf(answer)}: expected a Response, or a promise of one.`);
  }
  exchange.decisions?.note("handler", `the fetch handler answered ${answer.status}`);
  return fromWebResponse(answer, request.method);
}

function isPromise(answer: Response | Promise<Response>): answer is Promise<Response> {
  return typeof (answer as Partial<Promise<Response>> | undefined)?.then === "function";
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  return Object.prototype.toString.call(value).slice("[object ".length, -1) === "Object"
    ? "a plain object"
    : "an object of another kind";
}
