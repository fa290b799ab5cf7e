import { type Case, type CaseFamily, caseFamilies, cases, type ExpectedResponse, type Level } from "../cases/index.ts";

/** What a case came to: right, tolerable, wrong, or not tried. */
export type Verdict = "passed" | "warned" | "failed" | "skipped";

/** Some octets of a connection, as they went: text whose characters are octets. */
export interface ExchangedOctets {
  readonly direction: "sent" | "received";
  /** Milliseconds since the connection was opened. */
  readonly atMs: number;
  /** The first of them; `octetsInAll` says how many there were. */
  readonly text: string;
  readonly octetsInAll: number;
}

/** One case and what became of it. */
export interface CaseResult {
  readonly case: Case;
  readonly family: CaseFamily;
  readonly verdict: Verdict;
  /** What a passing server does, in words: "400, then the connection closed"; "" where it was skipped. */
  readonly expected: string;
  /** What this one did: "200 OK, and the connection stayed open"; where it was skipped, why. */
  readonly got: string;
  /** What to change, where that is not what the case says: a server that ended must not end. */
  readonly advice?: string;
  /** What differs, in a few words, where it did not pass: "200 instead of 400". */
  readonly difference: string;
  /** What went over the wire, in order; of a case with many connections, that of the one that was wrong first. */
  readonly exchanged: readonly ExchangedOctets[];
  /** How the connection ended: by the server, with a reset, or not before the checker closed it. */
  readonly ending: "closed" | "reset" | "open" | "none";
  readonly durationMs: number;
}

/** A limit or a deadline of the target, as it was found by trying. */
export interface Measurement {
  /** "request-target-octets": as it stands in JSON. */
  readonly name: string;
  /** "Longest request target": as it stands in a report. */
  readonly title: string;
  /** "16,368 octets; 414 beyond" */
  readonly finding: string;
  readonly value: number | undefined;
  readonly unit: "octets" | "lines" | "milliseconds" | "requests";
}

/** What the checker found that the target offers, for people: "file: /a.css, 1,234 octets, ETag "x"". */
export interface Offer {
  readonly name: string;
  readonly finding: string;
}

/** A whole run. */
export interface CheckReport {
  /** As it was given, with a slash at its end where it had no path. */
  readonly url: string;
  /** The Server field of the target, "" where there is none. */
  readonly software: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly offers: readonly Offer[];
  readonly results: readonly CaseResult[];
  readonly measurements: readonly Measurement[];
  /** Why the run ended before its last case; `undefined` where it did not. */
  readonly cutShort: string | undefined;
}

/** How strongly levels bind, the strongest first. */
export const levels: readonly Level[] = ["MUST", "practice", "SHOULD", "MAY"];

/** How many came to what. */
export type Tally = Readonly<Record<Verdict, number>>;

export function tallyOf(results: readonly CaseResult[]): Tally {
  const tally = { passed: 0, warned: 0, failed: 0, skipped: 0 };
  for (const { verdict } of results) tally[verdict]++;
  return tally;
}

/** What is to be changed, and the cases that ask for it, the most fundamental first. */
export interface Advice {
  readonly text: string;
  readonly results: readonly CaseResult[];
}

/** What to change in a server that failed so. */
export function adviceOf(result: CaseResult): string {
  if (result.advice !== undefined) return result.advice;
  return lacksStatusLine(result) ? statusLineAdvice : result.case.advice;
}

const statusLineAdvice = cases.find(({ rule }) => rule === "RFC9112-2.1/STATUS-LINE")!.advice;

/** Whether octets came that are no response at all: until they are one, nothing else about them is worth an advice. */
function lacksStatusLine({ case: { send }, exchanged }: CaseResult): boolean {
  const text = exchanged.map((octets) => (octets.direction === "received" ? octets.text : "")).join("");
  // To a request without a version HTTP/0.9 answers so.
  return text !== "" && !/^\s*HTTP\//i.test(text) && / HTTP\/1\.[01]\r\n/.test(send.join(""));
}

/**
 * What to change in the target, what matters most first: what ends it; then how its responses look, which all else
 * stands on; then what binds strongly, and of that what its ordinary clients meet before what is to be refused. What
 * matters alike stays in the order of the families: how many cases ask for something tells of the cases alone.
 */
export function advices({ results }: CheckReport): readonly Advice[] {
  const byText = new Map<string, CaseResult[]>();
  for (const result of results) {
    if (result.verdict !== "failed") continue;
    const text = adviceOf(result);
    byText.set(text, [...(byText.get(text) ?? []), result]);
  }
  // A Map keeps the order in which cases are listed: of families, and of cases in them.
  const listed = [...byText].map(([text, failed]) => ({ text, results: failed }));
  return listed.toSorted((one, other) => rank(one) - rank(other));
}

/** The smaller, the more it matters. */
function rank({ results }: Advice): number {
  // A server that ends answers nobody any more.
  if (results.some(({ advice }) => advice !== undefined)) return -1;
  const strongest = Math.min(...results.map(({ case: { level } }) => levels.indexOf(level)));
  const ownRank = strongest * 2 + (results.every(({ case: each }) => isUnusual(each)) ? 1 : 0);
  return results.some(({ family }) => family.name === caseFamilies[0]!.name) ? ownRank : ownRank + levels.length * 2;
}

/** Whether ordinary clients never send it: a refusal passes, or no response; or its target is in the form for proxies. */
function isUnusual({ pass, rule }: Case): boolean {
  if (rule.startsWith("RFC9112-3.2.2/")) return true;
  return pass.some(({ responses }) => responses !== undefined && (responses.length === 0 || responses.some(refuses)));
}

function refuses({ status }: ExpectedResponse): boolean {
  const patterns = [status ?? "any"].flat();
  return patterns.every((pattern) => (typeof pattern === "number" ? pattern >= 400 : /^[45]xx$/.test(pattern)));
}
