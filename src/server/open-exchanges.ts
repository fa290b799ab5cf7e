import { type Fault, FieldSection, type IncomingRequest, ResponseError } from "../semantics/index.ts";
import type { ServedExchange } from "./exchange.ts";

/**
 * The exchanges of one connection that outlast the event that began them, by their number; most never get here. And
 * those that have ended, until they are told of.
 */
export class OpenExchanges {
  /** Made with the first of them: an idle connection mostly has had none. */
  #exchanges: Map<number, ServedExchange> | undefined;
  /** Have ended, and their response is not with the transport yet. */
  #toTell: ServedExchange[] | undefined;

  get isEmpty(): boolean {
    return this.#exchanges === undefined || this.#exchanges.size === 0;
  }

  get(number: number): ServedExchange | undefined {
    return this.#exchanges?.get(number);
  }

  /** The request whose content is being received, or whose response is open. */
  get request(): IncomingRequest | undefined {
    for (const { request } of this.#all()) return request;
    return undefined;
  }

  add(exchange: ServedExchange): void {
    this.#exchanges ??= new Map();
    this.#exchanges.set(exchange.number, exchange);
  }

  /** Its response has ended. */
  end(exchange: ServedExchange): void {
    this.#exchanges?.delete(exchange.number);
    if (!exchange.isToTell) return;
    this.#toTell ??= [];
    this.#toTell.push(exchange);
  }

  /** The output is with the transport: what has ended is told to the log. */
  tellEnded(): void {
    const ended = this.#toTell;
    if (ended === undefined) return;
    this.#toTell = undefined;
    for (const exchange of ended) exchange.log();
  }

  /** Content that has come is given to whoever waits for it. */
  deliver(): void {
    if (this.isEmpty) return;
    for (const { content } of this.#all()) content?.deliver();
  }

  /** Whether content waits for the site to take it, so that no more should be received. */
  get hasFullContent(): boolean {
    if (this.isEmpty) return false;
    for (const { content } of this.#all()) if (content?.isFull === true) return true;
    return false;
  }

  /** Whether the site waits for content of the client. */
  get isAwaitingContent(): boolean {
    for (const { content } of this.#all()) if (content?.isWaiting === true) return true;
    return false;
  }

  /** Whether the next octets of a response are the site's to give. */
  get isAwaitingSite(): boolean {
    for (const exchange of this.#all()) if (exchange.isWaitingForSite) return true;
    return false;
  }

  /** The octets of a request broke a rule. @returns whether a request could be answered with the fault */
  refuse(fault: Fault): boolean {
    let isAnswered = false;
    for (const exchange of [...this.#all()]) {
      const mayAnswer = exchange.isServing;
      isAnswered ||= mayAnswer;
      if (exchange.content?.hasEnded === false) exchange.content.fail(errorOf(fault));
      exchange.refuse(fault);
    }
    return isAnswered;
  }

  /** Content will not come to its end: whoever takes it is told so. @returns whether a response is cut by that */
  failContent(fault: Fault): boolean {
    let isCutting = false;
    for (const exchange of [...this.#all()]) {
      if (exchange.isServing) exchange.content?.fail(errorOf(fault));
      else isCutting = true;
    }
    return isCutting;
  }

  /**
   * Sends something to a client that may be gone. An interim response may always be sent before the final one
   * (RFC 9110 §15.2); within that there is nothing that may be.
   * @returns whether something could be sent to all
   */
  probe(): boolean {
    let isProbed = true;
    for (const exchange of this.#all()) {
      if (exchange.isServing) exchange.sendInterim(102, FieldSection.empty);
      else isProbed = false;
    }
    return isProbed;
  }

  /**
   * The connection is gone.
   * @param reason why it was ended here; `undefined` where the client ended it
   * @param rule which it was ended by, if any
   */
  cut(reason: string | undefined, rule: string | undefined): void {
    const open = [...this.#all()];
    this.#exchanges = undefined;
    for (const exchange of open) exchange.cut(reason, rule);
  }

  #all(): Iterable<ServedExchange> {
    return this.#exchanges?.values() ?? none;
  }
}

const none: readonly ServedExchange[] = [];

function errorOf(fault: Fault): ResponseError {
  return new ResponseError(fault.statusCode, fault.message ?? "");
}
