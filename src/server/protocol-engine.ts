import type { FieldSection, HttpVersion } from "../semantics/index.ts";
import type { OctetsAtHand } from "../trace/index.ts";

/**
 * What `server/` needs of a protocol engine, in terms that fit any HTTP version: exchanges, numbered by the engine.
 * `http1/` satisfies it; later siblings do too. An engine has no I/O and no clock: octets are put in, events are
 * pulled out, responses are sent in, octets are taken out.
 */
export interface ProtocolEngine {
  /** Whether octets of a request have come whose head is not complete yet. */
  readonly isReceivingHead: boolean;
  /** Whether nothing is open: no exchange, no octet of the next one. */
  readonly isIdle: boolean;
  /** Whether all is done here: the connection is to be closed (in stages) once the output has been taken. */
  readonly isFinished: boolean;
  /** What was received last and is still there, read or not: lent until the next call. */
  readonly atHand: OctetsAtHand;
  /** How many octets of the connection have been read: where the next element begins. */
  readonly readOctets: number;

  /**
   * Puts octets in. They are lent until `nextEvent` answers "need-octets" or "paused": what is not consumed by then
   * is copied. Pull all events there are before the next call, or say `keep`.
   */
  receive(octets: Uint8Array): void;
  /** The lender wants its memory back, though events may be left: what is not consumed is copied. */
  keep(): void;
  /** The peer will send no more. */
  peerClosed(): void;
  /**
   * The next thing that happened; "need-octets" when there is none yet; "paused" when the next request waits for the
   * end of this exchange.
   * @throws ProtocolError the peer broke the protocol; nothing more is received, and one last response may be sent
   */
  nextEvent(): EngineEvent | "need-octets" | "paused";

  /** The content of this exchange's request is wanted: sends 100 (Continue) if the client waits for it. */
  wantContent(exchange: number): void;
  /** An interim response, but 101. Does nothing for a version without them, or once the response has begun. */
  sendInterim(exchange: number, statusCode: number, headerSection: FieldSection): void;
  /**
   * A whole response at once.
   * @throws UsageError a field, status code or length is not allowed; nothing has been written then
   */
  sendResponse(exchange: number, head: ResponseHead, content: string | Uint8Array | undefined): void;
  /**
   * The head of a response whose content follows through `sendContent` and `endResponse`.
   * @param lengthOctets how many octets will follow, where known
   * @returns whether content is to be sent at all (not to HEAD, not with 204 or 304); if not, the response has ended
   * @throws UsageError as above
   */
  sendResponseHead(exchange: number, head: ResponseHead, lengthOctets: number | undefined): boolean;
  /** @throws UsageError more octets than announced, or no response is open */
  sendContent(exchange: number, octets: Uint8Array | string): void;
  /** @throws UsageError fewer octets than announced, or a trailer field is not allowed */
  endResponse(exchange: number, trailerSection?: FieldSection): void;
  /** The response of the exchange that is open, or the next one, is the last: the connection closes after it. */
  closeAfterExchange(): void;
  /**
   * After a ProtocolError, or where no request was complete (408, 503): sends a last response with no exchange.
   * @returns false where a response had begun, so that nothing can be said any more
   */
  sendLastResponse(head: ResponseHead, content: string | Uint8Array | undefined): boolean;

  /** Takes the octets that are to be written: text of octets, or pieces of both kinds; `undefined` where there are none. */
  takeOutput(): string | readonly (string | Uint8Array)[] | undefined;
  /** How many octets wait to be taken. */
  readonly outputOctets: number;
}

export interface ResponseHead {
  readonly statusCode: number;
  readonly headerSection: FieldSection;
  /** The Date field's value, from whoever has a clock; `undefined` where there is none. */
  readonly date: string | undefined;
}

export type EngineEvent = RequestHeadEvent | ContentEvent | EndOfMessageEvent | ConnectionClosedEvent;

export interface RequestHeadEvent {
  readonly type: "RequestHead";
  readonly exchange: number;
  readonly method: string;
  readonly requestTarget: string;
  /** "host[:port]" of the target URI, "" where the request named none. */
  readonly authority: string;
  /** As in IncomingRequest. */
  readonly path: string;
  readonly query: string | undefined;
  readonly httpVersion: HttpVersion;
  readonly headerSection: FieldSection;
  /** Octets announced; `undefined` where there is no content, or only its end will tell. */
  readonly lengthOctets: number | undefined;
  /** Whether Content events may follow. */
  readonly hasContent: boolean;
  /** Whether the client waits for 100 (Continue) before it sends its content. */
  readonly expectsContinue: boolean;
}

export interface ContentEvent {
  readonly type: "Content";
  readonly exchange: number;
  /** Borrowed: valid until the next call of the engine. */
  readonly octets: Uint8Array;
}

export interface EndOfMessageEvent {
  readonly type: "EndOfMessage";
  readonly exchange: number;
  readonly trailerSection: FieldSection;
}

/** The peer has closed at a place where it may: nothing more comes. Said once. */
export interface ConnectionClosedEvent {
  readonly type: "ConnectionClosed";
}

/** What `server/` reads of the error an engine throws when the peer broke the protocol. */
export interface ProtocolFault {
  /** "RFC9112-3.2/HOST-MISSING" */
  readonly rule: string;
  readonly statusCode: number;
  /** What was wrong, and what was expected there; for the client and the log. */
  readonly message: string;
  /** Octets of the connection before the one where the fault was seen. */
  readonly offset: number | undefined;
  /** What had come and was still there, lent until the engine is called again. */
  readonly atHand: OctetsAtHand | undefined;
}
