import type { ParserReplay, ReplayEvent, ReplayStep } from "../replay/parser-replay.ts";

export interface ParserEventsProps {
  readonly replay: ParserReplay;
  readonly start: number;
  readonly at: ReplayStep;
  readonly go: (step: number) => void;
}

/** What the parser tells the server, each with the octet that completed it; a click goes there. */
export function ParserEvents({ replay, start, at, go }: ParserEventsProps) {
  const { step } = at;
  const { refusal } = replay;
  const told = at.events.length;
  const numberOf = (of: number) => (of > replay.octets.length ? "closed" : (start + of).toLocaleString("en"));
  const first = Math.max(0, Math.min(told - DRAWN_MAX / 2, replay.events.length - DRAWN_MAX));
  const drawn = replay.events.slice(first, first + DRAWN_MAX);
  return (
    <div class="parser-part">
      <h3 class="parser-heading">Told to the server</h3>
      {replay.events.length === 0 && refusal === undefined && <p class="parser-aside">Nothing: no head is complete.</p>}
      <ol class="parser-events" start={first + 1}>
        {first > 0 && <li class="parser-elided">{first.toLocaleString("en")} before these</li>}
        {drawn.map((event, index) => {
          const asToldNow = at.events[first + index] ?? event;
          return (
            <Told
              key={first + index}
              name={names[event.name]}
              words={asToldNow.words}
              step={event.to}
              isTold={event.from <= step}
              isLast={first + index === told - 1 && at.refusal === undefined}
              number={numberOf(event.to)}
              go={go}
            />
          );
        })}
        {first + drawn.length < replay.events.length && (
          <li class="parser-elided">
            {(replay.events.length - first - drawn.length).toLocaleString("en")} after these
          </li>
        )}
        {refusal !== undefined && (
          <Told
            name="Refusal"
            words={refusal.rule}
            step={refusal.step}
            isTold={at.refusal !== undefined}
            isLast={at.refusal !== undefined}
            isRefusal
            number={numberOf(refusal.step)}
            go={go}
          />
        )}
      </ol>
    </div>
  );
}

interface ToldProps {
  readonly name: string;
  readonly words: string;
  readonly step: number;
  readonly isTold: boolean;
  readonly isLast: boolean;
  readonly isRefusal?: boolean;
  /** Of the octet that completed it. */
  readonly number: string;
  readonly go: (step: number) => void;
}

function Told({ name, words, step, isTold, isLast, isRefusal, number, go }: ToldProps) {
  const kind = `${isTold ? "" : "parser-event-later"} ${isRefusal ? "parser-event-refusal" : ""}`;
  return (
    <li class={`parser-event ${kind}`} aria-current={isLast ? "step" : undefined}>
      <button type="button" onClick={() => go(step)}>
        <span class="parser-event-at">{number}</span>
        <span class="parser-event-name">{name}</span> <span class="parser-event-words">{words}</span>
        {!isTold && <span class="parser-unseen">, still to come</span>}
      </button>
    </li>
  );
}

/** As the engine calls them, for whoever reads its code; the answer is the replay's own. */
const names: Readonly<Record<ReplayEvent["name"], string>> = {
  RequestHead: "RequestHead",
  Content: "Content",
  EndOfMessage: "EndOfMessage",
  ConnectionClosed: "ConnectionClosed",
  answer: "Response",
};

const DRAWN_MAX = 40;
