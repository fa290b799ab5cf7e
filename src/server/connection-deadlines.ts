import type { RunningDeadline } from "../trace/index.ts";
import { CLOSING_BOUNDS, HALF_CLOSED_PATIENCE_MS, PROBE_INTERVAL_MS, type ServerBounds } from "./options.ts";
import { RateCredit } from "./timeouts.ts";

/** What the deadlines of a connection depend on, as it stands at a sweep. */
export interface ConnectionStanding {
  readonly isClosing: boolean;
  /** Whether octets of a request have come whose head is not complete. */
  readonly isReceivingHead: boolean;
  /** Whether an exchange is open. */
  readonly isExchanging: boolean;
  /** Whether the site waits for content of the client. */
  readonly isAwaitingContent: boolean;
  /** Whether content that nobody wants is still coming. */
  readonly isDraining: boolean;
  /** Whether the next octets are the site's to give. */
  readonly isAwaitingSite: boolean;
  readonly peerHasClosed: boolean;
  readonly hasReceivedAny: boolean;
  /** Octets received, and octets handed to the operating system, since the connection opened. */
  readonly receivedOctets: number;
  readonly sentOctets: number;
  readonly unsentOctets: number;
}

/**
 * - `"never-spoke"`: no octet came within the header deadline; `"idle"`: none since the last exchange
 * - `"head-late"`: a head is not complete in time; `"content-slow"`: content that the site waits for comes too slowly
 * - `"send-slow"`: the client takes what is sent too slowly; `"drain-late"`: unwanted content does not end
 * - `"half-closed"`: the client closed its side and nothing has been sent for a while: is it still there?
 */
export type Overdue =
  | "never-spoke"
  | "idle"
  | "head-late"
  | "content-slow"
  | "send-slow"
  | "drain-late"
  | "half-closed";

/** The deadlines of one connection. Each runs only in its phase, and none but those on rates can be put off by octets. */
export class ConnectionDeadlines {
  readonly #bounds: ServerBounds;
  readonly #openedMs: number;
  /** Since when it has been outside an exchange with no octet of the next. */
  idleSinceMs: number;
  #headSinceMs: number | undefined;
  #drainSinceMs = 0;
  #halfClosedSinceMs = 0;
  #halfClosedSentOctets = 0;
  #probes = 0;
  #probedMs = 0;
  #receiving: RateCredit | undefined;
  #receivedOctets = 0;
  #sending: RateCredit | undefined;
  #sentOctets = 0;

  constructor(bounds: ServerBounds, nowMs: number) {
    this.#bounds = bounds;
    this.#openedMs = nowMs;
    this.idleSinceMs = nowMs;
  }

  /** A new head begins, or begins anew: to be told of when octets of it are there for the first time. */
  headBegins(nowMs: number): void {
    this.#headSinceMs ??= nowMs;
  }

  /** An exchange begins, and with it the client's patience is counted anew. */
  headEnds(): void {
    this.#headSinceMs = undefined;
    this.#receiving = undefined;
  }

  drainBegins(nowMs: number): void {
    this.#drainSinceMs = nowMs;
  }

  halfClosed(nowMs: number): void {
    this.#halfClosedSinceMs = nowMs;
  }

  /** Something was sent only to learn whether the client is there: that ends no silence. */
  probed(nowMs: number, sentOctets: number): void {
    this.#probes += 1;
    this.#probedMs = nowMs;
    this.#halfClosedSentOctets = sentOctets;
  }

