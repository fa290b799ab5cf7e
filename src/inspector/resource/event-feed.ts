import type { RecordingSource } from "../recording-source.ts";
import { EventStream } from "./event-feed-stream.ts";

/** Calls back in so many milliseconds. @returns what calls it off */
export type After = (ms: number, callback: () => void) => () => void;

/** Changes are gathered for so long before they are told. */
const GATHERING_MS = 100;
/** Where nothing happens, something is sent all the same: what cannot be delivered shows that a client has gone. */
const COMMENT_MS = 15_000;
const STREAMS_MAX = 16;

/** Tells the pages that are open what happens, each in an event stream. Without one it asks nothing and has no timer. */
export class EventFeed {
  readonly #source: RecordingSource;
  readonly #after: After;
  readonly #streams = new Set<EventStream>();
  #isAwaitingChange = false;
  #callOffTelling: (() => void) | undefined;
  #callOffComment: (() => void) | undefined;
  #isClosed = false;

  constructor(source: RecordingSource, after: After) {
    this.#source = source;
    this.#after = after;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether there are as many streams as there may be. */
  get isFull(): boolean {
    return this.#streams.size >= STREAMS_MAX;
  }

  /** A stream for one page. It begins when it is read, and ends at once where there is no room then. */
  stream(): EventStream {
    const stream = new EventStream(this.#source, {
      opened: () => this.#open(stream),
      ended: () => this.#forget(stream),
    });
    return stream;
  }

  /** Ends all streams, and opens no more. */
  close(): void {
    this.#isClosed = true;
    for (const stream of this.#streams) stream.end();
  }

  #open(stream: EventStream): void {
    if (this.#isClosed || this.isFull) {
      stream.end();
      return;
    }
    this.#streams.add(stream);
    this.#awaitChange();
    this.#callOffComment ??= this.#after(COMMENT_MS, () => this.#comment());
  }

  #forget(stream: EventStream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    this.#callOffTelling?.();
    this.#callOffTelling = undefined;
    this.#callOffComment?.();
    this.#callOffComment = undefined;
  }

  #awaitChange(): void {
    if (this.#isAwaitingChange || this.#callOffTelling !== undefined) return;
    this.#isAwaitingChange = true;
    this.#source.onNextChange(() => {
      this.#isAwaitingChange = false;
      if (this.#streams.size > 0) this.#callOffTelling = this.#after(GATHERING_MS, () => this.#tell());
    });
  }

  #tell(): void {
    this.#callOffTelling = undefined;
    // Asked before anything is read: what changes while it is told is told the next time.
    this.#awaitChange();
    for (const stream of this.#streams) stream.changed();
  }

  #comment(): void {
    this.#callOffComment = this.#after(COMMENT_MS, () => this.#comment());
    for (const stream of this.#streams) stream.comment();
  }
}
