import type { CountedLimit, LimitName } from "../../http1/index.ts";
import { type Rule, rules } from "../../http1/index.ts";
import type { ParserReplay, ReplayStep } from "../replay/parser-replay.ts";
import { limitWords } from "../replay/parser-replay-words.ts";

export interface ParserCountsProps {
  readonly replay: ParserReplay;
  readonly at: ReplayStep;
}

/** What the parser counts, as bars against the limits. */
export function ParserCounts({ replay, at }: ParserCountsProps) {
  const broken = at.refusal && brokenLimit(at.refusal.rule);
  return (
    <div class="parser-part">
      <h3 class="parser-heading">Counted against limits</h3>
      <ul class="parser-counts">
        {shown(replay, at).map(({ limit, count, max }) => (
          <Count
            key={limit}
            words={limitWords[limit]}
            count={count}
            max={max}
            kind={limit === broken ? "over" : count > max * NEAR ? "near" : "fair"}
          />
        ))}
        <Content at={at} />
      </ul>
    </div>
  );
}

interface CountProps {
  readonly words: string;
  readonly count: number;
  readonly max: number;
  readonly kind: "fair" | "near" | "over";
}

function Count({ words, count, max, kind }: CountProps) {
  return (
    <li class={`parser-count parser-count-${kind}`}>
      <span>{words}</span>
      <span class="parser-count-numbers">
        <b>{count.toLocaleString("en")}</b> of {max.toLocaleString("en")}
        {kind === "over" && ", and more came"}
      </span>
      <span class="parser-bar" aria-hidden="true">
        {count > 0 && <span class="parser-bar-part" style={{ width: `${Math.min(100, (count / max) * 100)}%` }} />}
      </span>
    </li>
  );
}

/** Content has no limit of the parser's; by Content-Length it has an end that is known. */
function Content({ at: { standing, contentOctets } }: { readonly at: ReplayStep }) {
  const { reading } = standing;
  if (reading.element === "content") {
    return (
      <Count words="Octets of content" count={contentOctets} max={contentOctets + reading.octetsLeft} kind="fair" />
    );
  }
  if (contentOctets === 0) return null;
  return (
    <li class="parser-count">
      <span>Octets of content</span>
      <span class="parser-count-numbers">
        <b>{contentOctets.toLocaleString("en")}</b>
      </span>
    </li>
  );
}

/** The limits that every request meets, and of the others those of which something was counted. */
function shown({ limits }: ParserReplay, { counts }: ReplayStep): CountedLimit[] {
  const always = alwaysShown.map(
    (limit) => counts.find((each) => each.limit === limit) ?? { limit, count: 0, max: limits[limit] },
  );
  return [...always, ...counts.filter(({ limit, count }) => count > 0 && !alwaysShown.includes(limit))];
}

function brokenLimit(rule: string): LimitName | undefined {
  return Object.hasOwn(rules, rule) ? (rules as Readonly<Record<string, Rule>>)[rule]?.limit : undefined;
}

const alwaysShown: readonly LimitName[] = ["requestLineOctetsMax", "headerSectionOctetsMax", "headerLinesMax"];
const NEAR = 0.8;
