import type { ComponentChildren } from "preact";
import type { ConnectionSummary, ExchangeSummary } from "../record.ts";
import { exchangeKey, type WindowState } from "../view/window-state.ts";
import { statusClass } from "../view/window-state-filter.ts";
import {
  addressText,
  clockText,
  countOf,
  countText,
  durationText,
  endText,
  octetsText,
  requestText,
  standingText,
  statusText,
  tookText,
} from "../view/window-state-words.ts";
import { ConnectionMark } from "./connection-legend.tsx";
import { DetailPane } from "./exchange-pane.tsx";
import { useTicks } from "./shell-hooks.ts";

export interface ConnectionDetailProps {
  readonly state: WindowState;
  readonly connection: number;
  readonly nowUs: () => number;
  readonly isTimePassing: boolean;
  readonly openExchange: (connection: number, exchange: number) => void;
  readonly close: () => void;
}

/** What is known of one connection. */
export function ConnectionDetail({ state, close, ...props }: ConnectionDetailProps) {
  const connection = state.connections.get(props.connection);
  useTicks(props.isTimePassing && connection?.end === undefined ? 1000 : 0);
  if (connection === undefined) {
    return (
      <DetailPane title={`Connection #${props.connection}`} close={close}>
        <p class="detail-note">It is not kept any more.</p>
      </DetailPane>
    );
  }
  const nowUs = props.nowUs();
  const exchanges = [...state.exchanges.values()].filter((each) => each.connection === connection.id);
  return (
    <DetailPane title={`Connection #${connection.id}`} close={close}>
      <div class="detail-scroll">
        <p class="detail-standing">
          <ConnectionMark look={connection.end?.by ?? "open"} /> {standingText(connection, nowUs)}
        </p>
        <Facts connection={connection} beganMs={state.facts.beganMs} nowUs={nowUs} />
        <h3 class="detail-heading">
          {countOf(connection.exchanges, "exchange")}
          {connection.forgottenExchanges > 0 && `, ${countText(connection.forgottenExchanges)} not kept any more`}
        </h3>
        <ol class="detail-exchanges">
          {exchanges.map((exchange) => (
            <ExchangeLink
              key={exchangeKey(exchange)}
              exchange={exchange}
              connection={connection}
              nowUs={nowUs}
              open={props.openExchange}
            />
          ))}
        </ol>
      </div>
    </DetailPane>
  );
}

function Facts(props: { readonly connection: ConnectionSummary; readonly beganMs: number; readonly nowUs: number }) {
  const { connection, beganMs, nowUs } = props;
  const at = (us: number) => clockText(beganMs + us / 1000, 3);
  const { end, peerClosedUs } = connection;
  return (
    <dl class="detail-facts">
      <Fact name="Client">{addressText(connection.remote)}</Fact>
      <Fact name="Server">{addressText(connection.local)}</Fact>
      <Fact name="Opened">{at(connection.openedUs)}</Fact>
      {peerClosedUs !== undefined && <Fact name="The client closed its side">{at(peerClosedUs)}</Fact>}
      {end !== undefined && <Fact name="Ended">{`${at(end.atUs)}, ${endText(end)}`}</Fact>}
      <Fact name={end === undefined ? "Open for" : "Was open for"}>
        {durationText((end?.atUs ?? nowUs) - connection.openedUs)}
      </Fact>
      <Fact name="Received">{octets(connection.receivedOctets)}</Fact>
      <Fact name="Sent">{octets(connection.sentOctets)}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function octets(count: number): string {
  const exact = countOf(count, "octet");
  return count < 1000 ? exact : `${exact} (${octetsText(count)})`;
}

function ExchangeLink(props: {
  readonly exchange: ExchangeSummary;
  readonly connection: ConnectionSummary;
  readonly nowUs: number;
  readonly open: (connection: number, exchange: number) => void;
}) {
  const { exchange, nowUs } = props;
  return (
    <li>
      <button
        type="button"
        class={`detail-exchange exchanges-status-${statusClass(exchange) ?? "none"}`}
        onClick={() => props.open(exchange.connection, exchange.exchange)}
      >
        <span class="exchanges-status">{statusText(exchange)}</span>
        <span class="detail-exchange-request">{requestText(exchange)}</span>
        <span>{tookText(exchange, nowUs, props.connection)}</span>
      </button>
    </li>
  );
}
