import { useMemo, useRef, useState } from "preact/hooks";
import {
  type Anatomy,
  firstPlace,
  groupOfPart,
  movedPlace,
  type NamedMessages,
  nextOfKind,
  type OctetPlace,
  type PartGroup,
  requestAnatomy,
  responseAnatomy,
  type Side,
  spanAt,
  UNFOLDED_CONTENT_OCTETS,
} from "../anatomy/index.ts";
import type { ExchangeRecord, RecordingFacts } from "../record.ts";
import { durationText } from "../view/window-state-words.ts";
import { OctetsFault } from "./octets-fault.tsx";
import { OctetsLegend } from "./octets-legend.tsx";
import { OctetsPane } from "./octets-pane.tsx";
import { OctetsPanel, type PanelProps, spokenText } from "./octets-panel.tsx";
import type { Drawing } from "./octets-row.tsx";

export interface OctetsViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
}

/** How octets are drawn, of all exchanges: who chose hex for one wants it for the next. */
const chosen = { isHex: false, hasCharacters: true };

/** The octets of an exchange as they came and went, each named by the grammar. */
export function OctetsView({ exchange }: OctetsViewProps) {
  const messages = useMessages(exchange);
  const [isHex, setHex] = useState(chosen.isHex);
  const [hasCharacters, setCharacters] = useState(chosen.hasCharacters);
  const [unfolded, setUnfolded] = useState<readonly Side[]>([]);
  const [current, setCurrent] = useState<OctetPlace | undefined>(undefined);
  const [pointed, setPointed] = useState<OctetPlace | undefined>(undefined);
  const [lit, setLit] = useState<PartGroup | "secret" | undefined>(undefined);
  const [spoken, setSpoken] = useState("");
  const root = useRef<HTMLElement>(null);
  Object.assign(chosen, { isHex, hasCharacters });

  const unfold = (side: Side) => setUnfolded((before) => (before.includes(side) ? before : [...before, side]));
  const drawings = useDrawings(exchange, messages, isHex, hasCharacters, unfold);
  const shownOf = (place: OctetPlace | undefined): PanelProps | undefined =>
    place === undefined ? undefined : { ...place, ...messages[place.side] };
  const go = (place: OctetPlace) => {
    const before = shownOf(current);
    const next = shownOf(place)!;
    const span = spanAt(next.anatomy.spans, next.at);
    setCurrent(place);
    setPointed(undefined);
    if (isFolded(next)) unfold(place.side);
    setSpoken(spokenText(next, before?.side !== next.side || span !== spanAt(before.anatomy.spans, before.at)));
    root.current?.querySelector<HTMLElement>(`[data-side="${place.side}"]`)?.focus({ preventScroll: true });
  };
  const press = (side: Side, event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    const isThere = current?.side === side;
    const from = isThere ? current : firstPlace(messages, side);
    const place = from === undefined ? undefined : movedPlace(messages, from, event.key, event.ctrlKey);
    if (place === undefined) return;
    event.preventDefault();
    // The first step leads into the message, not beyond its first octet.
    go(isThere || event.ctrlKey || !event.key.startsWith("Arrow") ? place : from!);
  };
  const seek = (group: PartGroup | "secret") => {
    const place = nextOfKind(messages, group, current);
    if (place !== undefined) setCurrent(place);
  };
  return (
    <section class="octets" data-lit={lit} ref={root} aria-label="Octets">
      <div class="octets-bar">
        <OctetsLegend groups={groupsOf(messages)} hasSecrets={hasSecrets(messages)} light={setLit} seek={seek} />
        <fieldset class="octets-modes" aria-label="How octets are drawn">
          <button type="button" aria-pressed={!isHex} onClick={() => setHex(false)}>
            Text
          </button>
          <button type="button" aria-pressed={isHex} onClick={() => setHex(true)}>
            Hex
          </button>
          <button
            type="button"
            aria-pressed={hasCharacters}
            disabled={isHex}
            title="Octets that are a character in UTF-8 drawn as that"
            onClick={() => setCharacters(!hasCharacters)}
          >
            UTF-8
          </button>
        </fieldset>
      </div>
      <div class="octets-panes" data-hex={isHex ? "" : undefined}>
        {sides.map((side) => (
          <OctetsPane
            key={side}
            side={side}
            drawing={drawings[side]}
            isUnfolded={unfolded.includes(side)}
            refusal={side === "request" ? exchange.refusal : undefined}
            standing={standingOf(side, exchange, messages[side].anatomy)}
            current={current?.side === side ? current.at : undefined}
            pointed={pointed?.side === side ? pointed.at : undefined}
            point={setPointed}
            choose={go}
            press={press}
          />
        ))}
      </div>
      {exchange.refusal !== undefined && messages.request.anatomy.fault === undefined && (
        <OctetsFault refusal={exchange.refusal} anatomy={undefined} />
      )}
      <OctetsPanel
        shown={shownOf(pointed ?? current ?? faultPlace(messages))}
        exchange={exchange}
        messages={messages}
      />
      <p id="octets-keys" class="octets-said">
        Left and right go from octet to octet, up and down from part to part, page up and page down from line to line.
      </p>
      <p class="octets-said" aria-live="polite">
        {spoken}
      </p>
    </section>
  );
}

