import type { SendingReport, SendingVerdict } from "../act/sending-messages.ts";
import { sendingSentence } from "../act/sending-words.ts";
import type { SendingInPage } from "./send-state.ts";

export interface SendOutcomeProps {
  readonly sending: SendingInPage;
  /** How many octets are to be sent in all, where that is known. */
  readonly octets?: number | undefined;
}

/** What came of what was sent. */
export function SendOutcome({ sending, octets }: SendOutcomeProps) {
  const { report, problem, isBusy, end } = sending;
  return (
    <div class="send-outcome" role="status">
      {problem !== undefined && <p class="send-problem">{problem}</p>}
      {report === undefined && isBusy && <p class="send-sentence">Connecting …</p>}
      {report !== undefined && (
        <div class="send-card">
          {report.verdict !== undefined && <Verdict verdict={report.verdict} />}
          <p class="send-sentence">{sendingSentence(report, octets)}</p>
          <p class="send-links">
            <Links report={report} />
            {!report.isOver && (
              <button type="button" onClick={end}>
                Close this connection
              </button>
            )}
          </p>
        </div>
      )}
    </div>
  );
}

function Links({ report: { connection, sentOctets } }: { readonly report: SendingReport }) {
  if (connection === undefined) return null;
  return (
    <>
      {sentOctets > 0 && <a href={`#${connection}.1`}>See every octet of it</a>}
      <a href={`#${connection}`}>See connection #{connection}</a>
    </>
  );
}

const verdictWords: Readonly<Record<SendingVerdict["verdict"], string>> = {
  passed: "Right",
  warned: "Tolerable",
  failed: "Wrong",
  skipped: "Not tried",
};

function Verdict({ verdict: { verdict, expected, got, difference, cutting } }: { readonly verdict: SendingVerdict }) {
  return (
    <>
      <p class={`send-verdict send-verdict-${verdict}`}>{verdictWords[verdict]}</p>
      <dl class="send-facts">
        <div>
          <dt>Right is</dt>
          <dd>{expected}</dd>
        </div>
        <div>
          <dt>{verdict === "skipped" ? "Because" : "What came"}</dt>
          <dd>{got}</dd>
        </div>
        {difference !== "" && verdict !== "passed" && (
          <div>
            <dt>The difference</dt>
            <dd>{difference}</dd>
          </div>
        )}
        {cutting !== "" && (
          <div>
            <dt>How it was sent</dt>
            <dd>{cutting}</dd>
          </div>
        )}
      </dl>
    </>
  );
}
