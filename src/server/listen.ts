import { type EngineLimits, engineLimits, Http1Engine, type LimitName } from "../http1/index.ts";
import type { ConnectionInfo, ErrorPage, Resource } from "../semantics/index.ts";
import { type ConnectionTrace, type ExchangeTrace, RefusalLedger, type SecretNames } from "../trace/index.ts";
import type { Connection, Endpoint, Listener, ListenOptions, TransportError } from "../transport/index.ts";
import { AcceptBurst } from "./accept-burst.ts";
import { Clock } from "./clock.ts";
import { ConnectionSurge } from "./connection-surge.ts";
import { FairTurns } from "./fair-turns.ts";
import { HOLD_FOR_NEWCOMERS } from "./flow-control.ts";
import { nodeOctetText } from "./octet-text.node.ts";
import {
  BURST_WAITING_MAX,
  CROWD_CONNECTIONS,
  NOTICE_INTERVAL_MS,
  ROOM_SEARCH_INTERVAL_MS,
  ROOM_SEARCH_YIELD_MIN,
  type ServerBounds,
  STEPS_SHARE_MAX,
  STEPS_TURN_MAX,
  STOPPING_IDLE_MS,
  STREAM_SHARE_OCTETS,
  STREAM_TURN_OCTETS,
} from "./options.ts";
import { ownRules } from "./own-rules.ts";
import type { ProtocolEngine } from "./protocol-engine.ts";
import { ServedConnection } from "./serve-connection.ts";
import type { ServerContext } from "./server-context.ts";
import type { ExchangeEntry, NoticeEntry, ServerLog } from "./server-log.ts";
import { SharedTurns } from "./shared-turns.ts";
import { DeadlineSweep, nextTurn, waitAtMost } from "./timeouts.ts";

export interface ServerSettings {
  readonly resource: Resource;
  readonly errorPage: ErrorPage;
  readonly bounds: ServerBounds;
  readonly engineLimits?: { readonly [Name in LimitName]?: number | undefined } | undefined;
  readonly log?: ServerLog | undefined;
  /** Where there is no log: told of notices, and of exchanges for which something was thrown, which are not timed. */
  readonly failures?: ServerLog | undefined;
  readonly trace?: ConnectionTrace | undefined;
  readonly exchangeTrace?: ExchangeTrace | undefined;
  readonly recordsDecisions?: boolean | undefined;
  /** What is masked by its name wherever octets are kept; absent: what always is. */
  readonly secretNames?: SecretNames | undefined;
  readonly forwarded?: ServerContext["forwarded"];
  /** Told when connections become many more at once, and when that is over. */
  readonly surges?: ((isSurging: boolean) => void) | undefined;
}

/** What was left when a server had stopped. */
export interface Stopped {
  /** Connections and promises that were cut when the grace was over. */
  readonly cut: number;
}

/** A server: its connections, what they share, and its end. */
export class HttpServer implements ServerContext {
  resource: Resource;
  errorPage: ErrorPage;
  readonly bounds: ServerBounds;
  readonly clock = new Clock();
  readonly sweep: DeadlineSweep;
  readonly log: ServerLog | undefined;
  readonly trace: ConnectionTrace | undefined;
  readonly exchangeTrace: ExchangeTrace | undefined;
  readonly recordsDecisions: boolean;
  readonly forwarded: ServerContext["forwarded"];
  readonly turns = new FairTurns();
  readonly streamTurns = new SharedTurns(STREAM_TURN_OCTETS, STREAM_SHARE_OCTETS);
  readonly stepTurns = new SharedTurns(STEPS_TURN_MAX, STEPS_SHARE_MAX);
  readonly refusals: RefusalLedger;
  isStopping = false;

  readonly #engineLimits: EngineLimits;
  readonly #connections = new Set<ServedConnection>();
  readonly #turnedAway = new Set<ServedConnection>();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #failures: ServerLog | undefined;
  readonly #noticeMs = new Map<string, number>();
  /** Newcomers since the server began to stop, until it no longer listens. */
  #admitted: Connection[] | undefined;
  readonly #burst: AcceptBurst;
  readonly #surge: ConnectionSurge | undefined;
  #listener: Listener | undefined;
  #connectionCount = 0;
  #roomSearchMs = Number.NEGATIVE_INFINITY;
  #mayMakeRoom: ServedConnection[] = [];
  /** Since the last search. */
  #roomsMade = 0;
  #stopping: Promise<Stopped> | undefined;
  #becameQuiet: (() => void) | undefined;

