import { type Anatomy, expectedInstead, octetPicture, sectionName, sectionUrl } from "../anatomy/index.ts";
import type { RecordedRefusal } from "../record.ts";
import { countText } from "../view/window-state-words.ts";

/** What a refused request did wrong, where it did it, and what would have been right. */
export function OctetsFault(props: { readonly refusal: RecordedRefusal; readonly anatomy: Anatomy | undefined }) {
  const { refusal, anatomy } = props;
  const expected = expectedInstead(refusal.rule);
  const url = sectionUrl(refusal.rule);
  return (
    <div class="octets-fault" role="note" aria-label="Refused">
      <p class="octets-fault-what">
        <b>{whereText(anatomy)}</b> {sentence(refusal.message ?? "it broke a rule")}
      </p>
      {expected !== undefined && (
        <p>
          <b>Right would be:</b> {sentence(expected.words)}{" "}
          {expected.example !== undefined && <Example octets={expected.example} />}
        </p>
      )}
      <p class="octets-fault-rule">
        <code>{refusal.rule}</code>{" "}
        {url !== undefined && (
          <a href={url} target="_blank" rel="noreferrer">
            {sectionName(refusal.rule)} ↗
          </a>
        )}
      </p>
    </div>
  );
}

/** Octets as an example, with CR and LF to be seen. */
function Example({ octets }: { readonly octets: string }) {
  return (
    <code class="octets-example">
      {octets.split(/(\r?\n|\r)/).map((text, index) =>
        index % 2 === 0 ? (
          text
        ) : (
          <span class="octets-line-end">
            {Array.from(text, (octet) => (
              <Picture octet={octet} />
            ))}
          </span>
        ),
      )}
    </code>
  );
}

function Picture({ octet }: { readonly octet: string }) {
  return <span class="octets-run octets-picture octets-is-line-end">{octetPicture(octet.charCodeAt(0))}</span>;
}

/** Where reading stopped, or which octets before it are wrong, or where one was missed. */
function whereText(anatomy: Anatomy | undefined): string {
  if (anatomy?.fault === undefined) return "Refused.";
  const { at, octets } = anatomy.fault;
  const [first] = octets;
  if (first === undefined) return at >= anatomy.end ? "Refused where it ends." : "Refused at the empty line.";
  const [start, end] = first;
  if (end - start === 1) return `Refused at octet ${countText(start + 1)}.`;
  return `Refused for octets ${countText(start + 1)} to ${countText(end)}.`;
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
