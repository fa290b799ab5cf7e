import { FieldSection, type HttpVersion } from "../semantics/index.ts";
import { ChunkedBody } from "./chunked-body.ts";
import { ContentLengthBody } from "./content-length-body.ts";
import type { EngineEvent, RequestHeadEvent } from "./events.ts";
import { type EngineLimits, engineLimits } from "./limits.ts";
import type { MessageBody } from "./message-body.ts";
import { interimText, type ResponseHead, switchingText } from "./message-writer.ts";
import { type OctetText, portableOctetText } from "./octet-text.ts";
import { Output } from "./output.ts";
import { isPersistent } from "./persistence.ts";
import { ProtocolError, refuse, UsageError } from "./protocol-error.ts";
import { type OctetsAtHand, ReceiveBuffer } from "./receive-buffer.ts";
import { RequestHeadReader } from "./request-head.ts";
import { type AnsweredRequest, ResponseSender } from "./response-sender.ts";
import { type EngineStanding, readsNothing } from "./standing.ts";
import { ConnectionState, recipientEvents, type SenderEvent, senderEvents } from "./state.ts";

export interface Http1EngineOptions {
  /** Made once by `engineLimits`, and shared by all connections. */
  readonly limits?: EngineLimits | undefined;
  readonly octetText?: OctetText | undefined;
  /** Of the connection: "https" where it is secured, or a trusted gateway before it is. */
  readonly scheme?: "http" | "https" | undefined;
}

/**
 * HTTP/1.1 in the server's role (RFC 9112), for one connection, with neither I/O nor clock: octets are put in with
 * `receive`, events pulled out with `nextEvent`, responses sent in, octets taken out with `takeOutput`. What comes out
 * does not depend on how the octets were cut into pieces.
 */
export class Http1Engine {
  readonly #limits: EngineLimits;
  readonly #octetText: OctetText;
  readonly #buffer = new ReceiveBuffer();
  readonly #head: RequestHeadReader;
  readonly #output: Output;
  readonly #sender: ResponseSender;
  readonly #state = new ConnectionState();

  /** The exchange that is open, or was last. */
  #exchange = 0;
  /** The body of the request that is being received, where it has one. */
  #body: MessageBody | undefined;
  #method = "";
  #httpVersion: HttpVersion = "HTTP/1.1";
  #wasKeepAliveAsked = false;
  #wasUpgradeAsked = false;
  /** Whether the client waits for 100 (Continue), and nothing of the content has come unasked. */
  #awaitsContinue = false;
  /** Whether 100 (Continue) was asked for and has not been sent, needed or not. */
  #owesContinue = false;
  /** Whether the connection ends after the response that is open, or the next one. */
  #closes = false;

  constructor(options: Http1EngineOptions = {}) {
    this.#limits = options.limits ?? defaultLimits;
    this.#octetText = options.octetText ?? portableOctetText;
    this.#head = new RequestHeadReader(this.#limits, this.#octetText, options.scheme ?? "http");
    this.#output = new Output(this.#octetText);
    this.#sender = new ResponseSender(this.#output, this.#octetText);
  }

  /** Whether octets of a request have come whose head is not complete yet. */
  get isReceivingHead(): boolean {
    return this.#state.isReceivingHead && !this.#buffer.isEmpty;
  }

  /** Whether nothing is open: no exchange, no octet of the next one. */
  get isIdle(): boolean {
    return !this.#state.hasExchange && this.#buffer.isEmpty;
  }

  /** Whether all is done: the connection is to be closed, in stages, once the output has been taken. */
  get isFinished(): boolean {
    return this.#state.isFinished;
  }

  /** What was received last and is still there, read or not: lent until the next call. */
  get atHand(): OctetsAtHand {
    return this.#buffer.atHand;
  }

  /** How many octets of the connection have been read: where the next element begins. */
  get readOctets(): number {
    return this.#buffer.offset;
  }

