import type { FeedMessage } from "../feed-message.ts";
import { windowPaths } from "../paths.ts";
import { nextState, type WindowState } from "../view/window-state.ts";

/**
 * - `"waiting"`: the stream has not begun
 * - `"live"`: it tells what happens
 * - `"lost"`: the server does not answer, and is asked again
 */
export type FeedStanding = "waiting" | "live" | "lost";

const RETRY_MS = 2000;

/** What the server tells, as it tells it. */
export class Feed {
  state: WindowState | undefined;
  standing: FeedStanding = "waiting";
  readonly #changed: () => void;
  #stream: EventSource | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** When the server's time that the state has was told, by this page's clock. */
  #toldMs = 0;
  #frozenUs: number | undefined;

  /** @param changed is called whenever there is something new to be seen */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  open(): void {
    this.#stream = new EventSource(windowPaths.events);
    this.#stream.onmessage = (event: MessageEvent<string>) => this.#receive(JSON.parse(event.data) as FeedMessage);
    this.#stream.onerror = () => this.#lose();
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#stream?.close();
  }

  /** The server's time, by its last word and this page's clock; it stands still where the server does not answer. */
  nowUs(): number {
    if (this.state === undefined) return 0;
    return this.#frozenUs ?? this.state.nowUs + (performance.now() - this.#toldMs) * 1000;
  }

  #receive(message: FeedMessage): void {
    this.state = nextState(this.state, message);
    this.#toldMs = performance.now();
    this.#frozenUs = undefined;
    this.standing = "live";
    this.#changed();
  }

  /** A browser asks again by itself when the wire failed, but not after an answer that was no stream. */
  #lose(): void {
    this.#frozenUs ??= this.nowUs();
    this.standing = "lost";
    if (this.#stream?.readyState === EventSource.CLOSED) {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.open(), RETRY_MS);
    }
    this.#changed();
  }
}
