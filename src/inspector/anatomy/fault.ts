import { type RuleId, rules } from "../../http1/index.ts";
import { octetsBetween } from "../message-octets.ts";
import type { OctetsAt, RecordedRefusal } from "../record.ts";
import type { Fault, Part, PartSpan } from "./part.ts";

/** The spans of a message up to where it was refused, and what its octets are. */
interface Refused {
  readonly spans: readonly PartSpan[];
  readonly textOf: (start: number, end: number) => string;
}

type Place = readonly [start: number, end: number];

/**
 * What a rule is about that is only judged when more has been read than the octets that are wrong: they lie before the
 * place where reading stopped, or there are none because something is missing. All other rules are about the octet
 * where it stopped.
 */
const judgedLater: { readonly [Rule in RuleId]?: (refused: Refused) => readonly Place[] } = {
  "RFC9110-2.5/VERSION": ofParts("http-version"),
  "RFC9113-3.4/PREFACE": ofParts("method", "target-asterisk", "http-version"),
  "RFC3986-2.1/PERCENT": inTarget(/%(?![0-9A-Fa-f]{2})/),
  "RFC9112-3.2.1/PATH-OCTET": inTarget(/[[\]{}|\\^`]/),
  "RFC9112-3.2/TARGET-FORM": wholeTarget,
  "RFC9112-3.2.2/SCHEME": ofParts("target-scheme"),
  "RFC9110-4.2.4/USERINFO": inTarget(/(?<=:\/\/)[^/?]*@/),
  "RFC9110-4.2.1/HOST-EMPTY": wholeTarget,
  "RFC9112-3.2.2/AUTHORITY": ofParts("target-authority"),
  "RFC9110-7.4/MISDIRECTED": ofParts("target-scheme"),
  "RFC9112-3.2.3/AUTHORITY-FORM": wholeTarget,
  "RFC9112-3.2.4/ASTERISK-FORM": wholeTarget,
  "RFC9112-3.2/HOST-MISSING": () => [],
  "RFC9112-3.2/HOST-REPEATED": (refused) => linesOf(refused, "host").slice(1),
  "RFC9112-3.2/HOST-INVALID": valuesOf("host"),
  "RFC9112-6.3/TE+CL": (refused) => [...linesOf(refused, "transfer-encoding"), ...linesOf(refused, "content-length")],
  "RFC9112-6.1/TE-IN-1.0": (refused) => linesOf(refused, "transfer-encoding"),
  "RFC9112-6.3/CHUNKED-NOT-LAST": valuesOf("transfer-encoding"),
  "RFC9112-6.1/CHUNKED-TWICE": valuesOf("transfer-encoding"),
  "RFC9112-6.1/UNKNOWN-CODING": valuesOf("transfer-encoding"),
  "RFC9112-6.3/CONTENT-LENGTH": valuesOf("content-length"),
  "RFC9110-8.6/CONTENT-LENGTH-REPEATED": valuesOf("content-length"),
  "RFC9110-8.6/CONTENT-LENGTH-SIZE": valuesOf("content-length"),
  "RFC9110-10.1.1/EXPECTATION": valuesOf("expect"),
  "RFC9112-8/INCOMPLETE-HEAD": () => [],
  "RFC9112-8/INCOMPLETE-CONTENT": () => [],
};

/** Whether a rule is about the very octet where reading stopped. */
export function isAboutOneOctet(rule: string): boolean {
  return isRule(rule) && judgedLater[rule] === undefined;
}

/** Whether the engine knows the rule: others are the server's own, its deadlines for one. */
export function isRule(rule: string): rule is RuleId {
  return Object.hasOwn(rules, rule);
}

/**
 * What a refusal is about.
 * @param stop where reading stopped
 */
export function faultOf(
  refusal: RecordedRefusal,
  spans: readonly PartSpan[],
  kept: readonly OctetsAt[],
  stop: number,
): Fault | undefined {
  const { rule } = refusal;
  if (!isRule(rule)) return undefined;
  const seek = judgedLater[rule];
  if (seek === undefined) return refusal.at === undefined ? undefined : { rule, at: stop, octets: [[stop, stop + 1]] };
  const octets = seek({ spans, textOf: (start, end) => octetsBetween(kept, start, end) }).toSorted(byStart);
  return { rule, at: octets[0]?.[0] ?? whereMissing(rule, spans, stop), octets };
}

function byStart([one]: Place, [other]: Place): number {
  return one - other;
}

/** A field is missed at the empty line that ends the section; octets that never came, where the last one ended. */
function whereMissing(rule: RuleId, spans: readonly PartSpan[], stop: number): number {
  if (rule === "RFC9112-8/INCOMPLETE-HEAD" || rule === "RFC9112-8/INCOMPLETE-CONTENT") return stop;
  return spans.find(({ part }) => part === "section-end")?.start ?? stop;
}

function ofParts(...parts: readonly Part[]): (refused: Refused) => Place[] {
  return ({ spans }) => spans.filter(({ part }) => parts.includes(part)).map(({ start, end }) => [start, end]);
}

function wholeTarget({ spans }: Refused): Place[] {
  const target = spans.filter(({ part }) => part.startsWith("target-"));
  return target.length === 0 ? [] : [[target[0]!.start, target.at(-1)!.end]];
}

/** What a pattern finds in the request target; all of it where it finds nothing. */
function inTarget(pattern: RegExp): (refused: Refused) => Place[] {
  return (refused) => {
    const [target] = wholeTarget(refused);
    if (target === undefined) return [];
    const found = pattern.exec(refused.textOf(...target));
    if (found === null) return [target];
    const start = target[0] + found.index;
    return [[start, start + found[0].length]];
  };
}

/** The lines of a field from name to value. */
function linesOf({ spans }: Refused, name: string): Place[] {
  const lines: [start: number, end: number][] = [];
  for (const { start, end, part, field } of spans) {
    if (field?.toLowerCase() !== name) continue;
    if (part === "field-name") lines.push([start, end]);
    else if (part === "field-value" && lines.length > 0) lines.at(-1)![1] = end;
  }
  return lines;
}

/** The values of a field; its lines where they are empty. */
function valuesOf(name: string): (refused: Refused) => Place[] {
  return (refused) => {
    const values = refused.spans.filter(({ part, field }) => part === "field-value" && field?.toLowerCase() === name);
    return values.length === 0 ? linesOf(refused, name) : values.map(({ start, end }) => [start, end]);
  };
}
