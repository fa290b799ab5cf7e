import {
  type DecisionNotes,
  type Exchange,
  FieldSection,
  type FieldSectionInit,
  type IncomingRequest,
  type OutgoingResponse,
  type RequestContent,
} from "../../semantics/index.ts";
import { type CompiledSite, compileSite, type SiteContext } from "../compile-site.ts";
import { site } from "../site.ts";
import type { RouteEntry } from "../site-values.ts";
import { memoryStore } from "./memory-store.ts";

export interface RequestParts {
  readonly headers?: FieldSectionInit;
  readonly content?: RequestContent;
}

/** A request for a target in origin-form, or "*". */
export function requestFor(method: string, target: string, parts: RequestParts = {}): IncomingRequest {
  const mark = target.indexOf("?");
  return {
    method,
    requestTarget: target,
    scheme: "http",
    authority: "kittens.example",
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? undefined : target.slice(mark + 1),
    httpVersion: "HTTP/1.1",
    headerSection: FieldSection.of(parts.headers ?? {}),
    content: parts.content,
  };
}

/** An exchange that nobody else takes part in. */
export function exchangeFor(decisions?: DecisionNotes): Exchange {
  const address = { host: "127.0.0.1", port: 5000 };
  return {
    connection: { id: 1, remote: address, local: address, isEncrypted: false },
    signal: new AbortController().signal,
    completed: Promise.resolve(true),
    sendInterim() {},
    waitUntil() {},
    decisions,
  };
}

/** Takes notes in the form "subject: outcome". */
export class NotedDecisions implements DecisionNotes {
  readonly notes: string[] = [];

  note(subject: string, outcome: string): void {
    this.notes.push(`${subject}: ${outcome}`);
  }
}

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
