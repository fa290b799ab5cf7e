import {
  type ErrorPage,
  type Fault,
  FieldSection,
  type IncomingRequest,
  isResponseError,
  type OutgoingResponse,
  reasonPhrase,
} from "../semantics/index.ts";
import type { Refused } from "./own-rules.ts";
import type { ProtocolFault } from "./protocol-engine.ts";

/**
 * What an error tells the client. A ResponseError tells its status and message, a broken protocol rule the same;
 * whatever else arrives here is a 500 whose message stays inside.
 */
export function faultOf(error: unknown): Fault {
  if (isResponseError(error)) {
    return {
      statusCode: error.statusCode,
      message: error.message,
      headerSection: error.headerSection,
      cause: error.statusCode >= 500 ? (error.cause ?? error) : error.cause,
    };
  }
  return { statusCode: 500, message: undefined, cause: error };
}

/** The fault of octets that broke a rule of the protocol. */
export function faultOfProtocol(error: ProtocolFault): Refused {
  return { statusCode: error.statusCode, message: error.message, rule: error.rule };
}

/** Whether this was thrown by an engine because the peer broke the protocol. */
export function isProtocolFault(error: unknown): error is ProtocolFault {
  return typeof error === "object" && error !== null && "rule" in error && "statusCode" in error;
}

/** The page for a fault; a plain one where making the page failed, with that failure told to the log. */
export function answerFault(
  fault: Fault,
  request: IncomingRequest | undefined,
  errorPage: ErrorPage,
): OutgoingResponse | Promise<OutgoingResponse> {
  try {
    const page = errorPage(fault, request);
    return page instanceof Promise ? page.catch((cause: unknown) => plainPage(fault, cause)) : page;
  } catch (cause) {
    return plainPage(fault, cause);
  }
}

/** The least that can be said of a fault; needs nothing that could fail. */
export function plainPage(fault: Fault, failure?: unknown): OutgoingResponse {
  const phrase = reasonPhrase(fault.statusCode);
  return {
    statusCode: fault.statusCode,
    headerSection: FieldSection.of([
      ...(fault.headerSection ?? []),
      ["Content-Type", "text/plain; charset=utf-8"],
      ["X-Content-Type-Options", "nosniff"],
    ]),
    content: `${fault.statusCode} ${phrase}\n${fault.message === undefined ? "" : `\n${fault.message}\n`}`,
    reason: fault.message ?? phrase,
    cause:
      failure === undefined ? fault.cause : new AggregateError([fault.cause, failure], "the error page failed too"),
  };
}
