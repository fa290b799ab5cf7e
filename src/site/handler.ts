import { shown } from "../config/index.ts";
import { fromWebResponse, isWebResponse } from "../fetch/index.ts";
import {
  type DecisionNotes,
  type Exchange,
  FieldSection,
  type IncomingRequest,
  isPromise,
  isResponseError,
  type OutgoingResponse,
  withoutStack,
} from "../semantics/index.ts";
import { RequestContext } from "./request-context.ts";
import type { Params } from "./route-map.ts";
import type { RouteResource } from "./route-resource.ts";
import { type Handler, isSiteValue, type SiteValue } from "./site-values.ts";

/** Answers a value that a handler answered with. */
export type ValueAnswer = (
  value: SiteValue,
  request: IncomingRequest,
  exchange: Exchange,
  params: Params,
) => OutgoingResponse | Promise<OutgoingResponse>;

export interface HandlerOptions {
  /** The pattern it stands at, for messages. */
  readonly pattern: string;
  readonly answerValue: ValueAnswer;
  /** Whether to answer without calling the handler, for requests of this method. */
  readonly stopBefore?: ((method: string) => boolean) | undefined;
}

/**
 * A handler as what answers requests. A handler that answers at once with one of the site's values is answered at once.
 * What it throws or rejects with is passed on.
 */
export function compileHandler(handler: Handler, options: HandlerOptions): RouteResource {
  const { stopBefore } = options;
  return function serveHandler(request, exchange, params) {
    if (stopBefore?.(request.method)) {
      exchange.decisions?.note("handler", `not run for ${request.method}`);
      return notRun;
    }
    const { decisions } = exchange;
    decisions?.note("handler", `run the handler of "${options.pattern}"`);
    let answer: unknown;
    try {
      answer = handler(new RequestContext(request, exchange, params));
    } catch (error) {
      throw thrown(error, decisions);
    }
    if (!isPromise(answer)) return fromAnswer(answer, options, request, exchange, params);
    return answer.then(
      (settled) => fromAnswer(settled, options, request, exchange, params),
      (error: unknown) => {
        throw thrown(error, decisions);
      },
    );
  };
}

/** Its message is told where it is told at all: in the response, or in the log. */
function thrown(error: unknown, decisions: DecisionNotes | undefined): unknown {
  if (isResponseError(error)) decisions?.note("handler", `the handler threw a ResponseError of ${error.statusCode}`);
  else decisions?.note("handler", `the handler threw ${error instanceof Error ? error.name : `a ${typeof error}`}`);
  return error;
}

/** What is answered in place of a handler that is not to run. */
export const notRun: OutgoingResponse = {
  statusCode: 204,
  headerSection: FieldSection.empty,
  content: undefined,
  reason: "handler not run",
};

function fromAnswer(
  answer: unknown,
  options: HandlerOptions,
  request: IncomingRequest,
  exchange: Exchange,
  params: Params,
): OutgoingResponse | Promise<OutgoingResponse> {
  if (isSiteValue(answer)) {
    exchange.decisions?.note("handler", `the handler answered ${answer.kind}(…)`);
    return options.answerValue(answer, request, exchange, params);
  }
  if (isWebResponse(answer)) {
    exchange.decisions?.note("handler", `the handler answered a Response with ${answer.status}`);
    return fromWebResponse(answer, request.method, "handler");
  }
  const message =
    `the handler of "${options.pattern}" answered ${shown(answer)}: expected a Response or a value of the site, ` +
    'such as text("…"), json(…) or redirect(303, "/")';
  throw withoutStack(() => new TypeError(message));
}
