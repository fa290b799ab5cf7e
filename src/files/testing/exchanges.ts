import {
  type DecisionNotes,
  type Exchange,
  FieldSection,
  type FieldSectionInit,
  type IncomingRequest,
  type NotedRow,
  type RequestContent,
} from "../../semantics/index.ts";

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

/** Takes notes in the form "subject: outcome", and their rows beside them. */
export class NotedDecisions implements DecisionNotes {
  readonly notes: string[] = [];
  readonly #rows: { readonly subject: string; readonly rows: readonly NotedRow[] }[] = [];

  note(subject: string, outcome: string, rows: readonly NotedRow[] = []): void {
    this.notes.push(`${subject}: ${outcome}`);
    this.#rows.push({ subject, rows });
  }

  /** The rows of all notes about a subject: "gzip | q=1 | chosen". */
  rowsOf(subject: string): string[] {
    const of = this.#rows.filter((each) => each.subject === subject);
    return of.flatMap(({ rows }) =>
      rows.map(([what, found, isChosen]) => `${what} | ${found}${isChosen === true ? " | chosen" : ""}`),
    );
  }
}
