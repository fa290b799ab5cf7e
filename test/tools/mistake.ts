/**
 * One way in which a server is wrong, made of a right one: what it takes for something else, or says otherwise. Octets are
 * text, each character one. What is edited is edited as the right server, or the client, is to see it.
 */
export interface Mistake {
  /** What is wrong with it, in a few words that follow "one that". */
  readonly name: string;
  /** The rules of the cases that must fail: these, and no others. */
  readonly fails: readonly string[];
  /** Those of which must be warned, among others. */
  readonly warns?: readonly string[];
  /** Whether it brings so much down that `fails` names only some of what must fail. */
  readonly breaksMuch?: true;
  /** Whether clients wait for it in vain, so that it is well tried before others. */
  readonly takesLong?: true;

  /** A request's head, its empty line and what empty lines are before it included. */
  readonly requestHead?: (head: string, connection: WrongConnection) => string;
  /** The line of a chunk's size, of the last one too, with its line end. */
  readonly chunkLine?: (line: string) => string;
  /** What follows the data of a chunk, up to its line end. */
  readonly chunkEnd?: (octets: string) => string;
  /** The trailer section with its empty line. */
  readonly trailers?: (section: string) => string;
  /** All that comes in one read, before it is taken for anything. */
  readonly received?: (octets: string, connection: WrongConnection) => string;
  /** What is answered in place of the right server's response, to a request with this head. */
  readonly answer?: (head: string) => string | undefined;

  /** A response's head, its empty line included; an interim response's too. The request's head, where it is known. */
  readonly responseHead?: (head: string, request: string) => string;
  /** Its content, as it comes, with its transfer coding. */
  readonly responseContent?: (octets: string, request: string, head: string) => string;
  /** Whether it closes the connection after a final response with this head. */
  readonly closesAfter?: (head: string, request: string) => boolean;

  /** What it is stuck for some seconds by: it accepts connections, and serves none. */
  readonly stuckAt?: RegExp;
  /** How long each piece of a response is held back: slow is not wrong. */
  readonly delayMs?: number;
  /** Whether the next connection waits until the one before is over. */
  readonly isSerial?: true;
  /** Whether it resets a connection where the right one closes it. */
  readonly resets?: true;
  /** Whether a client that closes its side is taken for one that has gone. */
  readonly leavesHalfClosed?: true;
  /** Whether a client that closes its side is waited for as if it had not. */
  readonly isDeaf?: true;
  /** What ends the whole server when it is received. */
  readonly endsAt?: RegExp;
}

/** A connection through which a mistake is made. */
export interface WrongConnection {
  /** All that the client sent before this read. */
  readonly received: string;
  /** Answers with these octets, past the right server. */
  send(octets: string): void;
  /** Ends the connection after what was answered. */
  close(): void;
}
