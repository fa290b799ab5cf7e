import { useRef } from "preact/hooks";
import { type PartGroup, partGroups } from "../anatomy/index.ts";

export interface OctetsLegendProps {
  /** Those that there are to be seen. */
  readonly groups: ReadonlySet<PartGroup>;
  readonly hasSecrets: boolean;
  /** Lights the octets of a kind. */
  readonly light: (group: PartGroup | "secret" | undefined) => void;
  /** Goes to the next octets of a kind. */
  readonly seek: (group: PartGroup | "secret") => void;
}

/** What the colours mean. One tab stop; the arrow keys go from entry to entry. */
export function OctetsLegend({ groups, hasSecrets, light, seek }: OctetsLegendProps) {
  const list = useRef<HTMLDivElement>(null);
  const shown: { readonly name: PartGroup | "secret"; readonly words: string }[] = partGroups.filter(({ name }) =>
    groups.has(name),
  );
  if (hasSecrets) shown.push({ name: "secret", words: "secret" });
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...list.current!.querySelectorAll("button")];
    const index = buttons.indexOf(event.target as HTMLButtonElement);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    buttons.at((index + step) % buttons.length)?.focus();
  };
  return (
    <div class="octets-legend" role="toolbar" aria-label="What the colours mean" ref={list} onKeyDown={onKeyDown}>
      {shown.map(({ name, words }, index) => (
        <button
          key={name}
          type="button"
          class="octets-kind"
          tabIndex={index === 0 ? 0 : -1}
          title={`Show ${words}; press to go to the next`}
          onPointerEnter={() => light(name)}
          onPointerLeave={() => light(undefined)}
          onFocus={() => light(name)}
          onBlur={() => light(undefined)}
          onClick={() => seek(name)}
        >
          <span class={`octets-swatch octets-is-${name}`} aria-hidden="true" />
          {words}
        </button>
      ))}
    </div>
  );
}
