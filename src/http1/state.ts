/**
 * The two halves of a connection and what moves them: the recipient half follows the request that comes in, the
 * sender half the response that goes out. The tables are total; an event that has no next state may not happen there.
 * Nothing outside this file compares states.
 */
export type RecipientState =
  | "head" // waits for a head, or is amid one
  | "content" // the head has been received, content has not wholly
  | "complete" // the request has been wholly received
  | "faulty" // the peer broke the protocol
  | "closed"; // nothing more is received

export type RecipientEvent =
  | "request-head"
  | "end-of-message"
  | "next-exchange"
  | "peer-closed"
  | "fault"
  | "switch"
  | "finish";

export type SenderState =
  | "idle" // no exchange is open
  | "awaiting" // a request's head came, its final response has not begun
  | "content" // the response's head has been sent, its content has not wholly
  | "ended" // the response has been wholly sent
  | "switched" // 101 (Switching Protocols) has been sent: another protocol goes on
  | "finished"; // nothing more is sent

export type SenderEvent =
  | "request-head"
  | "interim"
  | "whole-response"
  | "response-head"
  | "content"
  | "end-of-response"
  | "next-exchange"
  | "last-response"
  | "switch"
  | "finish";

type Transitions<State extends string, Event extends string> = {
  readonly [S in State]: { readonly [E in Event]: State | undefined };
};

export const recipientTransitions: Transitions<RecipientState, RecipientEvent> = {
  head: {
    "request-head": "content",
    "end-of-message": undefined,
    "next-exchange": undefined,
    "peer-closed": "closed",
    fault: "faulty",
    switch: undefined,
    finish: "closed",
  },
  content: {
    "request-head": undefined,
    "end-of-message": "complete",
    "next-exchange": undefined,
    "peer-closed": undefined,
    fault: "faulty",
    switch: undefined,
    finish: "closed",
  },
  complete: {
    "request-head": undefined,
    "end-of-message": undefined,
    "next-exchange": "head",
    "peer-closed": undefined,
    fault: undefined,
    switch: "closed",
    finish: "closed",
  },
  faulty: {
    "request-head": undefined,
    "end-of-message": undefined,
    "next-exchange": undefined,
    "peer-closed": undefined,
    fault: undefined,
    switch: undefined,
    finish: "closed",
  },
  closed: {
    "request-head": undefined,
    "end-of-message": undefined,
    "next-exchange": undefined,
    "peer-closed": undefined,
    fault: undefined,
    switch: undefined,
    finish: "closed",
  },
};

export const senderTransitions: Transitions<SenderState, SenderEvent> = {
  idle: {
    "request-head": "awaiting",
    interim: undefined,
    "whole-response": undefined,
    "response-head": undefined,
    content: undefined,
    "end-of-response": undefined,
    "next-exchange": undefined,
    "last-response": "finished",
    switch: undefined,
    finish: "finished",
  },
  awaiting: {
    "request-head": undefined,
    interim: "awaiting",
    "whole-response": "ended",
    "response-head": "content",
    content: undefined,
    "end-of-response": undefined,
    "next-exchange": undefined,
    "last-response": "finished",
    switch: "switched",
    finish: "finished",
  },
  content: {
    "request-head": undefined,
    interim: undefined,
    "whole-response": undefined,
    "response-head": undefined,
    content: "content",
    "end-of-response": "ended",
    "next-exchange": undefined,
    "last-response": undefined,
    switch: undefined,
    finish: "finished",
  },
  ended: {
    "request-head": undefined,
    interim: undefined,
    "whole-response": undefined,
    "response-head": undefined,
    content: undefined,
    "end-of-response": undefined,
    "next-exchange": "idle",
    "last-response": undefined,
    switch: undefined,
    finish: "finished",
  },
  switched: {
    "request-head": undefined,
    interim: undefined,
    "whole-response": undefined,
    "response-head": undefined,
    content: undefined,
    "end-of-response": undefined,
    "next-exchange": undefined,
    "last-response": undefined,
    switch: undefined,
    finish: "finished",
  },
  finished: {
    "request-head": undefined,
    interim: undefined,
    "whole-response": undefined,
    "response-head": undefined,
    content: undefined,
    "end-of-response": undefined,
    "next-exchange": undefined,
    "last-response": undefined,
    switch: undefined,
    finish: "finished",
  },
};

