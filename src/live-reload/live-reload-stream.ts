/** What a page is told. */
export interface LiveMessage {
  /** The state of the site now: a page of another state is old. */
  readonly version: string;
  /** The paths of all files that have changed since the page was last told; `undefined` where that is not known. */
  readonly changed: readonly string[] | undefined;
  /** Why the site is not what its author has written. */
  readonly failure: string | undefined;
}

/** What a browser waits before it opens a stream anew that has ended. */
const RETRY_MS = 500;

/**
 * The event stream of one page (HTML, "Server-sent events", §9.2.5): its content, asked for as the client takes it.
 * What is told to a client that does not take it becomes one message, so that it holds no more than the last state.
 */
export class LiveStream implements AsyncIterable<string>, AsyncIterator<string, undefined> {
  readonly #life: { readonly opened: () => void; readonly ended: () => void };
  #unsent: LiveMessage | undefined;
  #isFirst = true;
  #hasEnded = false;
  #wake: (() => void) | undefined;

  /** @param first what the page is told at once */
  constructor(first: LiveMessage, life: { readonly opened: () => void; readonly ended: () => void }) {
    this.#unsent = first;
    this.#life = life;
  }

  /** Tells the page, as soon as it listens. */
  tell(message: LiveMessage): void {
    this.#unsent = this.#unsent === undefined ? message : joined(this.#unsent, message);
    this.#wake?.();
  }

  /** Ends the stream once what was told has been taken. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#life.ended();
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    // Opened by who reads it: content that is never read, for HEAD, counts as no page.
    if (this.#isFirst && !this.#hasEnded) this.#life.opened();
    while (this.#unsent === undefined && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const message = this.#unsent;
    if (message === undefined) return { done: true, value: undefined };
    this.#unsent = undefined;
    const retry = this.#isFirst ? `retry: ${RETRY_MS}\n` : "";
    this.#isFirst = false;
    return { done: false, value: `${retry}data: ${JSON.stringify(message)}\n\n` };
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    this.#unsent = undefined;
    this.end();
    return { done: true, value: undefined };
  }
}

function joined(earlier: LiveMessage, later: LiveMessage): LiveMessage {
  const isKnown = earlier.changed !== undefined && later.changed !== undefined;
  return { ...later, changed: isKnown ? [...new Set([...earlier.changed, ...later.changed])] : undefined };
}
