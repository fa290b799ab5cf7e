// biome-ignore-all lint/a11y/useSemanticElements: rows out of sight are not in the document, which a <table> forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and aria-activedescendant says where
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys for its rows
import type { ConnectionSummary, ExchangeSummary } from "../record.ts";
import { exchangeKey } from "../view/window-state.ts";
import { type Lane, type LaneBar, laneBars } from "../view/window-state-lanes.ts";
import { pxAt, type TimeScale } from "../view/window-state-scale.ts";
import {
  addressText,
  countOf,
  requestText,
  shortStandingText,
  standingText,
  statusText,
  tookText,
} from "../view/window-state-words.ts";
import type { LaneCursor } from "./connection-cursor.ts";
import { ConnectionMark } from "./connection-legend.tsx";
import { placed } from "./shell-placed.ts";

export interface ConnectionLaneProps {
  readonly lane: Lane;
  readonly rowIndex: number;
  readonly scale: TimeScale;
  readonly nowUs: number;
  /** Whether the filter lets an exchange through. */
  readonly isSeen: (exchange: ExchangeSummary) => boolean;
  readonly isNarrow: boolean;
  readonly isSelected: boolean;
  readonly selectedExchange: string | undefined;
  readonly cursor: LaneCursor | undefined;
  readonly open: (cursor: LaneCursor) => void;
}

/** One connection: who it is and how it stands, and its exchanges in time. */
export function ConnectionLane(props: ConnectionLaneProps) {
  const { lane, scale, nowUs, cursor, open } = props;
  const { connection } = lane;
  const bars = laneBars(lane, scale, nowUs);
  const rows = bars.reduce((most, { row }) => Math.max(most, row + 1), 1);
  const isActive = cursor !== undefined && cursor.exchange === undefined;
  const look = ["lane", props.isSelected ? "is-selected" : "", isActive ? "is-active" : ""];
  return (
    <div
      class={look.filter(Boolean).join(" ")}
      role="row"
      aria-labelledby={`lane-${connection.id}`}
      aria-rowindex={props.rowIndex}
    >
      <div
        id={`lane-${connection.id}`}
        class="lane-label"
        role="rowheader"
        title={`${addressText(connection.remote)}: ${standingText(connection, nowUs)}`}
        onClick={() => open({ connection: connection.id, exchange: undefined })}
      >
        <span class="lane-name">
          <ConnectionMark look={connection.end?.by ?? "open"} />
          <b>#{connection.id}</b> {props.isNarrow ? `port ${connection.remote.port}` : addressText(connection.remote)}
        </span>
        <span class="lane-standing">{shortStandingText(connection, nowUs, props.isNarrow)}</span>
      </div>
      <div class={`lane-track lane-rows-${rows}`} role="none">
        <LaneLine connection={connection} scale={scale} nowUs={nowUs} />
        {bars.map((bar) => (
          <Bar key={exchangeKey(bar.exchanges[0])} bar={bar} {...props} />
        ))}
      </div>
    </div>
  );
}

/** From where the connection opened to where it ended, or to the present. */
function LaneLine({
  connection,
  scale,
  nowUs,
}: {
  readonly connection: ConnectionSummary;
  readonly scale: TimeScale;
  readonly nowUs: number;
}) {
  const fromPx = Math.max(-8, pxAt(scale, connection.openedUs));
  const toPx = Math.min(scale.widthPx, pxAt(scale, connection.end?.atUs ?? Math.max(nowUs, connection.openedUs)));
  const closedPx = connection.peerClosedUs === undefined ? undefined : pxAt(scale, connection.peerClosedUs);
  if (toPx < 0 || fromPx > scale.widthPx) return null;
  return (
    <>
      <i class="lane-line" style={placed(fromPx, Math.max(1, toPx - fromPx))} />
      {fromPx >= 0 && <i class="lane-opened" style={placed(fromPx)} />}
      {closedPx !== undefined && closedPx >= 0 && closedPx < toPx - 2 && (
        <i class="lane-peer-closed" style={placed(closedPx)} title="The client closed its side" />
      )}
      {connection.end !== undefined && (
        <span class="lane-end" style={placed(toPx)}>
          <ConnectionMark look={connection.end.by} />
        </span>
      )}
    </>
  );
}

function Bar({ bar, ...props }: ConnectionLaneProps & { readonly bar: LaneBar }) {
  const keys = bar.exchanges.map(exchangeKey);
  const key = keys[0]!;
  const waitPx = Math.max(0, (bar.responsePx ?? bar.widthPx) - (bar.headPx ?? 0));
  const words = barWords(bar, props.nowUs);
  const look = [
    "lane-bar",
    `lanes-status-${bar.status ?? "none"}`,
    `lane-bar-row-${bar.row}`,
    bar.isRefused ? "is-refused" : "",
    keys.length > 1 ? "is-several" : "",
    has(keys, props.selectedExchange) ? "is-selected" : "",
    has(keys, props.cursor?.exchange) ? "is-active" : "",
    bar.exchanges.some(props.isSeen) ? "" : "is-faint",
  ];
  return (
    <div
      id={`bar-${key}`}
      class={look.filter(Boolean).join(" ")}
      role="gridcell"
      aria-label={words}
      title={words}
      style={placed(bar.fromPx, bar.widthPx)}
      onClick={() => props.open({ connection: bar.exchanges[0].connection, exchange: key })}
    >
      {bar.headPx !== undefined && (
        <>
          <i class="lane-part-head" style={{ width: `${bar.headPx.toFixed(1)}px` }} />
          <i class="lane-part-wait" style={{ width: `${waitPx.toFixed(1)}px` }} />
          <i class="lane-part-send" />
        </>
      )}
    </div>
  );
}

function has(keys: readonly string[], key: string | undefined): boolean {
  return key !== undefined && keys.includes(key);
}

function barWords({ exchanges }: LaneBar, nowUs: number): string {
  const [exchange] = exchanges;
  const words = `${requestText(exchange)} · ${statusText(exchange)} · ${tookText(exchange, nowUs)}`;
  return exchanges.length === 1 ? words : `${countOf(exchanges.length, "exchange")}, the first: ${words}`;
}
