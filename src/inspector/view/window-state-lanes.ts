import type { ConnectionSummary, ExchangeSummary } from "../record.ts";
import { isRefused, type WindowState } from "./window-state.ts";
import { type ExchangeFilter, filterOf, isFiltering, type StatusClass, statusClass } from "./window-state-filter.ts";
import { pxAt, type Span, type TimeScale } from "./window-state-scale.ts";
import { exchangeEndUs } from "./window-state-words.ts";

/** One connection and its exchanges, in order. */
export interface Lane {
  readonly connection: ConnectionSummary;
  readonly exchanges: readonly ExchangeSummary[];
}

/** One exchange as a bar, or several that would be too narrow to be told apart. */
export interface LaneBar {
  readonly exchanges: readonly [ExchangeSummary, ...ExchangeSummary[]];
  readonly fromPx: number;
  readonly widthPx: number;
  /** Which of the lane's rows it is drawn in: more than 0 where it overlaps an earlier one. */
  readonly row: number;
  /** Of several the gravest. */
  readonly status: StatusClass | undefined;
  readonly isRefused: boolean;
  /** Where the head is complete and where the response begins, from the bar's beginning; absent where too narrow. */
  readonly headPx?: number | undefined;
  readonly responsePx?: number | undefined;
}

const BAR_PX_MIN = 4;
const BAR_PX_OF_PARTS = 9;
const ROWS_MAX = 3;

/** The lanes to be seen: all connections, or those with an exchange that the filter lets through. */
export function lanesOf(state: WindowState, filter: ExchangeFilter): readonly Lane[] {
  const exchanges = new Map<number, ExchangeSummary[]>();
  for (const exchange of state.exchanges.values()) {
    const those = exchanges.get(exchange.connection);
    if (those === undefined) exchanges.set(exchange.connection, [exchange]);
    else those.push(exchange);
  }
  const lanes = [...state.connections.values()].map((connection) => ({
    connection,
    exchanges: exchanges.get(connection.id) ?? [],
  }));
  if (!isFiltering(filter)) return lanes;
  const isSeen = filterOf(filter);
  return lanes.filter((lane) => lane.exchanges.some(isSeen));
}

/** When something happened, ordered by beginnings: exchanges, and connections that opened or ended. */
export function activity(lanes: readonly Lane[], nowUs: number): readonly Span[] {
  const spans: Span[] = [];
  for (const { connection, exchanges } of lanes) {
    spans.push({ fromUs: connection.openedUs, toUs: connection.openedUs });
    for (const exchange of exchanges) {
      spans.push({ fromUs: exchange.timeline.firstOctetUs, toUs: exchangeEndUs(exchange, nowUs, connection) });
    }
    if (connection.end !== undefined) spans.push({ fromUs: connection.end.atUs, toUs: connection.end.atUs });
  }
  return spans.sort((one, other) => one.fromUs - other.fromUs);
}

/** Whether anything is under way, so that time passes on a folded scale too. */
export function isUnderWay(lanes: readonly Lane[]): boolean {
  return lanes.some(({ exchanges }) => exchanges.some(({ phase }) => phase !== "ended"));
}

/** The bars of a lane that are in sight. */
export function laneBars({ connection, exchanges }: Lane, scale: TimeScale, nowUs: number): readonly LaneBar[] {
  const bars: LaneBar[] = [];
  const rowEndsUs: number[] = [];
  const lastOfRow: (number | undefined)[] = [];
  for (const exchange of exchanges) {
    const { firstOctetUs } = exchange.timeline;
    const endUs = exchangeEndUs(exchange, nowUs, connection);
    let row = rowEndsUs.findIndex((rowEndUs) => rowEndUs <= firstOctetUs);
    if (row === -1) row = rowEndsUs.length < ROWS_MAX ? rowEndsUs.length : earliest(rowEndsUs);
    rowEndsUs[row] = Math.max(endUs, rowEndsUs[row] ?? 0);
    const bar = laneBar(exchange, endUs, row, scale);
    if (bar === undefined) continue;
    const lastIndex = lastOfRow[row];
    const last = lastIndex === undefined ? undefined : bars[lastIndex];
    if (last !== undefined && bar.fromPx < last.fromPx + last.widthPx && last.widthPx <= BAR_PX_MIN * 2) {
      bars[lastIndex!] = joinedBar(last, bar);
    } else {
      lastOfRow[row] = bars.push(bar) - 1;
    }
  }
  return bars;
}

function laneBar(exchange: ExchangeSummary, endUs: number, row: number, scale: TimeScale): LaneBar | undefined {
  const { firstOctetUs, headCompleteUs, responseHeadUs } = exchange.timeline;
  const fromPx = pxAt(scale, firstOctetUs);
  const toPx = Math.min(pxAt(scale, endUs), scale.widthPx);
  if (toPx < 0 || fromPx > scale.widthPx) return undefined;
  const widthPx = Math.max(BAR_PX_MIN, toPx - fromPx);
  const bar: LaneBar = {
    exchanges: [exchange],
    fromPx,
    widthPx,
    row,
    status: statusClass(exchange),
    isRefused: isRefused(exchange),
  };
  if (widthPx < BAR_PX_OF_PARTS) return bar;
  const partPx = (us: number | undefined) => (us === undefined ? widthPx : pxAt(scale, us) - fromPx);
  return { ...bar, headPx: partPx(headCompleteUs), responsePx: partPx(responseHeadUs) };
}

function joinedBar(one: LaneBar, other: LaneBar): LaneBar {
  const toPx = Math.max(one.fromPx + one.widthPx, other.fromPx + other.widthPx);
  return {
    exchanges: [...one.exchanges, ...other.exchanges],
    fromPx: one.fromPx,
    widthPx: toPx - one.fromPx,
    row: one.row,
    status: graver(one.status, other.status),
    isRefused: one.isRefused || other.isRefused,
  };
}

function graver(one: StatusClass | undefined, other: StatusClass | undefined): StatusClass | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}

function earliest(ends: readonly number[]): number {
  return ends.indexOf(Math.min(...ends));
}
