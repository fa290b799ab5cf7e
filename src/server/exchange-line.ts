import type { ConnectionWatch } from "./connection-watch.ts";
import type { ServedExchange } from "./exchange.ts";
import type { ProtocolEngine } from "./protocol-engine.ts";
import type { ServerContext } from "./server-context.ts";

/** What an exchange needs of the connection it is held over. */
export interface ExchangeLine {
  readonly engine: ProtocolEngine;
  readonly server: ServerContext;
  /** `undefined` where nobody watches. */
  readonly watch: ConnectionWatch | undefined;
  /** The exchange goes on after the call that opened it: events for it are to be brought to it. */
  exchangeStays(exchange: ServedExchange): void;
  /** The response is about to be sent: whether the connection must end after it is decided now. */
  responseBegins(exchange: ServedExchange): void;
  /** The response has ended. */
  exchangeEnded(exchange: ServedExchange): void;
  /** Hands the engine's output to the transport. @returns false when the client takes it too slowly */
  flush(): boolean;
  readonly unsentOctets: number;
  /** Octets received since the connection opened. */
  readonly receivedOctets: number;
  /** Settles when the client has taken what was unsent, or is gone. */
  untilDrained(): Promise<void>;
  /** Receives more for this exchange. */
  receiveMore(): void;
  /** Ends the connection now, cutting what is open. */
  cut(reason: string): void;
}
