import type { FieldSection, HttpVersion } from "../semantics/index.ts";

/** What `nextEvent` answers where something happened. */
export type EngineEvent = RequestHeadEvent | ContentEvent | EndOfMessageEvent | ConnectionClosedEvent;

/** The head of a request: request line and header section, checked and resolved. */
export interface RequestHeadEvent {
  readonly type: "RequestHead";
  /** Counts from 1 within the connection. */
  readonly exchange: number;
  readonly method: string;
  readonly requestTarget: string;
  /** `host[:port]` of the target URI, "" where the request named none. */
  readonly authority: string;
  /** The path of the target URI, not decoded: "*" for asterisk-form, "" for authority-form. */
  readonly path: string;
  readonly query: string | undefined;
  readonly httpVersion: HttpVersion;
  readonly headerSection: FieldSection;
  /** Octets of content announced; `undefined` where there is none, or only its end will tell. */
  readonly lengthOctets: number | undefined;
  readonly hasContent: boolean;
  /** Whether the client waits for 100 (Continue) before it sends its content. */
  readonly expectsContinue: boolean;
  /** The protocols that the client would rather speak from here on (RFC 9110 §7.8); `undefined` where it asks for none. */
  readonly upgrade: readonly string[] | undefined;
}

/** A piece of the request's content. */
export interface ContentEvent {
  readonly type: "Content";
  readonly exchange: number;
  /**
   * Borrowed: valid as long as the memory that was lent with `receive`. Where the lender never writes to it again,
   * these octets may be kept: the engine does not write to its own again either.
   */
  readonly octets: Uint8Array;
}

/** The request has been wholly received. */
export interface EndOfMessageEvent {
  readonly type: "EndOfMessage";
  readonly exchange: number;
  readonly trailerSection: FieldSection;
}

/** The peer has closed at a place where it may: nothing more comes. Said once. */
export interface ConnectionClosedEvent {
  readonly type: "ConnectionClosed";
}