  constructor(settings: ServerSettings) {
    this.resource = settings.resource;
    this.errorPage = settings.errorPage;
    this.bounds = settings.bounds;
    this.log = settings.log;
    this.#failures = settings.failures;
    this.trace = settings.trace;
    this.exchangeTrace = settings.exchangeTrace;
    this.recordsDecisions = settings.recordsDecisions ?? false;
    this.refusals = new RefusalLedger(undefined, settings.secretNames);
    this.forwarded = settings.forwarded;
    this.#engineLimits = engineLimits(settings.engineLimits);
    const residents = {
      hold: () => {
        for (const turns of [this.streamTurns, this.stepTurns]) turns.hold();
        for (const connection of this.#connections) connection.hold(HOLD_FOR_NEWCOMERS);
      },
      release: () => {
        for (const turns of [this.streamTurns, this.stepTurns]) turns.release();
        for (const connection of this.#connections) connection.release(HOLD_FOR_NEWCOMERS);
      },
    };
    this.#burst = new AcceptBurst(residents, settings.bounds.connectionsMax * BURST_WAITING_MAX);
    const { headersTimeoutMs, idleTimeoutMs, receiveTimeoutMs, sendTimeoutMs } = settings.bounds;
    this.#surge = settings.surges && new ConnectionSurge(settings.surges);
    this.sweep = new DeadlineSweep(
      this.clock,
      Math.min(headersTimeoutMs, idleTimeoutMs, receiveTimeoutMs, sendTimeoutMs),
      () => this.#surge?.swept(this.#connections.size),
    );
  }

  /** The addresses that are listened on. */
  get endpoints(): readonly Endpoint[] {
    return this.#listener?.endpoints ?? [];
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  get isCrowded(): boolean {
    return this.#connections.size > CROWD_CONNECTIONS;
  }

  /**
   * Begins to listen.
   * @param listen how: the transport's
   * @throws TransportError where the address cannot be had
   */
  async listen(
    listen: (options: ListenOptions) => Promise<Listener>,
    address: Pick<ListenOptions, "hosts" | "port">,
  ): Promise<void> {
    this.#listener = await listen({
      ...address,
      accepted: (connection) => this.accept(connection),
      failed: (error) => this.#acceptingFailed(error),
    });
  }

  /** Serves a connection that was accepted. */
  accept(connection: Connection): void {
    // Nobody may have looked at the clock for long: it is refreshed by sweeps, and there are none without connections.
    this.clock.refresh();
    this.#connectionCount += 1;
    const { remote, local, isEncrypted } = connection;
    const served = new ServedConnection(this, connection, { id: this.#connectionCount, remote, local, isEncrypted });
    this.sweep.add(served);
    if (this.#connections.size < this.bounds.connectionsMax || this.#makeRoom()) this.#connections.add(served);
    else this.#turnAway(served);
    this.#surge?.opened(this.#connections.size);
    if (this.#admitted !== undefined) this.#admitted.push(connection);
    else this.#burst.add(connection);
  }

  /**
   * Stops: no new connections, idle ones close at once, open exchanges get the grace, and are then cut. A second call
   * answers as the first.
   */
  stop(graceMs: number): Promise<Stopped> {
    this.#stopping ??= this.#stop(graceMs);
    return this.#stopping;
  }

  /** Ends the grace of a stop that is under way. */
  stopNow(): void {
    this.#becameQuiet?.();
  }

  newEngine(): ProtocolEngine {
    return new Http1Engine({ limits: this.#engineLimits, octetText: nodeOctetText });
  }

  utf8LengthOctets(text: string): number {
    return nodeOctetText.utf8LengthOctets(text);
  }

  authorityOf({ local }: ConnectionInfo): string {
    return `${local.host.includes(":") ? `[${local.host}]` : local.host}:${local.port}`;
  }

  waitUntil(promise: Promise<unknown>): void {
    this.#pending.add(promise);
    promise
      .catch((error: unknown) => this.tellFailure("a promise given to waitUntil was rejected", error))
      .finally(() => {
        this.#pending.delete(promise);
        this.#tellQuiet();
      });
  }

  tellExchange(entry: ExchangeEntry): void {
    try {
      (this.log ?? this.#failures)?.exchange(entry);
    } catch {} // A broken log never stops the server.
  }

  tellFailure(message: string, cause: unknown): void {
    this.#notice("error", message, cause);
  }

  connectionClosed(connection: ServedConnection): void {
    this.sweep.remove(connection);
    this.#connections.delete(connection);
    this.#turnedAway.delete(connection);
    this.#tellQuiet();
  }

  async #stop(graceMs: number): Promise<Stopped> {
    this.isStopping = true;
    const quiet = new Promise<void>((resolve) => {
      this.#becameQuiet = resolve;
    });
    await this.#closeListener();
    this.clock.refresh();
    for (const connection of [...this.#connections]) connection.stop();
    this.#tellQuiet();
    await waitAtMost(graceMs, quiet);
    let cut = this.#pending.size;
    for (const connection of [...this.#connections, ...this.#turnedAway]) if (connection.cutAtStop()) cut += 1;
    return { cut };
  }

  /**
   * Lets in who has connected already, for closing the listener resets them, and closes it when a turn brought nobody.
   * Meanwhile nobody is answered: told to go, a client would connect anew.
   */
  async #closeListener(): Promise<void> {
    const admitted: Connection[] = [];
    this.#admitted = admitted;
    const residents = [...this.#connections];
    for (const connection of residents) connection.hold(HOLD_FOR_NEWCOMERS);
    const untilMs = performance.now() + STOPPING_IDLE_MS;
    let countBefore: number;
    do {
      countBefore = admitted.length;
      await nextTurn();
      await nextTurn();
    } while (admitted.length !== countBefore && performance.now() < untilMs);
    await this.#listener?.close();
    this.#admitted = undefined;
    for (const connection of residents) connection.release(HOLD_FOR_NEWCOMERS);
    for (const connection of admitted) connection.resume();
    // What has come meanwhile is received before anybody counts as silent.
    await nextTurn();
    await nextTurn();
  }

  #tellQuiet(): void {
    if (this.#connections.size + this.#turnedAway.size + this.#pending.size === 0) this.#becameQuiet?.();
  }

  /** Closes the connection that has been silent longest outside an exchange. @returns false if there is none */
  #makeRoom(): boolean {
    if (this.#mayMakeRoom.length === 0 && this.#maySearchRoom()) {
      this.#roomsMade = 0;
      this.#roomSearchMs = this.clock.nowMs;
      this.#mayMakeRoom = [...this.#connections].filter((each) => each.silentSinceMs !== undefined);
      // Longest silent last, to be popped first.
      this.#mayMakeRoom.sort((one, other) => (other.silentSinceMs ?? 0) - (one.silentSinceMs ?? 0));
    }
    for (let next = this.#mayMakeRoom.pop(); next !== undefined; next = this.#mayMakeRoom.pop()) {
      // One that has been at work since the search is not the longest silent any more.
      if ((next.silentSinceMs ?? Number.POSITIVE_INFINITY) > this.#roomSearchMs) continue;
      next.makeRoom();
      this.#roomsMade += 1;
      return true;
    }
    return false;
  }

  #maySearchRoom(): boolean {
    if (this.#roomsMade > 0 && this.#roomsMade >= this.#connections.size * ROOM_SEARCH_YIELD_MIN) return true;
    return this.clock.nowMs - this.#roomSearchMs >= ROOM_SEARCH_INTERVAL_MS;
  }

  #turnAway(served: ServedConnection): void {
    this.#noticeOnceAMinute("warn", `all ${this.bounds.connectionsMax} connections are in use: newcomers are told 503`);
    this.#turnedAway.add(served);
    const rule = ownRules.connections;
    if (this.#turnedAway.size > this.bounds.turnedAwayMax) served.cut("there was no room, nor time to say so", rule);
    else
      served.turnAway({
        statusCode: 503,
        message: "All connections of this server are in use. Please try again shortly.",
        rule,
      });
  }

  #acceptingFailed(error: TransportError): void {
    this.clock.refresh();
    this.#noticeOnceAMinute("error", `a connection could not be accepted: ${error.message}`, error);
    if (error.kind === "too-many-descriptors") this.#makeRoom();
  }

  #noticeOnceAMinute(level: NoticeEntry["level"], message: string, cause?: unknown): void {
    const lastMs = this.#noticeMs.get(message) ?? Number.NEGATIVE_INFINITY;
    if (this.clock.nowMs - lastMs < NOTICE_INTERVAL_MS) return;
    this.#noticeMs.set(message, this.clock.nowMs);
    this.#notice(level, message, cause);
  }

  #notice(level: NoticeEntry["level"], message: string, cause?: unknown): void {
    try {
      (this.log ?? this.#failures)?.notice({ timeMs: Date.now(), level, message, cause });
    } catch {} // A broken log never stops the server.
  }
}
