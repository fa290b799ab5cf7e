import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ParserReplay } from "../replay/parser-replay.ts";
import { nextStep, previousStep, type StepUnit, stopsOf } from "../replay/parser-replay-steps.ts";
import { ParserControls } from "./parser-controls.tsx";
import { ParserCounts } from "./parser-counts.tsx";
import { ParserEvents } from "./parser-events.tsx";
import { ParserNow, readingOf } from "./parser-now.tsx";
import { ParserOctets } from "./parser-octets.tsx";
import { ParserStates } from "./parser-states.tsx";

export interface ParserPlayerProps {
  readonly replay: ParserReplay;
  /** The position of the first octet in what the connection received: octets are numbered as there. */
  readonly start: number;
  /** The step to look at first. */
  readonly firstStep: number;
  /** The steps at which a read was used up; empty where there were none. */
  readonly readEnds: readonly number[];
  /** Whether the octets are typed: where others are, one wants to see what came of them. */
  readonly isTyped: boolean;
}

/** A replay, and the step that is looked at. */
export function ParserPlayer({ replay, start, firstStep, readEnds, isTyped }: ParserPlayerProps) {
  const [wanted, setStep] = useState(firstStep);
  const [unit, setUnit] = useState<StepUnit>("octet");
  const [pace, setPace] = useState(() => (prefersStill() ? 2 : 8));
  const [isPlaying, setPlaying] = useState(false);
  const octets = useRef(replay.octets);
  if (octets.current !== replay.octets) {
    octets.current = replay.octets;
    if (isTyped) setStep(replay.lastStep);
  }
  const at = useMemo(() => replay.stepAt(wanted), [replay, wanted]);
  const stops = useMemo(() => stopsOf(replay, unit, readEnds), [replay, unit, readEnds]);
  const { step } = at;
  const isAtEnd = step === replay.lastStep;

  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => setStep((before) => nextStep(replay, stops, before)), 1000 / pace);
    return () => clearInterval(timer);
  }, [isPlaying, replay, stops, pace]);
  useEffect(() => {
    if (isAtEnd) setPlaying(false);
  }, [isAtEnd]);

  const go = (to: number) => {
    setPlaying(false);
    setStep(to);
  };
  const play = () => {
    if (isAtEnd) setStep(0);
    setPlaying(!isPlaying);
  };
  if (replay.lastStep === 0) return <p class="parser-none">There are no octets to replay.</p>;
  return (
    <div class="parser-player">
      <ParserControls
        replay={replay}
        step={step}
        unit={unit}
        pace={pace}
        isPlaying={isPlaying}
        hasReads={readEnds.length > 0}
        go={go}
        goForward={() => go(nextStep(replay, stops, step))}
        goBack={() => go(previousStep(stops, step))}
        play={play}
        setUnit={setUnit}
        setPace={setPace}
      />
      <p class="parser-unseen" role="status">
        {at.refusal === undefined ? `Reading ${readingOf(at).plainName}` : `Refused by ${at.refusal.rule}`}
      </p>
      <ParserNow replay={replay} start={start} at={at} />
      <div class="parser-columns">
        <div class="parser-column">
          <ParserOctets replay={replay} start={start} at={at} go={go} />
          <ParserEvents replay={replay} start={start} at={at} go={go} />
        </div>
        <div class="parser-column">
          <ParserStates standing={at.standing} />
          <ParserCounts replay={replay} at={at} />
        </div>
      </div>
    </div>
  );
}

function prefersStill(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
