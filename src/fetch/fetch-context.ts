import {
  type Address,
  type Exchange,
  type FieldLine,
  FieldSection,
  type FieldSectionInit,
  type HttpVersion,
  type IncomingRequest,
  type RequestContent,
} from "../semantics/index.ts";

/** What a standard Request hides of its exchange: the second argument of a fetch handler. */
export interface FetchContext {
  /** The request target as it was sent (RFC 9112 §3.2): "/a?b", "http://host/a", "*". */
  readonly requestTarget: string;
  /** The header section's field lines, in the order and spelling of the wire. Made at each reading. */
  readonly fieldLines: readonly FieldLine[];
  readonly httpVersion: HttpVersion;
  /** The client; behind a trusted proxy, the one that the proxy names. */
  readonly remote: Address;
  readonly local: Address;
  /**
   * The request's content, `undefined` where it has none: also that of GET and HEAD, which a standard Request cannot
   * hold. It is the same content that `request.body` reads, and can be taken once.
   */
  readonly content: RequestContent | undefined;
  /** The field lines of the trailer section (RFC 9110 §6.5): empty until the content was taken to its end. */
  readonly trailers: readonly FieldLine[];
  /** Fires when the client is gone before the response was handed over, never on success. */
  readonly signal: AbortSignal;
  /** Settles once: true when the whole response was handed over, false when it was cut. Never rejects. */
  readonly completed: Promise<boolean>;
  /**
   * Sends an interim response (RFC 9110 §15.2), such as 103 with Link fields. Nothing is sent to HTTP/1.0, nor once
   * the response has begun.
   * @param statusCode 102 to 199
   * @throws RangeError the status code is none of an interim response that a handler may send
   */
  sendInterim(statusCode: number, fields?: FieldSectionInit): void;
  /** Keeps the server's shutdown waiting for this, within its grace. A rejection is logged. */
  waitUntil(promise: Promise<unknown>): void;
  /** For handlers written for service workers: nothing is passed through here, so that an error is an error page. */
  passThroughOnException(): void;
}

/** The context of one exchange: nothing in it is made before it is read. */
export function fetchContext(request: IncomingRequest, exchange: Exchange): FetchContext {
  return new ExchangeContext(request, exchange);
}

class ExchangeContext implements FetchContext {
  readonly #request: IncomingRequest;
  readonly #exchange: Exchange;

  constructor(request: IncomingRequest, exchange: Exchange) {
    this.#request = request;
    this.#exchange = exchange;
  }

  get requestTarget(): string {
    return this.#request.requestTarget;
  }

  get fieldLines(): readonly FieldLine[] {
    return [...this.#request.headerSection];
  }

  get httpVersion(): HttpVersion {
    return this.#request.httpVersion;
  }

  get remote(): Address {
    return this.#exchange.connection.remote;
  }

  get local(): Address {
    return this.#exchange.connection.local;
  }

  get content(): RequestContent | undefined {
    return this.#request.content;
  }

  get trailers(): readonly FieldLine[] {
    const content = this.#request.content;
    return content === undefined ? [] : [...content.trailerSection];
  }

  get signal(): AbortSignal {
    return this.#exchange.signal;
  }

  get completed(): Promise<boolean> {
    return this.#exchange.completed;
  }

  sendInterim(statusCode: number, fields?: FieldSectionInit): void {
    if (!Number.isInteger(statusCode) || statusCode < 102 || statusCode > 199) {
      throw new RangeError(`sendInterim: ${statusCode} is no interim status code from 102 to 199`);
    }
    this.#exchange.sendInterim(statusCode, fields === undefined ? FieldSection.empty : FieldSection.of(fields));
  }

  waitUntil(promise: Promise<unknown>): void {
    this.#exchange.waitUntil(promise);
  }

  passThroughOnException(): void {}
}
