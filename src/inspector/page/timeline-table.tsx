import { microsecondsText, type TimelinePoint } from "../view/timeline-points.ts";

/** Every moment that is known, in the order of time, and what went on before it. */
export function TimelineTable({ points }: { readonly points: readonly TimelinePoint[] }) {
  return (
    <table class="timeline-table">
      <caption class="timeline-caption">Moments of this exchange; those that are not known are left out</caption>
      <thead>
        <tr>
          <th scope="col">Moment</th>
          <th scope="col" class="timeline-time">
            From first octet
          </th>
          <th scope="col" class="timeline-time">
            Since the one before
          </th>
          <th scope="col">Meanwhile</th>
        </tr>
      </thead>
      <tbody>
        {points.map(({ key, words, fromFirstUs, before }, index) => (
          <tr key={key}>
            <th scope="row">
              <span class="timeline-row-number">{index + 1}</span> {words}
            </th>
            <td class="timeline-time">{microsecondsText(fromFirstUs)}</td>
            <td class="timeline-time">{before === undefined ? "" : microsecondsText(before.us)}</td>
            <td class="timeline-meanwhile">
              {before !== undefined && before.us >= 0.5 && (
                <>
                  <i class={`timeline-swatch timeline-${before.kind}`} aria-hidden="true" /> {before.words}
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