const sides: readonly Side[] = ["request", "response"];

/** The two messages, and what their octets are. */
function useMessages({ request, response, refusal, method }: ExchangeRecord): NamedMessages {
  return useMemo(() => {
    const asked = requestAnatomy(request, refusal);
    return {
      request: { message: request, anatomy: asked },
      response: { message: response, anatomy: responseAnatomy(response, method ?? asked.method) },
    };
  }, [request, response, refusal, method]);
}

function useDrawings(
  { request, timeline }: ExchangeRecord,
  messages: NamedMessages,
  isHex: boolean,
  hasCharacters: boolean,
  unfold: (side: Side) => void,
): Readonly<Record<Side, Drawing>> {
  const latest = useRef(unfold);
  latest.current = unfold;
  return useMemo(() => {
    const drawn = { isHex, hasCharacters };
    const firstRead = request.reads[0];
    const firstWrite = messages.response.message.reads[0];
    const lastReadUs = request.reads.at(-1)?.atUs;
    return {
      request: {
        ...messages.request,
        ...drawn,
        word: "read",
        firstAfter: firstRead && `${durationText(firstRead.atUs - timeline.acceptedUs)} after connecting`,
        unfold: () => latest.current("request"),
      },
      response: {
        ...messages.response,
        ...drawn,
        word: "write",
        firstAfter: answeredAfter(lastReadUs, firstWrite?.atUs),
        unfold: () => latest.current("response"),
      },
    };
  }, [messages, isHex, hasCharacters]);
}

/** How long after the last read the first write came, where it did come after it. */
function answeredAfter(lastReadUs: number | undefined, firstWriteUs: number | undefined): string | undefined {
  if (lastReadUs === undefined || firstWriteUs === undefined || firstWriteUs < lastReadUs) return undefined;
  return `${durationText(firstWriteUs - lastReadUs)} after the last read`;
}

function groupsOf(messages: NamedMessages): ReadonlySet<PartGroup> {
  const groups = new Set<PartGroup>();
  for (const { anatomy } of [messages.request, messages.response]) {
    for (const { part } of anatomy.spans) if (part !== "not-kept") groups.add(groupOfPart[part]);
    if (anatomy.fault !== undefined && anatomy.fault.octets.length > 0) groups.add("refused");
  }
  return groups;
}

function hasSecrets(messages: NamedMessages): boolean {
  return sides.some((side) => messages[side].message.masked.length > 0);
}

/** Where the request was refused, as long as nobody looks elsewhere. */
function faultPlace(messages: NamedMessages): OctetPlace | undefined {
  return messages.request.anatomy.fault === undefined ? undefined : firstPlace(messages, "request");
}

/** Whether an octet is of content that is not drawn until someone asks. */
function isFolded({ at, anatomy: { headEnd } }: PanelProps): boolean {
  return headEnd !== undefined && at >= headEnd + UNFOLDED_CONTENT_OCTETS;
}

/** What is to be said where a message is not whole, or there is none. */
function standingOf(side: Side, exchange: ExchangeRecord, { spans, headEnd, fault }: Anatomy): string | undefined {
  const hasEnded = exchange.phase === "ended";
  if (side === "response") {
    if (spans.length === 0) return hasEnded ? "No response was sent." : "No response yet.";
    return exchange.isCut ? "The response was cut off here." : undefined;
  }
  if (fault !== undefined || exchange.refusal !== undefined || exchange.request.end !== undefined) return undefined;
  if (hasEnded) return "Nothing more came.";
  return headEnd === undefined
    ? "The head is not complete: the empty line that ends it has not come yet."
    : "The content is not complete: more is to come.";
}
