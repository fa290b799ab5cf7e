import type { ConnectionInfo, OutgoingResponse } from "../semantics/index.ts";
import type { RunningDeadline } from "../trace/index.ts";
import {
  type ClosingConnection,
  type Connection,
  type ConnectionReceiver,
  closeInStages,
  type TransportError,
} from "../transport/index.ts";
import { answerFault, faultOfProtocol, isProtocolFault, plainPage } from "./answer-error.ts";
import { ConnectionDeadlines, type ConnectionStanding, silentReasons } from "./connection-deadlines.ts";
import { type ConnectionEnding, ConnectionWatch, clientClosed, endingOf } from "./connection-watch.ts";
import { EventFlow } from "./event-flow.ts";
import { type ExchangeLine, ServedExchange } from "./exchange.ts";
import { type HoldReason, InputFlow, OutputFlow } from "./flow-control.ts";
import { refusedEntry, sendLastResponse } from "./last-response.ts";
import { OpenExchanges } from "./open-exchanges.ts";
import { CLOSING_BOUNDS, DRAIN_OCTETS_MAX, OUTPUT_FLUSH_OCTETS, STOPPING_IDLE_MS } from "./options.ts";
import { contentTooSlow, headTooSlow, ownRules, type Refused } from "./own-rules.ts";
import type { EngineEvent, ProtocolEngine, ProtocolFault, RequestHeadEvent } from "./protocol-engine.ts";
import { enterRefusal, type RefusedRequest } from "./refused-request.ts";
import type { ServerContext } from "./server-context.ts";
import { onNextTurn, SWEEP_INTERVAL_MS, type Watched } from "./timeouts.ts";

/**
 * Serves one connection: octets in, events out of the engine, exchanges, octets out.
 *
 * Open: requests are received and answered. Closing: all is said; what still comes is read and dropped, for a bounded
 * while, so that the last response is not reset away (RFC 9112 §9.6). Closed: gone.
 */
export class ServedConnection implements ConnectionReceiver, ExchangeLine, Watched {
  readonly server: ServerContext;
  readonly engine: ProtocolEngine;
  readonly info: ConnectionInfo;
  readonly watch: ConnectionWatch | undefined;
  receivedOctets = 0;

  readonly #connection: Connection;
  readonly #input: InputFlow;
  readonly #events: EventFlow;
  readonly #output: OutputFlow;
  readonly #deadlines: ConnectionDeadlines;
  readonly #exchanges = new OpenExchanges();
  #phase: "open" | "closing" | "closed" = "open";
  #closing: ClosingConnection | undefined;
  /** What is said first of why it ends is why it does. */
  #ending: ConnectionEnding | undefined;
  #exchangesBegun = 0;
  /** Octets dropped of content that nobody wanted. */
  #droppedOctets = 0;
  #isPulling = false;
  #isDraining = false;
  #isRefusing = false;
  #peerHasClosed = false;

  constructor(server: ServerContext, connection: Connection, info: ConnectionInfo) {
    this.server = server;
    this.info = info;
    this.engine = server.newEngine();
    this.#connection = connection;
    this.#input = new InputFlow(connection);
    this.#events = new EventFlow(this.engine, server.stepTurns, this);
    this.#deadlines = new ConnectionDeadlines(server.bounds, server.clock.nowMs);
    this.watch = ConnectionWatch.of(server, this);
    this.#output = new OutputFlow(this.engine, connection, this.watch);
    connection.receiver = this;
  }

  /** Since when it has been silent outside an exchange, by the clock; `undefined` while something is open. */
  get silentSinceMs(): number | undefined {
    return this.#phase === "open" && this.#isSilent ? this.#deadlines.idleSinceMs : undefined;
  }

  get deadline(): RunningDeadline | undefined {
    return this.#phase === "closed" ? undefined : this.#deadlines.running(this.server.clock.nowMs, this.#standing());
  }