  /** Where it stands, for someone to look at: its states, what is being read, what is counted. Made when asked for. */
  get standing(): EngineStanding {
    const buffer = this.#buffer;
    let part = readsNothing;
    if (this.#state.isReceivingHead) part = this.#head.standing(buffer);
    else if (this.#state.isReceivingContent) part = this.#body?.standing(buffer) ?? readsNothing;
    return { ...this.#state.names, position: buffer.offset, ...part };
  }

  /** Octets that wait to be taken. */
  get outputOctets(): number {
    return this.#output.octets;
  }

  /**
   * Puts octets in. They are lent until `nextEvent` answers "need-octets" or "paused": what is left over by then is
   * copied. All events there are should have been pulled, or `keep` called, before the next call. Ignored where nothing is received any
   * more.
   */
  receive(octets: Uint8Array): void {
    if (this.#state.isReceiving) this.#buffer.receive(octets);
  }

  /** The lender of what was received wants its memory back, though events may be left: the rest is copied. */
  keep(): void {
    this.#buffer.keep();
  }

  /** The peer will send no more. */
  peerClosed(): void {
    this.#buffer.isEnded = true;
  }

  /**
   * The next thing that happened; "need-octets" when there is none yet; "paused" when the next request waits for the
   * end of this exchange, or nothing is received any more.
   * @throws ProtocolError the peer broke the protocol; nothing more is received, and one last response may be sent
   */
  nextEvent(): EngineEvent | "need-octets" | "paused" {
    try {
      const event = this.#nextEvent();
      if (typeof event === "string") this.#buffer.keep();
      return event;
    } catch (error) {
      if (error instanceof ProtocolError) this.#fault(error);
      throw error;
    }
  }

  /** The content of this exchange's request is wanted: sends 100 (Continue) if the client waits for it. */
  wantContent(exchange: number): void {
    if (!this.#awaitsContinue || exchange !== this.#exchange) return;
    if (!this.#buffer.isEmpty || !this.#state.sender(senderEvents.interim)) return;
    this.#sendContinue();
  }

  /**
   * An interim response (RFC 9110 §15.2), but 101. Does nothing for HTTP/1.0, or once the response has begun.
   * @throws UsageError its status code or a field is not allowed
   */
  sendInterim(exchange: number, statusCode: number, headerSection: FieldSection): void {
    const text = interimText(statusCode, headerSection);
    if (exchange !== this.#exchange || this.#httpVersion === "HTTP/1.0" || !this.#state.sender(senderEvents.interim))
      return;
    if (statusCode === 100) this.#awaitsContinue = this.#owesContinue = false;
    this.#output.writeText(text);
  }

  /**
   * A whole response at once.
   * @throws UsageError a field, status code or length is not allowed, or no response is due; nothing has been written
   */
  sendResponse(exchange: number, head: ResponseHead, content: string | Uint8Array | undefined): void {
    this.#requireResponse(exchange, "whole-response");
    const closes = this.#closes || this.#leavesClientWaiting();
    const hasClosed = this.#sender.sendWhole(this.#request(closes), head, content);
    this.#state.sender(senderEvents["whole-response"]);
    this.#closes = closes || hasClosed;
    this.#settle();
  }

  /**
   * The head of a response whose content follows through `sendContent` and `endResponse`.
   * @param lengthOctets how many octets will follow, where known
   * @returns whether content is to be sent at all (not to HEAD, not with 204, 205 or 304); if not, the response has ended
   * @throws UsageError as above
   */
  sendResponseHead(exchange: number, head: ResponseHead, lengthOctets: number | undefined): boolean {
    this.#requireResponse(exchange, "response-head");
    const closes = this.#closes || this.#leavesClientWaiting();
    const hasClosed = this.#sender.sendHead(this.#request(closes), head, lengthOctets);
    this.#state.sender(senderEvents["response-head"]);
    this.#closes = closes || hasClosed;
    if (this.#sender.takesContent) return true;
    this.#state.sender(senderEvents["end-of-response"]);
    this.#settle();
    return false;
  }

  /**
   * Content of the response that is open; a string is sent as UTF-8. Octets must not be changed afterwards.
   * @throws UsageError more octets than announced, or no response is open
   */
  sendContent(exchange: number, content: Uint8Array | string): void {
    this.#requireResponse(exchange, "content");
    this.#sender.sendContent(content);
  }

  /**
   * The end of a response. Trailers are checked always, and sent where the framing has a place for them: chunked.
   * @throws UsageError fewer octets than announced, or a trailer field is not allowed
   */
  endResponse(exchange: number, trailerSection?: FieldSection): void {
    this.#requireResponse(exchange, "end-of-response");
    this.#sender.end(trailerSection);
    this.#state.sender(senderEvents["end-of-response"]);
    this.#settle();
  }

  /** The response of the exchange that is open, or the next one, is the last: the connection closes after it. */
  closeAfterExchange(): void {
    this.#closes = true;
    this.#settle();
  }

  /**
   * After a ProtocolError, or where no request was complete (408, 503): a last response, with no exchange.
   * @returns false where a response had begun, so that nothing can be said any more
   * @throws UsageError a field or the status code is not allowed; nothing has been written
   */
  sendLastResponse(head: ResponseHead, content: string | Uint8Array | undefined): boolean {
    const maySend = this.#state.maySender(senderEvents["last-response"]);
    if (maySend) {
      const method = this.#state.hasExchange ? this.#method : this.#head.methodBeingRead;
      this.#sender.sendWhole({ ...this.#request(true), method }, head, content);
      this.#state.sender(senderEvents["last-response"]);
    }
    this.#finish();
    return maySend;
  }

  /**
   * Answers a request whose head named `upgrade`, once it was wholly received, with 101 (Switching Protocols). From
   * then on the connection is another engine's: it takes the output, then what `takeRemainder` gives.
   * @param headerSection has Upgrade, naming the protocol; Connection is added
   * @throws UsageError the request is not wholly received, asked for no upgrade, or is being answered
   */
  switchProtocols(exchange: number, headerSection: FieldSection): void {
    this.#requireResponse(exchange, "switch");
    if (!this.#state.isRequestComplete) throw new UsageError("protocols are switched before the request has ended");
    if (this.#httpVersion === "HTTP/1.0" || !this.#wasUpgradeAsked) {
      throw new UsageError("protocols are switched for a request that did not ask for it");
    }
    const text = switchingText(headerSection);
    // §7.8: where both are asked for, 100 goes first, also when the content came without waiting for it.
    if (this.#owesContinue) this.#sendContinue();
    this.#output.writeText(text);
    this.#state.switchProtocols();
  }

  /** Takes the octets that were received and not consumed. */
  takeRemainder(): Uint8Array {
    return this.#buffer.take();
  }

  /** Takes the octets that are to be written: text of octets, or pieces of both kinds; `undefined` for none. */
  takeOutput(): string | readonly (string | Uint8Array)[] | undefined {
    return this.#output.take();
  }

  #nextEvent(): EngineEvent | "need-octets" | "paused" {
    if (this.#state.isReceivingHead) return this.#nextHead();
    if (this.#state.isReceivingContent) return this.#nextContent();
    return "paused";
  }

  #nextHead(): EngineEvent | "need-octets" {
    const buffer = this.#buffer;
    const head = buffer.at === buffer.end ? undefined : this.#head.read(buffer, this.#exchange + 1);
    if (head !== undefined) {
      this.#startExchange(head);
      return head;
    }
    if (!buffer.isEnded) return "need-octets";
    if (!buffer.isEmpty) throw refuse("RFC9112-8/INCOMPLETE-HEAD");
    this.#state.recipient(recipientEvents["peer-closed"]);
    this.#finish();
    return { type: "ConnectionClosed" };
  }

  #startExchange(head: RequestHeadEvent): void {
    this.#exchange = head.exchange;
    this.#method = head.method;
    this.#httpVersion = head.httpVersion;
    this.#awaitsContinue = this.#owesContinue = head.expectsContinue;
    this.#wasUpgradeAsked = head.upgrade !== undefined;
    const { framing, connectionOptions } = this.#head;
    this.#wasKeepAliveAsked = connectionOptions.hasKeepAlive;
    // What follows a CONNECT is meant for a tunnel (RFC 9110 §9.3.6): refused, it must not be taken for requests.
    if (head.method === "CONNECT" || !isPersistent(head.httpVersion, connectionOptions)) this.#closes = true;
    if (framing.kind === "none") this.#body = undefined;
    else if (framing.kind === "chunked") this.#body = new ChunkedBody(this.#limits, this.#octetText);
    else this.#body = new ContentLengthBody(framing.lengthOctets);
    this.#state.recipient(recipientEvents["request-head"]);
    this.#state.sender(senderEvents["request-head"]);
  }

  #nextContent(): EngineEvent | "need-octets" {
    const buffer = this.#buffer;
    const body = this.#body;
    const exchange = this.#exchange;
    if (body !== undefined) {
      if (!buffer.isEmpty) this.#awaitsContinue = false;
      const octets = body.read(buffer);
      if (octets !== undefined) return { type: "Content", exchange, octets };
      if (!body.isComplete) {
        if (buffer.isEnded) throw refuse("RFC9112-8/INCOMPLETE-CONTENT");
        return "need-octets";
      }
    }
    this.#body = undefined;
    this.#state.recipient(recipientEvents["end-of-message"]);
    this.#settle();
    return { type: "EndOfMessage", exchange, trailerSection: body === undefined ? noTrailers : body.trailerSection };
  }

  #sendContinue(): void {
    this.#awaitsContinue = this.#owesContinue = false;
    this.#output.writeText("HTTP/1.1 100 Continue\r\n\r\n");
  }

  #fault(error: ProtocolError): void {
    error.offset = this.#buffer.offset;
    error.atHand = this.#buffer.atHand;
    this.#buffer.clear();
    this.#state.recipient(recipientEvents.fault);
    this.#closes = true;
    this.#settle();
  }

  /**
   * A final response that comes while the client waits for 100 (Continue) leaves it free to send the content or not
   * (RFC 9110 §10.1.1): where the next request begins cannot be told any more.
   */
  #leavesClientWaiting(): boolean {
    return this.#awaitsContinue && this.#buffer.isEmpty;
  }

  #request(closes: boolean): AnsweredRequest {
    return {
      method: this.#method,
      httpVersion: this.#httpVersion,
      closes,
      wasKeepAliveAsked: this.#wasKeepAliveAsked,
    };
  }

  #requireResponse(exchange: number, event: SenderEvent): void {
    if (exchange === this.#exchange && this.#state.maySender(senderEvents[event])) return;
    throw new UsageError(`${event} is not due in exchange ${exchange}; the last exchange is ${this.#exchange}`);
  }

  /** What follows from the end of a request or of a response: the next exchange, or the connection's end. */
  #settle(): void {
    if (!this.#state.hasResponseEnded) return;
    if (this.#closes) this.#finish();
    else this.#state.startNextExchange();
  }

  #finish(): void {
    this.#state.finish();
    this.#buffer.clear();
    this.#body = undefined;
  }
}

const noTrailers = FieldSection.empty;
const defaultLimits = engineLimits();
