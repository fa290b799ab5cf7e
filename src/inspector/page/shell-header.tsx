import { countOf, countText } from "../view/window-state-words.ts";
import { SessionMenu } from "./session-menu.tsx";
import type { Select } from "./shell-hooks.ts";
import { ShellMark } from "./shell-mark.tsx";
import type { Store } from "./store.ts";

export interface ShellHeaderProps {
  readonly store: Store;
  readonly select: Select;
  readonly help: () => void;
  readonly clear: () => void;
}

/** The bar at the top: what is served, how it stands, what can be done with all of it. */
export function ShellHeader({ store, select, help, clear }: ShellHeaderProps) {
  const isLive = store.sessionName === undefined;
  return (
    <header class="shell-header">
      <h1 class="shell-brand">
        <ShellMark />
        Porthole
      </h1>
      {store.state !== undefined && <span class="shell-url">{store.state.facts.url}</span>}
      <ShellStanding store={store} />
      <ShellTotals store={store} />
      <div class="shell-actions">
        {isLive && (
          <>
            <button type="button" aria-pressed={store.isPaused} onClick={() => togglePause(store)}>
              {store.isPaused ? "Resume" : "Pause"}
            </button>
            <button type="button" onClick={clear}>
              Clear
            </button>
            <button type="button" onClick={() => select({ kind: "send" })}>
              Send octets
            </button>
          </>
        )}
        {!isLive && !store.isExported && (
          <button type="button" onClick={() => store.showLive()}>
            Back to the server
          </button>
        )}
        <SessionMenu session={store.session} show={store.show} />
        <button type="button" class="shell-help-button" aria-label="Help: keys and colours" onClick={help}>
          ?
        </button>
      </div>
    </header>
  );
}

export function togglePause(store: Store): void {
  if (store.isPaused) store.resume();
  else store.pause();
}

function ShellStanding({ store }: { readonly store: Store }) {
  const { look, words } = standing(store);
  const missed = store.sessionName === undefined ? store.missedExchanges : 0;
  return (
    <span class={`shell-standing shell-standing-${look}`}>
      <span role="status">{words}</span>
      {missed > 0 && <span>· {countOf(missed, "exchange")} meanwhile</span>}
    </span>
  );
}

function standing(store: Store): { readonly look: string; readonly words: string } {
  if (store.sessionName !== undefined) return { look: "file", words: store.sessionName };
  if (store.isPaused) return { look: "paused", words: "paused" };
  if (store.standing === "live") return { look: "live", words: "live" };
  if (store.standing === "waiting") return { look: "waiting", words: "asking the server" };
  return { look: "lost", words: "the server does not answer, trying again" };
}

function ShellTotals({ store }: { readonly store: Store }) {
  const { state } = store;
  if (state === undefined) return null;
  const { totals, untoldExchanges } = state;
  return (
    <ul class="shell-totals" aria-label="Totals">
      <li>
        <b>{countText(totals.openConnections)}</b>{" "}
        <span class="shell-totals-long">of {countOf(totals.connections, "connection")} </span>open
      </li>
      <li>
        <b>{countText(totals.exchanges)}</b> {totals.exchanges === 1 ? "exchange" : "exchanges"}
      </li>
      <li class={totals.refused > 0 ? "shell-totals-refused" : undefined}>
        <b>{countText(totals.refused)}</b> refused
      </li>
      {untoldExchanges > 0 && (
        <li title="They came too fast to be shown one by one">
          <b>{countText(untoldExchanges)}</b> not listed
        </li>
      )}
    </ul>
  );
}
