import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { reasonPhrase } from "../../semantics/index.ts";
import type { ExchangeRecord, ExchangeSummary } from "../record.ts";
import { exchangeKey, type WindowState } from "../view/window-state.ts";
import { statusClass } from "../view/window-state-filter.ts";
import type { DetailTab } from "../view/window-state-selection.ts";
import { countText, endText, requestText, statusText, tookText, whyText } from "../view/window-state-words.ts";
import { DetailPane } from "./exchange-pane.tsx";
import { ExchangeTabs } from "./exchange-tabs.tsx";
import type { Store } from "./store.ts";

export interface ExchangeDetailProps {
  readonly store: Store;
  readonly state: WindowState;
  readonly connection: number;
  readonly exchange: number;
  readonly tab: DetailTab;
  readonly openTab: (tab: DetailTab) => void;
  readonly openConnection: (connection: number) => void;
  readonly close: () => void;
}

const TITLE_CHARACTERS = 300;

/** All there is to know of one exchange. */
export function ExchangeDetail(props: ExchangeDetailProps) {
  const { store, state, connection, exchange, tab, openTab, close } = props;
  const key = exchangeKey({ connection, exchange });
  const summary = state.exchanges.get(key);
  const { record, problem } = useRecord(store, connection, exchange, summary);
  const shown = summary ?? record;
  const body = useMemo(
    () => record && <ExchangeTabs exchange={record} facts={state.facts} tab={tab} openTab={openTab} />,
    [record, state.facts, tab, openTab],
  );
  return (
    <DetailPane
      title={shown === undefined ? `Exchange ${key}` : <Title exchange={shown} />}
      under={shown && <Under {...props} shown={shown} />}
      close={close}
    >
      {problem !== undefined && (
        <p class="detail-note" role="alert">
          {record === undefined ? problem : `${problem} What is shown was read before.`}
        </p>
      )}
      {body ?? (problem === undefined && <p class="detail-note">Asking for its octets …</p>)}
    </DetailPane>
  );
}

function Title({ exchange }: { readonly exchange: ExchangeSummary }) {
  const phrase = exchange.statusCode ? reasonPhrase(exchange.statusCode) : "";
  const isUnanswered = !exchange.statusCode && exchange.phase === "ended";
  const request = requestText(exchange);
  return (
    <>
      <span class="detail-request" title={request.length > TITLE_CHARACTERS / 4 ? shortened(request) : undefined}>
        {shortened(request)} <small>{exchange.httpVersion}</small>
      </span>{" "}
      <span class={`detail-status exchanges-status-${statusClass(exchange) ?? "none"}`}>
        <span aria-hidden="true">→</span> <b>{isUnanswered ? "no response" : statusText(exchange)}</b> {phrase}
      </span>
    </>
  );
}

/** A request target can be 8,000 octets long: all of them stand in the view of octets. */
function shortened(text: string): string {
  return text.length > TITLE_CHARACTERS ? `${text.slice(0, TITLE_CHARACTERS)}…` : text;
}

function Under({ state, openConnection, shown }: ExchangeDetailProps & { readonly shown: ExchangeSummary }) {
  const took = tookText(shown, state.nowUs, state.connections.get(shown.connection));
  return (
    <p class="detail-under">
      <span class="detail-why">{whyText(shown.method === undefined ? { ...shown, rule: undefined } : shown)}</span>
      <span>
        {countText(shown.requestOctets)} octets in, {countText(shown.responseOctets)} out
        {took === "–" ? "" : `, ${took}`}
      </span>
      <span>
        exchange {shown.exchange} of{" "}
        <button type="button" class="detail-link" onClick={() => openConnection(shown.connection)}>
          connection #{shown.connection}
        </button>
        {afterwards(state, shown)}
      </span>
    </p>
  );
}

/** What became of the connection after an exchange. */
function afterwards({ connections }: WindowState, { connection, exchange, phase, rule }: ExchangeSummary): string {
  const its = connections.get(connection);
  if (its === undefined || phase !== "ended") return "";
  if (exchange < its.exchanges) return ", which was kept: another one followed";
  if (its.end === undefined) return ", which is kept open";
  // The rule that it was closed for stands above.
  return `, then ${its.end.reason === rule ? "closed by the server" : endText(its.end)}`;
}

interface Held {
  readonly of: string;
  readonly record?: ExchangeRecord | undefined;
  readonly problem?: string | undefined;
}

const ASKED_AGAIN_MS = 250;

/** The record of an exchange; asked for again when there is more to it. */
function useRecord(
  store: Store,
  connection: number,
  exchange: number,
  summary: ExchangeSummary | undefined,
): { readonly record?: ExchangeRecord | undefined; readonly problem?: string | undefined } {
  const wanted = `${store.sessionName ?? ""} ${connection}.${exchange}`;
  const [held, setHeld] = useState<Held>({ of: "" });
  const current = useRef(wanted);
  const askedMs = useRef(Number.NEGATIVE_INFINITY);
  if (current.current !== wanted) askedMs.current = Number.NEGATIVE_INFINITY;
  current.current = wanted;
  useEffect(() => {
    const ask = async () => {
      askedMs.current = performance.now();
      const next = await store.exchange(connection, exchange).then(
        (record): Held => ({ of: wanted, record }),
        (error: Error): Held => ({ of: wanted, problem: error.message }),
      );
      if (current.current !== wanted) return;
      setHeld((before) => (before.of === wanted ? { record: before.record, ...next } : next));
    };
    const timer = setTimeout(ask, Math.max(0, askedMs.current + ASKED_AGAIN_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [wanted, summary]);
  return held.of === wanted ? held : {};
}
