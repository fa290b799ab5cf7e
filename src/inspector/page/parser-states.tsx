import type { EngineStanding, RecipientState, SenderState } from "../../http1/index.ts";
import { recipientWords, senderWords } from "../replay/parser-replay-words.ts";

/** The two halves of the connection, each with all its states and the one it is in. */
export function ParserStates({ standing }: { readonly standing: EngineStanding }) {
  return (
    <div class="parser-part">
      <h3 class="parser-heading">States</h3>
      <Half name="Recipient" way={recipientWay} ends={recipientEnds} words={recipientWords} now={standing.recipient} />
      <Half name="Sender" way={senderWay} ends={senderEnds} words={senderWords} now={standing.sender} />
    </div>
  );
}

interface HalfProps<State extends string> {
  readonly name: string;
  /** The states that each exchange goes through, in order. */
  readonly way: readonly State[];
  /** Those that it is left by. */
  readonly ends: readonly State[];
  readonly words: Readonly<Record<State, string>>;
  readonly now: State;
}

function Half<State extends string>({ name, way, ends, words, now }: HalfProps<State>) {
  const box = (state: State) => (
    <li
      key={state}
      class={`parser-state parser-state-${state}`}
      aria-current={state === now ? "step" : undefined}
      title={words[state]}
    >
      {state}
    </li>
  );
  return (
    <div class="parser-half">
      <h4 class="parser-half-name">
        {name} <span class="parser-state-words">{words[now]}</span>
      </h4>
      <div class="parser-states">
        <ol class="parser-way" aria-label={`${name}: one exchange`}>
          {way.map(box)}
        </ol>
        <ul class="parser-ends" aria-label={`${name}: the end`}>
          {ends.map(box)}
        </ul>
      </div>
    </div>
  );
}

const recipientWay: readonly RecipientState[] = ["head", "content", "complete"];
const recipientEnds: readonly RecipientState[] = ["faulty", "closed"];
const senderWay: readonly SenderState[] = ["idle", "awaiting", "content", "ended"];
const senderEnds: readonly SenderState[] = ["switched", "finished"];
