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

/** A state with those that follow it, so that going on is one look. */
interface Place<State extends string, Event extends string> {
  readonly name: State;
  readonly next: { [E in Event]: Place<State, Event> | undefined };
}

function linked<State extends string, Event extends string>(
  table: Transitions<State, Event>,
): { readonly [S in State]: Place<State, Event> } {
  const states = Object.keys(table) as State[];
  const places = Object.fromEntries(states.map((name) => [name, { name, next: { ...table[name] } }])) as unknown as {
    [S in State]: Place<State, Event>;
  };
  for (const name of states) {
    for (const event of Object.keys(table[name]) as Event[]) {
      const next = table[name][event];
      places[name].next[event] = next === undefined ? undefined : places[next];
    }
  }
  return places;
}

const recipientPlaces = linked(recipientTransitions);
const senderPlaces = linked(senderTransitions);

/** One connection's two states. Each call of `recipient` or `sender` says what happened; false where it may not. */
export class ConnectionState {
  #recipient = recipientPlaces.head;
  #sender = senderPlaces.idle;

  /** @returns whether this may happen now; if not, nothing has changed */
  recipient(event: RecipientEvent): boolean {
    const next = this.#recipient.next[event];
    if (next === undefined) return false;
    this.#recipient = next;
    return true;
  }

  /** @returns whether this may happen now; if not, nothing has changed */
  sender(event: SenderEvent): boolean {
    const next = this.#sender.next[event];
    if (next === undefined) return false;
    this.#sender = next;
    return true;
  }

  /** Whether this could happen now. */
  maySender(event: SenderEvent): boolean {
    return this.#sender.next[event] !== undefined;
  }

  /** Whether octets are of any use: now, or when the next exchange begins. */
  get isReceiving(): boolean {
    return this.#recipient.name === "head" || this.#recipient.name === "content" || this.#recipient.name === "complete";
  }

  get isReceivingHead(): boolean {
    return this.#recipient.name === "head";
  }

  get isReceivingContent(): boolean {
    return this.#recipient.name === "content";
  }

  get isRequestComplete(): boolean {
    return this.#recipient.name === "complete";
  }

  get hasResponseEnded(): boolean {
    return this.#sender.name === "ended";
  }

  get hasExchange(): boolean {
    return this.#sender.name !== "idle" && this.#sender.name !== "finished";
  }

  get isFinished(): boolean {
    return this.#sender.name === "finished";
  }

  /** Joint rule: the next exchange begins when the request was wholly received and the response wholly sent. */
  startNextExchange(): boolean {
    if (this.#recipient.name !== "complete" || this.#sender.name !== "ended") return false;
    this.recipient("next-exchange");
    this.sender("next-exchange");
    return true;
  }

  /** Joint rule: with 101 sent, both halves are another protocol's. @returns false where the request has not ended */
  switchProtocols(): boolean {
    return this.recipient("switch") && this.sender("switch");
  }

  /** Joint rule: where one half is at its end for good, so is the other. */
  finish(): void {
    this.recipient("finish");
    this.sender("finish");
  }
}
