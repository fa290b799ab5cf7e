import { writeOctets } from "../act/octet-escapes.ts";
import { expectedInstead, sectionName, sectionUrl } from "../anatomy/index.ts";
import type { ParserReplay, ReplayRefusal, ReplayStep } from "../replay/parser-replay.ts";
import { octetInWords, type ReadingWords, readingWords } from "../replay/parser-replay-words.ts";

export interface ParserNowProps {
  readonly replay: ParserReplay;
  readonly start: number;
  readonly at: ReplayStep;
}

/** What is being read after a step, in words. */
export function readingOf({ standing }: ReplayStep): ReadingWords {
  return readingWords(standing.reading);
}

/** The octet that was read last, what is being read now, and what may come; or why the octets were refused. */
export function ParserNow(props: ParserNowProps) {
  const { refusal } = props.at;
  return (
    <div class={`parser-now ${refusal === undefined ? "" : "parser-now-refused"}`}>
      {refusal === undefined ? <Reading {...props} /> : <Refusal {...props} refusal={refusal} />}
    </div>
  );
}

function Reading({ replay, start, at }: ParserNowProps) {
  const { step } = at;
  const { name, expects, section } = readingOf(at);
  return (
    <>
      <h3 class="parser-heading">{heading(replay, start, step)}</h3>
      <dl class="parser-facts">
        <div>
          <dt>Read last</dt>
          <dd>{step === 0 ? "nothing" : lastRead(replay, step)}</dd>
        </div>
        <div>
          <dt>Reading</dt>
          <dd class="parser-reading">{name}</dd>
        </div>
        <div class="parser-facts-wide">
          <dt>May come next</dt>
          <dd>
            {expects} {section !== undefined && <Section section={section} />}
          </dd>
        </div>
      </dl>
    </>
  );
}

function heading({ octets }: ParserReplay, start: number, step: number): string {
  if (step === 0) return "Before the first octet";
  return step > octets.length ? "At the client’s end" : `After octet ${(start + step).toLocaleString("en")}`;
}

function lastRead({ octets }: ParserReplay, step: number): string {
  return step > octets.length ? "the end: the client has closed its side" : octetInWords(octets.charCodeAt(step - 1));
}

function Refusal({ replay, start, refusal }: ParserNowProps & { readonly refusal: ReplayRefusal }) {
  const { at, step, rule, statusCode, message } = refusal;
  const isOfOctet = at < step && at < replay.octets.length;
  const instead = expectedInstead(rule);
  return (
    <>
      <h3 class="parser-heading">
        {refusedWhere(replay, start, refusal)}{" "}
        <span class="parser-rule">
          {rule} <Section section={rule} />
        </span>
      </h3>
      <p class="parser-message">{message}</p>
      <dl class="parser-facts">
        {isOfOctet && (
          <div>
            <dt>The octet</dt>
            <dd>{octetInWords(replay.octets.charCodeAt(at))}</dd>
          </div>
        )}
        <div>
          <dt>While reading</dt>
          <dd>{readingWords(refusal.reading).name}</dd>
        </div>
        <div>
          <dt>Right would be</dt>
          <dd>
            {instead?.words ?? readingWords(refusal.reading).expects}{" "}
            {instead?.example !== undefined && <code class="parser-example">{spelt(instead.example)}</code>}
          </dd>
        </div>
        <div>
          <dt>Answered with</dt>
          <dd>{statusCode}, and the connection closes</dd>
        </div>
      </dl>
    </>
  );
}

function refusedWhere({ octets }: ParserReplay, start: number, { at, step }: ReplayRefusal): string {
  if (step > octets.length) return "Refused when the client closed";
  if (at >= step) return `Refused after octet ${(start + step).toLocaleString("en")}`;
  return `Refused at octet ${(start + at + 1).toLocaleString("en")}`;
}

function Section({ section }: { readonly section: string }) {
  const url = sectionUrl(section);
  if (url === undefined) return null;
  return (
    <a class="parser-section" href={url} target="_blank" rel="noreferrer">
      {sectionName(section)}
    </a>
  );
}

/** On one line. */
function spelt(octets: string): string {
  return writeOctets(octets, "spelled").replaceAll("\n", "");
}
