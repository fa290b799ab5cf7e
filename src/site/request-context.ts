import { type FetchContext, fetchContext, webRequest } from "../fetch/index.ts";
import {
  boundedRows,
  type DecisionNotes,
  type Exchange,
  type IncomingRequest,
  isResponseError,
  type NotedRow,
  Query,
  type RequestContent,
} from "../semantics/index.ts";
import {
  type Form,
  type ReadFormOptions,
  type ReadJsonOptions,
  type ReadTextOptions,
  readForm,
  readJson,
  readText,
} from "./form-content.ts";
import type { HandlerContext, RequestQuery } from "./handler-context.ts";
import { notedValue } from "./noted-value.ts";
import { expectation, type QuerySpec, type QueryValues, readQueryParameter } from "./query-spec.ts";
import type { Params } from "./route-map.ts";

/** The context of one request for handlers and templates: what is not read is not made. */
export class RequestContext implements HandlerContext {
  readonly incoming: IncomingRequest;
  readonly params: Params;
  readonly #exchange: Exchange;
  #query: SpecifiedQuery | undefined = undefined;
  #request: Request | undefined = undefined;
  #ctx: FetchContext | undefined = undefined;

  constructor(request: IncomingRequest, exchange: Exchange, params: Params) {
    this.incoming = request;
    this.#exchange = exchange;
    this.params = params;
  }

  get query(): SpecifiedQuery {
    this.#query ??= new SpecifiedQuery(this.incoming.query, this.#exchange.decisions);
    return this.#query;
  }

  get request(): Request {
    this.#request ??= webRequest(this.incoming, this.#exchange);
    return this.#request;
  }

  get ctx(): FetchContext {
    this.#ctx ??= fetchContext(this.incoming, this.#exchange);
    return this.#ctx;
  }

  get content(): RequestContent | undefined {
    return this.incoming.content;
  }

  // Functions that may be taken out of the context, as in `({ form }) => …`; none is made before it is asked for.

  get form(): (options?: ReadFormOptions) => Promise<Form> {
    return (options) => awaited(readForm(this.incoming, this.#exchange, options));
  }

  get json(): (options?: ReadJsonOptions) => Promise<unknown> {
    return (options) => awaited(readJson(this.incoming, options));
  }

  get text(): (options?: ReadTextOptions) => Promise<string> {
    return (options) => awaited(readText(this.incoming, options));
  }
}

/** A handler that asks for content and then answers without it must not end the process when the content fails. */
function awaited<Value>(content: Promise<Value>): Promise<Value> {
  content.catch(() => undefined);
  return content;
}

/** How many parameters an outcome tells of: the rows have them all. */
const TOLD_MAX = 8;

/** A query that can be read by specs, and notes what was read. */
export class SpecifiedQuery extends Query implements RequestQuery {
  readonly #decisions: DecisionNotes | undefined;

  constructor(text: string | undefined, decisions: DecisionNotes | undefined) {
    super(text);
    this.#decisions = decisions;
  }

  read<const Specs extends Readonly<Record<string, QuerySpec>>>(specs: Specs): QueryValues<Specs> {
    const values: Record<string, unknown> = {};
    if (this.#decisions === undefined) {
      for (const name in specs) values[name] = readQueryParameter(this, name, specs[name]!);
    } else this.#readNoting(specs, values, this.#decisions);
    return values as QueryValues<Specs>;
  }

  #readNoting(
    specs: Readonly<Record<string, QuerySpec>>,
    values: Record<string, unknown>,
    decisions: DecisionNotes,
  ): void {
    const outcomes: string[] = [];
    const rows: NotedRow[] = [];
    try {
      for (const name in specs) {
        const spec = specs[name]!;
        const value = readQueryParameter(this, name, spec);
        values[name] = value;
        const told = `${notedValue(name, value)}${this.has(name) ? "" : ", by default"}`;
        outcomes.push(`${name} is ${told}`);
        rows.push([name, `${told}; it may be ${expectation(spec)}`]);
      }
      if (rows.length > 0) decisions.note("query", outcomes.slice(0, TOLD_MAX).join("; "), boundedRows(rows));
    } catch (error) {
      if (isResponseError(error)) decisions.note("query", error.message, boundedRows(rows));
      throw error;
    }
  }
}
