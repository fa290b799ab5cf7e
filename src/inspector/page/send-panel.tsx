import { useEffect, useRef } from "preact/hooks";
import { parseOctets } from "../act/octet-escapes.ts";
import { type Draft, sendSteps } from "../act/sending-draft.ts";
import type { SendMessage } from "../act/sending-messages.ts";
import type { WindowCase, WindowFavourite } from "../act/window-cases-list.ts";
import { CaseCard, SendCases, useCases } from "./send-cases.tsx";
import { SendEditor } from "./send-editor.tsx";
import { SendOutcome } from "./send-outcome.tsx";
import { type EditedOctets, type Origin, useEditedOctets, useSending, withOrigin } from "./send-state.ts";
import { isExported } from "./window-api.ts";

export interface SendPanelProps {
  /** The octets to begin with, each character one. */
  readonly octets: string;
}

/** Raw octets to be edited and sent, and the cases to break things with. */
export function SendPanel({ octets }: SendPanelProps) {
  const isLive = !isExported();
  const [edited, setEdited] = useEditedOctets(octets);
  const sending = useSending();
  const { list, problem } = useCases(isLive);
  const outcome = useRef<HTMLDivElement>(null);
  const parsed = parseOctets(edited.text, edited.lineEnds);
  const { origin } = edited;
  const played = edited.isChanged ? undefined : origin?.case;
  const isTooLong = played !== undefined && played.steps === undefined;
  const draft: Draft = { ...edited, pieces: parsed.pieces };
  const count = isTooLong ? played.octets : parsed.pieces.join("").length;
  const canSend = isLive && !sending.isBusy && parsed.fault === undefined && (count > 0 || played !== undefined);
  const send = () => {
    if (canSend) sending.send(messageOf(draft, played, edited.path));
  };
  const { report } = sending;
  useEffect(() => {
    if (sending.isBusy || report !== undefined) outcome.current?.scrollIntoView({ block: "nearest" });
  }, [sending.isBusy, report?.id, report?.connection, report?.verdict]);
  if (!isLive) return <p class="send-none">{EXPORTED}</p>;
  return (
    <div class="send">
      <p class="send-lead">
        Whatever octets you write here go to this server on a new connection, as they are. Nothing corrects them.
      </p>
      {problem !== undefined && <p class="send-problem">{problem}</p>}
      {list !== undefined && (
        <SendCases
          list={list}
          chosen={edited.isChanged ? undefined : origin}
          choose={(favourite, each) => setEdited(withOrigin(edited, originOf(favourite, each), edited.path))}
        />
      )}
      {origin !== undefined && (
        <CaseCard title={titleOf(edited)} hint={origin.hint} case={edited.isChanged ? undefined : origin.case} />
      )}
      {isTooLong ? (
        <p class="send-small">
          Its {played.octets.toLocaleString("en-US")} octets are too many to be edited. It can be sent as it is.
        </p>
      ) : (
        <SendEditor edited={edited} parsed={parsed} change={(part) => setEdited({ ...edited, ...part })} send={send} />
      )}
      <div class="send-go">
        <button type="button" class="send-primary" disabled={!canSend} onClick={send}>
          {played === undefined ? "Send" : "Send and judge"}
        </button>
        {origin?.steps !== undefined && !edited.isChanged && (
          <label class="send-path">
            for{" "}
            <input
              type="text"
              aria-label="Path that is asked for"
              pattern={PATH_PATTERN}
              spellcheck={false}
              value={edited.path}
              onChange={({ currentTarget }) => {
                if (currentTarget.validity.valid) setEdited(withOrigin(edited, origin, currentTarget.value));
              }}
            />
          </label>
        )}
        <span class="send-small">{sendingNote(draft, played, edited.path)}</span>
      </div>
      <div ref={outcome}>
        <SendOutcome sending={sending} octets={played === undefined ? count : undefined} />
      </div>
    </div>
  );
}

export const EXPORTED =
  "This page is a session that was exported: no server stands behind it, so nothing can be sent. Start one with porthole --inspect, and open this session there.";

function titleOf({ isChanged, origin }: EditedOctets): string {
  return isChanged ? `${origin!.title}, changed` : origin!.title;
}

function messageOf(draft: Draft, played: WindowCase | undefined, path: string): SendMessage {
  return played === undefined ? sendSteps(draft) : { case: played.id, path };
}

/** As the server takes it: no space and no "#". */
const PATH_PATTERN = '/[!"$-~]*';

/** What else will be sent, and what of it will not be what it seems. */
function sendingNote({ pieces }: Draft, played: WindowCase | undefined, path: string): string {
  const name = /\{\w+\}/.exec(pieces.join(""))?.[0];
  if (played === undefined) return name === undefined ? "" : `${name} is sent as it stands.`;
  if (played.needs !== undefined) return name === undefined ? "" : `${name} is filled in with what the site has.`;
  return `GET ${path} goes first, on a connection of its own, to see that it is answered.`;
}

const none = { eachOctetMs: undefined, hint: undefined };

function originOf(favourite: WindowFavourite | undefined, each: WindowCase | undefined): Origin {
  const { steps, eachOctetMs, hint } = favourite ?? { ...none, steps: each?.steps };
  return { title: favourite?.title ?? each?.title ?? "", steps, eachOctetMs, hint, case: each };
}
