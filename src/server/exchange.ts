import {
  type ConnectionInfo,
  type Exchange,
  type Fault,
  type FieldSection,
  type IncomingRequest,
  isFileRange,
  type OutgoingResponse,
  ResponseError,
} from "../semantics/index.ts";
import { DecisionRecord } from "../trace/index.ts";
import { answerFault, faultOf, plainPage } from "./answer-error.ts";
import { clientGone, contentCut, isAbortError } from "./client-gone.ts";
import type { ConnectionWatch } from "./connection-watch.ts";
import { ruleOf } from "./own-rules.ts";
import type { ProtocolEngine, RequestHeadEvent, ResponseHead } from "./protocol-engine.ts";
import { type ContentSource, ReceivedContent } from "./received-content.ts";
import { enterRefusal } from "./refused-request.ts";
import type { ServerContext } from "./server-context.ts";
import { type ContentSink, discardContent, StreamedContent } from "./streamed-content.ts";

/** What an exchange needs of the connection it is held over. */
export interface ExchangeLine {
  readonly engine: ProtocolEngine;
  readonly server: ServerContext;
  /** `undefined` where nobody watches. */
  readonly watch: ConnectionWatch | undefined;
  /** The exchange goes on after the call that opened it: events for it are to be brought to it. */
  exchangeStays(exchange: ServedExchange): void;
  /** The response is about to be sent: whether the connection must end after it is decided now. */
  responseBegins(exchange: ServedExchange): void;
  /** The response has ended. */
  exchangeEnded(exchange: ServedExchange): void;
  /** Hands the engine's output to the transport. @returns false when the client takes it too slowly */
  flush(): boolean;
  readonly unsentOctets: number;
  /** Octets received since the connection opened. */
  readonly receivedOctets: number;
  /** Settles when the client has taken what was unsent, or is gone. */
  untilDrained(): Promise<void>;
  /** Receives more for this exchange. */
  receiveMore(): void;
  /** Ends the connection now, cutting what is open. */
  cut(reason: string): void;
}

/** One request and its response, from the request's head to the response's end. */
export class ServedExchange implements Exchange, ContentSource, ContentSink {
  readonly number: number;
  readonly request: IncomingRequest;
  readonly connection: ConnectionInfo;
  readonly content: ReceivedContent | undefined;
  readonly decisions: DecisionRecord | undefined;

  readonly #line: ExchangeLine;
  readonly #startedMs: number;
  #durationMs: number | undefined;
  #phase: "serving" | "sending" | "ended" = "serving";
  #isCut = false;
  /** Why it was cut from here; `undefined` where the client is gone. */
  #cutReason: string | undefined;
  #response: OutgoingResponse | undefined;
  #contentOctets = 0;
  #streamed: StreamedContent | undefined;
  #fault: Fault | undefined;
  #faults = 0;
  /** The rule that refused the request, or ended its connection. */
  #rule: string | undefined;
  /** What was wrong with content that came after the response had begun. */
  #lateRefusal: string | undefined;
  #abortion: AbortController | undefined;
  #completion: { readonly promise: Promise<boolean>; readonly resolve: (isWhole: boolean) => void } | undefined;

  constructor(line: ExchangeLine, head: RequestHeadEvent, connection: ConnectionInfo) {
    const server = line.server;
    this.#line = line;
    this.number = head.exchange;
    this.connection = connection;
    this.decisions = server.recordsDecisions ? new DecisionRecord() : undefined;
    this.content = head.hasContent
      ? new ReceivedContent(this, head.lengthOctets, server.bounds.contentOctetsMax)
      : undefined;
    this.#startedMs = server.log === undefined ? 0 : performance.now();
    line.watch?.began(head, this.decisions?.decisions);
    this.request = {
      method: head.method,
      requestTarget: head.requestTarget,
      scheme: connection.isEncrypted ? "https" : "http",
      authority: head.authority === "" ? server.authorityOf(connection) : head.authority,
      path: head.path,
      query: head.query,
      httpVersion: head.httpVersion,
      headerSection: head.headerSection,
      content: this.content,
    };
    if (server.forwarded !== undefined) {
      const seen = server.forwarded(this.request, connection);
      this.request = seen.request;
      this.connection = seen.connection;
    }
  }

  /** Whether the exchange has no response yet, and nothing of it has been sent. */
  get isServing(): boolean {
    return this.#phase === "serving";
  }

  /** Whether the next octets of the response are awaited from the site. */
  get isWaitingForSite(): boolean {
    return this.#phase === "serving" ? this.content?.isWaiting !== true : this.#streamed?.isWaitingForSite === true;
  }

