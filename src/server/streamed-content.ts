import type { FileRange } from "../semantics/index.ts";
import { STREAM_SHARE_OCTETS } from "./options.ts";

/** Where streamed content goes. */
export interface ContentSink {
  /** Sends a piece. @returns false when the client takes it too slowly: then wait for `drained` */
  send(piece: Uint8Array | string): boolean;
  drained(): Promise<void>;
  /** Whether all that stream have together sent as much as a turn allows. */
  readonly isTurnOver: boolean;
  /** Settles when others have had their turn. */
  nextTurn(): Promise<void>;
  /** Octets that have not been handed to the operating system. */
  readonly unsentOctets: number;
}

/** A piece, however small, counts as so many octets: sending it costs as much. */
const PIECE_OCTETS_MIN = 1024;
/**
 * Smaller pieces of lent memory are copied. Larger ones the transport has either handed over at once or calls too much,
 * and then says when they have left; when a small one has left, nobody would say.
 */
const LENT_OCTETS_MIN = 64 * 1024;

/**
 * Content on its way from the site to one client, no faster than the client takes it: the next piece is asked for
 * when the last one has room. Once cancelled it asks for nothing more, and its source is told at once.
 */
export class StreamedContent {
  readonly #iterator: AsyncIterator<Uint8Array | string>;
  /** How many octets are left of content whose pieces are lent until the next one is asked for; 0 where they are not. */
  #lentOctets: number;
  #isCancelled = false;
  /** Whether the next piece is awaited from the site: the client is not to blame for silence then. */
  isWaitingForSite = false;

  constructor(content: AsyncIterable<Uint8Array | string> | FileRange) {
    this.#lentOctets = "lengthOctets" in content ? content.lengthOctets : 0;
    this.#iterator = content[Symbol.asyncIterator]();
  }

  /**
   * Sends it to the end.
   * @returns true at the end, false when it was cancelled on the way
   * @throws whatever the source or the sink throws; the source has been let go then
   */
  async sendTo(sink: ContentSink): Promise<boolean> {
    let turnOctets = 0;
    try {
      while (!this.#isCancelled) {
        this.isWaitingForSite = true;
        const step = await this.#iterator.next();
        this.isWaitingForSite = false;
        if (this.#isCancelled) break;
        if (step.done === true) return true;
        if (!isPiece(step.value))
          throw new TypeError(`streamed content yielded ${typeof step.value}: a string or Uint8Array is expected`);
        // A source that answers at once and a client that takes at once would keep everybody else waiting; and though
        // each of many sends little, it is much together.
        if (turnOctets >= STREAM_SHARE_OCTETS || sink.isTurnOver) {
          turnOctets = 0;
          await sink.nextTurn();
          if (this.#isCancelled) break;
        }
        this.#lentOctets -= step.value.length;
        // Of the last piece nobody wants the memory back.
        const isLent = this.#lentOctets > 0 && typeof step.value !== "string";
        const isCopied = isLent && step.value.length < LENT_OCTETS_MIN;
        if (step.value.length > 0 && !sink.send(isCopied ? new Uint8Array(step.value as Uint8Array) : step.value)) {
          await sink.drained();
        }
        while (isLent && !isCopied && sink.unsentOctets > 0 && !this.#isCancelled) await sink.nextTurn();
        turnOctets += Math.max(step.value.length, PIECE_OCTETS_MIN);
      }
      return false;
    } catch (error) {
      if (this.#isCancelled) return false;
      this.cancel();
      throw error;
    }
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    letGo(this.#iterator);
  }
}

/** Lets go of content that will not be sent (the response to HEAD, say). What that throws concerns nobody any more. */
export function discardContent(content: AsyncIterable<Uint8Array | string> | FileRange): void {
  try {
    if ("close" in content) content.close();
    else letGo(content[Symbol.asyncIterator]());
  } catch {}
}

function letGo(iterator: AsyncIterator<unknown>): void {
  try {
    // What the source throws at being let go concerns nobody any more.
    iterator.return?.().then(undefined, () => undefined);
  } catch {}
}

function isPiece(value: unknown): value is Uint8Array | string {
  return typeof value === "string" || value instanceof Uint8Array;
}
