import { useMemo, useRef } from "preact/hooks";
import { type LineEnds, PAUSE_MARK, type ParsedOctets, parseOctets, writePieces } from "../act/octet-escapes.ts";
import type { DraftEnding, Pace } from "../act/sending-draft.ts";
import { type SendingHint, sendingHint } from "../act/sending-hint.ts";
import { expectedInstead } from "../anatomy/index.ts";
import { SendOctets } from "./send-octets.tsx";
import type { EditedOctets } from "./send-state.ts";

export interface SendEditorProps {
  readonly edited: EditedOctets;
  readonly parsed: ParsedOctets;
  readonly change: (part: Partial<EditedOctets>) => void;
  readonly send: () => void;
}

/** Raw octets as text, and how they are to be sent. */
export function SendEditor({ edited, parsed, change, send }: SendEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const octets = parsed.pieces.join("");
  const hint = useMemo(() => sendingHint(octets), [octets]);
  const hasMarks = parsed.pieces.length > 1;
  return (
    <>
      <div class="send-bar">
        <label class="send-label" for="send-text">
          Octets
        </label>
        <LineEndsChoice edited={edited} change={change} />
        <button
          type="button"
          title="At this mark the sender waits"
          onClick={() => insert(field.current, PAUSE_MARK, (text) => change({ text, pace: "marks", isChanged: true }))}
        >
          Insert pause {PAUSE_MARK}
        </button>
        <span class="send-count">{octets.length.toLocaleString("en-US")} octets</span>
      </div>
      <textarea
        id="send-text"
        ref={field}
        class="send-text"
        rows={Math.min(12, Math.max(5, edited.text.split("\n").length))}
        wrap="off"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={edited.text}
        aria-describedby="send-notation send-hint"
        aria-invalid={parsed.fault !== undefined}
        onInput={(event) => change({ text: event.currentTarget.value, isChanged: true })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        }}
      />
      <p id="send-notation" class="send-small">
        {notation[edited.lineEnds]} <code>\n</code> <code>\r</code> <code>\t</code> <code>\0</code> <code>\xNN</code>{" "}
        are single octets, <code>\\</code> is a backslash.
      </p>
      <p id="send-hint" class={`send-hint send-hint-${parsed.fault === undefined ? hint?.kind : "refused"}`}>
        {parsed.fault === undefined ? <Hint hint={hint} /> : parsed.fault.message}
      </p>
      <SendOctets pieces={parsed.pieces} hasPauses={edited.pace === "marks"} hint={hint} />
      <PaceChoice edited={edited} hasMarks={hasMarks} change={change} />
    </>
  );
}

const notation: Readonly<Record<LineEnds, string>> = {
  crlf: "Each line break is sent as CR LF.",
  spelled: "Line breaks are not sent: only what is written is.",
};

function Hint({ hint }: { readonly hint: SendingHint | undefined }) {
  const expected = hint?.rule === undefined ? undefined : expectedInstead(hint.rule);
  if (hint === undefined) return <>Too many octets to be looked at while they are edited.</>;
  return (
    <>
      <b>The parser:</b> {hint.words}
      {hint.rule !== undefined && (
        <>
          {" "}
          <code>{hint.rule}</code>
        </>
      )}
      {expected !== undefined && <span class="send-expected">Right would be: {expected.words}</span>}
    </>
  );
}

type ChoiceProps = Pick<SendEditorProps, "edited" | "change">;

const lineEndWords: readonly (readonly [lineEnds: LineEnds, words: string])[] = [
  ["crlf", "Line break = CR LF"],
  ["spelled", "Spell out \\r\\n"],
];

/** The octets stay the same: they are only written in another way. */
function LineEndsChoice({ edited, change }: ChoiceProps) {
  const choose = (lineEnds: LineEnds) => {
    const { pieces, fault } = parseOctets(edited.text, edited.lineEnds);
    if (fault === undefined) change({ lineEnds, text: writePieces(pieces, lineEnds) });
  };
  return (
    <fieldset class="send-ends">
      <legend>How line ends are written</legend>
      {lineEndWords.map(([lineEnds, words]) => (
        <button
          key={lineEnds}
          type="button"
          aria-pressed={edited.lineEnds === lineEnds}
          onClick={() => choose(lineEnds)}
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}

const paces: readonly (readonly [pace: Pace, words: string])[] = [
  ["whole", "In one piece"],
  ["octets", "Octet by octet"],
  ["marks", `Wait at each ${PAUSE_MARK}`],
];
const endings: readonly (readonly [ending: DraftEnding, words: string])[] = [
  ["wait", "wait for what comes"],
  ["half-close", "close this side"],
  ["reset", "reset the connection"],
];

function PaceChoice({ edited, hasMarks, change }: ChoiceProps & { readonly hasMarks: boolean }) {
  const { pace, pauseMs, ending } = edited;
  return (
    <div class="send-pace">
      <fieldset>
        <legend>Pace</legend>
        {paces.map(([each, words]) => (
          <label key={each}>
            <input
              type="radio"
              name="send-pace"
              checked={pace === each}
              disabled={each === "marks" && !hasMarks}
              onChange={() => change({ pace: each, isChanged: true })}
            />
            {words}
          </label>
        ))}
      </fieldset>
      {pace !== "whole" && (
        <label>
          <input
            class="send-pause"
            type="number"
            min={0}
            max={60_000}
            step={100}
            value={pauseMs}
            onChange={(event) => {
              const ms = event.currentTarget.valueAsNumber;
              if (ms >= 0 && ms <= 60_000) change({ pauseMs: ms, isChanged: true });
            }}
          />{" "}
          ms {pace === "octets" ? "apart" : "each"}
        </label>
      )}
      <label>
        then{" "}
        <select
          value={ending}
          onChange={(event) => change({ ending: event.currentTarget.value as DraftEnding, isChanged: true })}
        >
          {endings.map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** Puts text where the cursor is, and leaves the cursor behind it. */
function insert(field: HTMLTextAreaElement | null, text: string, change: (text: string) => void): void {
  if (field === null) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  change(field.value);
}
