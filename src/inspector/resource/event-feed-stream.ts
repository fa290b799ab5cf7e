import type { FeedMessage } from "../feed-message.ts";
import type { ConnectionSummary, ExchangeSummary } from "../record.ts";
import type { RecordedChanges, RecordingSource } from "../recording-source.ts";
import { json } from "./window-resource-json.ts";

/** What a browser waits before it opens a stream anew that has ended. */
const RETRY_MS = 1000;
/**
 * A message is ended once it has about so many characters. Most are ASCII, none that came from the network has more
 * than two octets in UTF-8: it stays below 64 KiB.
 */
const MESSAGE_CHARACTERS = 24_000;
/** What a summary takes beside what the network put into it. */
const SUMMARY_CHARACTERS = 600;
/** Exchanges told one by one: at the beginning, and of each tenth of a second. */
const KEPT_EXCHANGES_MAX = 5000;
const NEW_EXCHANGES_MAX = 300;

/**
 * One event stream of the window (HTML, "Server-sent events", §9.2.5): its content, asked for as the client takes it.
 * It holds a mark and what it was last told; what happens while the client takes nothing is read when it takes again.
 */
export class EventStream implements AsyncIterable<string>, AsyncIterator<string, undefined> {
  readonly #source: RecordingSource;
  readonly #life: { readonly opened: () => void; readonly ended: () => void };
  #mark = 0;
  #epoch: number | undefined;
  #untold: Iterator<string> = [].values();
  #mayHaveNews = true;
  #isCommentDue = false;
  #hasEnded = false;
  #wake: (() => void) | undefined;

  constructor(source: RecordingSource, life: { readonly opened: () => void; readonly ended: () => void }) {
    this.#source = source;
    this.#life = life;
  }

  /** Something has changed, and it is time to tell. */
  changed(): void {
    this.#mayHaveNews = true;
    this.#wake?.();
  }

  /** Sends a comment, unless something else is sent before: a client that has gone is found by that. */
  comment(): void {
    this.#isCommentDue = true;
    this.#wake?.();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#untold = [].values();
    this.#life.ended();
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    // Opened by who reads it: content that is never read, for HEAD, is no stream.
    if (this.#epoch === undefined && !this.#hasEnded) this.#life.opened();
    while (!this.#hasEnded) {
      const text = this.#nextText();
      if (text !== undefined) return { done: false, value: text };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  #nextText(): string | undefined {
    for (;;) {
      const { value: message, done } = this.#untold.next();
      if (done !== true) {
        this.#isCommentDue = false;
        return message;
      }
      if (!this.#mayHaveNews) break;
      this.#mayHaveNews = false;
      this.#untold = this.#news();
    }
    if (!this.#isCommentDue) return undefined;
    this.#isCommentDue = false;
    return ": still here\n\n";
  }

  /** What has changed since the mark, as messages that are written when they are asked for. */
  #news(): Iterator<string> {
    const isFirst = this.#epoch === undefined;
    let before = this.#mark;
    let changes = this.#source.changesSince(before, isFirst ? KEPT_EXCHANGES_MAX : NEW_EXCHANGES_MAX);
    const isNewEpoch = changes.epoch !== this.#epoch;
    // Everything was cleared: what is there now is told as if for the first time.
    if (isNewEpoch && !isFirst) {
      before = 0;
      changes = this.#source.changesSince(before, KEPT_EXCHANGES_MAX);
    }
    this.#mark = changes.mark;
    this.#epoch = changes.epoch;
    return messages(this.#source, changes, { isFirst, isNewEpoch, hasNews: changes.mark !== before });
  }
}

function* messages(
  source: RecordingSource,
  changes: RecordedChanges,
  {
    isFirst,
    isNewEpoch,
    hasNews,
  }: { readonly isFirst: boolean; readonly isNewEpoch: boolean; readonly hasNews: boolean },
): Generator<string, undefined> {
  const { facts, totals } = source;
  if (isFirst) yield `retry: ${RETRY_MS}\n${event({ type: "begin", facts, totals })}`;
  else if (isNewEpoch) yield event({ type: "begin", facts, totals });
  if (!hasNews) return;
  let { untoldExchanges } = changes;
  for (const part of parts(changes)) {
    yield event({ type: "changes", nowUs: facts.nowUs, totals, ...part, untoldExchanges, oldest: changes.oldest });
    untoldExchanges = 0;
  }
}

type Summaries = Pick<RecordedChanges, "connections" | "exchanges">;

/** The same summaries in the same order, in parts of a bounded size: one at the least, also of nothing. */
function* parts(changes: Summaries): Generator<Summaries, undefined> {
  let connections: ConnectionSummary[] = [];
  let exchanges: ExchangeSummary[] = [];
  let characters = 0;
  for (const connection of changes.connections) {
    connections.push(connection);
    characters += SUMMARY_CHARACTERS;
    if (characters < MESSAGE_CHARACTERS) continue;
    yield { connections, exchanges };
    connections = [];
    characters = 0;
  }
  for (const exchange of changes.exchanges) {
    exchanges.push(exchange);
    characters += SUMMARY_CHARACTERS + (exchange.requestTarget?.length ?? 0) + (exchange.reason?.length ?? 0);
    if (characters < MESSAGE_CHARACTERS) continue;
    yield { connections, exchanges };
    connections = [];
    exchanges = [];
    characters = 0;
  }
  if (characters > 0 || changes.connections.length + changes.exchanges.length === 0) yield { connections, exchanges };
}

/** JSON has no line ends of its own: it is one line of data. */
function event(message: FeedMessage): string {
  return `data: ${json(message)}\n\n`;
}
