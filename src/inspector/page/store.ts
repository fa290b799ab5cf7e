import { useEffect, useMemo, useReducer } from "preact/hooks";
import { windowPaths } from "../paths.ts";
import type { ExchangeRecord, Session } from "../record.ts";
import { readSessionFile, SESSION_ELEMENT_ID } from "../session/session-file.ts";
import { exchangeKey, stateOfSession, type WindowState } from "../view/window-state.ts";
import { Feed, type FeedStanding } from "./store-feed.ts";
import { act, isExported, readExchange, readSession, WindowError } from "./window-api.ts";

/** What all of the page is drawn from: what is live, what was frozen, or a session from a file. */
export class Store {
  /** Whether this page has no server behind it. */
  readonly isExported = isExported();
  readonly #feed: Feed;
  readonly #changed: () => void;
  #frozen: { readonly state: WindowState; readonly nowUs: number } | undefined;
  #opened: { readonly session: Session; readonly state: WindowState; readonly name: string } | undefined;

  /** @param changed is called whenever there is something new to be seen */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#feed = new Feed(() => {
      if (this.#opened === undefined) changed();
    });
  }

  /** Follows the server, or shows what the page was exported with. */
  open(): void {
    if (!this.isExported) {
      this.#feed.open();
      return;
    }
    const session = readSessionFile(document.getElementById(SESSION_ELEMENT_ID)?.textContent ?? "");
    this.show(session, document.title.replace(/^Porthole: /, ""));
  }

  close(): void {
    this.#feed.close();
  }

  /** What is to be seen; `undefined` before anything was told. */
  get state(): WindowState | undefined {
    return this.#opened?.state ?? this.#frozen?.state ?? this.#feed.state;
  }

  get standing(): FeedStanding {
    return this.#feed.standing;
  }

  get isPaused(): boolean {
    return this.#frozen !== undefined;
  }

  /** The name of the session that is shown in place of what is live. */
  get sessionName(): string | undefined {
    return this.#opened?.name;
  }

  /** How many exchanges took place since what is seen was frozen. */
  get missedExchanges(): number {
    if (this.#frozen === undefined || this.#feed.state === undefined) return 0;
    return Math.max(0, this.#feed.state.totals.exchanges - this.#frozen.state.totals.exchanges);
  }

  /** The time of what is seen. It passes only where that is live. */
  readonly nowUs = (): number => this.#opened?.state.nowUs ?? this.#frozen?.nowUs ?? this.#feed.nowUs();

  get isTimePassing(): boolean {
    return this.#opened === undefined && this.#frozen === undefined && this.#feed.standing === "live";
  }

  pause(): void {
    if (this.#feed.state !== undefined) this.#frozen = { state: this.#feed.state, nowUs: this.#feed.nowUs() };
    this.#changed();
  }

  resume(): void {
    this.#frozen = undefined;
    this.#changed();
  }

  /** Has the server forget what has ended. @throws WindowError it refuses, or nobody answers */
  async clear(): Promise<void> {
    await act(windowPaths.clear);
    this.resume();
  }

  /** Shows a session in place of what is live. */
  readonly show = (session: Session, name: string): void => {
    this.#opened = { session, state: stateOfSession(session), name };
    this.#changed();
  };

  showLive(): void {
    this.#opened = undefined;
    this.#changed();
  }

  /** All that is shown now, for export. @throws WindowError nobody answers */
  readonly session = async (): Promise<Session> => this.#opened?.session ?? (await readSession());

  /** One exchange with its octets. @throws WindowError it is not kept any more, or nobody answers */
  readonly exchange = async (connection: number, exchange: number): Promise<ExchangeRecord> => {
    if (this.#opened === undefined) return await readExchange(connection, exchange);
    const key = exchangeKey({ connection, exchange });
    const record = this.#opened.session.exchanges.find((candidate) => exchangeKey(candidate) === key);
    if (record === undefined) throw new WindowError("This session has no such exchange.");
    return record;
  };
}

/** The page's store. What uses it is drawn anew when there is something new, at most once a frame. */
export function useStore(): Store {
  const [, draw] = useReducer<number, undefined>((count) => count + 1, 0);
  const store = useMemo(() => {
    let frame: number | undefined;
    return new Store(() => {
      if (frame !== undefined) return;
      frame = requestAnimationFrame(() => {
        frame = undefined;
        draw(undefined);
      });
    });
  }, []);
  useEffect(() => {
    store.open();
    return () => store.close();
  }, [store]);
  return store;
}
