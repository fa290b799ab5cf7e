import { expectedInstead, sectionUrl } from "../anatomy/index.ts";
import type { RecordedRefusal } from "../record.ts";
import { countText } from "../view/window-state-words.ts";
import { ReasonSection } from "./reason-section.tsx";

/** The rule that a request broke: its name, where it is written, and what would have been right. */
export function ReasonRefusal({ refusal: { rule, message, at } }: { readonly refusal: RecordedRefusal }) {
  const instead = expectedInstead(rule);
  return (
    <section class="reason-refusal" aria-labelledby="reason-refusal-title">
      <h3 id="reason-refusal-title" class="reason-title">
        The rule that was broken
      </h3>
      <dl class="reason-facts">
        <div>
          <dt>Rule</dt>
          <dd>
            <code>{rule}</code>
            {sectionUrl(rule) === undefined ? " a limit of this server" : " "}
            {sectionUrl(rule) !== undefined && <ReasonSection section={rule} />}
          </dd>
        </div>
        {message !== undefined && (
          <div>
            <dt>What was wrong</dt>
            <dd>{message}</dd>
          </div>
        )}
        {instead !== undefined && (
          <div>
            <dt>What would be right</dt>
            <dd>
              {instead.words}
              {instead.example !== undefined && <ReasonExample octets={instead.example} />}
            </dd>
          </div>
        )}
        {at !== undefined && (
          <div>
            <dt>Where</dt>
            <dd>
              {at === 0 ? "at the first octet" : `after octet ${countText(at)}`} of the connection; the octets view
              shows it
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** Octets of an example, CR and LF drawn, each line on its own. */
function ReasonExample({ octets }: { readonly octets: string }) {
  return (
    <code class="reason-example">
      {octets.split(/(\r|\n)/).map((piece) => {
        if (piece === "\r") return <span class="reason-octet">CR</span>;
        if (piece !== "\n") return piece;
        return (
          <>
            <span class="reason-octet">LF</span>
            <br />
          </>
        );
      })}
    </code>
  );
}

/** What was thrown, as its stack tells it. */
export function ReasonFailure({ failure }: { readonly failure: string }) {
  return (
    <section aria-labelledby="reason-failure-title">
      <h3 id="reason-failure-title" class="reason-title">
        What was thrown
      </h3>
      <pre class="reason-failure">{failure}</pre>
    </section>
  );
}