  /** What is overdue, if anything; looked at once a sweep. */
  overdue(nowMs: number, standing: ConnectionStanding): Overdue | undefined {
    if (this.#isSendingSlowly(nowMs, standing)) return "send-slow";
    if (standing.isClosing) return undefined;
    if (standing.isExchanging) {
      if (this.#isReceivingSlowly(nowMs, standing)) return "content-slow";
      return this.#isSilentAfterHalfClose(nowMs, standing) ? "half-closed" : undefined;
    }
    if (standing.unsentOctets > 0) {
      this.#notBefore(nowMs);
      return undefined;
    }
    if (standing.isDraining)
      return nowMs - this.#drainSinceMs > this.#bounds.receiveTimeoutMs ? "drain-late" : undefined;
    if (standing.isReceivingHead)
      return nowMs - (this.#headSinceMs ?? nowMs) > this.#bounds.headersTimeoutMs ? "head-late" : undefined;
    if (!standing.hasReceivedAny)
      return nowMs - this.#openedMs > this.#bounds.headersTimeoutMs ? "never-spoke" : undefined;
    return nowMs - this.idleSinceMs > this.#bounds.idleTimeoutMs ? "idle" : undefined;
  }

  /** Which deadline runs, and until when if nothing comes meanwhile; `undefined` where none does. */
  running(nowMs: number, standing: ConnectionStanding): RunningDeadline | undefined {
    const { headersTimeoutMs, idleTimeoutMs, receiveTimeoutMs } = this.#bounds;
    if (standing.unsentOctets > 0) {
      return this.#sending === undefined ? undefined : { kind: "send", endsMs: this.#sending.endsMs(nowMs) };
    }
    if (standing.isClosing) return { kind: "closing", endsMs: nowMs + CLOSING_BOUNDS.patienceMs };
    if (standing.isExchanging) {
      const isCounted = standing.isAwaitingContent && this.#receiving !== undefined;
      return isCounted ? { kind: "content", endsMs: this.#receiving!.endsMs(nowMs) } : undefined;
    }
    if (standing.isDraining) return { kind: "drain", endsMs: this.#drainSinceMs + receiveTimeoutMs };
    if (standing.isReceivingHead) return { kind: "head", endsMs: (this.#headSinceMs ?? nowMs) + headersTimeoutMs };
    if (!standing.hasReceivedAny) return { kind: "first-octet", endsMs: this.#openedMs + headersTimeoutMs };
    return { kind: "idle", endsMs: this.idleSinceMs + idleTimeoutMs };
  }

  /**
   * As long as the client has not taken what was sent, no other deadline runs outside an exchange: it may not be able
   * to send, for nothing is received while too much is unsent.
   */
  #notBefore(nowMs: number): void {
    this.idleSinceMs = nowMs;
    this.#drainSinceMs = nowMs;
    if (this.#headSinceMs !== undefined) this.#headSinceMs = nowMs;
  }

  #isSendingSlowly(nowMs: number, standing: ConnectionStanding): boolean {
    if (standing.unsentOctets === 0) {
      this.#sending = undefined;
      return false;
    }
    const octets = this.#sending === undefined ? 0 : standing.sentOctets - this.#sentOctets;
    this.#sentOctets = standing.sentOctets;
    this.#sending ??= new RateCredit(this.#bounds.sendTimeoutMs, nowMs);
    return this.#sending.isSpent(nowMs, octets);
  }

  #isReceivingSlowly(nowMs: number, standing: ConnectionStanding): boolean {
    if (!standing.isAwaitingContent) {
      this.#receiving?.pause();
      return false;
    }
    const octets = this.#receiving === undefined ? 0 : standing.receivedOctets - this.#receivedOctets;
    this.#receivedOctets = standing.receivedOctets;
    this.#receiving ??= new RateCredit(this.#bounds.receiveTimeoutMs, nowMs);
    return this.#receiving.isSpent(nowMs, octets);
  }

  #isSilentAfterHalfClose(nowMs: number, standing: ConnectionStanding): boolean {
    if (!standing.peerHasClosed || !standing.isAwaitingSite || standing.unsentOctets > 0) return false;
    if (standing.sentOctets !== this.#halfClosedSentOctets) {
      this.#halfClosedSentOctets = standing.sentOctets;
      this.#halfClosedSinceMs = nowMs;
    }
    // What is sent first draws a reset where the client is gone, what is sent next finds that out; then there is time.
    if (this.#probes >= 2 && nowMs - this.#probedMs < PROBE_INTERVAL_MS) return false;
    return nowMs - this.#halfClosedSinceMs > HALF_CLOSED_PATIENCE_MS;
  }
}

/** Why a connection closes without a word. */
export const silentReasons = {
  "never-spoke": "it never sent an octet",
  idle: "it was idle for too long",
  "drain-late": "content that nobody wanted did not end",
} as const;
