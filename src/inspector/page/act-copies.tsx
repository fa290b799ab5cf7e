// biome-ignore-all lint/a11y: what scrolls is a region that the keyboard reaches, and its line ends are its own
import { useRef, useState } from "preact/hooks";
import { type CopyKind, copyKinds, copyOf } from "../act/copies.ts";
import type { ExchangeRecord } from "../record.ts";

export interface ActCopiesProps {
  readonly exchange: ExchangeRecord;
  /** Of the server: "http://localhost:5000/" */
  readonly url: string;
}

const kindWords: Readonly<Record<CopyKind, string>> = {
  curl: "Shell command",
  fetch: "fetch()",
  octets: "Octets",
  case: "Checker case",
};

/** The request in other forms, shown before it is copied. */
export function ActCopies({ exchange, url }: ActCopiesProps) {
  const [kind, setKind] = useState<CopyKind>("curl");
  const [said, setSaid] = useState("");
  const preview = useRef<HTMLPreElement>(null);
  const { text, notes } = copyOf(kind, exchange, url);
  const choose = (next: CopyKind) => {
    setKind(next);
    setSaid("");
  };
  const copy = async () => {
    setSaid((await isCopied(text)) ? "Copied." : selected(preview.current));
  };
  return (
    <section class="act-copies" aria-labelledby="act-copies-title">
      <h3 id="act-copies-title" class="act-title">
        Copy it
      </h3>
      <div class="act-bar">
        <fieldset class="act-kinds">
          <legend>Copy it as</legend>
          {copyKinds.map((each) => (
            <button key={each} type="button" aria-pressed={each === kind} onClick={() => choose(each)}>
              {kindWords[each]}
            </button>
          ))}
        </fieldset>
        <button type="button" class="act-primary" disabled={text === ""} onClick={copy}>
          Copy
        </button>
        <span class="act-said" role="status">
          {said}
        </span>
      </div>
      {text !== "" && (
        <pre
          class="act-preview"
          ref={preview}
          tabIndex={0}
          role="region"
          aria-label={`The request as ${kindWords[kind]}`}
        >
          {text}
        </pre>
      )}
      {notes.map((note) => (
        <p key={note} class="act-note">
          {note}
        </p>
      ))}
    </section>
  );
}

/** Browsers let a page write to the clipboard where they deem it secure: not everywhere on a local network. */
async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function selected(preview: HTMLElement | null): string {
  if (preview === null) return "";
  getSelection()?.selectAllChildren(preview);
  return "The browser does not let this page copy: it is selected, so copy it with your keyboard.";
}
