// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
import {
  type Anatomy,
  characterAround,
  explanations,
  groupOfPart,
  hexPair,
  messageSentences,
  type NamedMessages,
  noteOf,
  numberedReads,
  octetName,
  octetPicture,
  type PartSpan,
  pastedText,
  readOf,
  type Side,
  sectionName,
  sectionUrl,
  spanAt,
} from "../anatomy/index.ts";
import type { ExchangeRecord, MessageRecord, RecordedRefusal } from "../record.ts";
import { countOf, countText } from "../view/window-state-words.ts";
import { readName } from "./octets-row.tsx";

/** One octet, and the message that it is of. */
export interface PanelProps {
  readonly side: Side;
  readonly at: number;
  readonly message: MessageRecord;
  readonly anatomy: Anatomy;
}

/** What an octet is: always in the same place, and of the same size. */
export function OctetsPanel(props: {
  readonly shown: PanelProps | undefined;
  readonly exchange: ExchangeRecord;
  readonly messages: NamedMessages;
}) {
  const { shown, exchange, messages } = props;
  const span = shown === undefined ? undefined : spanAt(shown.anatomy.spans, shown.at);
  return (
    <aside class={`octets-panel${span === undefined ? " is-idle" : ""}`} aria-label="What this octet is" tabIndex={0}>
      {shown === undefined || span === undefined ? (
        <Summary messages={messages} exchange={exchange} />
      ) : (
        <Explained {...shown} span={span} refusal={exchange.refusal} />
      )}
    </aside>
  );
}

/** What there is to say as long as nobody looks at an octet. */
function Summary(props: { readonly messages: NamedMessages; readonly exchange: ExchangeRecord }) {
  const { messages, exchange } = props;
  const { request, response } = messages;
  return (
    <>
      <p class="octets-panel-summary">{messageSentences(request, "request")}</p>
      {response.anatomy.spans.length > 0 && (
        <p class="octets-panel-summary">{messageSentences(response, "response", exchange)}</p>
      )}
      <p class="octets-panel-hint">
        Point at an octet or tap it, or go to one with Tab and the arrow keys: what it is stands here.
      </p>
    </>
  );
}

interface ExplainedProps extends PanelProps {
  readonly span: PartSpan;
  readonly refusal: RecordedRefusal | undefined;
}

function Explained({ side, at, message, anatomy, span, refusal }: ExplainedProps) {
  const { name, plain, abnf, sentence } = explanations[span.part];
  const text = octetsOf(message, span.start, span.end);
  const octet = octetsOf(message, at, at + 1);
  const isWrong =
    side === "request" && (anatomy.fault?.octets.some(([start, end]) => start <= at && at < end) ?? false);
  const note = isSecret(message, at) ? undefined : noteOf(span, text);
  return (
    <>
      <p class="octets-panel-head">
        <span class={`octets-swatch octets-is-${groupOfPart[span.part]}`} aria-hidden="true" />
        <strong>{name}</strong>
        {span.field !== undefined && span.part !== "field-name" && <span>of {span.field}</span>}
        {span.chunk !== undefined && <span>of chunk {countText(span.chunk)}</span>}
        <span class="octets-panel-place">{placeText(side, at, message, anatomy)}</span>
      </p>
      <p>
        {octet !== "" && <OctetFacts octet={octet} span={span} at={at} message={message} />}
        {isSecret(message, at) ? "A secret: how long it is was kept, and nothing else of it." : plain} {note}
      </p>
      {isWrong && refusal !== undefined && <Wrong refusal={refusal} />}
      {abnf !== undefined && (
        <p class="octets-panel-abnf">
          <code>{abnf.text}</code> <Section of={abnf.section} />
        </p>
      )}
      {sentence !== undefined && (
        <p class="octets-panel-sentence">
          <q>{sentence.text}</q> <Section of={sentence.section} />
        </p>
      )}
    </>
  );
}

/** What is wrong with an octet that a request was refused for. */
function Wrong({ refusal: { rule, message } }: { readonly refusal: RecordedRefusal }) {
  return (
    <p class="octets-panel-wrong">
      <b>Refused:</b> {message ?? rule}. {sectionUrl(rule) !== undefined && <Section of={rule} />}
    </p>
  );
}

/** The octet itself: its picture, its name where it has one, and its number. */
function OctetFacts(props: {
  readonly octet: string;
  readonly span: PartSpan;
  readonly at: number;
  readonly message: MessageRecord;
}) {
  const { octet, span, at, message } = props;
  if (isSecret(message, at)) return <code class="octets-panel-octet">▒</code>;
  const code = octet.charCodeAt(0);
  const length = span.end - span.start;
  const around = code < 0x80 ? undefined : characterAround(octetsOf(message, at - 3, at + 4), Math.min(3, at));
  return (
    <>
      {around !== undefined && (
        <>
          <code class="octets-panel-octet octets-panel-character">{around.text}</code>{" "}
          <span class="octets-panel-code">in UTF-8: {Array.from(around.octets, hexOf).join(" ")}</span>{" "}
        </>
      )}
      <code class="octets-panel-octet">{octetPicture(code)}</code>{" "}
      <span class="octets-panel-code">
        {code === SP && "SP, "}0x{hexPair(code)}
        {length > 1 && `, ${countText(at - span.start + 1)} of ${countText(length)}`}
      </span>{" "}
    </>
  );
}

function Section({ of: section }: { readonly of: string }) {
  return (
    <a href={sectionUrl(section) ?? ""} target="_blank" rel="noreferrer">
      {sectionName(section)}
    </a>
  );
}

/** "octet 37 of what the connection received, in read 1" */
function placeText(side: Side, at: number, message: MessageRecord, { headEnd }: Anatomy): string {
  const read = readOf(numberedReads(message), at);
  const way = side === "request" ? "received" : "sent";
  const inRead = read === undefined ? "" : `, in ${readName(read, side === "request" ? "read" : "write")}`;
  const content = headEnd !== undefined && at >= headEnd ? `, ${countText(at - headEnd + 1)} of the message body` : "";
  return `octet ${countText(at + 1)} ${way} on the connection${inRead}${content}`;
}

/** What a screen reader says when the keyboard goes to an octet. */
export function spokenText({ at, message, anatomy }: PanelProps, isNewPart: boolean): string {
  const span = spanAt(anatomy.spans, at);
  if (span === undefined) return "";
  const { name, plain } = explanations[span.part];
  const octet = octetsOf(message, at, at + 1);
  const what = isSecret(message, at) ? "masked" : octet === "" ? "not kept" : octetName(octet.charCodeAt(0));
  const field = span.field === undefined || span.part === "field-name" ? "" : ` of ${span.field}`;
  if (!isNewPart) return `${what}, octet ${at + 1}`;
  const all = pastedText(octetsOf(message, span.start, Math.min(span.end, span.start + 80))).trim();
  const says = isSecret(message, at) ? countOf(span.end - span.start, "octet") : all;
  return `${name}${field}${says === "" ? "" : `: ${says}`}. ${plain} ${what}, octet ${at + 1}`;
}

function hexOf(octet: string): string {
  return hexPair(octet.charCodeAt(0));
}

const SP = 0x20;

function isSecret({ masked }: MessageRecord, at: number): boolean {
  return masked.some(([start, end]) => start <= at && at < end);
}

/** What was kept of these octets. */
function octetsOf({ kept }: MessageRecord, start: number, end: number): string {
  return kept.map(({ at, octets }) => octets.slice(Math.max(0, start - at), Math.max(0, end - at))).join("");
}
