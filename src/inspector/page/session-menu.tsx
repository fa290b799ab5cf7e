import { useEffect, useRef, useState } from "preact/hooks";
import type { Session } from "../record.ts";
import { useFileDrop } from "./session-drop.ts";
import { download, type ExportForm, exportForms, openedSession } from "./session-transfer.ts";

export interface SessionMenuProps {
  /** All that is shown now, for export. */
  readonly session: () => Promise<Session>;
  /** Shows a session that was read from a file, in place of what is live. */
  readonly show: (session: Session, name: string) => void;
}

/** What the menu says below its entries. */
interface Told {
  readonly kind: "done" | "busy" | "wrong";
  readonly words: string;
}

const PANEL_ID = "session-panel";

/** Exporting what is kept, and opening what was exported. */
export function SessionMenu({ session, show }: SessionMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const [told, setTold] = useState<Told | undefined>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    setTold(undefined);
  };
  useOutside(root, isOpen, close);

  const open = async (files: readonly File[]) => {
    setTold({ kind: "busy", words: "Reading the file …" });
    try {
      const { session, name } = await openedSession(files);
      show(session, name);
      close();
      button.current?.focus();
    } catch (error) {
      // One that was dropped was dropped with the menu closed.
      setOpen(true);
      setTold({ kind: "wrong", words: (error as Error).message });
    }
  };
  const exportAs = async (form: ExportForm) => {
    setTold({ kind: "busy", words: "Writing the file …" });
    try {
      setTold({ kind: "done", words: `Saved as ${await download(form, await session())}` });
    } catch (error) {
      setTold({ kind: "wrong", words: (error as Error).message });
    }
  };
  const isDropping = useFileDrop(open);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from wherever in it the focus is.
    <div
      class="session"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.preventDefault();
        close();
        button.current?.focus();
      }}
    >
      <button
        type="button"
        class="session-button"
        ref={button}
        aria-expanded={isOpen}
        aria-controls={PANEL_ID}
        onClick={() => (isOpen ? close() : setOpen(true))}
      >
        Session
      </button>
      {isOpen && <SessionPanel told={told} exportAs={exportAs} open={open} />}
      {isDropping && (
        <div class="session-drop" aria-hidden="true">
          <p>Drop a session file to open it</p>
        </div>
      )}
    </div>
  );
}

interface SessionPanelProps {
  readonly told: Told | undefined;
  readonly exportAs: (form: ExportForm) => void;
  readonly open: (files: readonly File[]) => void;
}

function SessionPanel({ told, exportAs, open }: SessionPanelProps) {
  const input = useRef<HTMLInputElement>(null);
  const isBusy = told?.kind === "busy";
  return (
    <section class="session-panel" id={PANEL_ID} aria-label="Session">
      <h2 class="session-title" id="session-export">
        Export what is shown
      </h2>
      <ul class="session-entries" aria-labelledby="session-export">
        {exportForms.map((form) => (
          <li key={form.extension}>
            <button type="button" class="session-entry" disabled={isBusy} onClick={() => exportAs(form)}>
              <span class="session-entry-name">{form.name}</span> <span class="session-ending">.{form.extension}</span>
              <span class="session-hint">{form.hint}</span>
            </button>
          </li>
        ))}
      </ul>
      <h2 class="session-title" id="session-open">
        Open
      </h2>
      <ul class="session-entries" aria-labelledby="session-open">
        <li>
          <button type="button" class="session-entry" disabled={isBusy} onClick={() => input.current?.click()}>
            <span class="session-entry-name">A session file …</span> <span class="session-ending">.html .json</span>
            <span class="session-hint">Exported here, or written with --record. Or drop it on the window.</span>
          </button>
        </li>
      </ul>
      <input
        type="file"
        hidden
        ref={input}
        accept=".html,.json"
        aria-label="Session file"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file again is a change as well.
          event.currentTarget.value = "";
          if (files.length > 0) open(files);
        }}
      />
      <div class="session-told" role="status">
        {told !== undefined && told.kind !== "wrong" && <p class="session-done">{told.words}</p>}
      </div>
      {told?.kind === "wrong" && (
        <p class="session-wrong" role="alert">
          {told.words}
        </p>
      )}
    </section>
  );
}

/** Calls back when something outside of an element is clicked, or gets the focus. */
function useOutside(root: { readonly current: HTMLElement | null }, isOpen: boolean, close: () => void): void {
  useEffect(() => {
    if (!isOpen) return undefined;
    const onOutside = ({ target }: Event) => {
      if (target instanceof Node && root.current?.contains(target) === false) close();
    };
    addEventListener("pointerdown", onOutside);
    addEventListener("focusin", onOutside);
    return () => {
      removeEventListener("pointerdown", onOutside);
      removeEventListener("focusin", onOutside);
    };
  }, [isOpen]);
}
