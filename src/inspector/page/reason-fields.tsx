import { sectionName } from "../anatomy/index.ts";
import type { ExplainedField, ExplainedHead } from "../view/reason-fields.ts";
import { ReasonSection } from "./reason-section.tsx";

/** Each field line of the response as it was sent, with who added it and what it is for. */
export function ReasonFields({ head }: { readonly head: ExplainedHead }) {
  return (
    <section aria-labelledby="reason-fields-title">
      <h3 id="reason-fields-title" class="reason-title">
        Who added each field of the response
      </h3>
      <p class="reason-status-line">{head.statusLine}</p>
      <table class="reason-fields">
        <thead>
          <tr>
            <th scope="col">Field line</th>
            <th scope="col">Added by</th>
          </tr>
        </thead>
        <tbody>
          {head.fields.map((field, index) => (
            <ReasonField key={index} field={field} />
          ))}
        </tbody>
      </table>
      {head.taken.length > 0 && (
        <ul class="reason-taken">
          {head.taken.map(({ name, by }) => (
            <li key={name}>
              <code>{name}</code> was taken away by {by}.
            </li>
          ))}
        </ul>
      )}
      {!head.isWhole && <p class="reason-none">The rest of the head was not kept.</p>}
    </section>
  );
}

function ReasonField({ field: { name, value, who, why, section } }: { readonly field: ExplainedField }) {
  return (
    <tr>
      <th scope="row" class="reason-field">
        <span class="reason-field-name">{name}:</span> {value}
      </th>
      <td>
        <span class="reason-who">{who}</span>
        {why !== "" && (
          <span class="reason-why">
            {why}
            {section !== undefined && (
              <>
                {" · "}
                <ReasonSection section={section} label={`${sectionName(section)}, about ${name}`} />
              </>
            )}
          </span>
        )}
      </td>
    </tr>
  );
}
