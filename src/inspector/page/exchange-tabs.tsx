// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a panel of tabs can be focused, so that keys scroll it
import { useRef } from "preact/hooks";
import type { ExchangeRecord, RecordingFacts } from "../record.ts";
import { type DetailTab, detailTabs } from "../view/window-state-selection.ts";
import { ActView } from "./act-view.tsx";
import { OctetsView } from "./octets-view.tsx";
import { ParserView } from "./parser-view.tsx";
import { ReasonView } from "./reason-view.tsx";
import { TimelineView } from "./timeline-view.tsx";

export interface ExchangeTabsProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
  readonly tab: DetailTab;
  readonly openTab: (tab: DetailTab) => void;
}

const tabs = {
  octets: { words: "Octets", View: OctetsView },
  why: { words: "Why", View: ReasonView },
  timeline: { words: "Timeline", View: TimelineView },
  parser: { words: "Parser", View: ParserView },
  try: { words: "Try", View: ActView },
} as const satisfies Record<DetailTab, unknown>;

/** The views of one exchange, one at a time. */
export function ExchangeTabs({ exchange, facts, tab, openTab }: ExchangeTabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const { View } = tabs[tab];
  const onKeyDown = (event: KeyboardEvent) => {
    const index = detailTabs.indexOf(tab);
    const moves: Readonly<Record<string, number>> = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 };
    const wanted = moves[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    const next = detailTabs.at(wanted % detailTabs.length)!;
    openTab(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <>
      <div class="detail-tabs" role="tablist" aria-label="Views of this exchange" ref={list} onKeyDown={onKeyDown}>
        {detailTabs.map((each) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            aria-selected={each === tab}
            aria-controls="detail-panel"
            tabIndex={each === tab ? 0 : -1}
            onClick={() => openTab(each)}
          >
            {tabs[each].words}
          </button>
        ))}
      </div>
      <div id="detail-panel" class="detail-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        <View key={`${exchange.connection}.${exchange.exchange}`} exchange={exchange} facts={facts} />
      </div>
    </>
  );
}
