import { exchangeFor, type RequestParts, requestFor } from "../../files/testing/exchanges.ts";
import { memoryStore } from "../../files/testing/memory-store.ts";
import type { DecisionNotes, OutgoingResponse } from "../../semantics/index.ts";
import { type CompiledSite, compileSite, type SiteContext } from "../compile-site.ts";
import { site } from "../site.ts";
import type { RouteEntry } from "../site-values.ts";

export { exchangeFor, NotedDecisions, type RequestParts, requestFor } from "../../files/testing/exchanges.ts";

/** A site compiled over files in memory. */
export function compiledSite(
  routes: Readonly<Record<string, RouteEntry>>,
  files: Readonly<Record<string, string>> = {},
  context: Partial<SiteContext> = {},
): Promise<CompiledSite> {
  return compileSite(site(routes), { root: "/site", store: memoryStore(files), development: false, ...context });
}

/** What a site answers to a request, its content as text where it is known beforehand. */
export async function answerOf(
  compiled: CompiledSite,
  method: string,
  target: string,
  parts: RequestParts & { readonly decisions?: DecisionNotes } = {},
): Promise<OutgoingResponse & { readonly text: string }> {
  const response = await compiled.resource(requestFor(method, target, parts), exchangeFor(parts.decisions));
  const { content } = response;
  const text = content instanceof Uint8Array ? new TextDecoder().decode(content) : content;
  return { ...response, text: typeof text === "string" ? text : "" };
}

/** The same with the site made for it. */
export async function answerOfRoutes(
  routes: Readonly<Record<string, RouteEntry>>,
  method: string,
  target: string,
  parts: RequestParts = {},
): Promise<OutgoingResponse & { readonly text: string }> {
  return answerOf(await compiledSite(routes), method, target, parts);
}