  get signal(): AbortSignal {
    if (this.#abortion === undefined) {
      this.#abortion = new AbortController();
      if (this.#isCut) this.#abortion.abort(clientGone());
    }
    return this.#abortion.signal;
  }

  get completed(): Promise<boolean> {
    if (this.#completion === undefined) {
      let resolve!: (isWhole: boolean) => void;
      const promise = new Promise<boolean>((settle) => {
        resolve = settle;
      });
      this.#completion = { promise, resolve };
      if (this.#phase === "ended") resolve(!this.#isCut);
    }
    return this.#completion.promise;
  }

  sendInterim(statusCode: number, headerSection: FieldSection): void {
    if (this.#phase !== "serving") return;
    this.#line.engine.sendInterim(this.number, statusCode, headerSection);
    this.#line.flush();
  }

  waitUntil(promise: Promise<unknown>): void {
    this.#line.server.waitUntil(promise);
  }

  /** Asks the site for the response and sends it, at once where the site answers at once. */
  serve(): void {
    let answer: OutgoingResponse | Promise<OutgoingResponse>;
    try {
      answer = this.#line.server.resource(this.request, this);
    } catch (error) {
      this.#refuse(faultOf(error));
      return;
    }
    this.#take(answer);
  }

  /** Answers this fault instead of what the site might still answer. Where the response has begun the log alone is told. */
  refuse(fault: Fault): void {
    this.#rule ??= fault.rule;
    if (this.#phase === "serving") this.#refuse(fault);
    else this.#lateRefusal = fault.message;
  }

  contentWanted(): void {
    if (this.#phase !== "ended") this.#line.engine.wantContent(this.number);
    this.#line.receiveMore();
  }

  send(piece: Uint8Array | string): boolean {
    this.#line.engine.sendContent(this.number, piece);
    this.#line.server.streamTurns.spent(piece.length);
    this.#contentOctets += typeof piece === "string" ? this.#line.server.utf8LengthOctets(piece) : piece.length;
    return this.#line.flush();
  }

  drained(): Promise<void> {
    return this.#line.untilDrained();
  }

  get unsentOctets(): number {
    return this.#line.unsentOctets;
  }

  get isTurnOver(): boolean {
    return this.#line.server.streamTurns.isOver;
  }

  nextTurn(): Promise<void> {
    return new Promise((resolve) => this.#line.server.streamTurns.onNext(resolve));
  }

  /**
   * The connection is gone: what is open is cut.
   * @param reason why it was ended here; `undefined` where the client ended it
   * @param rule which it was ended by, if any
   */
  cut(reason: string | undefined, rule?: string): void {
    if (this.#phase === "ended") return;
    this.#rule ??= rule;
    this.#phase = "ended";
    this.#isCut = true;
    this.#cutReason = reason;
    if (this.content?.hasEnded === false) this.content.fail(new ResponseError(400, contentCut(reason)));
    this.#streamed?.cancel();
    this.#abortion?.abort(clientGone());
    this.#completion?.resolve(false);
    this.log();
  }

  #take(answer: OutgoingResponse | Promise<OutgoingResponse>): void {
    if (typeof (answer as Promise<OutgoingResponse> | undefined)?.then !== "function") {
      this.#answer(answer as OutgoingResponse);
      return;
    }
    this.#line.exchangeStays(this);
    // Once it has been refused, the page is what is waited for: what the site answers then counts no more.
    const faults = this.#faults;
    (answer as Promise<OutgoingResponse>).then(
      (response) => (faults === this.#faults ? this.#answer(response) : discardAnswer(response)),
      (error: unknown) => {
        if (faults === this.#faults) this.#refuse(faultOf(error));
      },
    );
  }

  #refuse(fault: Fault): void {
    if (this.#phase !== "serving") {
      if (this.#isCut && fault.statusCode === 500 && !isAbortError(fault.cause))
        this.#line.server.tellFailure("a request whose client had gone failed", fault.cause);
      return;
    }
    this.#fault = fault;
    this.#faults += 1;
    if (this.#faults === 1 && this.#rule === undefined) this.#tellRefused(fault);
    if (this.#faults > 2) this.#line.cut("no error page could be sent");
    else if (this.#faults > 1) this.#answer(plainPage(fault));
    else this.#take(answerFault(fault, this.request, this.#line.server.errorPage));
  }

  #tellRefused(fault: Fault): void {
    const rule = ruleOf(fault);
    this.#rule = rule;
    if (rule === undefined) return;
    const { connection, number: exchange, request } = this;
    const { receivedOctets, server, watch } = this.#line;
    const refused = enterRefusal(server.refusals, {
      fault: { ...fault, rule },
      connection,
      exchange,
      receivedOctets,
      request,
    });
    watch?.refused(exchange, refused);
  }

  #answer(response: OutgoingResponse): void {
    if (this.#phase !== "serving") {
      discardAnswer(response);
      return;
    }
    try {
      this.#send(response);
    } catch (cause) {
      // The engine refuses what no response may be before it writes anything of it.
      discardAnswer(response);
      if (this.#phase === "serving") this.#refuse({ statusCode: 500, message: undefined, cause });
      else this.#fail(cause);
    }
  }

  #send(response: OutgoingResponse): void {
    if (typeof response !== "object" || response === null) {
      throw new TypeError(`the site answered ${response === null ? "null" : typeof response}: a response is expected`);
    }
    const { engine, server } = this.#line;
    const content = response.content;
    this.#line.responseBegins(this);
    this.#line.watch?.responseBegan(this.number, response.statusCode);
    const head: ResponseHead = {
      statusCode: response.statusCode,
      headerSection: response.headerSection,
      date: server.clock.date,
    };
    if (!isStreamed(content)) {
      if (!isWhole(content))
        throw new TypeError("a response's content is neither text, nor octets, nor a stream of them");
      engine.sendResponse(this.number, head, content);
      this.#response = response;
      if (server.log !== undefined && content !== undefined && this.request.method !== "HEAD") {
        this.#contentOctets = typeof content === "string" ? server.utf8LengthOctets(content) : content.length;
      }
      this.#end();
      return;
    }
    const isWanted = engine.sendResponseHead(
      this.number,
      head,
      isFileRange(content) ? content.lengthOctets : undefined,
    );
    this.#response = response;
    if (isWanted) {
      this.#phase = "sending";
      this.#line.exchangeStays(this);
      this.#line.flush();
      void this.#stream(response, content);
    } else {
      discardContent(content);
      this.#end();
    }
  }

  async #stream(response: OutgoingResponse, content: AsyncIterable<Uint8Array | string>): Promise<void> {
    try {
      this.#streamed = new StreamedContent(content);
      if (!(await this.#streamed.sendTo(this))) return;
      const trailerSection = await response.trailerSection?.();
      if (this.#phase !== "sending") return;
      this.#line.engine.endResponse(this.number, trailerSection);
      this.#end();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The response failed after its head was sent: nothing can be said any more but that it is cut. */
  #fail(cause: unknown): void {
    if (this.#phase === "ended") return;
    this.#fault = { statusCode: 500, message: undefined, cause };
    this.#line.cut("the response's content failed");
  }

  #end(): void {
    this.#phase = "ended";
    this.content?.responseEnded();
    this.#line.watch?.responseEnded(this.number);
    this.#completion?.resolve(true);
    if (this.#line.server.log !== undefined) this.#durationMs = performance.now() - this.#startedMs;
    this.#line.exchangeEnded(this);
  }

  /** Whether there is something to tell: all of it to a log; without one, what was thrown. */
  get isToTell(): boolean {
    return this.#line.server.log !== undefined || this.#cause !== undefined;
  }

  get #cause(): unknown {
    return this.#fault?.cause ?? this.#response?.cause;
  }

  /** Tells of it, once; where the response was whole, when it has been handed to the transport. */
  log(): void {
    const server = this.#line.server;
    if (!this.isToTell) return;
    const durationMs =
      server.log === undefined ? Number.NaN : (this.#durationMs ?? performance.now() - this.#startedMs);
    const { request, connection } = this;
    server.tellExchange({
      timeMs: Date.now() - (durationMs || 0),
      connection: connection.id,
      exchange: this.number,
      remote: connection.remote,
      local: connection.local,
      method: request.method,
      requestTarget: request.requestTarget,
      httpVersion: request.httpVersion,
      requestHeaderSection: request.headerSection,
      scheme: request.scheme,
      authority: request.authority,
      statusCode: this.#response?.statusCode ?? 0,
      contentOctets: this.#contentOctets,
      durationMs,
      reason: this.#isCut ? this.#whyCut() : (this.#lateRefusal ?? this.#response?.reason),
      rule: this.#rule,
      ruleCount: this.#rule === undefined ? undefined : server.refusals.countOf(this.#rule),
      isCut: this.#isCut,
      cause: this.#cause,
      decisions: this.decisions?.decisions,
    });
  }

  #whyCut(): string {
    if (this.#cutReason !== undefined) return `cut: ${this.#cutReason}`;
    return this.#response === undefined ? "client gone before the response" : "client gone during the response";
  }
}

function isStreamed(content: OutgoingResponse["content"]): content is AsyncIterable<Uint8Array | string> {
  return typeof content === "object" && content !== null && Symbol.asyncIterator in content;
}

function isWhole(content: unknown): content is string | Uint8Array | undefined {
  return typeof content === "string" || content === undefined || content instanceof Uint8Array;
}

/** Lets go of an answer that will not be sent, whatever it is. */
function discardAnswer(response: OutgoingResponse | null | undefined): void {
  if (isStreamed(response?.content)) discardContent(response.content);
}
