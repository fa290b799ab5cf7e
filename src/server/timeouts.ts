import type { Clock } from "./clock.ts";

/** Something whose deadlines are looked at once a sweep. */
export interface Watched {
  /** @param nowMs the clock's `nowMs` */
  checkDeadlines(nowMs: number): void;
}

/** How often deadlines are looked at when none is shorter. */
export const SWEEP_INTERVAL_MS = 250;
const SWEEP_INTERVAL_MIN_MS = 5;

/**
 * One timer for all deadlines of a server. Setting a deadline is the writing of a number; what is late is found at
 * the next sweep. The timer runs only while something is watched, and never keeps the process alive.
 */
export class DeadlineSweep {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #swept: (() => void) | undefined;
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param shortestTimeoutMs the shortest deadline that will be set: it is found late by a quarter at most
   * @param swept called after each sweep
   */
  constructor(clock: Clock, shortestTimeoutMs: number, swept?: () => void) {
    this.#clock = clock;
    this.#intervalMs = Math.max(SWEEP_INTERVAL_MIN_MS, Math.min(SWEEP_INTERVAL_MS, shortestTimeoutMs / 4));
    this.#swept = swept;
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#sweep(), this.#intervalMs).unref();
  }

  remove(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0 || this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sweep(): void {
    this.#clock.refresh();
    for (const watched of this.#watched) watched.checkDeadlines(this.#clock.nowMs);
    this.#swept?.();
  }
}

/** What a timer can wait at the most: one of more than 31 bits is over at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Settles after `ms`, or as soon as `until` does, and leaves no timer behind. */
export async function waitAtMost(ms: number, until: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(ms, TIMER_MS_MAX));
  });
  await Promise.race([until.catch(() => undefined), late]);
  clearTimeout(timer);
}

/** Calls back after `ms`, and does not keep the process alive for it. @returns what calls it off */
export function onceAfter(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms).unref();
  return () => clearTimeout(timer);
}

/** Calls back when all that has happened meanwhile has been looked at. */
export function onNextTurn(callback: () => void): void {
  setImmediate(callback);
}

/** Settles when all that has happened meanwhile has been looked at. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** The rate below which a sender or recipient counts as too slow, after a start that is free. */
export const RATE_OCTETS_PER_SECOND_MIN = 240;
export const RATE_FREE_MS = 5_000;

/**
 * The patience one has with a peer, in milliseconds: waiting spends it, octets earn it back at the minimum rate, and
 * no more than `idleMs` can be saved up. So one rule says both "no longer than `idleMs` without a sign" and "at least
 * 240 octets a second after the first five seconds".
 */
export class RateCredit {
  readonly #idleMs: number;
  #creditMs: number;
  #sinceMs: number | undefined;

  /** @param idleMs the longest silence there may be; waiting begins at `nowMs` */
  constructor(idleMs: number, nowMs: number) {
    this.#idleMs = idleMs;
    this.#creditMs = Math.min(RATE_FREE_MS, idleMs);
    this.#sinceMs = nowMs;
  }

  /** When it will be spent if nothing comes. */
  endsMs(nowMs: number): number {
    return (this.#sinceMs ?? nowMs) + Math.max(this.#creditMs, 0);
  }

  /** Nobody waits, for a reason that is not the peer's: until `isSpent` is next asked, time does not count. */
  pause(): void {
    this.#sinceMs = undefined;
  }

  /**
   * Whether patience is at its end.
   * @param octets how many came since this was last asked
   */
  isSpent(nowMs: number, octets: number): boolean {
    const waitedMs = nowMs - (this.#sinceMs ?? nowMs);
    const earnedMs = (octets * 1000) / RATE_OCTETS_PER_SECOND_MIN;
    this.#creditMs = Math.min(this.#idleMs, this.#creditMs - waitedMs + earnedMs);
    this.#sinceMs = nowMs;
    return this.#creditMs < 0;
  }
}
