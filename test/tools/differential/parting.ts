import type { Understanding, UnderstoodRequest } from "./understanding.ts";

/**
 * How two parsers part: one refuses to go on where the other takes a request; one wants no more octets where the other
 * does; or they see other requests, or other content. Of a request that is refused it does not count how far one came.
 */
export type Parting = "refused here" | "refused there" | "finished here" | "finished there" | "other requests";

/** How they part first, `undefined` where they agree. */
export function partingOf(ours: Understanding, theirs: Understanding): Parting | undefined {
  const complete = (request: UnderstoodRequest) => request.isComplete;
  const oursComplete = ours.requests.filter(complete);
  const theirsComplete = theirs.requests.filter(complete);
  const common = Math.min(oursComplete.length, theirsComplete.length);
  if (!areSame(oursComplete.slice(0, common), theirsComplete.slice(0, common))) return "other requests";
  if (common < theirsComplete.length) return stopped(ours, "here");
  if (common < oursComplete.length) return stopped(theirs, "there");
  if (ours.refusal !== undefined) return theirs.refusal === undefined ? "refused here" : undefined;
  if (theirs.refusal !== undefined) return "refused there";
  if (ours.isFinished !== theirs.isFinished) return ours.isFinished ? "finished here" : "finished there";
  return areSame(ours.requests, theirs.requests) ? undefined : "other requests";
}

function stopped({ refusal, isFinished }: Understanding, where: "here" | "there"): Parting {
  if (refusal !== undefined) return `refused ${where}`;
  return isFinished ? `finished ${where}` : "other requests";
}

function areSame(some: readonly UnderstoodRequest[], others: readonly UnderstoodRequest[]): boolean {
  return some.length === others.length && some.every((each, index) => isSame(each, others[index]!));
}

function isSame(one: UnderstoodRequest, other: UnderstoodRequest): boolean {
  return (
    one.method === other.method &&
    one.target === other.target &&
    one.content === other.content &&
    one.isComplete === other.isComplete
  );
}
