import { useMemo } from "preact/hooks";
import type { ParserReplay } from "../replay/parser-replay.ts";
import { regionsOf, type StepUnit } from "../replay/parser-replay-steps.ts";
import { readingWords } from "../replay/parser-replay-words.ts";

export interface ParserControlsProps {
  readonly replay: ParserReplay;
  readonly step: number;
  readonly unit: StepUnit;
  /** Steps a second. */
  readonly pace: number;
  readonly isPlaying: boolean;
  /** Whether it is known how the octets were cut into reads. */
  readonly hasReads: boolean;
  readonly go: (step: number) => void;
  readonly goForward: () => void;
  readonly goBack: () => void;
  readonly play: () => void;
  readonly setUnit: (unit: StepUnit) => void;
  readonly setPace: (pace: number) => void;
}

/** The slider over all steps, and the buttons that go by one unit. */
export function ParserControls(props: ParserControlsProps) {
  const { replay, step, unit, isPlaying, go } = props;
  return (
    <div class="parser-controls">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would say no more of a row of buttons */}
      <div class="parser-transport" role="group" aria-label="Steps">
        <StepButton words="To the beginning" path={paths.first} click={() => go(0)} />
        <StepButton words={`Back by one ${unit}`} path={paths.back} click={props.goBack} />
        <button type="button" class="parser-play" onClick={props.play}>
          <Icon path={isPlaying ? paths.pause : paths.play} />
          {isPlaying ? "Pause" : "Play"}
        </button>
        <StepButton words={`Forward by one ${unit}`} path={paths.forward} click={props.goForward} />
        <StepButton words="To the end" path={paths.last} click={() => go(replay.lastStep)} />
      </div>
      <UnitChoice {...props} />
      <label class="parser-pace">
        at{" "}
        <select value={props.pace} onChange={(event) => props.setPace(Number(event.currentTarget.value))}>
          {paces.map((pace) => (
            <option key={pace} value={pace}>
              {pace} a second
            </option>
          ))}
        </select>
      </label>
      <div class="parser-track">
        <input
          class="parser-slider"
          type="range"
          min={0}
          max={replay.lastStep}
          step={1}
          value={step}
          aria-label="Octets read"
          aria-valuetext={`${step} of ${replay.octets.length}, ${spokenAt(replay, step)}`}
          onInput={(event) => go(event.currentTarget.valueAsNumber)}
        />
        <Regions replay={replay} step={step} />
      </div>
    </div>
  );
}

function spokenAt(replay: ParserReplay, step: number): string {
  const { refusal } = replay;
  if (refusal !== undefined && refusal.step <= step) return "refused";
  return `reading ${readingWords(replay.readingAt(step)).plainName}`;
}

function UnitChoice({ unit, hasReads, setUnit }: ParserControlsProps) {
  const units: readonly StepUnit[] = ["octet", "element", "event", ...(hasReads ? (["read"] as const) : [])];
  return (
    <fieldset class="parser-units">
      <legend>by</legend>
      {units.map((each) => (
        <label key={each}>
          <input type="radio" name="parser-unit" checked={each === unit} onChange={() => setUnit(each)} />
          <span>{each}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The parts of the octets, below the slider and as long as there. */
function Regions({ replay, step }: { readonly replay: ParserReplay; readonly step: number }) {
  const regions = useMemo(() => regionsOf(replay), [replay]);
  return (
    <div class="parser-regions" aria-hidden="true">
      {regions
        .filter(({ name }) => name !== "not read")
        .map(({ name, from, to }) => (
          <span
            key={from}
            class={`parser-region ${from < step && step <= to ? "parser-region-now" : ""}`}
            style={{ flexGrow: to - from }}
          >
            {to - from > replay.lastStep * LABELLED_SHARE && name}
          </span>
        ))}
      {replay.refusal !== undefined && <span class="parser-region-refused" />}
    </div>
  );
}

function StepButton(props: { readonly words: string; readonly path: string; readonly click: () => void }) {
  return (
    <button type="button" class="parser-step" aria-label={props.words} title={props.words} onClick={props.click}>
      <Icon path={props.path} />
    </button>
  );
}

function Icon({ path }: { readonly path: string }) {
  return (
    <svg class="parser-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} fill="currentColor" />
    </svg>
  );
}

const paths = {
  first: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M11.5 3v10L4 8z",
  play: "M4.5 2.5v11l9-5.5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  forward: "M4.5 3v10L12 8z",
  last: "M11 3h2v10h-2zM3 3v10l7-5z",
} as const;

/** A part that takes less of the slider has no room for its name. */
const LABELLED_SHARE = 0.08;

const paces = [2, 8, 30, 120] as const;
