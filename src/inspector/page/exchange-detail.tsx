import type { ExchangeRecord, RecordingFacts } from "../record.ts";
import { ActView } from "./act-view.tsx";
import { OctetsView } from "./octets-view.tsx";
import { ParserView } from "./parser-view.tsx";
import { ReasonView } from "./reason-view.tsx";
import { TimelineView } from "./timeline-view.tsx";

/** All there is to know of one exchange. */
export function ExchangeDetail(props: { readonly exchange: ExchangeRecord; readonly facts: RecordingFacts }) {
  return (
    <>
      <OctetsView {...props} />
      <ParserView {...props} />
      <ReasonView {...props} />
      <TimelineView {...props} />
      <ActView {...props} />
    </>
  );
}
