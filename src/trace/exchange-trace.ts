import type { Decision } from "./decision-record.ts";
import type { KeptOctets } from "./kept-octets.ts";

/**
 * Who watches exchanges: told where each begins and ends in the octets of its connection, as it happens. A position
 * counts the octets of one direction of a connection, from 0.
 */
export interface ExchangeTrace {
  /**
   * A request's head is complete, and the site is about to be asked.
   * @param receivedAt where the head has ended
   * @param decisions are added to as they are made; `undefined` where none are noted
   */
  began(
    connection: number,
    exchange: number,
    head: TracedHead,
    receivedAt: number,
    decisions: readonly Decision[] | undefined,
  ): void;
  /** The request has been wholly received. */
  requestEnded(connection: number, exchange: number, receivedAt: number): void;
  /**
   * The head of the final response is being written.
   * @param sentAt where it begins
   */
  responseBegan(connection: number, exchange: number, statusCode: number, sentAt: number): void;
  /** The response has been wholly written. */
  responseEnded(connection: number, exchange: number, sentAt: number): void;
  /** So many octets of the connection are with the operating system. */
  handedOver(connection: number, sentOctets: number): void;
  /** A request, or octets that never became one, was refused by a rule. */
  refused(connection: number, exchange: number, refusal: TracedRefusal): void;
  /** The client has closed its side. */
  peerClosed(connection: number): void;
}

export interface TracedHead {
  readonly method: string;
  /** As it was sent. */
  readonly requestTarget: string;
  /** The path of the target URI, not decoded. */
  readonly path: string;
  readonly httpVersion: string;
  /** Octets of content announced; `undefined` where there is none, or only its end will tell. */
  readonly lengthOctets: number | undefined;
  readonly hasContent: boolean;
}

export interface TracedRefusal {
  /** "RFC9112-6.3/TE+CL", "PORTHOLE/HEAD-DEADLINE" */
  readonly rule: string;
  readonly message: string | undefined;
  /** How many octets the connection had received before the one where the fault was seen; `undefined` where it is not about an octet. */
  readonly refusedAt: number | undefined;
  /** Of the octets received last, those that tell most of it, without secrets. */
  readonly received: readonly KeptOctets[];
}
