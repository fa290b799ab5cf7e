import { useState } from "preact/hooks";
import type { DecisionRow } from "../../trace/index.ts";
import type { RecordedDecision } from "../record.ts";
import { microsecondsText } from "../view/timeline-points.ts";

/** So many rows are shown at once; the others when they are asked for. */
const ROWS_SHOWN = 12;

export interface ReasonStepProps {
  readonly decision: RecordedDecision;
  readonly firstOctetUs: number;
  /** Of the end of a handler: how long it took. */
  readonly tookUs?: number | undefined;
}

/** One decision: what it was about, what came of it, and what was looked at on the way. */
export function ReasonStep(props: ReasonStepProps) {
  const { subject, outcome, rows = [], atUs } = props.decision;
  return (
    <li class="reason-step">
      <p class="reason-step-head">
        <span class="reason-subject">{subject}</span>{" "}
        <span class="reason-outcome">
          {outcome}
          {props.tookUs !== undefined && <span class="reason-took"> after {microsecondsText(props.tookUs)}</span>}
        </span>{" "}
        {atUs !== undefined && (
          <span class="reason-offset" title="from the first octet">
            at {microsecondsText(atUs - props.firstOctetUs)}
          </span>
        )}
      </p>
      {rows.length > 0 && <ReasonRows subject={subject} rows={rows} />}
    </li>
  );
}

function ReasonRows({ subject, rows }: { readonly subject: string; readonly rows: readonly DecisionRow[] }) {
  const [isOpen, setIsOpen] = useState(rows.length <= ROWS_SHOWN + 3);
  const shown = isOpen ? rows : rows.filter(([, , isChosen], index) => isChosen === true || index < ROWS_SHOWN);
  return (
    <>
      <table class="reason-rows" aria-label={`${subject}: what was looked at`}>
        <tbody>
          {shown.map(([what, found, isChosen], index) => (
            <tr key={index} class={isChosen === true ? "reason-chosen" : undefined}>
              <th scope="row">
                {isChosen === true && <span class="reason-unseen">taken: </span>}
                {what}
              </th>
              <td>{found}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!isOpen && (
        <button type="button" class="reason-more" onClick={() => setIsOpen(true)}>
          Show all {rows.length}
        </button>
      )}
    </>
  );
}