/** The states of one half by number: a table in memory that is looked into by numbers costs next to nothing. */
class NumberedStates<State extends string, Event extends string> {
  readonly #names: readonly State[];
  /** For each event, the number of the state that follows each state; -1 where it may not happen. */
  readonly on: { readonly [E in Event]: Int8Array };

  constructor(table: Transitions<State, Event>) {
    const names = Object.keys(table) as State[];
    const events = Object.keys(table[names[0]!]) as Event[];
    const following = (event: Event) => Int8Array.from(names, (name) => names.indexOf(table[name][event] as State));
    this.#names = names;
    this.on = Object.fromEntries(events.map((event) => [event, following(event)])) as { [E in Event]: Int8Array };
  }

  numberOf(name: State): number {
    return this.#names.indexOf(name);
  }

  nameOf(number: number): State {
    return this.#names[number]!;
  }
}

const recipientStates = new NumberedStates(recipientTransitions);
const senderStates = new NumberedStates(senderTransitions);

/** What may happen to the recipient half, and to the sender half: handed to `recipient` and `sender` below. */
export const recipientEvents = recipientStates.on;
export const senderEvents = senderStates.on;

const HEAD = recipientStates.numberOf("head");
const CONTENT = recipientStates.numberOf("content");
const COMPLETE = recipientStates.numberOf("complete");
const IDLE = senderStates.numberOf("idle");
const ENDED = senderStates.numberOf("ended");
const FINISHED = senderStates.numberOf("finished");
const NOWHERE = -1;

/** One connection's two states. Each call of `recipient` or `sender` says what happened; false where it may not. */
export class ConnectionState {
  #recipient = HEAD;
  #sender = IDLE;

  /** @returns whether this may happen now; if not, nothing has changed */
  recipient(event: Int8Array): boolean {
    const next = event[this.#recipient]!;
    if (next === NOWHERE) return false;
    this.#recipient = next;
    return true;
  }

  /** @returns whether this may happen now; if not, nothing has changed */
  sender(event: Int8Array): boolean {
    const next = event[this.#sender]!;
    if (next === NOWHERE) return false;
    this.#sender = next;
    return true;
  }

  /** Whether this could happen now. */
  maySender(event: Int8Array): boolean {
    return event[this.#sender] !== NOWHERE;
  }

  /** The states by name, for someone to look at. */
  get names(): { readonly recipient: RecipientState; readonly sender: SenderState } {
    return { recipient: recipientStates.nameOf(this.#recipient), sender: senderStates.nameOf(this.#sender) };
  }

  /** Whether octets are of any use: now, or when the next exchange begins. */
  get isReceiving(): boolean {
    return this.#recipient === HEAD || this.#recipient === CONTENT || this.#recipient === COMPLETE;
  }

  get isReceivingHead(): boolean {
    return this.#recipient === HEAD;
  }

  get isReceivingContent(): boolean {
    return this.#recipient === CONTENT;
  }

  get isRequestComplete(): boolean {
    return this.#recipient === COMPLETE;
  }

  get hasResponseEnded(): boolean {
    return this.#sender === ENDED;
  }

  get hasExchange(): boolean {
    return this.#sender !== IDLE && this.#sender !== FINISHED;
  }

  get isFinished(): boolean {
    return this.#sender === FINISHED;
  }

  /** Joint rule: the next exchange begins when the request was wholly received and the response wholly sent. */
  startNextExchange(): boolean {
    if (this.#recipient !== COMPLETE || this.#sender !== ENDED) return false;
    this.#recipient = HEAD;
    this.#sender = IDLE;
    return true;
  }

  /** Joint rule: with 101 sent, both halves are another protocol's. @returns false where the request has not ended */
  switchProtocols(): boolean {
    return this.recipient(recipientEvents.switch) && this.sender(senderEvents.switch);
  }

  /** Joint rule: where one half is at its end for good, so is the other. */
  finish(): void {
    this.recipient(recipientEvents.finish);
    this.sender(senderEvents.finish);
  }
}
