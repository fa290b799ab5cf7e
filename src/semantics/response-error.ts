import { FieldSection, type FieldSectionInit } from "./field-section.ts";
import type { IncomingRequest } from "./request.ts";
import type { OutgoingResponse } from "./response.ts";

export interface ResponseErrorOptions {
  /** Why, in a few words for the log's arrow; absent, the message says it. */
  readonly reason?: string | undefined;
  /** Fields the response must have, such as Allow or Retry-After. */
  readonly headers?: FieldSectionInit | undefined;
  /** For the log alone. */
  readonly cause?: unknown;
}

/**
 * A refusal for handlers to throw: it becomes the error page of its status. It has no stack, for it is an ordinary
 * answer. Its message is shown to the client.
 */
export class ResponseError extends Error {
  override readonly name = "ResponseError";
  readonly statusCode: number;
  readonly headerSection: FieldSection;

  /**
   * @param statusCode 400 to 599
   * @param message what was wrong and what would be right, for the client to read
   * @throws RangeError where the status code is no error
   */
  constructor(statusCode: number, message: string, options: ResponseErrorOptions = {}) {
    const stackTraceLimit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    if (!Number.isInteger(statusCode) || statusCode < 400 || statusCode > 599) {
      throw new RangeError(`ResponseError: status code ${statusCode} is not between 400 and 599`);
    }
    this.statusCode = statusCode;
    this.headerSection = FieldSection.of(options.headers ?? {});
    Object.defineProperty(this, responseErrorBrand, { value: true });
  }
}

const responseErrorBrand = Symbol.for("porthole.ResponseError");

/** Whether this was thrown as a {@link ResponseError}, also by another copy of the package. */
export function isResponseError(error: unknown): error is ResponseError {
  return typeof error === "object" && error !== null && responseErrorBrand in error;
}

/** What went wrong with one exchange, for the error page and the log. */
export interface Fault {
  /** 400 to 599. */
  readonly statusCode: number;
  /** What was wrong and what would be right, for the client to read; `undefined` where it may not know (500). */
  readonly message: string | undefined;
  /** The rule a malformed message broke: "RFC9112-3.2/HOST-MISSING". */
  readonly rule?: string | undefined;
  /** Why, in a few words for the log's arrow; absent, the message says it. */
  readonly reason?: string | undefined;
  /** Fields the response must have, such as Allow or Retry-After. */
  readonly headerSection?: FieldSection | undefined;
  /** What was thrown, for the log, and for the page in development alone. */
  readonly cause?: unknown;
}

/**
 * Makes the page for a fault. `request` is `undefined` where the octets never became one. It answers a response with
 * the fault's status code, fields and cause.
 */
export type ErrorPage = (
  fault: Fault,
  request: IncomingRequest | undefined,
) => OutgoingResponse | Promise<OutgoingResponse>;
