import { useEffect, useRef } from "preact/hooks";
import { ConnectionLegend } from "./connection-legend.tsx";

const keys: readonly (readonly [string, string])[] = [
  ["↑ ↓", "Move in a list. With an exchange open, the next one is shown"],
  ["← →", "In connections: from bar to bar. In tabs: from view to view"],
  ["Enter", "Open what is marked"],
  ["Escape", "Close what is open, and go back to the list"],
  ["/", "Filter by path or method"],
  ["p", "Pause, and resume"],
  ["?", "This help"],
];

/** Keys and colours, in a dialog. */
export function ShellHelp({ close }: { readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="shell-help" aria-labelledby="help-title" onClose={close}>
      <h2 id="help-title">Keys and colours</h2>
      <dl class="shell-help-keys">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <ConnectionLegend />
      <p>Numbers of connections that are left out are the window's own.</p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
