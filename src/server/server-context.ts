import type { ConnectionInfo, ErrorPage, IncomingRequest, Resource } from "../semantics/index.ts";
import type { ConnectionTrace, ExchangeTrace, RefusalLedger } from "../trace/index.ts";
import type { Clock } from "./clock.ts";
import type { FairTurns } from "./fair-turns.ts";
import type { ServerBounds } from "./options.ts";
import type { ProtocolEngine } from "./protocol-engine.ts";
import type { ExchangeEntry, ServerLog } from "./server-log.ts";
import type { SharedTurns } from "./shared-turns.ts";
import type { DeadlineSweep } from "./timeouts.ts";

/** What all connections of one server share. */
export interface ServerContext {
  /** What answers. Changes when the site is reloaded; an exchange keeps the one it began with. */
  readonly resource: Resource;
  readonly errorPage: ErrorPage;
  readonly bounds: ServerBounds;
  readonly clock: Clock;
  readonly sweep: DeadlineSweep;
  readonly log: ServerLog | undefined;
  readonly trace: ConnectionTrace | undefined;
  readonly exchangeTrace: ExchangeTrace | undefined;
  /** What was refused, by rule, and the last of it. */
  readonly refusals: RefusalLedger;
  /** Whether exchanges take notes of their decisions. */
  readonly recordsDecisions: boolean;
  /** Whether the server is shutting down: each response is then its connection's last. */
  readonly isStopping: boolean;
  /** What a trusted proxy says of the client; `undefined` where none is trusted. */
  readonly forwarded:
    | ((
        request: IncomingRequest,
        connection: ConnectionInfo,
      ) => { request: IncomingRequest; connection: ConnectionInfo })
    | undefined;

  /** Whether there are so many connections that each is to be read once a turn. */
  readonly isCrowded: boolean;
  readonly turns: FairTurns;
  /** Of responses that stream, in octets; and of connections at work on what they received, in steps. */
  readonly streamTurns: SharedTurns;
  readonly stepTurns: SharedTurns;

  newEngine(): ProtocolEngine;
  utf8LengthOctets(text: string): number;
  /** The authority of requests that name none: the listening address of this connection. */
  authorityOf(connection: ConnectionInfo): string;
  waitUntil(promise: Promise<unknown>): void;
  tellExchange(entry: ExchangeEntry): void;
  /** Something failed outside of any response. */
  tellFailure(message: string, cause: unknown): void;
  connectionClosed(connection: object): void;
}
