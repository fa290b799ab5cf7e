import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { exchangeKey, type WindowState } from "../view/window-state.ts";
import { type ExchangeFilter, noFilter } from "../view/window-state-filter.ts";
import type { Selection } from "../view/window-state-selection.ts";
import { ConnectionDetail } from "./connection-detail.tsx";
import { ConnectionLanes } from "./connection-lanes.tsx";
import { ExchangeDetail } from "./exchange-detail.tsx";
import { ExchangeList } from "./exchange-list.tsx";
import { DetailPane } from "./exchange-pane.tsx";
import { SendPanel } from "./send-panel.tsx";
import { ShellDivider } from "./shell-divider.tsx";
import { ShellEmpty } from "./shell-empty.tsx";
import { ShellFilters } from "./shell-filters.tsx";
import { ShellHeader, togglePause } from "./shell-header.tsx";
import { ShellHelp } from "./shell-help.tsx";
import { type Select, useEvent, useMedia, useSelection } from "./shell-hooks.ts";
import { type Store, useStore } from "./store.ts";

/** The window. */
export function App() {
  const store = useStore();
  const [selection, select] = useSelection();
  const [filter, setFilter] = useState<ExchangeFilter>(noFilter);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const clear = () => {
    setProblem(undefined);
    store.clear().catch((error: Error) => setProblem(error.message));
  };
  useKeys({ store, field, select, selection, help: () => setHelpOpen(true) });
  useForgetting(store.state, select);
  const { state } = store;
  return (
    <div class={selection === undefined ? "shell" : "shell has-detail"}>
      <ShellHeader store={store} select={select} help={() => setHelpOpen(true)} clear={clear} />
      {problem !== undefined && (
        <p class="shell-problem" role="alert">
          {problem}{" "}
          <button type="button" onClick={() => setProblem(undefined)}>
            Dismiss
          </button>
        </p>
      )}
      {state === undefined ? (
        <main class="shell-waiting">Asking the server what has happened …</main>
      ) : (
        <Main {...{ store, state, filter, setFilter, selection, select, field }} />
      )}
      {isHelpOpen && <ShellHelp close={() => setHelpOpen(false)} />}
    </div>
  );
}

interface MainProps {
  readonly store: Store;
  readonly state: WindowState;
  readonly filter: ExchangeFilter;
  readonly setFilter: (filter: ExchangeFilter) => void;
  readonly selection: Selection | undefined;
  readonly select: Select;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** The lists, and what is selected beside them. */
function Main(props: MainProps) {
  const [leftPercent, setLeftPercent] = useState(44);
  const isNarrow = useMedia("(max-width: 800px)");
  const { selection } = props;
  const isListHidden = isNarrow && selection !== undefined;
  useEffect(() => {
    if (isListHidden) document.getElementById("detail-title")?.focus();
  }, [isListHidden]);
  return (
    <main class="shell-main" style={{ "--shell-left": `${leftPercent}%` }}>
      <div class="shell-lists" hidden={isListHidden}>
        <Lists {...props} />
      </div>
      {selection !== undefined && (
        <>
          <ShellDivider label="Width of the lists" orientation="vertical" percent={leftPercent} move={setLeftPercent} />
          <Detail {...props} selection={selection} />
        </>
      )}
    </main>
  );
}

function Lists({ store, state, filter, setFilter, selection, select, field }: MainProps) {
  const [topPercent, setTopPercent] = useState(42);
  const openExchange = (connection: number, exchange: number, isMove = selection !== undefined) => {
    const tab = selection?.kind === "exchange" ? selection.tab : "octets";
    select({ kind: "exchange", connection, exchange, tab }, isMove ? "instead" : "new");
  };
  const selectedExchange = selection?.kind === "exchange" ? exchangeKey(selection) : undefined;
  const shared = { state, filter, nowUs: store.nowUs, isTimePassing: store.isTimePassing };
  if (state.connections.size === 0 && state.exchanges.size === 0) return <ShellEmpty facts={state.facts} />;
  return (
    <>
      <ShellFilters filter={filter} change={setFilter} field={field} />
      <div class="shell-stack" style={{ "--shell-top": `${topPercent}%` }}>
        <ConnectionLanes
          {...shared}
          selectedConnection={selection === undefined || selection.kind === "send" ? undefined : selection.connection}
          selectedExchange={selectedExchange}
          openConnection={(connection) => select({ kind: "connection", connection })}
          openExchange={openExchange}
        />
        <ShellDivider
          label="Height of the connections"
          orientation="horizontal"
          percent={topPercent}
          move={setTopPercent}
        />
        <ExchangeList
          {...shared}
          selected={selectedExchange}
          open={({ connection, exchange }) => openExchange(connection, exchange)}
        />
      </div>
    </>
  );
}

function Detail({ store, state, selection, select }: MainProps & { readonly selection: Selection }) {
  const close = () => {
    select(undefined);
    focusList();
  };
  const openConnection = (connection: number) => select({ kind: "connection", connection });
  const openExchange = (connection: number, exchange: number) =>
    select({ kind: "exchange", connection, exchange, tab: "octets" });
  const openTab = useEvent((tab: (Selection & { kind: "exchange" })["tab"]) => {
    if (selection.kind === "exchange") select({ ...selection, tab }, "instead");
  });
  if (selection.kind === "send") {
    return (
      <DetailPane title="Send octets" close={close}>
        <div class="detail-panel">
          <SendPanel octets={firstOctets(state)} />
        </div>
      </DetailPane>
    );
  }
  if (selection.kind === "connection") {
    const { nowUs, isTimePassing } = store;
    const shared = { state, nowUs, isTimePassing, openExchange, close };
    return <ConnectionDetail connection={selection.connection} {...shared} />;
  }
  const { connection, exchange, tab } = selection;
  return <ExchangeDetail {...{ store, state, connection, exchange, tab, openTab, openConnection, close }} />;
}

/** The least that is a request, to be edited. */
function firstOctets({ facts }: WindowState): string {
  return `GET / HTTP/1.1\r\nHost: ${new URL(facts.url).host}\r\n\r\n`;
}

interface KeysProps {
  readonly store: Store;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly select: Select;
  readonly selection: Selection | undefined;
  readonly help: () => void;
}

/** The keys that work everywhere but in a field of text. */
function useKeys(props: KeysProps): void {
  const onKeyDown = useEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    if (target?.closest("dialog") !== null && target !== undefined) return;
    if (event.key === "Escape") leave(target, props);
    else if (target?.closest("input, textarea, select, [contenteditable]")) return;
    else if (event.key === "/") props.field.current?.focus();
    else if (event.key === "?") props.help();
    else if (event.key === "p" && props.store.sessionName === undefined) togglePause(props.store);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}

function leave(target: HTMLElement | undefined, { field, select, selection }: KeysProps): void {
  const isInField = target !== undefined && target === field.current;
  if (!isInField && selection !== undefined) select(undefined);
  focusList();
}

/** Gives the list of exchanges the focus, once it is to be seen. */
function focusList(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(".exchanges-rows [role=grid]")?.focus());
}

/** What was selected is not what has its number now, when another server has taken the place of the one before. */
function useForgetting(state: WindowState | undefined, select: Select): void {
  const began = useRef<number | undefined>(undefined);
  useEffect(() => {
    const beganMs = state?.facts.beganMs;
    if (began.current !== undefined && beganMs !== began.current) select(undefined, "instead");
    began.current = beganMs;
  }, [state?.facts.beganMs]);
}
