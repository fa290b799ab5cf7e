import { visibleOctet } from "../../trace/index.ts";
import type { ParserReplay, ReplayRefusal, ReplayStep } from "../parser-replay.ts";
import { octetInWords, type ReadingWords, readingWords } from "../parser-replay-words.ts";

export interface ParserNowProps {
  readonly replay: ParserReplay;
  readonly at: ReplayStep;
}

/** What is being read after a step, in words. */
export function readingOf({ standing }: ReplayStep): ReadingWords {
  return readingWords(standing.reading);
}

/** The octet that was read last, what is being read now, and what may come; or why the octets were refused. */
export function ParserNow({ replay, at }: ParserNowProps) {
  const { refusal } = at;
  return (
    <div class={`parser-part parser-now ${refusal === undefined ? "" : "parser-now-refused"}`}>
      <h3 class="parser-heading">{heading(replay, at)}</h3>
      {refusal === undefined ? <Reading replay={replay} at={at} /> : <Refusal replay={replay} refusal={refusal} />}
    </div>
  );
}

function heading(replay: ParserReplay, { step, refusal }: ReplayStep): string {
  if (refusal !== undefined) return placeOf(replay, refusal);
  if (step === 0) return "Before the first octet";
  if (step > replay.octets.length) return "The client has closed its side";
  return `After octet ${step.toLocaleString("en")}`;
}

function placeOf(replay: ParserReplay, { at, step }: ReplayRefusal): string {
  if (step > replay.octets.length) return "Refused where the client closed its side";
  if (at >= step) return `Refused after octet ${step.toLocaleString("en")}`;
  return `Refused at octet ${(at + 1).toLocaleString("en")}`;
}

function Reading({ replay, at }: ParserNowProps) {
  const { name, expects, section } = readingOf(at);
  return (
    <dl class="parser-facts">
      {at.step > 0 && at.step <= replay.octets.length && (
        <>
          <dt>Read last</dt>
          <dd>
            <Octet octet={replay.octets.charCodeAt(at.step - 1)} />
          </dd>
        </>
      )}
      <dt>Reading</dt>
      <dd class="parser-reading">{name}</dd>
      <dt>May come next</dt>
      <dd>{expects}</dd>
      {section !== undefined && (
        <>
          <dt>Says</dt>
          <dd>{section}</dd>
        </>
      )}
    </dl>
  );
}

function Refusal({ replay, refusal }: { readonly replay: ParserReplay; readonly refusal: ReplayRefusal }) {
  const { at, step, rule, statusCode, message } = refusal;
  const { name, expects } = readingWords(refusal.reading);
  return (
    <>
      <p class="parser-message">{message}</p>
      <dl class="parser-facts">
        <dt>Rule</dt>
        <dd class="parser-rule">{rule}</dd>
        {at < step && at < replay.octets.length && (
          <>
            <dt>The octet</dt>
            <dd>
              <Octet octet={replay.octets.charCodeAt(at)} />
            </dd>
          </>
        )}
        <dt>While reading</dt>
        <dd>{name}</dd>
        <dt>Expected</dt>
        <dd>{expects}</dd>
        <dt>Answered with</dt>
        <dd>{statusCode}, and the connection closes</dd>
      </dl>
    </>
  );
}

function Octet({ octet }: { readonly octet: number }) {
  return (
    <>
      <span class="parser-glyph" aria-hidden="true">
        {octet === 0x20 ? "·" : visibleOctet[octet]}
      </span>{" "}
      {octetInWords(octet)}
    </>
  );
}
