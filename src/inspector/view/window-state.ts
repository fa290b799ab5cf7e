import type { FeedChanges, FeedMessage } from "../feed-message.ts";
import type { ConnectionSummary, ExchangeSummary, RecordingFacts, RecordingTotals, Session } from "../record.ts";

/** What the window shows at one moment. Never changed: the next moment has another one. */
export interface WindowState {
  readonly facts: RecordingFacts;
  readonly totals: RecordingTotals;
  /** The server's time when it told this. */
  readonly nowUs: number;
  /** By their number, in order. */
  readonly connections: ReadonlyMap<number, ConnectionSummary>;
  /** By their key, in the order in which they began. */
  readonly exchanges: ReadonlyMap<string, ExchangeSummary>;
  /** How many exchanges were too many to be told of one by one. */
  readonly untoldExchanges: number;
}

/** What an exchange is known by: "12.3" is the third of connection 12. */
export function exchangeKey(exchange: { readonly connection: number; readonly exchange: number }): string {
  return `${exchange.connection}.${exchange.exchange}`;
}

/** Whether the request, or what came instead of one, was refused by a rule. */
export function isRefused(exchange: ExchangeSummary): boolean {
  return exchange.rule !== undefined;
}

/** The state after a message. What comes before the stream's first message says nothing: the state stays `undefined`. */
export function nextState(state: WindowState | undefined, message: FeedMessage): WindowState | undefined {
  if (message.type === "begin") {
    const { facts, totals } = message;
    return { facts, totals, nowUs: facts.nowUs, connections: new Map(), exchanges: new Map(), untoldExchanges: 0 };
  }
  if (state === undefined) return undefined;
  return {
    facts: state.facts,
    totals: message.totals,
    nowUs: message.nowUs,
    connections: nextConnections(state.connections, message),
    exchanges: nextExchanges(state.exchanges, message),
    untoldExchanges: state.untoldExchanges + message.untoldExchanges,
  };
}

/** The state that shows a session which was kept in a file. */
export function stateOfSession(session: Session): WindowState {
  return {
    facts: session.facts,
    totals: session.totals,
    nowUs: session.facts.nowUs,
    connections: new Map(session.connections.map((connection) => [connection.id, connection])),
    exchanges: inOrder(new Map(session.exchanges.map((exchange) => [exchangeKey(exchange), exchange]))),
    untoldExchanges: 0,
  };
}

function nextConnections(
  before: ReadonlyMap<number, ConnectionSummary>,
  { connections, oldest }: FeedChanges,
): ReadonlyMap<number, ConnectionSummary> {
  const isForgotten = ({ end }: ConnectionSummary) => end !== undefined && end.atUs < oldest.connectionEndedUs;
  const next = new Map(before);
  for (const connection of connections) {
    if (connection.isOwn) next.delete(connection.id);
    else next.set(connection.id, connection);
  }
  for (const connection of next.values()) if (isForgotten(connection)) next.delete(connection.id);
  return sorted(next, (one, other) => one.id - other.id);
}

function nextExchanges(
  before: ReadonlyMap<string, ExchangeSummary>,
  { exchanges, oldest }: FeedChanges,
): ReadonlyMap<string, ExchangeSummary> {
  const next = new Map(before);
  for (const exchange of exchanges) next.set(exchangeKey(exchange), exchange);
  for (const [key, exchange] of next) if (exchange.timeline.firstOctetUs < oldest.exchangeUs) next.delete(key);
  return inOrder(next);
}

function inOrder(exchanges: ReadonlyMap<string, ExchangeSummary>): ReadonlyMap<string, ExchangeSummary> {
  return sorted(
    exchanges,
    (one, other) =>
      one.timeline.firstOctetUs - other.timeline.firstOctetUs ||
      one.connection - other.connection ||
      one.exchange - other.exchange,
  );
}

/** The map with its values in order: itself where they are so already, which they are but for a few. */
function sorted<K, V>(map: ReadonlyMap<K, V>, compare: (one: V, other: V) => number): ReadonlyMap<K, V> {
  let before: V | undefined;
  for (const value of map.values()) {
    if (before !== undefined && compare(before, value) > 0) {
      return new Map([...map].sort(([, one], [, other]) => compare(one, other)));
    }
    before = value;
  }
  return map;
}
