import { uriCases } from "./9110-4-uri.ts";
import { limitCases } from "./9110-5-4-limits.ts";
import { responseFieldCases } from "./9110-6-response-fields.ts";
import { upgradeCases } from "./9110-7-8-upgrade.ts";
import { contentCases } from "./9110-8-content.ts";
import { validatorCases } from "./9110-8-validators.ts";
import { headCases } from "./9110-9-head.ts";
import { methodCases } from "./9110-9-methods.ts";
import { expectationCases } from "./9110-10-expectations.ts";
import { codingCases } from "./9110-12-coding.ts";
import { negotiationCases } from "./9110-12-negotiation.ts";
import { ifMatchCases } from "./9110-13-if-match.ts";
import { ifModifiedSinceCases } from "./9110-13-if-modified-since.ts";
import { ifNoneMatchCases } from "./9110-13-if-none-match.ts";
import { ifRangeCases } from "./9110-13-if-range.ts";
import { preconditionCases } from "./9110-13-precedence.ts";
import { rangeSetCases } from "./9110-14-range-sets.ts";
import { rangeCases } from "./9110-14-ranges.ts";
import { redirectCases } from "./9110-15-redirects.ts";
import { statusCases } from "./9110-15-status.ts";
import { cachingCases } from "./9111-5-caching.ts";
import { versionCases } from "./9112-2-3-version.ts";
import { messageCases } from "./9112-2-message.ts";
import { hostCases } from "./9112-3-2-host.ts";
import { targetCases } from "./9112-3-2-target.ts";
import { requestLineCases } from "./9112-3-request-line.ts";
import { closingCases, responseCases } from "./9112-4-response.ts";
import { fieldCases } from "./9112-5-fields.ts";
import { transferEncodingCases } from "./9112-6-1-transfer-encoding.ts";
import { contentLengthCases } from "./9112-6-2-content-length.ts";
import { extensionCases } from "./9112-7-1-1-extensions.ts";
import { trailerCases } from "./9112-7-1-2-trailers.ts";
import { chunkedCases } from "./9112-7-chunked.ts";
import { incompleteCases } from "./9112-8-incomplete.ts";
import { deadlineCases } from "./9112-9-5-deadlines.ts";
import { recoveryCases } from "./9112-9-5-recovery.ts";
import { connectionCases } from "./9112-9-connection.ts";
import { pieceCases } from "./9112-9-delivery.ts";
import { smugglingCases } from "./9112-11-2-smuggling.ts";
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
  {
    name: "response",
    title: "What a response looks like",
    cases: [...responseCases, ...responseFieldCases, ...closingCases],
  },
  { name: "message", title: "Messages and their lines", cases: messageCases },
  { name: "request-line", title: "The request line", cases: requestLineCases },
  { name: "target", title: "Forms of the request target", cases: targetCases },
  { name: "host", title: "Host", cases: hostCases },
  { name: "fields", title: "Field lines", cases: fieldCases },
  { name: "versions", title: "Versions, and other protocols", cases: versionCases },
  { name: "url", title: "Paths, and what they must not reach", cases: uriCases },
  { name: "delivery", title: "Octets in pieces", cases: pieceCases },
  { name: "connection", title: "Persistence and pipelining", cases: connectionCases },
  { name: "content-length", title: "Content of known length", cases: contentLengthCases },
  { name: "transfer-encoding", title: "Transfer codings", cases: transferEncodingCases },
  { name: "chunked", title: "Chunked content", cases: chunkedCases },
  { name: "chunk-extensions", title: "Chunk extensions", cases: extensionCases },
  { name: "trailers", title: "Trailer fields", cases: trailerCases },
  { name: "smuggling", title: "Requests hidden in requests", cases: smugglingCases },
  { name: "incomplete", title: "Messages cut off", cases: incompleteCases },
  { name: "recovery", title: "After an error, and side by side", cases: recoveryCases },
  { name: "expectations", title: "Expect", cases: expectationCases },
  { name: "upgrade", title: "Upgrade", cases: upgradeCases },
  { name: "limits", title: "Limits", cases: limitCases },
  { name: "deadlines", title: "Deadlines", cases: deadlineCases },
  { name: "methods", title: "HEAD and the other methods", cases: [...headCases, ...methodCases] },
  { name: "status", title: "Status codes and error pages", cases: statusCases },
  { name: "redirects", title: "Redirects", cases: redirectCases },
  { name: "content-rules", title: "Content where it may be", cases: contentCases },
  {
    name: "conditional",
    title: "Validators and preconditions",
    cases: [...validatorCases, ...ifNoneMatchCases, ...ifModifiedSinceCases, ...ifMatchCases, ...preconditionCases],
  },
  { name: "ranges", title: "Ranges", cases: [...rangeCases, ...rangeSetCases, ...ifRangeCases] },
  { name: "coding", title: "Content codings", cases: codingCases },
  { name: "negotiation", title: "What clients prefer", cases: negotiationCases },
  { name: "caching", title: "What caches are told", cases: cachingCases },
];

/** The same, one after the other. */
export const cases: readonly Case[] = caseFamilies.flatMap((family) => family.cases);

/** What names a case in reports, baselines and `--only`: no two have the same. */
export function caseId(each: Case): string {
  return `${each.rule} ${each.title}`;
}
