import { useMemo, useState } from "preact/hooks";
import type { ExchangeRecord, RecordingFacts } from "../record.ts";
import { ParserReplay } from "../replay/parser-replay.ts";
import { replayOfRequest } from "../replay/parser-replay-record.ts";
import { ParserPlayer } from "./parser-player.tsx";
import { ParserTyped, type TypedOctets } from "./parser-typed.tsx";

export interface ParserViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
}

/** The parser step by step over the octets of a request, or over octets that someone types. */
export function ParserView({ exchange, facts }: ParserViewProps) {
  const recorded = useMemo(() => replayOfRequest(exchange, facts), [exchange, facts]);
  const [typed, setTyped] = useState<TypedOctets | undefined>();
  const typedReplay = useMemo(() => typed && replayOfTyped(typed, recorded.replay), [typed, recorded]);
  const { replay, start, firstStep, readEnds } = typedReplay === undefined ? recorded : asTyped(typedReplay);
  return (
    <div class="parser">
      <p class="parser-lead">The server’s own parser, run in this page over the same octets, one a step.</p>
      <ParserTyped received={recorded.replay.octets} typed={typed} change={setTyped} />
      {typed === undefined &&
        recorded.notices.map((notice) => (
          <p key={notice} class="parser-notice">
            {notice}
          </p>
        ))}
      <ParserPlayer
        key={typed === undefined ? "received" : "typed"}
        replay={replay}
        start={start}
        firstStep={firstStep}
        readEnds={readEnds}
        isTyped={typed !== undefined}
      />
    </div>
  );
}

/** What was typed is replayed with the limits of the recording. */
function replayOfTyped({ octets, clientCloses }: TypedOctets, { limits }: ParserReplay): ParserReplay {
  return new ParserReplay({ octets, limits, clientCloses });
}

function asTyped(replay: ParserReplay) {
  return { replay, start: 0, firstStep: replay.refusal?.step ?? 0, readEnds: [] };
}