  get #isSilent(): boolean {
    return this.engine.isIdle && this.#exchanges.isEmpty && this.#output.unsentOctets === 0;
  }

  // From the transport.

  received(octets: Uint8Array): void {
    this.receivedOctets += octets.length;
    this.watch?.received(octets);
    this.engine.receive(octets);
    this.#pull();
    this.engine.keep();
    if (this.server.isCrowded) this.server.turns.take(this);
  }

  peerClosed(): void {
    this.#peerHasClosed = true;
    this.watch?.peerClosed();
    this.#deadlines.halfClosed(this.server.clock.nowMs);
    this.engine.peerClosed();
    this.#pull();
  }

  drained(): void {
    this.#output.release();
    this.#pull();
  }

  closed(error: TransportError | undefined): void {
    if (this.#phase === "closed") return;
    this.#ending ??= endingOf(error, this.#peerHasClosed);
    this.#end(undefined);
  }

  // For the exchanges.

  exchangeStays(exchange: ServedExchange): void {
    this.#exchanges.add(exchange);
  }

  responseBegins({ content }: ServedExchange): void {
    const unread = content === undefined || content.hasEnded ? 0 : (content.lengthOctets ?? 0) - content.receivedOctets;
    const isLast = this.#exchangesBegun >= this.server.bounds.exchangesPerConnectionMax;
    if (isLast || this.server.isStopping || unread > DRAIN_OCTETS_MAX) this.engine.closeAfterExchange();
  }

  exchangeEnded(exchange: ServedExchange): void {
    const { content } = exchange;
    this.#exchanges.end(exchange);
    if (content !== undefined && !content.hasEnded) {
      this.#isDraining = true;
      this.#droppedOctets = 0;
      this.#deadlines.drainBegins(this.server.clock.nowMs);
    }
    this.#pull();
  }

  flush(): boolean {
    return this.#phase === "closed" ? true : this.#output.flush();
  }

  get unsentOctets(): number {
    return this.#output.unsentOctets;
  }

  untilDrained(): Promise<void> {
    return this.#output.untilDrained();
  }

  receiveMore(): void {
    this.#pull();
  }

  /** @param rule which it breaks, where it is refused rather than failed */
  cut(reason: string, rule?: string): void {
    if (this.#phase === "closed") return;
    this.#ending ??= { reason, by: "server" };
    if (rule !== undefined) this.#enter({ statusCode: 0, message: reason, rule }).statusCode = undefined;
    this.flush();
    this.#connection.abort();
    this.#end(reason, rule);
  }

  // For the server.

  /**
   * The server is stopping; called when all that has come has been received. An idle connection closes at once; one
   * whose last exchange has only just ended may send one more request, for its client may be sending it now.
   */
  stop(): void {
    if (this.#phase !== "open") return;
    if (!this.#isSilent) {
      this.engine.closeAfterExchange();
      this.#pull();
    } else if (this.server.clock.nowMs - this.#deadlines.idleSinceMs >= STOPPING_IDLE_MS + SWEEP_INTERVAL_MS) {
      this.#closeFor("the server is stopping");
    }
  }

  /** Nothing is received until `release` for the same reason. */
  hold(reason: HoldReason): void {
    if (this.#phase === "open") this.#input.hold(reason);
  }

  release(reason: HoldReason): void {
    if (this.#phase === "open") this.#input.release(reason);
  }

  /** Closes at once, for a newcomer. */
  makeRoom(): void {
    const reason = "it made room for a newcomer";
    this.#ending ??= { reason, by: "server" };
    this.#connection.close();
    this.#end(reason);
  }

  /** Says why no request will be served here, and closes. */
  turnAway(fault: Refused): void {
    this.#answerLast(fault, this.#enter(fault), plainPage(fault));
  }

  /** The grace is over: whatever is open is cut. @returns whether anything was */
  cutAtStop(): boolean {
    if (this.#phase === "closed") return false;
    const wasOpen = !this.#exchanges.isEmpty || this.#output.unsentOctets > 0 || this.engine.isReceivingHead;
    this.cut("the server stopped");
    return wasOpen;
  }

  checkDeadlines(nowMs: number): void {
    if (this.#phase === "closed") return;
    this.#closing?.checkPatience(nowMs);
    // Not before what has come meanwhile was received: a sweep comes before it.
    if (this.server.isStopping) onNextTurn(() => this.stop());
    const overdue = this.#deadlines.overdue(nowMs, this.#standing());
    switch (overdue) {
      case undefined:
        return;
      case "never-spoke":
      case "idle":
      case "drain-late":
        this.#closeFor(silentReasons[overdue]);
        return;
      case "head-late":
        if (!this.#isRefusing) this.#answerLast(headTooSlow, this.#enter(headTooSlow));
        return;
      case "content-slow":
        this.#failContent(contentTooSlow);
        return;
      case "send-slow":
        this.cut("the client took the response too slowly", ownRules.sendDeadline);
        return;
      case "half-closed":
        this.#probe(nowMs);
    }
  }

  /** Takes events as long as there is someone to take them, and leaves the output with the transport, in one write. */
  #pull(): void {
    if (this.#isPulling || this.#phase !== "open") return;
    this.#isPulling = true;
    try {
      while (this.#mayPull()) {
        const event = this.#events.next();
        if (event === undefined) break;
        this.#take(event);
        if (this.engine.outputOctets >= OUTPUT_FLUSH_OCTETS) this.flush();
      }
    } catch (error) {
      if (isProtocolFault(error)) this.#refuse(error);
      else this.#failInside(error);
    }
    this.#isPulling = false;
    this.#events.end();
    this.#exchanges.deliver();
    this.flush();
    this.#exchanges.tellEnded();
    this.#settle();
  }

  #mayPull(): boolean {
    if (this.#phase !== "open" || this.#isRefusing || this.engine.isFinished || this.#events.isResting) return false;
    return !this.#output.isBlocked && !this.#exchanges.hasFullContent;
  }

  #take(event: EngineEvent): void {
    switch (event.type) {
      case "RequestHead":
        this.#begin(event);
        return;
      case "Content": {
        const exchange = this.#exchanges.get(event.exchange);
        if (exchange !== undefined) exchange.content?.add(event.octets);
        else this.#dropContent(event.octets.length);
        return;
      }
      case "EndOfMessage":
        this.#isDraining = false;
        this.watch?.requestEnded(event.exchange);
        this.#exchanges.get(event.exchange)?.content?.end(event.trailerSection);
        return;
      case "ConnectionClosed":
        this.flush();
        this.#ending ??= clientClosed;
        this.#closeFor(clientClosed.reason);
    }
  }

  #begin(head: RequestHeadEvent): void {
    this.#deadlines.headEnds();
    this.#exchangesBegun += 1;
    const exchange = new ServedExchange(this, head, this.info);
    if (exchange.content !== undefined) this.#exchanges.add(exchange);
    exchange.serve();
  }

  /** After a pull: which deadline runs from now, whether more is to be received, whether all is done. */
  #settle(): void {
    if (this.#phase !== "open") return;
    const { engine } = this;
    if (engine.isFinished && this.#exchanges.isEmpty) {
      this.#closeFor("the exchange was the last");
      return;
    }
    const nowMs = this.server.clock.nowMs;
    if (engine.isReceivingHead) this.#deadlines.headBegins(nowMs);
    else if (engine.isIdle) this.#deadlines.idleSinceMs = nowMs;
    this.#input.want(!this.#events.hasKeptEnough && this.#mayPull());
  }

  /** The peer broke the protocol: the exchange it is about is refused, or the last word is said without one. */
  #refuse(error: ProtocolFault): void {
    const fault = faultOfProtocol(error);
    this.engine.closeAfterExchange();
    const refused = this.#enter(fault, error);
    if (this.#exchanges.refuse(fault)) return;
    if (this.#exchanges.isEmpty) this.#answerLast(fault, refused);
    // A response that has begun may still be ended; what the client sent is no part of it.
    else refused.statusCode = undefined;
  }

  /** Enters the refusal that ends this connection in the ledger. */
  #enter(fault: Refused, { offset, atHand }: Partial<ProtocolFault> = { atHand: this.engine.atHand }): RefusedRequest {
    const { info: connection, receivedOctets, server } = this;
    const isNext = this.#exchanges.isEmpty && !this.#isDraining;
    const exchange = this.#exchangesBegun + (isNext ? 1 : 0);
    const place = { connection, exchange, receivedOctets, refusedAt: offset, atHand };
    const refused = enterRefusal(server.refusals, { ...place, fault, request: this.#exchanges.request });
    this.watch?.refused(exchange, refused);
    refused.keepSent(this.#output, this.engine.outputOctets);
    return refused;
  }

  /** The fault is ours. The server goes on; this connection cannot. */
  #failInside(error: unknown): void {
    this.server.tellFailure("a connection failed inside the server", error);
    this.cut("it failed inside the server");
  }

  #answerLast(fault: Refused, refused: RefusedRequest, page = answerFault(fault, undefined, this.server.errorPage)) {
    this.#isRefusing = true;
    if (page instanceof Promise) void page.then((made) => this.#sendLast(fault, refused, made));
    else this.#sendLast(fault, refused, page);
  }

  #sendLast(fault: Refused, refused: RefusedRequest, page: OutgoingResponse): void {
    if (this.#phase !== "open") return;
    const { server, watch } = this;
    watch?.responseBegan(refused.exchange, fault.statusCode);
    const last = sendLastResponse(this.engine, server, fault, page);
    watch?.responseEnded(refused.exchange);
    refused.statusCode = last.isSent ? last.page.statusCode : undefined;
    this.flush();
    this.#exchanges.tellEnded();
    const ruleCount = server.refusals.countOf(fault.rule);
    // Where nothing could be said, the line of the exchange that was answered is the only one.
    if (last.isSent) server.tellExchange(refusedEntry(this.info, refused.exchange, fault, ruleCount, last));
    this.#closeFor(fault.rule);
  }

  #failContent(fault: Refused): void {
    this.engine.closeAfterExchange();
    if (this.#exchanges.failContent(fault)) this.cut("its content came too slowly", fault.rule);
  }

  #dropContent(octets: number): void {
    this.#droppedOctets += octets;
    if (this.#droppedOctets > DRAIN_OCTETS_MAX) this.#closeFor("there was too much content that nobody wanted");
  }

  /** A client that closed its side may still be reading, or be gone; only sending to it tells. */
  #probe(nowMs: number): void {
    if (!this.#exchanges.probe()) this.cut("the client closed its side of a response that was silent");
    this.#deadlines.probed(nowMs, this.#output.sentOctets);
  }

  /** Closes in stages: our side now, the rest when the peer has closed its own, or a bound is reached. */
  #closeFor(reason: string): void {
    if (this.#phase !== "open") return;
    this.#ending ??= { reason, by: "server" };
    this.#phase = "closing";
    if (this.#peerHasClosed) this.#connection.close();
    else this.#closing = closeInStages(this.#connection, CLOSING_BOUNDS);
  }

  /** @param reason why it was ended here; `undefined` where the client ended it */
  #end(reason: string | undefined, rule?: string): void {
    this.#phase = "closed";
    this.#exchanges.cut(reason, rule);
    this.#output.release();
    this.watch?.closed(this.#ending ?? clientClosed);
    this.server.connectionClosed(this);
  }

  #standing(): ConnectionStanding {
    return {
      isClosing: this.#phase === "closing",
      isReceivingHead: this.engine.isReceivingHead,
      isExchanging: !this.#exchanges.isEmpty,
      // While the client takes too little of the response nothing is received: that is no slowness of its content.
      isAwaitingContent: !this.#output.isBlocked && this.#exchanges.isAwaitingContent,
      isDraining: this.#isDraining,
      isAwaitingSite: this.#exchanges.isAwaitingSite,
      peerHasClosed: this.#peerHasClosed,
      hasReceivedAny: this.receivedOctets > 0,
      receivedOctets: this.receivedOctets,
      sentOctets: this.#output.sentOctets,
      unsentOctets: this.#output.unsentOctets,
    };
  }
}
