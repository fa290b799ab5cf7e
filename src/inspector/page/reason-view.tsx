import { FIELDS_SUBJECT } from "../../trace/index.ts";
import type { ConnectionSummary, ExchangeRecord, RecordingFacts } from "../record.ts";
import { explainedHead } from "../view/reason-fields.ts";
import { afterwardsSentence, handlerTookUs, reasonSentence } from "../view/reason-sentence.ts";
import { ReasonFields } from "./reason-fields.tsx";
import { ReasonFailure, ReasonRefusal } from "./reason-refusal.tsx";
import { ReasonStep } from "./reason-step.tsx";

export interface ReasonViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
  /** Where it is given, what became of the connection is told too. */
  readonly connection?: ConnectionSummary | undefined;
}

/** Why this response: the answer in one sentence, then the decision record, then who added each field. */
export function ReasonView({ exchange, connection }: ReasonViewProps) {
  const { lead, because } = reasonSentence(exchange);
  const afterwards = connection && afterwardsSentence(exchange, connection);
  const head = explainedHead(exchange);
  const steps = exchange.decisions.filter(({ subject }) => subject !== FIELDS_SUBJECT);
  return (
    <div class="reason">
      <div class="reason-answer">
        <p class="reason-sentence">
          <b class={`reason-lead reason-status-${Math.floor((exchange.statusCode ?? 0) / 100)}`}>{lead}</b>, because{" "}
          {because}.
        </p>
        {afterwards && <p class="reason-after">{afterwards}</p>}
      </div>
      {exchange.refusal && <ReasonRefusal refusal={exchange.refusal} />}
      {exchange.failure !== undefined && <ReasonFailure failure={exchange.failure} />}
      <section aria-labelledby="reason-steps-title">
        <h3 id="reason-steps-title" class="reason-title">
          What was decided
        </h3>
        {steps.length === 0 ? (
          <p class="reason-none">{noSteps(exchange)}</p>
        ) : (
          <ol class="reason-steps">
            {steps.map((decision, index) => (
              <ReasonStep
                key={index}
                decision={decision}
                firstOctetUs={exchange.timeline.firstOctetUs}
                tookUs={handlerTookUs(steps, index)}
              />
            ))}
          </ol>
        )}
      </section>
      {head && <ReasonFields head={head} />}
    </div>
  );
}

function noSteps({ refusal, phase }: ExchangeRecord): string {
  if (refusal !== undefined) return "Nothing: it was refused before the site was asked.";
  return phase === "ended" ? "Nothing was noted: the site was not asked." : "Nothing yet.";
}
