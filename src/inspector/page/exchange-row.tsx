// biome-ignore-all lint/a11y/useSemanticElements: rows out of sight are not in the document, which a <table> forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and aria-activedescendant says where
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys for its rows
import type { ConnectionSummary, ExchangeSummary } from "../record.ts";
import { exchangeKey, isRefused } from "../view/window-state.ts";
import { statusClass } from "../view/window-state-filter.ts";
import { clockText, octetsText, requestText, statusText, tookText, whyText } from "../view/window-state-words.ts";

export interface ExchangeRowProps {
  readonly exchange: ExchangeSummary;
  readonly connection: ConnectionSummary | undefined;
  readonly rowIndex: number;
  readonly beganMs: number;
  readonly nowUs: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly isWide: boolean;
  readonly open: (exchange: ExchangeSummary) => void;
}

/** The names of the list's columns. */
export function ExchangeHead() {
  return (
    <div class="exchanges-row exchanges-head" role="row" aria-rowindex={1}>
      <span role="columnheader">Time</span>
      <span role="columnheader">Status</span>
      <span role="columnheader">Method</span>
      <span role="columnheader">Request target</span>
      <span role="columnheader" class="exchanges-number">
        Content
      </span>
      <span role="columnheader" class="exchanges-number">
        Took
      </span>
      <span role="columnheader">Why</span>
    </div>
  );
}

/** One exchange in the list. */
export function ExchangeRow({ exchange, ...props }: ExchangeRowProps) {
  const { method, requestTarget, timeline } = exchange;
  const key = exchangeKey(exchange);
  // Where no request was understood, the rule stands in its place.
  const why = whyText(method === undefined ? { ...exchange, rule: undefined } : exchange);
  const look = [
    "exchanges-row",
    `exchanges-status-${statusClass(exchange) ?? "none"}`,
    isRefused(exchange) ? "is-refused" : "",
    method === undefined ? "is-without-request" : "",
    props.isSelected ? "is-selected" : "",
    props.isActive ? "is-active" : "",
  ];
  return (
    <div
      id={`exchange-${key}`}
      class={look.filter(Boolean).join(" ")}
      role="row"
      aria-rowindex={props.rowIndex}
      aria-selected={props.isSelected}
      onClick={() => props.open(exchange)}
    >
      <span role="gridcell" class="exchanges-time">
        {clockText(props.beganMs + timeline.firstOctetUs / 1000, 3)}
      </span>
      <span role="gridcell" class="exchanges-status">
        {statusText(exchange)}
        {isRefused(exchange) && <i class="exchanges-refused-mark" aria-hidden="true" />}
      </span>
      <span role="gridcell" class="exchanges-method">
        {method ?? "–"}
      </span>
      <span role="gridcell" class="exchanges-target" title={requestTarget}>
        {method === undefined ? <em>{requestText(exchange)}</em> : requestTarget}
      </span>
      <span role="gridcell" class="exchanges-number exchanges-octets">
        {contentText(exchange)}
      </span>
      <span role="gridcell" class="exchanges-number exchanges-took">
        {tookText(exchange, props.nowUs, props.connection)}
      </span>
      <span role="gridcell" class="exchanges-why" title={whyText(exchange)}>
        {why}
      </span>
    </div>
  );
}

function contentText({ contentOctets, responseOctets, phase }: ExchangeSummary): string {
  if (contentOctets !== undefined) return contentOctets === 0 ? "–" : octetsText(contentOctets);
  return phase === "sending" && responseOctets > 0 ? `${octetsText(responseOctets)}…` : "–";
}
