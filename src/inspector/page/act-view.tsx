import { copiedRequest } from "../act/copies-request.ts";
import { draftOf, sendSteps } from "../act/sending-draft.ts";
import type { ExchangeRecord, RecordingFacts } from "../record.ts";
import { ActCopies } from "./act-copies.tsx";
import { SendOutcome } from "./send-outcome.tsx";
import { EXPORTED } from "./send-panel.tsx";
import { openWithOctets, useSending } from "./send-state.ts";
import { isExported } from "./window-api.ts";

export interface ActViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
}

/** What can be done with an exchange: sent again, edited, broken on purpose, copied. */
export function ActView({ exchange, facts }: ActViewProps) {
  return (
    <div class="act">
      <SendAgain exchange={exchange} />
      <ActCopies exchange={exchange} url={facts.url} />
    </div>
  );
}

function SendAgain({ exchange }: { readonly exchange: ExchangeRecord }) {
  const sending = useSending();
  const { octets, lack, masked } = copiedRequest(exchange);
  const isLive = !isExported();
  const count = octets.length.toLocaleString("en-US");
  const hasMasked = masked.length > 0;
  const edit = () => {
    const title = `The request of exchange ${exchange.connection}.${exchange.exchange}`;
    openWithOctets(octets, { title, hint: editHint(lack, hasMasked) });
  };
  return (
    <section aria-labelledby="act-again-title">
      <h3 id="act-again-title" class="act-title">
        Send it again
      </h3>
      {isLive ? (
        <>
          <p class="act-lead">
            The same {count} octets, in one piece, on a new connection. Or change some of them first.
          </p>
          <div class="act-bar">
            <button
              type="button"
              class="act-primary"
              disabled={sending.isBusy || lack !== undefined || octets === ""}
              onClick={() => sending.send(sendSteps(draftOf([octets])))}
            >
              Send again
            </button>
            <button type="button" disabled={octets === ""} onClick={edit}>
              Edit and send …
            </button>
            <a class="act-link" href="#send">
              Break it on purpose …
            </a>
          </div>
          {lack !== undefined && <p class="act-note">{lack} It cannot be sent as it was.</p>}
          {hasMasked && <p class="act-note">{MASKED}</p>}
          <SendOutcome sending={sending} octets={octets.length} />
        </>
      ) : (
        <p class="act-note">{EXPORTED}</p>
      )}
    </section>
  );
}

const MASKED = "Secrets in it were masked before they were kept, and are gone: asterisks are sent in their place.";

function editHint(lack: string | undefined, hasMasked: boolean): string | undefined {
  const hints = [lack, hasMasked ? MASKED : undefined].filter((hint) => hint !== undefined);
  return hints.length === 0 ? undefined : hints.join(" ");
}
