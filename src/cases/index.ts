import { semanticsCases } from "./9110-semantics.ts";
import { messageCases } from "./9112-2-message.ts";
import { hostCases } from "./9112-3-2-host.ts";
import { requestLineCases } from "./9112-3-request-line.ts";
import { fieldCases } from "./9112-5-fields.ts";
import { framingCases } from "./9112-6-framing.ts";
import { chunkedCases } from "./9112-7-chunked.ts";
import { incompleteCases } from "./9112-8-incomplete.ts";
import { connectionCases } from "./9112-9-connection.ts";
import type { Case } from "./case.ts";

export type { Case, Delivery, Level, Need, Step } from "./case.ts";
export * from "./outcome.ts";
export * from "./placeholders.ts";

/** Cases that are about one thing, in the order in which a server's author does well to look at them. */
export interface CaseFamily {
  /** One word or two with a hyphen, as `--only` takes it. */
  readonly name: string;
  /** As a heading of a report. */
  readonly title: string;
  readonly cases: readonly Case[];
}

/** All cases. What comes first is what the rest stands on. */
export const caseFamilies: readonly CaseFamily[] = [
  { name: "message", title: "Messages and their lines", cases: messageCases },
  { name: "request-line", title: "The request line", cases: requestLineCases },
  { name: "host", title: "Host", cases: hostCases },
  { name: "fields", title: "Field lines", cases: fieldCases },
  { name: "framing", title: "Where a message ends", cases: framingCases },
  { name: "chunked", title: "Chunked content", cases: chunkedCases },
  { name: "incomplete", title: "Messages cut off", cases: incompleteCases },
  { name: "connection", title: "Persistence and pipelining", cases: connectionCases },
  { name: "expectations", title: "Expect and Upgrade", cases: semanticsCases },
];

/** The same, one after the other. */
export const cases: readonly Case[] = caseFamilies.flatMap((family) => family.cases);

/** What names a case in reports, baselines and `--only`: no two have the same. */
export function caseId(each: Case): string {
  return `${each.rule} ${each.title}`;
}
