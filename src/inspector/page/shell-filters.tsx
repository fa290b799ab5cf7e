import type { RefObject } from "preact";
import {
  type ExchangeFilter,
  isFiltering,
  noFilter,
  statusClasses,
  withClassToggled,
} from "../view/window-state-filter.ts";

export interface ShellFiltersProps {
  readonly filter: ExchangeFilter;
  readonly change: (filter: ExchangeFilter) => void;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** Which exchanges, and which connections, are to be seen. */
export function ShellFilters({ filter, change, field }: ShellFiltersProps) {
  return (
    <search class="shell-filters" aria-label="Filter">
      <input
        ref={field}
        class="shell-filters-text"
        type="search"
        placeholder="Filter by path or method"
        aria-label="Filter by path or method"
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
        value={filter.text}
        onInput={(event) => change({ ...filter, text: event.currentTarget.value })}
      />
      <fieldset class="shell-filters-group" aria-label="Status codes">
        {statusClasses.map((digit) => (
          <button
            key={digit}
            type="button"
            class={`shell-filters-class shell-filters-class-${digit}`}
            aria-pressed={filter.classes.has(digit)}
            onClick={() => change(withClassToggled(filter, digit))}
          >
            {digit}xx
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        class="shell-filters-refused"
        aria-pressed={filter.isRefusedOnly}
        onClick={() => change({ ...filter, isRefusedOnly: !filter.isRefusedOnly })}
      >
        Refused only
      </button>
      {isFiltering(filter) && (
        <button type="button" class="shell-filters-none" onClick={() => change(noFilter)}>
          Show all
        </button>
      )}
    </search>
  );
}
